"""Whose page it is: the year and the incident a request may open, or 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment import permissions
from assessment.models import Incident, Result, Year
from assessment.views import scope
from cities.permissions import can_read_province, persona_of


def year_with_register(request, number: int) -> Year:
    """Return the year for whoever may read some of its incidents. Raises Http404."""
    year = scope.year_or_404(request, number)
    if not permissions.can_see_scores(request.user, year):
        raise Http404
    return year


def incident_or_404(request, year: int, pk: int) -> Incident:
    rows = Incident.objects.visible_to(request.user).for_year(year).with_places()
    return get_object_or_404(rows, pk=pk)


def cell_or_404(request, year: int, pk: int) -> Result:
    """Return a cell for a person of the province. Raises Http404."""
    rows = Result.objects.visible_to(request.user).for_year(year)
    if not can_read_province(request.user):
        raise Http404
    return get_object_or_404(
        rows.select_related("recorded_by", "measure__component__item__section__table__year"), pk=pk
    )


def is_province(request) -> bool:
    return persona_of(request.user).sees_all_cities
