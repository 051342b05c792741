"""Every address of the counties' self-evaluation, by what it is for."""

from selfeval.urls import filling, forms, management, papers, review

urlpatterns = [
    *filling.urlpatterns,
    *review.urlpatterns,
    *management.urlpatterns,
    *forms.urlpatterns,
    *papers.urlpatterns,
]
