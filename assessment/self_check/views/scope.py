"""What a request about cities' own reports may open, or 404."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessment.models import CityTable, SelfCheck, SelfCheckWindow, Year
from assessment.self_check import permissions
from assessment.views.scope import table_or_404, year_or_404
from cities.permissions import persona_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A city's table with its self-check, as this person may open it. why_closed: why he may not
    fill in now, "" where he may. now: when the request arrived."""

    table: CityTable
    check: SelfCheck | None
    window: SelfCheckWindow
    is_own: bool
    why_closed: str
    now: datetime

    @property
    def year(self) -> Year:
        return self.table.year


def year_of_self_checks_or_404(request, number: int) -> Year:
    """Return the year for whoever has to do with self-checks at all. Two queries."""
    if not permissions.sees_self_checks(request.user):
        raise Http404
    return year_or_404(request, number)


def opened_or_404(request, year: int, city: str) -> Opened:
    """Return what the address names: a city's own page; for the province one that is handed in.

    Four queries.
    """
    now = timezone.now()
    table = table_or_404(request, year, city)
    persona = persona_of(request.user)
    is_own = table.city_id in persona.city_ids
    rows = SelfCheck.objects.visible_to(request.user).select_related("year", "city")
    check = rows.filter(year=table.year, city=table.city_id).first()
    if not is_own and (check is None or not check.is_handed_in):
        raise Http404
    window = permissions.window_of(table.year)
    why = permissions.why_not_write(request.user, table, check, window=window, now=now)
    return Opened(table, check, window, is_own=is_own, why_closed=why, now=now)


def check_or_404(request, year: int, city: str) -> SelfCheck:
    """Return a city's self-check that there is, whatever its state: for the city and those who
    see all cities. Two queries."""
    if not permissions.sees_self_checks(request.user):
        raise Http404
    rows = SelfCheck.objects.visible_to(request.user).for_year(year)
    return get_object_or_404(rows.select_related("year", "city"), city__key=city)
