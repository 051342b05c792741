"""/healthz: whether this machine can serve, for load balancers and watchers; no account needed.

Answered to this machine itself and to HEALTH_ADDRESSES; to others it is an address like any that
does not exist. It comes before the redirect to https, ALLOWED_HOSTS, session and log: a balancer
asks by address, over plain http. What is amiss is told by `manage.py doctor` alone.
"""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from trust import outage
from trust.health import can_serve

PATH = "/healthz"


def health(get_response: Callable[[HttpRequest], HttpResponse]):
    """Answer /healthz: 200 `ok` or 503 `unwell`. At most one query."""
    networks = [ip_network(entry) for entry in settings.HEALTH_ADDRESSES]

    def may_ask(request: HttpRequest) -> bool:
        told = request.META.get("REMOTE_ADDR", "")
        if getattr(request, "is_strangers_word", False):
            return False  # through a proxy that is not trusted: it may be anybody
        if not told:
            return "HTTP_X_REAL_IP" not in request.META  # on the socket itself, on this machine
        address = ip_address(told)
        return address.is_loopback or any(address in network for network in networks)

    def middleware(request: HttpRequest) -> HttpResponse:
        is_asked = request.path_info == PATH and request.method in ("GET", "HEAD")
        if not (is_asked and may_ask(request)):
            return get_response(request)
        is_well = not outage.held() and can_serve()
        answer = HttpResponse(
            "ok\n" if is_well else "unwell\n",
            status=200 if is_well else 503,
            content_type="text/plain",
            headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        )
        answer._has_been_logged = True  # asked every few seconds; Django looks for this mark
        return answer

    return middleware
