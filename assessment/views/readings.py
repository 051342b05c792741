"""口径比较: the three readings of 每少完成10%, totals and ranks side by side."""

from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment import permissions
from assessment.engine.explain import STEP_READING_LABELS
from assessment.scores import changes, charts
from assessment.summaries.standings import summed_standings
from assessment.views import scope
from cities.views.scope import province_or_404
from lib.drawing import at_two_widths


@require_safe
def readings(request, year):
    province_or_404(request)
    row = scope.year_or_404(request, year)
    standings = summed_standings(row)
    # The reading in force comes first: the chart draws it on top and prints its totals.
    found = standings.under_every_reading()
    moves = changes.across(standings, found)
    page = scope.page_of(request, moves)
    labels = [STEP_READING_LABELS[reading] for reading in found]
    context = {
        "year": row,
        "labels": labels,
        "page": page,
        "moved": sum(move.is_changed for move in moves),
        "chart": _chart(year, page, labels),
        "is_ranked": standings.is_ranked,
        "is_complete": all(c.score.complete for c in standings.cities),
        "may_set_up": permissions.can_set_up(request.user),
    }
    return render(request, "assessment/readings.html", context)


def _chart(year: int, page, labels):
    rows = [
        charts.ReadingRow(
            line.city.city,
            tuple(move.city.total for move in line.moves),
            tuple(move.city.rank_shown for move in line.moves),
            reverse("scorecard", args=[year, line.city.table.city_key]),
        )
        for line in page
    ]
    return at_two_widths(partial(charts.readings_dots, rows, readings=labels))
