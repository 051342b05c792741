"""A cell of 次数 in the grid opens its incidents: they are counted in it, or taken out."""

from datetime import date

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from assessment import permissions
from assessment.actions.results import Conflict
from assessment.collection.shown import shown_value
from assessment.engine.types import MeasureKind
from assessment.incidents import listing
from assessment.incidents.counts import Counting, beside_cells, kept_items
from assessment.incidents.forms import CellForm
from assessment.incidents.linking import (
    Linked,
    RegisterChanged,
    counting_of,
    item_of,
    link_incident,
    take_count,
    unlink_incident,
    why_not_countable,
)
from assessment.incidents.permissions import why_not_register
from assessment.incidents.views import scope
from assessment.models import Incident, Result
from assessment.views.cells import cells_and_rows
from lib.days import is_meant
from trust import log
from trust.refusals import Refused

CHANGED = "打开之后本格或台账已有变动，没有改动任何内容；下面是最新的，请核对后再办。"
NOTHING_SENT = "没有收到要办的内容，请关闭后重新打开这一格；没有改动任何内容。"
#: Of the incidents that may still be counted in a cell; the newest.
MOST_OFFERED = 100


@require_GET
def cell_incidents(request, year, pk):
    """A fragment for the grid's dialog. ?on= as of which day what is late is reckoned."""
    return _shown(request, scope.cell_or_404(request, year, pk), on=_day(request.GET.get("on", "")))


@require_POST
def cell_incident_link(request, year, pk):
    return _act(request, year, pk, act=link_incident)


@require_POST
def cell_incident_unlink(request, year, pk):
    return _act(request, year, pk, act=unlink_incident)


@require_POST
def cell_incidents_take(request, year, pk):
    """Let the cell say the register's number; 409: it is not the one that was seen any more."""
    result, form = _asked(request, year, pk)
    said = form.cleaned_data
    if said["seen"] is None or said["on"] is None:
        raise Refused(NOTHING_SENT)
    try:
        take_count(
            result_id=pk,
            version=said["version"],
            seen=said["seen"],
            on=said["on"],
            user=request.user,
            actor=log.actor_of(request),
        )
    except (Conflict, RegisterChanged):
        return _shown(request, _again(request, year, pk), on=said["on"], note=CHANGED, status=409)
    except Refused as refusal:
        return _shown(request, result, on=said["on"], note=str(refusal), status=422)
    return _written(request, year, pk, on=said["on"], done="已采用，来源记入日志。")


def _act(request, year: int, pk: int, *, act):
    result, form = _asked(request, year, pk)
    said = form.cleaned_data
    if said["incident"] is None:
        return _shown(request, result, note="请先选择一起事件。", status=422)
    row = scope.incident_or_404(request, year, said["incident"])
    try:
        linked = act(
            incident_id=row.pk,
            result_id=pk,
            version=said["version"],
            user=request.user,
            actor=log.actor_of(request),
        )
    except Conflict:
        return _shown(request, _again(request, year, pk), note=CHANGED, status=409)
    except Refused as refusal:
        return _shown(request, result, note=str(refusal), status=422)
    return _written(request, year, pk, done=_told(linked))


def _asked(request, year: int, pk: int) -> tuple[Result, CellForm]:
    result = scope.cell_or_404(request, year, pk)
    permissions.check_can_record(request.user, result)
    form = CellForm(request.POST)
    if not form.is_valid():
        raise Refused(NOTHING_SENT)
    return result, form


def _told(linked: Linked) -> str:
    if linked.followed:
        return f"台账现为 {linked.number} 起，本格随之改为 {linked.number}。"
    if linked.number:
        return f"台账现为 {linked.number} 起；本格的数没有改动，请核对，需要时按台账改。"
    return "台账现为 0 起；本格的数没有改动，确无此事的请在本格填 0。"


def _again(request, year: int, pk: int) -> Result:
    return scope.cell_or_404(request, year, pk)


def _written(request, year: int, pk: int, *, done: str, on: date | None = None):
    """Show what stands, and tell the grid of it."""
    result = _again(request, year, pk)
    response = _shown(request, result, on=on, done=done)
    beside = beside_cells(year, [item_of(result)], timezone.localdate())
    told = cells_and_rows(year, [result])
    labels = [{"id": key, "text": each.label, "title": each.title} for key, each in beside.items()]
    return trigger_client_event(response, "cell-incidents-told", told | {"labels": labels})


def _shown(request, result: Result, *, on: date | None = None, note="", done="", status=200):
    today = timezone.localdate()
    on = on or today
    found = counting_of(result, on)
    table = result.measure.component.item.section.table
    why_closed = permissions.why_not_recordable(request.user, result)
    why_not = why_not_countable(result)
    linked = {incident.pk for incident in found.linked}
    context = {
        "result": result,
        "measure": result.measure,
        "table": table,
        "shown": shown_value(result.value, MeasureKind(result.measure.kind)) or "—",
        "found": found,
        "lines": listing.lines_of(found.linked, on),
        "on": on,
        "is_today": on == today,
        "is_taken": result.value == found.number,
        "apart": found.doubt(result.value) if _is_kept(result, found) else "",
        "why_closed": why_closed,
        "is_count": not why_not,
        "why_not": why_not,
        "choices": [] if why_closed or why_not else _offered(request.user, table, linked),
        "may_register": not why_closed and not why_not_register(request.user, table.year),
        "note": note,
        "done": done,
    }
    return render(request, "assessment/incidents/cell.html", context, status=status)


def _is_kept(result: Result, found: Counting) -> bool:
    item = result.measure.component.item
    return bool(found.linked or kept_items(item.section.table.year.number, [item.pk]))


def _offered(user, table, linked: set[int]) -> list[Incident]:
    """Return the city's incidents that may be counted in a cell, those that count nowhere first."""
    rows = Incident.objects.visible_to(user).counting().filter(year=table.year, city=table.city_id)
    offered = list(rows.exclude(pk__in=linked).with_links()[:MOST_OFFERED])
    return sorted(offered, key=lambda incident: incident.linked_cells > 0)


def _day(sent: str) -> date | None:
    """Return a day of an address; None for what is none, or is still to come."""
    try:
        day = date.fromisoformat(sent)
    except ValueError:
        return None
    return day if is_meant(day) and day <= timezone.localdate() else None
