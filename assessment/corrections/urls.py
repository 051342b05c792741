from django.urls import path

from assessment.corrections.views import pages, papers, proposing

urlpatterns = [
    path("<int:year>/corrections/", pages.corrections, name="corrections"),
    path(
        "<int:year>/corrections/figures/<int:pk>/", proposing.propose, name="correction-of-figure"
    ),
    path(
        "<int:year>/corrections/rules/<int:pk>/", proposing.propose_rule, name="correction-of-rule"
    ),
    path(
        "<int:year>/corrections/objections/<int:number>/",
        proposing.propose_decision,
        name="correction-of-decision",
    ),
    path("<int:year>/corrections/files/<int:pk>/", papers.file, name="correction-file"),
    path("<int:year>/corrections/<int:pk>/", pages.correction, name="correction"),
    path("<int:year>/corrections/<int:pk>/answer/", proposing.answer, name="correction-answer"),
    path(
        "<int:year>/corrections/<int:pk>/notice/<str:form>/",
        papers.notice,
        name="correction-notice",
    ),
]
