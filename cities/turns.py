"""How many people may sign in at once, so that those who are in are still answered.

A password is hashed in turn (config.hashers), four tenths of a second of processor each. Whoever
waited for that in the web server would hold one of its few threads; so a worker process takes in a
few at a time, and the others are asked to come again at once: nothing of what they typed is read.
"""

from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse

#: One whose password is hashed and one that is next: half of the threads of docs/examples.
MOST_AT_ONCE = 2
#: When those turned away come again (seconds); static/js/sign-in.js does so by itself.
COME_AGAIN_AFTER = 1

View = Callable[..., HttpResponse]

_places = BoundedSemaphore(MOST_AT_ONCE)


def a_few_at_once(come_again: View) -> Callable[[View], View]:
    """Let a view answer so many POST requests of this process at once.

    come_again: answers those beyond, without work; sent with status 503, and after
    how many seconds to come again.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            if not _places.acquire(blocking=False):
                response = come_again(request, *args, **kwargs)
                response.status_code = 503
                response._has_been_logged = True  # Django would call it an error of the site
                response["Retry-After"] = response["X-Come-Again"] = str(COME_AGAIN_AFTER)
                return response
            try:
                return view(request, *args, **kwargs)
            finally:
                _places.release()

        return answer

    return decorated
