"""What a request about objections may open, or 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.models import Objection, Year
from assessment.objections.permissions import sees_objections
from assessment.views.scope import year_or_404


def year_of_objections_or_404(request, number: int) -> Year:
    """Return the year for whoever has to do with objections at all. Two queries."""
    if not sees_objections(request.user):
        raise Http404
    return year_or_404(request, number)


def objection_or_404(request, year: int, number: int) -> Objection:
    """Two queries: with year, city, people and decisions."""
    rows = Objection.objects.visible_to(request.user).for_year(year).with_all()
    return get_object_or_404(rows, number=number)
