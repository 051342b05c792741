from django.urls import path

from assessment.sample_checks.views import cells, exchange, pages, papers

CHECKS = "<int:year>/sample-checks"

urlpatterns = [
    path(f"{CHECKS}/", pages.sample_checks, name="sample-checks"),
    path(f"{CHECKS}/draw/", pages.draw, name="sample-check-draw"),
    path(f"{CHECKS}/export/", exchange.export, name="sample-check-export"),
    path(f"{CHECKS}/import/", exchange.take_in, name="sample-check-import"),
    path(f"{CHECKS}/draws/<int:number>/export/", papers.proof, name="sample-check-proof"),
    path(f"{CHECKS}/cells/<int:pk>/", cells.cell, name="sample-check-cell"),
    path(f"{CHECKS}/cells/<int:pk>/settle/", cells.settle, name="sample-check-settle"),
    path(f"{CHECKS}/cells/<int:pk>/files/", cells.file_add, name="sample-check-file-add"),
    path(f"{CHECKS}/files/<int:pk>/", cells.file, name="sample-check-file"),
    path(
        f"{CHECKS}/files/<int:pk>/withdraw/",
        cells.file_withdraw,
        name="sample-check-file-withdraw",
    ),
    path(f"{CHECKS}/cities/<str:city>/", pages.sheet, name="sample-check-sheet"),
    path(f"{CHECKS}/cities/<str:city>/pick/", pages.pick, name="sample-check-pick"),
    path(
        f"{CHECKS}/cities/<str:city>/papers/<slug:kind>/<slug:form>/",
        papers.paper,
        name="sample-check-paper",
    ),
]
