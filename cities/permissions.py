"""Who a person is today: the roles in force and the units they stand for.

Everything that asks "may this person …" asks the persona; it is read once a
request (one query) and never kept longer, so that a role taken away is gone at
the next request.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db import connection
from django.db.models import Count, Subquery
from django.utils import timezone

from cities.models import Membership, Role, role_label
from trust.models import Notice


@dataclass(frozen=True)
class Persona:
    """The roles a person holds today, with their units as primary keys."""

    roles: frozenset[str] = frozenset()
    office_ids: frozenset[int] = frozenset()
    city_ids: frozenset[int] = frozenset()
    county_ids: frozenset[int] = frozenset()
    title: str = ""  # 后期扶持处, 考核办 …: how the frame and the log call the person's role
    #: Notices, asked for with the roles; None: not asked, there are no roles.
    unread: int | None = field(default=None, compare=False)

    def has(self, role: str) -> bool:
        return role in self.roles

    @property
    def is_assessment_office(self) -> bool:
        return Role.ASSESSMENT_OFFICE in self.roles

    @property
    def is_office(self) -> bool:
        return Role.OFFICE in self.roles

    @property
    def is_city(self) -> bool:
        return Role.CITY in self.roles

    @property
    def is_county(self) -> bool:
        return Role.COUNTY in self.roles

    @property
    def is_auditor(self) -> bool:
        return Role.AUDITOR in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    def shared_with(self, other: "Persona") -> "Persona":
        """Return what both hold: the roles and the offices that they have in common."""
        offices = self.office_ids & other.office_ids
        roles = self.roles & other.roles - (frozenset() if offices else {Role.OFFICE})
        return Persona(roles=roles, office_ids=offices)

    @property
    def sees_all_cities(self) -> bool:
        """The province's own people and the auditor read every city's table and results."""
        return self.is_assessment_office or self.is_office or self.is_auditor


NOBODY = Persona()


def persona_of(user) -> Persona:
    """Return who this account is today; one query, then kept on the user object."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    if not hasattr(user, "_persona"):
        user._persona = _read_persona(user)
    return user._persona


def _read_persona(user) -> Persona:
    held = _held_today(user)
    roles = {role for role, *_ in held}
    if user.is_superuser and not roles:
        roles = {Role.ADMINISTRATOR}  # createsuperuser makes the first administrator
    return Persona(
        roles=frozenset(roles),
        office_ids=frozenset(office for role, office, *_ in held if role == Role.OFFICE),
        city_ids=frozenset(place for role, _, place, *_ in held if role == Role.CITY),
        county_ids=frozenset(place for role, _, place, *_ in held if role == Role.COUNTY),
        title="、".join(office or place or role_label(role) for role, *_, office, place, _ in held)
        or (Role.ADMINISTRATOR.label if roles else ""),
        unread=(held[0][-1] or 0) if held else None,
    )


#: Stand in the question for the account and the day of who asks.
_ACCOUNT, _DAY = -1, date(1, 1, 1)


def _held_today(user) -> list[tuple]:
    """Return role, office, place, the names of both and the unread notices for each role in force.
    One query."""
    adapt = connection.ops.adapt_datefield_value
    values = {_ACCOUNT: user.pk, adapt(_DAY): adapt(timezone.localdate())}
    sql, params = _held_sql()
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(param, param) for param in params])
        return cursor.fetchall()


@cache
def _held_sql() -> tuple[str, tuple]:
    """Return the question for the roles in force, written once a process: every request asks it,
    and the ORM takes several times as long to write it as the database to answer it."""
    held = Membership.objects.filter(account=_ACCOUNT).in_force(_DAY).order_by("role", "pk")
    unread = Notice.objects.filter(recipient=_ACCOUNT).unread().order_by().values("recipient")
    asked = held.values_list(
        "role", "office_id", "place_id", "office__name", "place__name",
        Subquery(unread.annotate(count=Count("pk")).values("count")),
    )  # fmt: skip
    return asked.query.sql_with_params()


def can_read_province(user) -> bool:
    """Overview, ranking, indicators over all cities: province and auditor."""
    return persona_of(user).sees_all_cities
