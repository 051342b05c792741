from django.urls import path

from portal.views import county_sums, handbook, home

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("handbook/", handbook.handbook, name="handbook"),
    path("handbook/picture/<str:name>/", handbook.handbook_picture, name="handbook-picture"),
    path("handbook/<slug:chapter>/", handbook.handbook_chapter, name="handbook-chapter"),
    path("selfeval/sums/<int:year>/<int:pk>/", county_sums.county_sum, name="county-sum"),
    path("selfeval/sums/<int:year>/<int:pk>/take/", county_sums.take, name="county-sum-take"),
]
