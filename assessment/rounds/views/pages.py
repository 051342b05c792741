"""调度: the list of rounds, one round with its indicators, the grid of one indicator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment.loading import load_policy
from assessment.models import Round
from assessment.rounds import permissions
from assessment.rounds.forms import CloseForm
from assessment.rounds.grid import grid_of
from assessment.rounds.listing import (
    asked_cells,
    asked_for,
    indicator_lines,
    left_over,
    line_of,
    lines_of,
    reported_cells,
)
from assessment.rounds.reading import items_of, read_items, tables_of_round
from assessment.rounds.recording import take_present, to_take
from assessment.rounds.views.scope import (
    indicator_or_404,
    round_or_404,
    year_of_rounds_or_404,
)
from assessment.views.scope import page_of
from cities.permissions import persona_of
from trust import log
from trust.refusals import Refused


@require_safe
def rounds(request, year):
    """A line a round, the latest first. Equal queries for any number."""
    row = year_of_rounds_or_404(request, year)
    settings = permissions.settings_of(row)
    context = {
        "year": row,
        "lines": lines_of(row, timezone.localdate()),
        "asked": asked_for(row),
        "settings": settings,
        "why_not_hold": permissions.why_not_hold(request.user, row),
        "may_set": not permissions.why_not_set(request.user, row),
        "counts": settings.counting != "year_end",
    }
    return render(request, "assessment/rounds/list.html", context)


@require_safe
def held(request, year, number):
    """One round: how far its indicators are, what can be done."""
    row = round_or_404(request, year, number)
    today = timezone.localdate()
    asked, reported = asked_cells(row), reported_cells(row)
    lines = indicator_lines(row, asked, reported, own=persona_of(request.user).office_ids)
    context = {
        "year": row.year,
        "round": row,
        "line": line_of(row, today),
        "own": [line for line in lines if line.is_own],
        "others": [line for line in lines if not line.is_own],
        "total": sum(line.total for line in lines),
        "left": left_over(asked, reported),
        "why_not_report": permissions.why_not_report(request.user, row, today),
        "may_hold": not permissions.why_not_hold(request.user, row.year),
        "is_open": row.is_open(today),
        "is_empty": not row.figures.exists(),
        "close_form": CloseForm(initial={"version": row.version, "takes_present": True}),
    }
    return render(request, "assessment/rounds/round.html", context)


@require_safe
def grid(request, year, number, *, pk):
    """One indicator over the cities, fifty a page, as it stands in the round."""
    row = round_or_404(request, year, number)
    indicator = indicator_or_404(row, pk)
    why = permissions.why_not_report(request.user, row, timezone.localdate())
    items = items_of(row, indicator)
    having = tables_of_round(row).filter(pk__in=items.values("section__table"))
    page = page_of(request, having.order_by("city__key").values_list("pk", flat=True))
    read = read_items(row, items.filter(section__table__in=list(page)))
    own = persona_of(request.user).office_ids
    built = grid_of(read, indicator, load_policy(row.year), own=frozenset() if why else own)
    if not why and not built.is_open:
        why = f"“{indicator.name}”不由本处室采集，只能查看。"
    cells = [cell for line in built.rows for cell in line.cells if cell]
    context = {
        "year": row.year,
        "round": row,
        "indicator": indicator,
        "grid": built,
        "page": page,
        "why_closed": why,
        "is_late": not why and row.is_late(timezone.localdate()),
        "recorded": sum(not cell.is_missing for cell in cells),
        "total": len(cells),
        "now": timezone.now().isoformat(),
    }
    return render(request, "assessment/rounds/grid.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request, year, number):
    """What is recorded so far for the offices' empty cells of a round; a POST takes it."""
    row = round_or_404(request, year, number)
    today = timezone.localdate()
    if why := permissions.why_not_report(request.user, row, today):
        raise Refused(why)
    if request.method == "POST":
        return _take(request, row, today)
    found = to_take(row, persona_of(request.user).office_ids)
    by_item: dict[str, list] = {}
    for table, item, count in found:
        held_of = by_item.setdefault(item.name, [0, []])
        held_of[0] += count
        held_of[1].append(table.city)
    lines = [(name, count, "、".join(cities)) for name, (count, cities) in by_item.items()]
    context = {
        "year": row.year,
        "round": row,
        "lines": lines,
        "total": sum(count for _, count, _ in lines),
    }
    return render(request, "assessment/rounds/take.html", context)


def _take(request, row: Round, today) -> HttpResponse:
    taken = take_present(held=row, day=today, user=request.user, actor=log.actor_of(request))
    if taken:
        messages.success(request, f"已以当前填报值作为本次调度数，共 {taken} 格；可以逐格更正。")
    else:
        messages.info(request, "没有可以取用的格：要么已填本次调度数，要么采集表里还没有录入。")
    return redirect("round", row.year.number, row.number)
