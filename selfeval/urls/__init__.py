"""Every address of the counties' self-evaluation, by what it is for."""

from selfeval.definitions import urls as forms
from selfeval.filing import urls as filling
from selfeval.urls import management, papers, review

urlpatterns = [
    *filling.urlpatterns,
    *review.urlpatterns,
    *management.urlpatterns,
    *forms.urlpatterns,
    *papers.urlpatterns,
]
