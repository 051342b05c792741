from django.urls import path

from portal.views import county_sums, home

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("selfeval/sums/<int:year>/<int:pk>/", county_sums.county_sum, name="county-sum"),
    path("selfeval/sums/<int:year>/<int:pk>/take/", county_sums.take, name="county-sum-take"),
]
