"""Reports to download."""

from django.urls import path

from selfeval.paper import views as papers

REPORT = "reports/<int:report>"

urlpatterns = [
    path(f"{REPORT}/report.pdf", papers.pdf, name="report-pdf"),
    path(f"{REPORT}/report.docx", papers.docx, name="report-docx"),
    path(f"{REPORT}/report.xlsx", papers.xlsx, name="report-xlsx"),
    path(f"{REPORT}/report.json", papers.as_json, name="report-json"),
    path("<int:year>/reports.zip", papers.reports_zip, name="reports-zip"),
]
