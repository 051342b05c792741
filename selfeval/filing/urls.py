"""A county fills in its report: sections, cells, files, workbook, submission."""

from django.urls import path

from selfeval.filing.views import (
    answers,
    attachments,
    filling,
    pasting,
    projects,
    stamped,
    submitting,
    word_reports,
    workbooks,
)
from selfeval.filing.views import cells as filling_cells

REPORT = "reports/<int:report>"
PROJECTS = "tasks/<int:task>/counties/<int:county>/projects"

urlpatterns = [
    path(f"{REPORT}/", filling.fill, name="report-fill"),
    path(f"{REPORT}/sections/<slug:section>/", filling.section, name="report-section"),
    path(f"{REPORT}/cells/", filling_cells.cells, name="report-cells"),
    path(f"{REPORT}/paste/", pasting.paste, name="report-paste"),
    path(f"{REPORT}/paste/back/", pasting.take_back, name="report-paste-back"),
    path(f"{REPORT}/changes/", filling_cells.changes, name="report-changes"),
    path(f"{REPORT}/rows/add/", filling_cells.row_add, name="report-row-add"),
    path(f"{REPORT}/rows/remove/", filling_cells.row_remove, name="report-row-remove"),
    path(f"{REPORT}/indicators/add/", filling_cells.indicator_add, name="report-indicator-add"),
    path(
        f"{REPORT}/indicators/remove/",
        filling_cells.indicator_remove,
        name="report-indicator-remove",
    ),
    path(f"{REPORT}/findings/", filling.findings, name="report-findings"),
    path(f"{REPORT}/prefill/", filling.bring_in, name="report-prefill"),
    path(f"{REPORT}/attachments/", attachments.add, name="attachment-add"),
    path("attachments/<int:attachment>/", attachments.download, name="attachment"),
    path(
        "attachments/<int:attachment>/withdraw/", attachments.withdraw, name="attachment-withdraw"
    ),
    path(f"{REPORT}/remarks/<int:remark>/answer/", answers.answer, name="report-remark-answer"),
    path(f"{REPORT}/workbook/", workbooks.download, name="report-workbook"),
    path(f"{REPORT}/workbook/import/", workbooks.bring_in, name="report-workbook-import"),
    path(f"{REPORT}/word/import/", word_reports.bring_in, name="report-word-import"),
    path(
        f"{REPORT}/imports/<int:pk>/take-back/",
        workbooks.take_back,
        name="report-import-take-back",
    ),
    path(f"{REPORT}/submit/", submitting.submit, name="report-submit"),
    path(f"{REPORT}/receipt/", submitting.receipt, name="report-receipt"),
    path(f"{REPORT}/receipt.pdf", submitting.receipt_pdf, name="report-receipt-pdf"),
    path(f"{PROJECTS}/", projects.projects, name="projects"),
    path(f"{PROJECTS}/add/", projects.add, name="projects-add"),
    path(f"{REPORT}/project/", projects.project, name="report-project"),
    path(f"{REPORT}/project/name/", projects.name, name="report-project-name"),
    path(f"{REPORT}/project/copy/", projects.copy, name="report-project-copy"),
    path(f"{REPORT}/project/remove/", projects.remove, name="report-project-remove"),
    path(f"{REPORT}/stamped/", stamped.stamped, name="report-stamped"),
    path(f"{REPORT}/stamped/take-back/", stamped.take_back, name="report-stamped-take-back"),
    path(f"{REPORT}/withdraw/", submitting.withdraw, name="report-withdraw"),
]
