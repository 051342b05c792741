"""A year's snapshots."""

from django.urls import path

from assessment.frozen import views

SNAPSHOTS = "<int:year>/snapshots"

urlpatterns = [
    path(f"{SNAPSHOTS}/", views.snapshots, name="snapshots"),
    path(f"{SNAPSHOTS}/<int:number>/", views.snapshot, name="snapshot"),
    path(f"{SNAPSHOTS}/<int:number>/file/<str:form>/", views.snapshot_file, name="snapshot-file"),
    path(f"{SNAPSHOTS}/<int:number>/<str:city>/", views.card, name="snapshot-card"),
    path(f"{SNAPSHOTS}/<int:number>/<str:city>/pdf/", views.card_pdf, name="snapshot-card-pdf"),
]
