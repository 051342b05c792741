"""The root of all addresses. Who may open which is decided in each app's permissions.py."""

from django.contrib import admin
from django.urls import include, path

from trust.errors import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("", include("cities.urls")),
    path("", include("trust.urls")),
    path("", include("portal.urls")),
    path("", include("assessment.objections.urls")),
    path("", include("assessment.urls")),
    path("selfeval/", include("selfeval.urls")),
    path("admin/", admin.site.urls),
]
