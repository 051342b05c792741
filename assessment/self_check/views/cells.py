"""The page's script writes here: one cell as it is left, a block, a pasted one; and asks what
colleagues changed."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessment.collection.cells import TypedCell, cell_json, clock, read_block, read_cell
from assessment.collection.pasting import look_at
from assessment.collection.values import WrongValue, parse_value
from assessment.loading import LoadedMeasure, load_policy
from assessment.self_check.actions import FigureEntry, ReportedConflict, write_figures
from assessment.self_check.reading import read_reported
from assessment.self_check.sheet import cells_json, rows_of, sheet_to_paste
from assessment.self_check.views.scope import Opened, opened_or_404
from assessment.views.grid_answers import look_answer, since_of, typed_line
from press.pasted import Look, read_pasted
from trust.log import actor_of
from trust.refusals import Refused
from trust.wire import answers_json, outcome, whole_of

CONFLICT = "同一格刚被本市另一账号修改，没有写入，请选择用哪一个。"
NOTHING_WRITTEN = "整块没有写入，请核对后重新填写。"


def tells_reported_conflicts(view: Callable) -> Callable:
    """Answer what another account wrote first as the page's script can show it."""

    @wraps(view)
    def answering(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ReportedConflict as error:
            told = outcome(conflicts=[cell_json(error.current)]) | {"error": CONFLICT}
            return JsonResponse(told, status=409)

    return answering


@require_POST
@answers_json
@tells_reported_conflicts
def cell(request, year, city, *, pk):
    """Write one cell; answer with what stands, and with its row's score. pk: of the result."""
    opened = _writable_or_404(request, year, city)
    typed = read_cell(request.body, pk)
    measure = read_reported(opened.table).measures.get(pk)
    if measure is None:
        raise Http404
    try:
        entry = _entry(typed, measure)
    except WrongValue as error:
        told = outcome(refused={str(pk): str(error)})
        return JsonResponse(told | {"error": str(error)}, status=422)
    return _written(request, opened, [entry])


@require_POST
@answers_json
@tells_reported_conflicts
def block(request, year, city):
    """Write many cells, all or none; or with "preview" only show what would change."""
    opened = _writable_or_404(request, year, city)
    typed, is_preview = read_block(request.body)
    reported = read_reported(opened.table)
    measures = reported.measures
    if any(each.result_id not in measures for each in typed):
        raise Http404
    city_name = reported.table.city
    look = Look(tuple(typed_line(t, measures[t.result_id], city_name, read=_value) for t in typed))
    if is_preview or look.refused:
        status = 200 if is_preview else 422
        return look_answer(look, nothing_written=NOTHING_WRITTEN, status=status)
    return _written(request, opened, [_entry(t, measures[t.result_id]) for t in typed])


@require_POST
@answers_json
def paste(request, year, city):
    """Write a pasted block, or answer with what it would do where a person has to look first."""
    opened = _writable_or_404(request, year, city)
    pasted = read_pasted(request.body)
    active = whole_of(pasted.told, "at")
    look = _look(opened, pasted, active)
    if look.may_write(pasted):
        entries = [FigureEntry(int(x.key), x.version, x.value) for x in look.writes]
        try:
            return _written(request, opened, entries)
        except ReportedConflict:  # between reading and locking
            look = _look(opened, pasted, active)
    return look_answer(look, nothing_written=NOTHING_WRITTEN)


@require_GET
def changes(request, year, city):
    """What colleagues of the city changed since the page last asked."""
    opened = opened_or_404(request, year, city)
    now = timezone.now()
    reported = read_reported(opened.table)
    since = since_of(request, now)
    changed = [
        pk
        for pk, m in reported.measures.items()
        if m.record.recorded_at is not None and m.record.recorded_at >= since
    ]
    told = cells_json(reported, load_policy(opened.year), changed)
    is_open = not opened.why_closed
    return JsonResponse(told | {"now": now.isoformat(), "is_collecting": is_open})


def _writable_or_404(request, year: int, city: str) -> Opened:
    """Return the city's own page while it may write. Raises Refused."""
    opened = opened_or_404(request, year, city)
    if opened.why_closed:
        raise Refused(opened.why_closed)
    return opened


def _entry(typed: TypedCell, measure: LoadedMeasure) -> FigureEntry:
    """Raises WrongValue."""
    value = parse_value(typed.text, measure.engine.kind, measure.engine.unit)
    if measure.bounds and (why := measure.bounds.why_not(value)):
        raise WrongValue(why)
    return FigureEntry(typed.result_id, typed.version, value, ticked=typed.ticked)


def _written(request, opened: Opened, entries: Iterable[FigureEntry]) -> JsonResponse:
    entries = list(entries)
    if entries:
        write_figures(
            table=opened.table,
            entries=entries,
            now=opened.now,
            user=request.user,
            actor=actor_of(request),
        )
    reported = read_reported(opened.table)
    told = cells_json(reported, load_policy(opened.year), (e.result_id for e in entries))
    saved = {str(each["id"]): each["version"] for each in told["cells"]}
    return JsonResponse(outcome(saved) | told | {"saved_at": clock()})


def _look(opened: Opened, pasted, active: int) -> Look:
    reported = read_reported(opened.table)
    if active not in reported.measures:
        raise Http404
    rows = rows_of(reported, load_policy(opened.year), is_open=True)
    return look_at(sheet_to_paste(rows), pasted, active, refusals={})


def _value(typed: TypedCell, measure: LoadedMeasure) -> Decimal | None:
    return _entry(typed, measure).value
