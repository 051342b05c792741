"""内部批注 of a report."""

from django.urls import path

from selfeval.comments import views

REPORT = "reports/<int:report>/comments"

urlpatterns = [
    path(f"{REPORT}/", views.comments, name="report-comments"),
    path(f"{REPORT}/<int:comment>/settle/", views.settle, name="report-comment-settle"),
    path(f"{REPORT}/<int:comment>/withdraw/", views.withdraw, name="report-comment-withdraw"),
]
