from django.urls import path

from assessment.rounds.views import alerts, cells, counted, exchange, life, pace, pages

OF_ROUND = "<int:year>/rounds/<int:number>"
OF_GRID = f"{OF_ROUND}/indicators/<int:pk>"

urlpatterns = [
    path("<int:year>/rounds/", pages.rounds, name="rounds"),
    path("<int:year>/rounds/new/", life.open_one, name="round-open"),
    path("<int:year>/rounds/settings/", life.settings, name="round-settings"),
    path("<int:year>/rounds/counted/", counted.counted, name="round-counted"),
    path(f"{OF_ROUND}/", pages.held, name="round"),
    path(f"{OF_ROUND}/change/", life.change, name="round-change"),
    path(f"{OF_ROUND}/close/", life.close, name="round-close"),
    path(f"{OF_ROUND}/reopen/", life.reopen, name="round-reopen"),
    path(f"{OF_ROUND}/discard/", life.discard, name="round-discard"),
    path(f"{OF_ROUND}/take/", pages.take, name="round-take"),
    path(f"{OF_ROUND}/export/", exchange.export, name="round-export"),
    path(f"{OF_ROUND}/import/", exchange.take_in, name="round-import"),
    # filling in
    path(f"{OF_GRID}/", pages.grid, name="round-grid"),
    path(f"{OF_GRID}/block/", cells.block, name="round-block"),
    path(f"{OF_GRID}/paste/", cells.paste, name="round-paste"),
    path(f"{OF_GRID}/changes/", cells.changes, name="round-changes"),
    path(f"{OF_ROUND}/cells/<int:pk>/", cells.cell, name="round-cell"),
    path(f"{OF_ROUND}/cells/<int:pk>/detail/", cells.detail, name="round-detail"),
    # progress against time
    path("<int:year>/pace/", pace.pace, name="pace"),
    path("<int:year>/pace/<str:city>/", pace.of_city, name="pace-city"),
    # alerts
    path("<int:year>/alerts/", alerts.alerts, name="alerts"),
    path(f"{OF_ROUND}/alerts/", alerts.issue, name="alerts-issue"),
    path("<int:year>/alerts/<int:serial>/", alerts.alert, name="alert"),
    path("<int:year>/alerts/<int:serial>/withdraw/", alerts.withdraw, name="alert-withdraw"),
    path("<int:year>/alerts/<int:serial>/<slug:form>/", alerts.paper, name="alert-paper"),
]
