"""What a request about claims may open, or 404."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.claims.permissions import is_city, sees_claims
from assessment.claims.rules import Claimable, claimables_of
from assessment.models import BonusClaim, CityTable, Year
from assessment.views.scope import year_or_404
from cities.permissions import persona_of


@dataclass(frozen=True, slots=True)
class OwnTable:
    """The issued table of the person's own city, with what it gives a bonus for."""

    table: CityTable
    claimables: list[Claimable]


def year_of_claims_or_404(request, number: int) -> Year:
    """Return the year for whoever has to do with claims at all. Two queries."""
    if not sees_claims(request.user):
        raise Http404
    return year_or_404(request, number)


def claim_or_404(request, year: int, number: int) -> BonusClaim:
    """Two queries: with year, city and people."""
    rows = BonusClaim.objects.visible_to(request.user).for_year(year).with_all()
    return get_object_or_404(rows, number=number)


def own_claim(request, year: int, number: int) -> BonusClaim:
    """Return a claim for its own city; others may only look."""
    claim = claim_or_404(request, year, number)
    if not is_city(request.user, claim):
        raise PermissionDenied
    return claim


def own_table(request, year: Year) -> OwnTable | None:
    """Return the table of the person's city, None where it is not issued. Nine queries at most."""
    tables = CityTable.objects.visible_to(request.user).filter(
        year=year, city__in=persona_of(request.user).city_ids
    )
    table = tables.select_related("year", "city").first()
    return OwnTable(table, claimables_of(year, table.city_id)) if table else None


def others_of(claim: BonusClaim) -> list[BonusClaim]:
    """Return the city's other standing claims, by number. One query."""
    rows = BonusClaim.objects.standing().filter(year=claim.year_id, city=claim.city_id)
    return list(rows.exclude(pk=claim.pk).select_related("year").order_by("number"))
