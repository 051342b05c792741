"""What a request about corrections may open, or 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.models import Correction, Year
from assessment.views.scope import year_or_404
from cities.permissions import persona_of


def year_of_corrections_or_404(request, number: int) -> Year:
    """Return the year for whoever has to do with corrections at all. Two queries."""
    persona = persona_of(request.user)
    if not (persona.sees_all_cities or persona.is_city):
        raise Http404
    return year_or_404(request, number)


def correction_or_404(request, year: int, pk: int) -> Correction:
    """Return one that the person may see, with year, city and snapshots. One or two queries."""
    rows = Correction.objects.visible_to(request.user).for_year(year).with_all()
    return get_object_or_404(rows, pk=pk)
