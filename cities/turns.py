"""How many people may sign in at once, so that those who are in are still answered.

Passwords are hashed in turn (config.hashers), and slowly on purpose. Whoever waited for that in the
web server would hold one of its few threads; so a worker process takes in a few at a time, and the
others are asked to come again at once: nothing of what they typed is read.
"""

import time
from collections import deque
from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse

#: One whose password is hashed and one that is next: half of the threads of docs/examples.
MOST_AT_ONCE = 2
#: When those turned away come again (seconds); static/js/sign-in.js does so by itself. Soon, so
#: that no place stays free for long; later while so many a second are turned away that answering
#: them alone would take the processor from those who are in.
SOON, LATER = 0.25, 1.0
MANY = 20

View = Callable[..., HttpResponse]

_places = BoundedSemaphore(MOST_AT_ONCE)
_turned_away: deque[float] = deque(maxlen=MANY)


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
                response["Retry-After"] = "1"  # the header knows whole seconds
                response["X-Come-Again"] = str(_come_again_after())
                return response
            try:
                return view(request, *args, **kwargs)
            finally:
                _places.release()

        return answer

    return decorated


def _come_again_after() -> float:
    """Note that somebody is turned away; return the seconds after which to come again."""
    now = time.monotonic()
    is_crowded = len(_turned_away) == MANY and now - _turned_away[0] < 1
    _turned_away.append(now)
    return LATER if is_crowded else SOON
