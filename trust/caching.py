"""Pages that are the same for everybody: alone these may be kept on the way, for a short time."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

#: What a response bears that may be kept: for how many seconds (config.middleware.never_cached).
KEPT_FOR = "kept_for"


def same_for_everybody(seconds: int) -> Callable:
    """Let what a view answers be kept so long, if it is a page (200) and nobody is signed in.

    The view must read nothing of session or account.
    """

    def decorated(view):
        @wraps(view)
        def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                setattr(response, KEPT_FOR, seconds)
            return response

        return kept

    return decorated
