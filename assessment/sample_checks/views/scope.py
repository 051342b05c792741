"""What a request about sample checks may open, or 404: the province's alone."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.models import SampledCell, SampleDraw, Year
from assessment.sample_checks.population import latest_draw
from assessment.views.scope import year_or_404
from cities.views.scope import province_or_404
from lib.signs import whole_number


def year_of_checks_or_404(request, number: int) -> Year:
    province_or_404(request)
    return year_or_404(request, number)


def draw_asked(request, year: Year) -> SampleDraw | None:
    """Return the draw that ?draw= names, else the one that holds; None where none was drawn.
    One query."""
    asked = request.GET.get("draw", "")
    if not asked:
        return latest_draw(year)
    number = whole_number(asked, 32_767)
    return get_object_or_404(SampleDraw.objects.filter(year=year), number=number or 0)


def city_cells_or_404(request, year: Year, city: str) -> tuple[SampleDraw, list[SampledCell]]:
    """Return a draw and what it has of a city. Three queries."""
    draw = draw_asked(request, year)
    rows = SampledCell.objects.visible_to(request.user).filter(draw=draw, city__key=city)
    cells = list(rows.with_all()) if draw is not None else []
    if draw is None or not cells:
        raise Http404
    draw.year = year
    return draw, cells


def cell_or_404(request, year: int, pk: int) -> SampledCell:
    """Two queries."""
    rows = SampledCell.objects.visible_to(request.user).for_year(year).with_all()
    return get_object_or_404(rows, pk=pk)
