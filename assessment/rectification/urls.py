from django.urls import path

from assessment.rectification.views import issuing, pages, papers

PROBLEMS = "<int:year>/rectifications"

urlpatterns = [
    path(f"{PROBLEMS}/", pages.rectifications, name="rectifications"),
    path(f"{PROBLEMS}/new/", issuing.new, name="rectification-new"),
    path(f"{PROBLEMS}/export/", papers.export, name="rectifications-export"),
    path(f"{PROBLEMS}/files/<int:pk>/", papers.file, name="rectification-file"),
    path(
        f"{PROBLEMS}/cities/<str:city>/papers/<slug:kind>/<slug:form>/",
        papers.paper,
        name="rectification-paper",
    ),
    path(f"{PROBLEMS}/<int:number>/", pages.rectification, name="rectification"),
    path(f"{PROBLEMS}/<int:number>/step/", pages.step, name="rectification-step"),
    path(f"{PROBLEMS}/<int:number>/term/", pages.term, name="rectification-term"),
]
