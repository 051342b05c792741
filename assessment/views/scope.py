"""What a request may open: every page gets its year, table or item here, or answers 404."""

from collections.abc import Sequence

from django.core.paginator import Page, Paginator
from django.shortcuts import get_object_or_404

from assessment.models import CityTable, Item, Year
from cities.models import Office

#: Cities on one page of a ranking, a map or a list.
CITIES_A_PAGE = 50


def year_or_404(request, number: int) -> Year:
    """One query."""
    return get_object_or_404(Year.objects.visible_to(request.user), number=number)


def table_or_404(request, year: int, city: str) -> CityTable:
    """One query. city: the place's key."""
    tables = CityTable.objects.visible_to(request.user).for_year(year)
    return get_object_or_404(
        tables.select_related("year", "city", "confirmed_by", "issued_by"), city__key=city
    )


def item_or_404(request, year: int, pk: int) -> Item:
    """One query."""
    items = Item.objects.visible_to(request.user).filter(section__table__year__number=year)
    return get_object_or_404(
        items.select_related("section__table__year", "section__table__city", "indicator"), pk=pk
    )


def office_names() -> dict[int, str]:
    """Return every office in its order. One query."""
    return dict(Office.objects.order_by("order").values_list("pk", "name"))


def page_of(request, rows: Sequence, size: int = CITIES_A_PAGE) -> Page:
    return Paginator(rows, size).get_page(request.GET.get("page"))
