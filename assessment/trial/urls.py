from django.urls import path

from assessment.trial import views

urlpatterns = [path("<int:year>/trial/", views.trial, name="trial")]
