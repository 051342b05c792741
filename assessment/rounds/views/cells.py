"""The grid's script writes here: one cell as it is left, a block, a pasted one; and asks what
colleagues changed, what lies behind a cell."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessment.collection.cells import TypedCell, cell_json, clock, read_block, read_cell
from assessment.collection.pasting import look_at, sheet_of
from assessment.collection.plausibility import NO_LAST_YEAR
from assessment.collection.shown import shown_target, shown_value
from assessment.collection.values import WrongValue, parse_value
from assessment.loading import LoadedMeasure, load_policy
from assessment.models import Indicator, Round, RoundFigure
from assessment.rounds import permissions
from assessment.rounds.grid import cells_json, grid_of
from assessment.rounds.reading import RoundTables, cells_of, items_of, read_items
from assessment.rounds.recording import FigureEntry, RoundConflict, write_round_figures
from assessment.rounds.views.scope import (
    indicator_of_cell_or_404,
    indicator_or_404,
    round_or_404,
)
from assessment.views.grid_answers import look_answer, since_of, typed_line
from cities.lookup import Gazetteer
from cities.permissions import persona_of
from lib.wording import who
from press.pasted import Line, Look, read_pasted
from trust.log import actor_of
from trust.refusals import Refused
from trust.wire import answers_json, outcome, whole_of

CONFLICT = "同一格刚被他人修改，没有写入，请选择用哪一个。"
NOTHING_WRITTEN = "整块没有写入，请核对后重新填写。"


def tells_round_conflicts(view: Callable) -> Callable:
    """Answer what a colleague wrote first as the page's script can show it."""

    @wraps(view)
    def answering(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RoundConflict as error:
            told = outcome(conflicts=[cell_json(error.current)]) | {"error": CONFLICT}
            return JsonResponse(told, status=409)

    return answering


@require_POST
@answers_json
@tells_round_conflicts
def cell(request, year, number, *, pk):
    """Write one cell; answer with what stands. pk: of the result."""
    held = _writable_or_404(request, year, number)
    typed = read_cell(request.body, pk)
    indicator = indicator_of_cell_or_404(held, pk)
    measure = _read(held, indicator).measures[pk]
    try:
        entry = _entry(typed, measure)
    except WrongValue as error:
        told = outcome(refused={str(pk): str(error)})
        return JsonResponse(told | {"error": str(error)}, status=422)
    return _written(request, indicator, [entry], held=held)


@require_POST
@answers_json
@tells_round_conflicts
def block(request, year, number, *, pk):
    """Write many cells, all or none; or with "preview" only show what would change."""
    held = _writable_or_404(request, year, number)
    indicator = indicator_or_404(held, pk)
    typed, is_preview = read_block(request.body)
    read = _read(held, indicator)
    measures = read.measures
    if any(each.result_id not in measures for each in typed):
        raise Http404
    look = Look(tuple(_line(each, read) for each in typed))
    if is_preview or look.refused:
        status = 200 if is_preview else 422
        return look_answer(look, nothing_written=NOTHING_WRITTEN, status=status)
    return _written(
        request, indicator, [_entry(t, measures[t.result_id]) for t in typed], held=held
    )


@require_POST
@answers_json
def paste(request, year, number, *, pk):
    """Write a pasted block, or answer with what it would do where a person has to look first."""
    held = _writable_or_404(request, year, number)
    indicator = indicator_or_404(held, pk)
    pasted = read_pasted(request.body)
    active = whole_of(pasted.told, "at")
    look = _look(request.user, held, indicator, pasted=pasted, active=active)
    if look.may_write(pasted):
        entries = [FigureEntry(int(x.key), x.version, x.value) for x in look.writes]
        try:
            return _written(request, indicator, entries, held=held)
        except RoundConflict:  # between reading and locking
            look = _look(request.user, held, indicator, pasted=pasted, active=active)
    return look_answer(look, nothing_written=NOTHING_WRITTEN)


@require_GET
def changes(request, year, number, *, pk):
    """What colleagues changed since the page last asked."""
    held = round_or_404(request, year, number)
    indicator = indicator_or_404(held, pk)
    now = timezone.now()
    read, since = _read(held, indicator), since_of(request, now)
    changed = [
        pk
        for pk, m in read.measures.items()
        if m.record.recorded_at is not None and m.record.recorded_at >= since
    ]
    told = cells_json(read, load_policy(held.year), changed)
    is_open = not permissions.why_not_report(request.user, held, timezone.localdate())
    return JsonResponse(told | {"now": now.isoformat(), "is_collecting": is_open})


@require_GET
def detail(request, year, number, *, pk):
    """What lies behind a cell: who reported when, what stood before, what is recorded now. A
    fragment for the grid's panel. pk: of the result."""
    held = round_or_404(request, year, number)
    read = _read(held, indicator_of_cell_or_404(held, pk))
    table, item, measure = read.cells[pk]
    where = next(c for c, m in cells_of(read.tables).items() if m.record.result_id == pk)
    now = next(m for t in read.now for m in t.measures if m.record.result_id == pk)
    city, (item_name, component, name, kind, nth) = where
    figure = RoundFigure.objects.filter(
        round=held, city=city, item_name=item_name, component=component, name=name, kind=kind,
        nth=nth,
    ).first()  # fmt: skip
    context = {
        "round": held,
        "table": table,
        "item": item,
        "measure": measure,
        "record": measure.record,
        "figure": figure,
        "shown": shown_value(measure.record.value, measure.engine.kind) or "—",
        "present": shown_value(now.record.value, measure.engine.kind) or "—",
        "target": shown_target(measure.engine),
        "by": who(measure.record.recorded_as, measure.record.recorded_by),
        "steps": _steps(figure, measure) if figure else (),
    }
    return render(request, "assessment/rounds/panel.html", context)


def _steps(figure: RoundFigure, measure: LoadedMeasure) -> list[dict]:
    """Return what was reported one after another, the latest first. One query."""
    kind = measure.engine.kind
    rows = figure.history.select_related("recorded_by").order_by("-history_date", "-history_id")
    return [
        {
            "value": shown_value(row.value, kind) or "—",
            "by": who(row.recorded_as, str(row.recorded_by or "")),
            "at": row.recorded_at,
            "is_late": row.is_late,
            "source": row.source,
        }
        for row in rows
    ]


def _read(held: Round, indicator: Indicator) -> RoundTables:
    return read_items(held, items_of(held, indicator))


def _writable_or_404(request, year: int, number: int) -> Round:
    """Return a round while this person may report in it. Raises Refused."""
    held = round_or_404(request, year, number)
    if why := permissions.why_not_report(request.user, held, timezone.localdate()):
        raise Refused(why)
    return held


def _entry(typed: TypedCell, measure: LoadedMeasure) -> FigureEntry:
    """Raises WrongValue."""
    value = parse_value(typed.text, measure.engine.kind, measure.engine.unit)
    if measure.bounds and (why := measure.bounds.why_not(value)):
        raise WrongValue(why)
    return FigureEntry(typed.result_id, typed.version, value, ticked=typed.ticked)


def _written(
    request, indicator: Indicator, entries: Iterable[FigureEntry], *, held: Round
) -> JsonResponse:
    entries = list(entries)
    if entries:
        write_round_figures(
            held=held,
            entries=entries,
            day=timezone.localdate(),
            user=request.user,
            actor=actor_of(request),
        )
    read = _read(held, indicator)
    told = cells_json(read, load_policy(held.year), (e.result_id for e in entries))
    saved = {str(each["id"]): each["version"] for each in told["cells"]}
    return JsonResponse(outcome(saved) | told | {"saved_at": clock()})


def _look(user, held: Round, indicator: Indicator, *, pasted, active: int) -> Look:
    read = _read(held, indicator)
    grid = grid_of(read, indicator, load_policy(held.year), own=persona_of(user).office_ids)
    sheet = sheet_of(grid, Gazetteer.load(), held.year.number, before=NO_LAST_YEAR)
    if active not in sheet.starts:
        raise Http404
    closed = {
        cell.result_id: f"“{line.item.name}”不由本处室采集，不能填报"
        for line in grid.rows
        for cell in line.cells
        if cell and not cell.is_open
    }
    return look_at(sheet, pasted, active, refusals=closed)


def _line(typed: TypedCell, read: RoundTables) -> Line:
    table, _, measure = read.cells[typed.result_id]
    return typed_line(typed, measure, table.city, read=_value)


def _value(typed: TypedCell, measure: LoadedMeasure) -> Decimal | None:
    return _entry(typed, measure).value
