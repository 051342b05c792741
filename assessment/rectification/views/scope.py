"""What a request about problems may open, or 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.models import Rectification, Year
from assessment.rectification.permissions import sees_problems
from assessment.views.scope import year_or_404


def year_of_problems_or_404(request, number: int) -> Year:
    """Return the year for whoever has to do with problems at all. Two queries."""
    if not sees_problems(request.user):
        raise Http404
    return year_or_404(request, number)


def problem_or_404(request, year: int, number: int) -> Rectification:
    """One query, another for the person's roles."""
    rows = Rectification.objects.visible_to(request.user).for_year(year).with_all()
    return get_object_or_404(rows, number=number)
