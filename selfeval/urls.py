"""Every address of the counties' self-evaluation, by what it is for."""

from selfeval.comments import urls as comments
from selfeval.definitions import urls as forms
from selfeval.filing import urls as filling
from selfeval.paper import urls as papers
from selfeval.review import urls as review
from selfeval.year import urls as management

urlpatterns = [
    *filling.urlpatterns,
    *comments.urlpatterns,
    *review.urlpatterns,
    *management.urlpatterns,
    *forms.urlpatterns,
    *papers.urlpatterns,
]
