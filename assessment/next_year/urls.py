from django.urls import path

from assessment.next_year import views

urlpatterns = [
    path("<int:year>/clone/", views.clone, name="year-clone"),
    path("<int:year>/origin/", views.origin, name="year-origin"),
]
