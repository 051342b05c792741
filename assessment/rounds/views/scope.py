"""What a request about rounds may open, or 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.models import Indicator, Result, Round, RoundAlert, Year
from assessment.rounds import permissions
from assessment.views.scope import year_or_404


def year_of_rounds_or_404(request, number: int) -> Year:
    """Return the year for whoever sees rounds at all. Two queries."""
    if not permissions.sees_rounds(request.user):
        raise Http404
    return year_or_404(request, number)


def round_or_404(request, year: int, number: int) -> Round:
    """Return a round with its year. Two queries."""
    rows = Round.objects.visible_to(request.user).for_year(year).select_related("year")
    return get_object_or_404(rows, number=number)


def indicator_or_404(held: Round, pk: int) -> Indicator:
    return get_object_or_404(Indicator, pk=pk, year=held.year_id)


def indicator_of_cell_or_404(held: Round, pk: int) -> Indicator:
    """Return the indicator of a cell of an issued table of the round's year. pk: of the result."""
    table = "measure__component__item__section__table"
    rows = Result.objects.filter(
        **{f"{table}__year": held.year_id, f"{table}__issued_at__isnull": False}
    )
    result = get_object_or_404(rows.select_related("measure__component__item__indicator"), pk=pk)
    return result.measure.component.item.indicator


def alert_or_404(request, year: int, serial: int) -> RoundAlert:
    """Return an alert with its year and round: the province's people, and the city it is to."""
    if not permissions.sees_alerts(request.user):
        raise Http404
    rows = RoundAlert.objects.visible_to(request.user).for_year(year)
    return get_object_or_404(rows.select_related("year", "round", "city"), serial=serial)


def chosen_round(request, rounds: list[Round]) -> Round | None:
    """Return the round that the address asks for, else the last one."""
    asked = request.GET.get("round", "")
    found = [held for held in rounds if str(held.number) == asked]
    return (found or rounds[-1:] or [None])[0]
