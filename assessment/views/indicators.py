"""指标分析: every indicator, and one of them across all cities."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessment import permissions
from assessment.collection import progress
from assessment.collection.sources import evidence_told
from assessment.models import CityTable, Indicator, Item
from assessment.scores import cases, losses
from assessment.scores.derivations import item_row
from assessment.scores.items import scored_items
from assessment.summaries.standings import summed_standings
from assessment.views import scope
from cities.views.scope import province_or_404


@require_safe
def indicators(request, year):
    province_or_404(request)
    row = scope.year_or_404(request, year)
    standings = summed_standings(row)
    tables = [c.table for c in standings.cities]
    counts = {line.pk: line for line in progress.by_indicator(tables)}
    costs = {line.pk: line for line in losses.by_indicator(standings)}
    order = Indicator.objects.filter(year=row).values_list("pk", flat=True)
    offices = scope.office_names()
    items = {item.indicator_id: item for table in tables for item in table.items}
    owners = {pk: progress.office_names(item, offices) for pk, item in items.items()}
    lines = [
        {"cost": costs[pk], "progress": counts[pk], "offices": owners[pk]}
        for pk in order
        if pk in costs
    ]
    may_set_up = permissions.can_set_up(request.user)
    context = {"year": row, "lines": lines, "may_set_up": may_set_up}
    return render(request, "assessment/indicators.html", context)


@require_safe
def indicator(request, year, pk):
    province_or_404(request)
    row = scope.year_or_404(request, year)
    shown = get_object_or_404(Indicator, year=row, pk=pk)
    held = [(unit, cell) for unit in scored_items(row, [pk]) for cell in unit.cells]
    page = scope.page_of(request, held)
    tables = CityTable.objects.filter(year=row)
    # The files of this page's cities only: their number does not grow with the year.
    files = evidence_told(tables.filter(pk__in=[unit.table.pk for unit, _ in page]))
    having = Item.objects.filter(indicator=shown).values("section__table")
    without = tables.exclude(pk__in=having).order_by("city__key")
    context = {
        "year": row,
        "indicator": shown,
        "page": page,
        "rows": [
            {"city": city, "row": item_row(cell.item, cell.score, files)} for city, cell in page
        ],
        "cost": losses.loss_of(shown, [cell for _, cell in held]),
        "cases": cases.like_cases(held),
        "without": list(without.values_list("city_name", flat=True)),
    }
    return render(request, "assessment/indicator.html", context)
