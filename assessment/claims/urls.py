from django.urls import path

from assessment.claims.views import deciding, filing, pages, papers

urlpatterns = [
    path("<int:year>/claims/", pages.claims, name="claims"),
    path("<int:year>/claims/export/", papers.export, name="claims-export"),
    path("<int:year>/claims/window/", pages.window, name="claim-window"),
    path("<int:year>/claims/new/", filing.new, name="claim-new"),
    path("<int:year>/claims/take/", deciding.take, name="claim-take"),
    path("<int:year>/claims/paper/<str:city>/<str:form>/", papers.paper, name="claim-paper"),
    path("<int:year>/claims/files/<int:pk>/", papers.file, name="claim-file"),
    path(
        "<int:year>/claims/files/<int:pk>/withdraw/",
        filing.file_withdraw,
        name="claim-file-withdraw",
    ),
    path("<int:year>/claims/<int:number>/", pages.claim, name="claim"),
    path("<int:year>/claims/<int:number>/edit/", filing.edit, name="claim-edit"),
    path("<int:year>/claims/<int:number>/files/", filing.file_add, name="claim-file-add"),
    path("<int:year>/claims/<int:number>/step/", deciding.step, name="claim-step"),
    path("<int:year>/claims/<int:number>/decide/", deciding.decide, name="claim-decide"),
]
