"""年度总览: the ranking, the map of points lost, what is missing, this year beside last."""

from decimal import Decimal

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment import permissions
from assessment.collection import progress
from assessment.models import Indicator, Year
from assessment.scores import changes, charts, losses
from assessment.summaries.standings import summed_standings
from assessment.views import scope
from cities.views.scope import province_or_404
from lib.drawing import at_two_widths
from lib.figures import amount, points, share
from lib.site_words import said


@require_safe
def overview(request, year):
    province_or_404(request)
    row = scope.year_or_404(request, year)
    standings = summed_standings(row)
    context = {"year": row, "may_set_up": permissions.can_set_up(request.user)}
    if standings.cities:
        context |= _shown(request, row, standings)
    return render(request, "assessment/overview.html", context)


def _shown(request, year, standings) -> dict:
    tables = [c.table for c in standings.cities]
    offices = scope.office_names()
    by_key = request.GET.get("order") == "code"
    page = scope.page_of(request, standings.cities if by_key else standings.by_rank)
    standing = {item.indicator_id for table in tables for item in table.items}
    named = Indicator.objects.filter(year=year).values_list("pk", "name")
    columns = [(pk, name) for pk, name in named if pk in standing]
    costs = losses.by_indicator(standings)
    count, lines = progress.count_all(tables), progress.by_office(tables, offices)
    lost = sum((city.lost for city in standings.cities), Decimal(0))
    return {
        "count": count,
        "counted_again": progress.counted_again(lines, count),
        "figures": _figures(standings, count, lost),
        "lost": lost,
        "started": any(t.has_facts for t in tables),
        "page": page,
        "by_key": by_key,
        "columns": columns,
        "heat": losses.heat_rows(page.object_list, [pk for pk, _ in columns]),
        "ranking": ranking_chart(standings, page.object_list),
        "is_ranked": standings.is_ranked,
        "has_bonus": standings.has_bonus,
        "is_rescaled": standings.is_rescaled,
        "costs": costs,
        "costs_chart": _costs_chart(year.number, costs),
        "progress_chart": _progress_chart(year.number, lines),
        "missing": progress.by_indicator(tables),
        "changes": _changes(year, standings, page.object_list),
    }


def _figures(standings, count, lost) -> list[dict]:
    complete, cities = sum(c.score.complete for c in standings.cities), len(standings.cities)
    issued = sum(c.table.issued for c in standings.cities)
    return [
        {
            "label": "录入进度",
            "value": share(count.recorded, count.total),
            "note": f"已录 {amount(count.recorded)} / {amount(count.total)} 项",
            "kind": "done" if count.is_complete else "",
        },
        {
            "label": said("数据完整的市州"),
            "value": f"{complete} / {cities}",
            "unit": "个",
            "kind": "done" if complete == cities else "todo",
        },
        {
            "label": "已下达指标表",
            "value": f"{issued} / {cities}",
            "unit": "张",
            "kind": "done" if issued == cities else "todo",
        },
        {
            "label": said("各市州合计失分"),
            "value": points(lost),
            "unit": "分",
            "kind": "lost" if lost else "",
        },
    ]


def ranking_chart(standings, cities):
    """Return the ranking of these cities; a star marks those that are not complete."""
    sections = [s.section.name for s in cities[0].score.sections] if cities else []
    rows = [
        charts.RankedCity(
            name=city.city if city.score.complete else f"{city.city}*",
            rank=city.rank if city.is_ranked else None,
            parts=tuple(s.score for s in city.score.sections),
            total=city.total,
            lost=city.lost,
            bonus=city.bonus,
            url=reverse("scorecard", args=[standings.year, city.table.city_key]),
        )
        for city in cities
    ]
    return at_two_widths(
        lambda width: charts.ranking_bars(rows, sections=sections, full=standings.full, width=width)
    )


def _costs_chart(year: int, costs):
    lines = [
        charts.LostIndicator(
            line.name,
            line.lost,
            line.losing,
            line.costliest_words,
            reverse("indicator", args=[year, line.pk]),
        )
        for line in costs
        if line.lost
    ]
    return at_two_widths(lambda width: charts.lost_points_bars(lines, width=width))


def _progress_chart(year: int, offices):
    url = reverse("collection", args=[year])
    bars = [charts.OfficeBar(o.name, o.count.recorded, o.count.total, url) for o in offices]
    return at_two_widths(lambda width: charts.progress_bars(bars, width=width))


def _changes(year: Year, standings, shown):
    """Return the shown cities beside last year, if there was one. At most three queries
    where last year is summed up."""
    last = Year.objects.filter(number=year.number - 1).first()
    if last is None:
        return []
    keys = {city.table.city_key for city in shown}
    moves = changes.between(summed_standings(last), standings)
    return [move for move in moves if move.city.table.city_key in keys]
