"""How often an address guessed wrong at something that needs no account, kept in the database.

The rows are those of the sign-in's lock-out (django-axes), under a name that no account bears;
it clears them away with its own. An address is what config.middleware.trusted_proxy left; of an
IPv6 one its network counts, for a house has as many addresses there as it likes. Where none is
known nobody is held up: everybody would be.
"""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from axes.models import AccessAttempt
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

#: So many misses within the time are nobody's typing errors; further questions wait.
MOST = 30
WITHIN = timedelta(minutes=10)
#: What one house holds of IPv6 at least.
NETWORK = 64


def minutes_to_wait(request: HttpRequest, what: str) -> int:
    """Return for how many minutes this address is not answered, 0 if it is. One query."""
    address = _address(request)
    if address is None:
        return 0
    now = timezone.now()
    lately = _rows(what, address).filter(attempt_time__gt=now - WITHIN)
    full = lately.filter(failures_since_start__gte=MOST)
    since = full.values_list("attempt_time", flat=True).first()
    return ceil((since + WITHIN - now).total_seconds() / 60) if since else 0


def note_miss(request: HttpRequest, what: str) -> None:
    """Count a miss; the first one after the time was over begins anew. One query, a few for the
    first."""
    address = _address(request)
    if address is None:
        return
    now, rows = timezone.now(), _rows(what, address)
    lately = rows.filter(attempt_time__gt=now - WITHIN)
    if lately.update(failures_since_start=F("failures_since_start") + 1):
        return
    if not rows.update(failures_since_start=1, attempt_time=now):
        AccessAttempt.objects.get_or_create(
            username=_name(what),
            ip_address=address,
            user_agent="",
            defaults={"failures_since_start": 1, "path_info": request.path[:255]},
        )


def _rows(what: str, address: str) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(username=_name(what), ip_address=address, user_agent="")


def _name(what: str) -> str:
    return f"（{what}）"


def _address(request: HttpRequest) -> str | None:
    told = request.META.get("REMOTE_ADDR", "")
    if not told:
        return None
    address = ip_address(told)
    if isinstance(address, IPv6Address):
        return str(ip_network(f"{address}/{NETWORK}", strict=False).network_address)
    return str(address)
