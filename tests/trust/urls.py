"""The pages of trust/ beside a few that only these tests open."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_http_methods

from trust.errors import handler400, handler403, handler404, handler500  # noqa: F401
from trust.refusals import Refused
from trust.sessions import reauthentication_required


def home(request):
    return HttpResponse("home")


def refuse(request):
    raise Refused("本年度已审定，不能再改。")


def bad(request):
    raise BadRequest


def fail(request):
    raise RuntimeError("boom")


def store_something():
    """What a test lays here."""


def store(request):
    store_something()
    return HttpResponse("stored")


@reauthentication_required
@require_http_methods(["GET", "POST"])
def grave(request):
    return HttpResponse("done")


urlpatterns = [
    path("", include("cities.urls")),
    path("", include("trust.urls")),
    path("", home, name="home"),
    path("refuse/", refuse),
    path("bad/", bad),
    path("fail/", fail),
    path("store/", store),
    path("grave/", grave, name="grave"),
]
