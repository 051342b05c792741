"""公布范围, and what everybody may read of a year."""

from django.urls import path

from assessment.publishing import views

urlpatterns = [
    path("<int:year>/disclosure/", views.disclosure, name="year-disclosure"),
    path("public/", views.public_years_page, name="public-years"),
    path("public/<int:year>/", views.public_year_page, name="public-year"),
    path("public/<int:year>/cards/<str:city>/", views.public_card, name="public-card"),
]
