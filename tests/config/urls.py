"""A few addresses for trying the middleware alone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from trust.errors import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_not_required
def show(request):
    """Answer with what the middleware made of the request."""
    return HttpResponse(f"{request.META['REMOTE_ADDR']} {request.id} {request.is_secure()}")


@login_not_required
def fail(request):
    raise RuntimeError("on purpose")


def private(request):
    return HttpResponse("private")


urlpatterns = [
    path("show/", show),
    path("fail/", fail),
    path("private/", private),
    path("sign-in/", show, name="sign-in"),
    path("password/", show, name="change-password"),
]
