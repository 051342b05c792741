"""The grid's script writes here: one cell as it is left, or a block that was pasted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment import permissions
from assessment.actions.cells import record_cell
from assessment.actions.results import Conflict, Entry, record_block
from assessment.collection.cells import (
    TypedCell,
    by_result,
    cell_json,
    clock,
    read_block,
    read_cell,
    result_json,
)
from assessment.collection.grids import row_standing, score_loaded
from assessment.collection.judging import bounds_of
from assessment.collection.plausibility import doubts, last_year, last_year_values
from assessment.collection.shown import moment, shown_value
from assessment.collection.values import WrongValue, parse_value
from assessment.engine import types as engine
from assessment.engine.judging import Bounds
from assessment.engine.types import MeasureKind
from assessment.incidents.counts import beside_cells
from assessment.loading import LoadedItem, engine_policy, load_only
from assessment.loading.item import measure_of
from assessment.models import Item, Policy, Result
from assessment.rounds.lights import with_lights
from assessment.self_check.beside import reported_beside
from lib.site_words import said
from lib.wording import who
from press.pasted import Line, Look
from trust.log import actor_of
from trust.refusals import Refused
from trust.wire import answers_json, outcome

NOTHING_WRITTEN = "整块没有写入，请核对后重新粘贴。"


def tells_conflicts(view: Callable) -> Callable:
    """Turn what may go wrong while writing into an answer the grid's script can show.

    A refusal goes on to trust.errors, which logs it and answers in JSON too.
    """

    @wraps(view)
    def answering(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Result.DoesNotExist as error:
            raise Http404 from error
        except Conflict as error:
            return JsonResponse(_conflict(error.current), status=409)

    return answering


@require_POST
@answers_json
@tells_conflicts
def record(request, year, pk):
    """Write one cell; answer with what became of it, as it stands, and with its row's score."""
    typed = read_cell(request.body, pk)
    try:
        written = record_cell(typed=typed, year=year, user=request.user, actor=actor_of(request))
    except WrongValue as error:
        told = outcome(refused={str(pk): str(error)})
        return JsonResponse(told | {"error": str(error)}, status=422)
    item = written.item
    cell = by_result(item.measures)[pk]
    row = row_standing(item, score_loaded(item, written.policy))
    by = who(actor_of(request).role, str(request.user))
    apart = _apart(year, [item]).get(pk, "") if cell.engine.kind is MeasureKind.COUNT else ""
    city = written.result.measure.component.item.section.table.city_id
    reported = reported_beside(year, [(city, item)]).get(pk)
    told = cell_json(cell, by, written.result.last, apart=apart, reported=reported)
    return JsonResponse(_saved({"cells": [told], "rows": [row.as_json()]}))


@require_POST
@answers_json
@tells_conflicts
def block(request, year, pk):
    """Write a pasted block, all or none; or with "preview" only show what it would change."""
    typed, is_preview = read_block(request.body)
    results = _results(request.user, year, pk, typed=typed)
    offices = permissions.ItemOffices()
    _check_one_is_own(results.values(), request.user, offices)
    checked = _check(typed, results, request.user, offices=offices)
    if is_preview or any(change.error for change in checked):
        return JsonResponse(_preview(checked), status=200 if is_preview else 422)
    record_block(
        entries=[change.entry for change in checked], user=request.user, actor=actor_of(request)
    )
    return JsonResponse(_saved(cells_and_rows(year, results.values())))


def cells_and_rows(year: int, results: Iterable[Result]) -> dict:
    """Return the cells as they now stand, and the rows they are in. Eleven queries at most."""
    wanted = {result.pk for result in results}
    items = {result.measure.component.item_id for result in results}
    chosen = Policy.objects.filter(year__number=year).first()
    policy = engine_policy(chosen) if chosen else engine.Policy()
    lit = with_lights(load_only(Item.objects.filter(pk__in=items)))
    loaded = [(table, item) for table in lit for item in table.items]
    apart = _apart(year, [item for _, item in loaded])
    reported = reported_beside(year, [(table.city_id, item) for table, item in loaded])
    before = last_year(year, {t.city_id for t, _ in loaded}, {item.name for _, item in loaded})
    return {
        "cells": [
            cell_json(
                measure,
                last=before.of_loaded(table, item, measure),
                apart=apart.get(measure.record.result_id, ""),
                reported=reported.get(measure.record.result_id),
            )
            for table, item in loaded
            for measure in item.measures
            if measure.record.result_id in wanted
        ],
        "rows": [row_standing(i, score_loaded(i, policy)).as_json() for _, i in loaded],
    }


def _apart(year: int, items: Iterable[LoadedItem]) -> dict[int, str]:
    """Return which counts are other than the register's. Two queries, none without counts."""
    beside = beside_cells(year, items, timezone.localdate())
    return {pk: each.doubt for pk, each in beside.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """What a pasted cell would become; error: why it cannot. bounds: within which it is
    judged."""

    result: Result
    typed: TypedCell
    entry: Entry | None
    error: str
    bounds: Bounds | None = None

    @property
    def city(self) -> str:
        return self.result.measure.component.item.section.table.city_name

    @property
    def old(self) -> str:
        return shown_value(self.result.value, self.kind)

    @property
    def new(self) -> str:
        return shown_value(self.entry.value, self.kind) if self.entry else self.typed.text

    @property
    def kind(self) -> MeasureKind:
        return MeasureKind(self.result.measure.kind)

    def line(self, last: Decimal | None) -> Line:
        """Return the cell as a preview shows it. last: last year's value of the measure."""
        result, value = self.result, self.entry.value if self.entry else None
        by = (
            f"{who(result.recorded_as, str(result.recorded_by or ''))} {moment(result.recorded_at)}"
        )
        return Line(
            key=str(result.pk),
            version=result.version,
            who=self.city,
            what=result.measure.key,
            old=self.old,
            new=self.new,
            why=self.error,
            by=by.strip(),
            meanwhile=self.changed_meanwhile,
            doubts="；".join(
                doubts(measure_of(result.measure, result).engine, value, last, bounds=self.bounds)
            ),
        )

    @property
    def changed_meanwhile(self) -> str:
        """Who wrote the cell after the page was read, if anybody did."""
        if self.typed.version == self.result.version:
            return ""
        by = who(self.result.recorded_as, str(self.result.recorded_by or ""))
        return f"{by} {moment(self.result.recorded_at)}改过"


def _results(user, year: int, indicator: int, *, typed: list[TypedCell]) -> dict[int, Result]:
    """The results of the cells, in one query. Raises Result.DoesNotExist unless all are visible."""
    found = (
        Result.objects.visible_to(user)
        .for_year(year)
        .filter(
            pk__in=[cell.result_id for cell in typed],
            measure__component__item__indicator=indicator,
        )
        .select_related("recorded_by", "measure__component__item__section__table__year")
    )
    results = {result.pk: result for result in found}
    if len(results) != len(typed):
        raise Result.DoesNotExist
    return results


def _check_one_is_own(results: Iterable[Result], user, offices) -> None:
    """Refuse a block of which the person may write no cell at all. Raises Refused."""
    refusals = [permissions.why_not_recordable(user, result, offices) for result in results]
    if all(refusals):
        raise Refused(refusals[0])


def _check(typed: list[TypedCell], results: dict[int, Result], user, *, offices) -> list[Change]:
    bounds = bounds_of(result.measure for result in results.values())
    changes = []
    for cell in typed:
        change = _change(cell, results[cell.result_id], user, offices=offices)
        own = bounds.get(change.result.measure_id)
        change = replace(change, bounds=own)
        if own and change.entry and (why := own.why_not(change.entry.value)):
            change = replace(change, entry=None, error=why)
        changes.append(change)
    return changes


def _change(typed: TypedCell, result: Result, user, *, offices) -> Change:
    why = permissions.why_not_recordable(user, result, offices)
    if why:
        return Change(result, typed, None, why)
    try:
        value = parse_value(typed.text, MeasureKind(result.measure.kind), result.measure.unit)
    except WrongValue as error:
        return Change(result, typed, None, str(error))
    return Change(result, typed, Entry(result.pk, value, typed.version, typed.ticked), "")


def _preview(checked: list[Change]) -> dict:
    """Return what a block would change, to be shown before it is written."""
    wrong = [change for change in checked if change.error]
    last = last_year_values([change.result for change in checked])
    look = Look(tuple(change.line(last.get(change.result.pk)) for change in checked))
    context = {"look": look, "who": said("市州"), "what": "测量项"}
    return look.as_json(render_to_string("components/paste_look.html", context)) | {
        "error": f"{len(wrong)} 格不能写入；{NOTHING_WRITTEN}" if wrong else "",
        "wrong": [{"id": c.result.pk, "error": c.error} for c in wrong],
    }


def _saved(written: dict) -> dict:
    """Return the answer to a write that was done. written: cells and rows as they now stand."""
    saved = {str(cell["id"]): cell["version"] for cell in written["cells"]}
    return outcome(saved) | written | {"saved_at": clock()}


def _conflict(current: Result) -> dict:
    told = outcome(conflicts=[result_json(current, last_year_values([current]).get(current.pk))])
    return told | {"error": "同一格刚被他人修改，没有写入，请选择用哪一个。"}
