"""Who is to be told: the accounts that stand for a unit today."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from cities.models import Account, Membership, Place, Role


def people_of(role: str, units: Iterable[Any] | None = None) -> QuerySet[Account]:
    """Return the accounts in use that hold a role today. One query when it is read.

    units: only for these offices or places, as the role has them.
    """
    held = _held(role, units).values("account")
    return Account.objects.filter(pk__in=held).order_by("pk")


def people_by_place(role: str, places: Iterable[Any] | None = None) -> dict[Place, list[Account]]:
    """Return the accounts in use that stand for each place today; none, no entry.

    places: only for these. One query.
    """
    found: dict[Place, list[Account]] = defaultdict(list)
    rows = _held(role, places).select_related("account", "place")
    for held in rows.order_by("place_id", "account_id"):
        if held.place is not None:
            found[held.place].append(held.account)
    return dict(found)


def _held(role: str, units: Iterable[Any] | None) -> QuerySet[Membership]:
    held = Membership.objects.in_force().filter(role=role, account__is_active=True)
    if units is None:
        return held
    return held.filter(**{"office__in" if role == Role.OFFICE else "place__in": units})
