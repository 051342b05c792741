"""How long ago a person proved who he is, for acts that ask for it again."""

import time
from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

PROVED_AT = "proved_at"
#: What signing out at the province's server wants to see; only of who signed in there.
UNIFIED = "unified_id_token"
#: Seconds for which a password just given need not be given again.
PROOF_HOLDS = 10 * 60
SAFE_METHODS = frozenset({"GET", "HEAD"})


def note_proof(request: HttpRequest) -> None:
    """Remember that the person has proved who he is just now."""
    request.session[PROVED_AT] = int(time.time())


def came_by_unified(request: HttpRequest) -> bool:
    """Whether the person signed in by the province's unified account, not by a password here."""
    return UNIFIED in request.session


def has_proved_lately(request: HttpRequest) -> bool:
    age = int(time.time()) - request.session.get(PROVED_AT, 0)
    return 0 <= age < getattr(settings, "REAUTHENTICATION_AGE", PROOF_HOLDS)


def reauthentication_required(view):
    """Ask who it is again, by the way of the sign-in, unless it was proved in the last minutes.

    Afterwards the person is back on the page (for a POST: the page it came from).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if has_proved_lately(request):
            return view(request, *args, **kwargs)
        query = urlencode({"next": _page_of(request)})
        url = f"{reverse('confirm-password')}?{query}"
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return redirect(url)

    return guarded


def safe_goal(request: HttpRequest, default: str) -> str:
    """Return the page asked for by ?next= if it is one of ours, else the default."""
    goal = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        goal, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not (goal.startswith("/") and is_ours):
        return default
    path = _path_of(goal).partition("?")[0]
    return default if path in (reverse("sign-out"), reverse("sign-in")) else goal


def _page_of(request: HttpRequest) -> str:
    if request.headers.get("HX-Request") == "true":
        return _path_of(request.headers.get("HX-Current-URL", ""))
    if request.method in SAFE_METHODS:
        return request.get_full_path()
    return _path_of(request.headers.get("Referer", ""))


def _path_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # http://[
        return "/"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path or '/'}{query}"
