"""本年文书: the list, each paper, those that were issued, and their words."""

from django.urls import path

from assessment.letters import views

urlpatterns = [
    path("<int:year>/papers/", views.year_papers, name="year-papers"),
    path("<int:year>/papers/issue/", views.issue, name="paper-issue"),
    path("<int:year>/papers/issue-all/", views.issue_all, name="papers-issue"),
    path("<int:year>/papers/issued/<int:pk>/<slug:form>/", views.issued, name="issued-paper"),
    path("<int:year>/papers/words/<slug:paper>/", views.words, name="paper-words"),
    path("<int:year>/papers/words/<slug:paper>/preview/", views.preview, name="paper-preview"),
    path(
        "<int:year>/papers/<slug:paper>/<slug:of>/<slug:form>/", views.year_paper, name="year-paper"
    ),
]
