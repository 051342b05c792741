from django.urls import path

from assessment.objections.views import deciding, filing, pages, papers

urlpatterns = [
    path("<int:year>/objections/", pages.objections, name="objections"),
    path("<int:year>/objections/export/", papers.export, name="objections-export"),
    path("<int:year>/objections/window/", pages.window, name="objection-window"),
    path(
        "<int:year>/objections/figures/<int:pk>/",
        filing.on_figure,
        name="objection-to-figure",
    ),
    path(
        "<int:year>/objections/deductions/<int:pk>/",
        filing.on_deduction,
        name="objection-to-deduction",
    ),
    path("<int:year>/objections/files/<int:pk>/", papers.file, name="objection-file"),
    path("<int:year>/objections/<int:number>/", pages.objection, name="objection"),
    path("<int:year>/objections/<int:number>/write/", pages.write, name="objection-write"),
    path("<int:year>/objections/<int:number>/decide/", deciding.decide, name="objection-decide"),
    path("<int:year>/objections/<int:number>/pdf/", papers.form_pdf, name="objection-pdf"),
    path(
        "<int:year>/objections/<int:number>/decision/pdf/",
        papers.decision_pdf,
        name="objection-decision-pdf",
    ),
]
