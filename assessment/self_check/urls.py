from django.urls import path

from assessment.self_check.views import beside, cells, exchange, pages, panel, papers

OF_CITY = "<int:year>/self-checks/<str:city>"

urlpatterns = [
    path("<int:year>/self-checks/", pages.self_checks, name="self-checks"),
    path("<int:year>/self-checks/window/", pages.window, name="self-check-window"),
    path("<int:year>/self-checks/files/<int:pk>/", panel.file, name="self-check-file"),
    path(f"{OF_CITY}/", pages.self_check, name="self-check"),
    path(f"{OF_CITY}/submit/", pages.hand_in, name="self-check-submit"),
    path(f"{OF_CITY}/withdraw/", pages.withdraw, name="self-check-withdraw"),
    path(f"{OF_CITY}/return/", pages.send_back, name="self-check-return"),
    # filling in
    path(f"{OF_CITY}/cells/<int:pk>/", cells.cell, name="self-check-cell"),
    path(f"{OF_CITY}/block/", cells.block, name="self-check-block"),
    path(f"{OF_CITY}/paste/", cells.paste, name="self-check-paste"),
    path(f"{OF_CITY}/changes/", cells.changes, name="self-check-changes"),
    path(f"{OF_CITY}/items/<int:pk>/derivation/", pages.derivation, name="self-check-derivation"),
    path(f"{OF_CITY}/cells/<int:pk>/detail/", panel.detail, name="self-check-detail"),
    path(f"{OF_CITY}/cells/<int:pk>/remark/", panel.remark, name="self-check-remark"),
    path(f"{OF_CITY}/cells/<int:pk>/files/", panel.file_add, name="self-check-file-add"),
    path(
        f"{OF_CITY}/files/<int:pk>/withdraw/",
        panel.file_withdraw,
        name="self-check-file-withdraw",
    ),
    path(f"{OF_CITY}/export/", exchange.export, name="self-check-export"),
    path(f"{OF_CITY}/import/", exchange.take_in, name="self-check-import"),
    # papers
    path(f"{OF_CITY}/receipt/", papers.receipt, name="self-check-receipt"),
    path(f"{OF_CITY}/receipt/pdf/", papers.receipt_pdf, name="self-check-receipt-pdf"),
    path(f"{OF_CITY}/papers/<slug:kind>/<slug:form>/", papers.paper, name="self-check-paper"),
    path(f"{OF_CITY}/scans/", papers.scans, name="self-check-scans"),
    path(f"{OF_CITY}/scans/take-back/", papers.scan_take_back, name="self-check-scan-take-back"),
    path("<int:year>/self-checks/scans/<int:pk>/", papers.scan, name="self-check-scan"),
    # beside an office's cell
    path("<int:year>/results/<int:pk>/reported/", beside.reported, name="reported"),
    path("<int:year>/results/<int:pk>/reported/take/", beside.take, name="reported-take"),
    path("<int:year>/collection/<int:pk>/reported/", beside.take_all, name="reported-take-all"),
]
