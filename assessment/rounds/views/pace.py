"""序时进度: all cities of a round with their lights, and one city through the rounds."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.models import Round
from assessment.rounds import permissions
from assessment.rounds.charts import PaceBar, RoundBar, light_bars, pace_bars
from assessment.rounds.pace import gone_percent
from assessment.rounds.progress import (
    gone_told,
    history_of,
    matrix_of,
    rounds_paced,
    summed,
)
from assessment.rounds.timed import cities_paced, count_untimed, issued_tables, lights_of
from assessment.rounds.views.scope import chosen_round, year_of_rounds_or_404
from assessment.views.scope import page_of, table_or_404
from lib.drawing import at_two_widths


@require_safe
def pace(request, year):
    """The cities of one round, the last if none is asked for, fifty a page, and how many lights all
    have. Equal queries for any number."""
    row = year_of_rounds_or_404(request, year)
    rounds = list(Round.objects.filter(year=row).select_related("year"))
    held = chosen_round(request, rounds)
    settings = permissions.settings_of(row)
    context = {"year": row, "rounds": rounds, "round": held, "settings": settings}
    if held is not None:
        tables = issued_tables(row)
        lights = lights_of(tables, rounds, settings.thresholds)
        page = page_of(request, tables.values_list("pk", flat=True))
        cities = cities_paced(held, tables.filter(pk__in=list(page)), settings.thresholds)
        bars = [RoundBar(each.name, summed(lights[each.pk].values())) for each in rounds]
        context |= {
            "page": page,
            "cities": cities,
            "rows": matrix_of(cities),
            "gone": gone_told(held),
            "count": summed(lights[held.pk].values()),
            "untimed": count_untimed(tables),
            "chart": at_two_widths(partial(light_bars, bars)) if len(bars) > 1 else "",
            "may_alert": not permissions.why_not_issue(request.user, held),
        }
    return render(request, "assessment/rounds/pace.html", context)


@require_safe
def of_city(request, year, city):
    """One city: every measure of a round, and its way through the rounds."""
    row = year_of_rounds_or_404(request, year)
    table = table_or_404(request, year, city)
    rounds = list(Round.objects.filter(year=row).select_related("year"))
    held = chosen_round(request, rounds)
    if held is None or not table.is_issued:
        raise Http404
    settings = permissions.settings_of(row)
    paced = rounds_paced(issued_tables(row).filter(pk=table.pk), rounds, settings.thresholds)
    (own,) = paced[held.pk]
    seen = [each for each in rounds if each.as_of <= held.as_of]
    ways = history_of({each.pk: paced[each.pk] for each in seen}, seen)
    bars = [
        PaceBar(c.measure.name, tuple(p.pace if p else None for p in ways[c.city_id, c.place]))
        for c in own.timed
    ]
    context = {
        "year": row,
        "table": table,
        "round": held,
        "rounds": rounds,
        "own": own,
        "settings": settings,
        "gone": gone_told(held),
        "chart": at_two_widths(
            partial(pace_bars, bars, rounds=[e.name for e in seen], gone=gone_percent(held.as_of))
        ),
        "alerts": held.alerts.filter(city=table.city_id).select_related("year"),
    }
    return render(request, "assessment/rounds/pace_city.html", context)
