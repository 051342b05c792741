"""What lies behind a cell: its remark, its evidence files, its history."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from assessment import permissions
from assessment.actions.confirming import why_not_confirmed_by
from assessment.actions.evidence import add_evidence, withdraw_evidence
from assessment.actions.results import Conflict, write_remark
from assessment.collection.cell_forms import EvidenceFilesForm, RemarkForm
from assessment.collection.cells import result_json
from assessment.collection.counties import sum_for
from assessment.collection.judging import bounds_of
from assessment.collection.plausibility import doubts, last_year_values
from assessment.collection.shown import shown_value
from assessment.collection.sources import decided_versions
from assessment.engine.types import MeasureKind
from assessment.incidents.counts import kept_items
from assessment.incidents.linking import counting_of
from assessment.loading.item import measure_of
from assessment.models import Evidence, Incident, IncidentEvidence, Result
from assessment.self_check.beside import reported_of
from cities.permissions import can_read_province
from lib.signs import whole_number
from lib.wording import who
from trust import files, log


@require_GET
def detail(request, year, pk):
    """The panel of a cell. A fragment."""
    return _panel(request, _result(request.user, year, pk))


@require_POST
def remark(request, year, pk):
    """Change the remark; if the cell was changed meanwhile, show both and keep what was typed."""
    result = _result(request.user, year, pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _panel(request, result, remark_form=form, status=422)
    try:
        result = write_remark(
            result_id=pk, user=request.user, actor=log.actor_of(request), **form.cleaned_data
        )
    except Conflict:
        return _remark_conflict(request, year, pk, typed=form.cleaned_data["remark"])
    return _panel(request, _result(request.user, year, pk), note="备注已保存。")


@require_POST
def evidence_add(request, year, pk):
    """Lay files to the cell, its indicator or its city: the good ones, with what is wrong
    with the others."""
    result = _result(request.user, year, pk)
    permissions.check_can_record(request.user, result)
    form = EvidenceFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _panel(request, result, evidence_form=form, status=422)
    good, refused = form.cleaned_data["file"]
    laid = add_evidence(
        result_id=pk,
        files=[(files.store(upload), files.safe_name(upload.name)) for upload in good],
        scope=form.cleaned_data["scope"],
        user=request.user,
        actor=log.actor_of(request),
    )
    names = "、".join(f"“{evidence.name}”" for evidence in laid.new)
    note = f"已添加{names}。" if names else ""
    again = [f"{_again(name, known)}，没有重复添加。" for name, known in laid.again]
    return _panel(request, result, note=note, refused=[*refused, *again])


def _again(name: str, known: str) -> str:
    return f"“{name}”已经添加过" if name == known else f"“{name}”与“{known}”是同一个文件"


@require_GET
def evidence_file(request, year, pk):
    """The file itself, as an attachment; a withdrawn one for the province only."""
    evidence = _evidence(request.user, year, pk)
    if evidence.withdrawn_at and not can_read_province(request.user):
        raise Http404
    try:
        response = files.serve(evidence.file, evidence.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    log.write_alone(
        log.actor_of(request), "下载佐证", evidence, after={"SHA-256": evidence.file.sha256}
    )
    return response


@require_POST
def evidence_withdraw(request, year, pk):
    """Take a file back from its cell; it stays in the store and in the history.

    cell: where the person did it, which is another one where the file proves several.
    """
    evidence = _evidence(request.user, year, pk)
    withdraw_evidence(evidence_id=evidence.pk, user=request.user, actor=log.actor_of(request))
    here = whole_number(request.POST.get("cell", "")) or evidence.result_id
    result = _result(request.user, year, here)
    return _panel(request, result, note=f"已撤下“{evidence.name}”，文件仍留存备查。")


@dataclass(frozen=True, slots=True)
class CellEvent:
    """One line of a cell's history."""

    at: datetime
    by: str
    what: str
    before: str
    after: str
    kept_id: int | None = None  # of the history, where the cell can be made to say this again


def _panel(request, result: Result, *, status=200, written=None, **told) -> HttpResponse:
    """The panel's content; tells the grid what stands, so that its next write fits.

    written: cells and rows that the request itself changed. told: note, refused (files with
    their reasons), conflict, or a form with what was typed.
    """
    why = permissions.why_not_recordable(request.user, result)
    kind = MeasureKind(result.measure.kind)
    last = last_year_values([result]).get(result.pk)
    bounds = bounds_of([result.measure]).get(result.measure_id)
    counting = _counting(result)
    reported = reported_of(result)
    evidence = list(
        Evidence.objects.covering(result).select_related("added_by").order_by("-added_at", "-pk")
    )
    initial = {"remark": result.remark, "version": result.version}
    context = {
        "result": result,
        "measure": result.measure,
        "item": result.measure.component.item,
        "table": result.measure.component.item.section.table,
        "shown": shown_value(result.value, kind) or "—",
        "last": shown_value(last, kind),
        "doubts": [
            *doubts(measure_of(result.measure, result).engine, result.value, last, bounds=bounds),
            *filter(None, [counting.apart, reported.doubt if reported else ""]),
        ],
        "counting": counting,
        "reported": reported,
        "by": who(result.recorded_as, str(result.recorded_by or "")),
        "why_closed": why,
        "bounds": bounds,
        "why_not_confirmable": _why_not_confirmable(request.user, result) if bounds else "",
        "has_counties": _has_counties(result),
        "current": [e for e in evidence if e.withdrawn_at is None],
        "withdrawn": [e for e in evidence if e.withdrawn_at],
        "steps": _steps(result),
        "remark_form": RemarkForm(initial=initial),
        "evidence_form": EvidenceFilesForm(),
        **told,
    }
    response = render(request, "assessment/collection_detail.html", context, status=status)
    has_notes = bool(result.remark or context["current"] or counting.files)
    cell = result_json(result, last, bounds, apart=counting.apart, reported=reported)
    told = {"notes": has_notes, "cell": cell, "written": written}
    # After the swap htmx tells the body if the asking element is gone, as when a panel loads twice.
    return trigger_client_event(response, "cell-detail", told, after="swap")


@dataclass(frozen=True, slots=True)
class _Registered:
    """The incidents of a count with their files; of another cell neither."""

    is_count: bool = False
    incidents: tuple[Incident, ...] = ()
    files: tuple[IncidentEvidence, ...] = ()
    apart: str = ""


def _counting(result: Result) -> _Registered:
    """Five queries at most, none for what is no count."""
    if result.measure.kind != MeasureKind.COUNT:
        return _Registered()
    found = counting_of(result, timezone.localdate())
    item = result.measure.component.item
    is_kept = found.linked or kept_items(item.section.table.year.number, [item.pk])
    files = IncidentEvidence.objects.current().filter(incident__in=found.counted)
    return _Registered(
        is_count=True,
        incidents=found.counted,
        files=tuple(files.select_related("incident")) if found.counted else (),
        apart=found.doubt(result.value) if is_kept else "",
    )


def _why_not_confirmable(user, result: Result) -> str:
    why = permissions.why_not_confirmable(user, result)
    return why.rstrip("。") or why_not_confirmed_by(user, result)


def _has_counties(result: Result) -> bool:
    table = result.measure.component.item.section.table
    return sum_for(table.year.number, result.measure.key, table.city_id) is not None


def _remark_conflict(request, year: int, pk: int, *, typed: str) -> HttpResponse:
    result = _result(request.user, year, pk)
    form = RemarkForm(initial={"remark": typed, "version": result.version})
    return _panel(request, result, conflict=result, remark_form=form, status=409)


def _result(user, year: int, pk: int) -> Result:
    """Return a result for a person of the province. Raises Http404, PermissionDenied."""
    result = get_object_or_404(
        Result.objects.visible_to(user)
        .for_year(year)
        .select_related("recorded_by", "measure__component__item__section__table__year"),
        pk=pk,
    )
    if not can_read_province(user):
        raise PermissionDenied
    return result


def _evidence(user, year: int, pk: int) -> Evidence:
    return get_object_or_404(
        Evidence.objects.visible_to(user)
        .filter(result__in=Result.objects.for_year(year))
        .select_related("file"),
        pk=pk,
    )


def _steps(result: Result) -> list[CellEvent]:
    """Return who wrote what, the newest first. Two queries."""
    kept = list(
        result.history.select_related("history_user").order_by("history_date", "history_id")
    )
    kind = MeasureKind(result.measure.kind)
    decided = decided_versions(result)
    steps = []
    for before, after in zip(kept, kept[1:], strict=False):
        by = who(after.recorded_as, str(after.history_user or ""))
        if before.version != after.version and after.version in decided:
            by = f"{by}（{decided[after.version]}）"
        if before.version == after.version:  # nothing was written: it was confirmed
            by = after.confirmed_as
        kept_id = after.history_id if _says_otherwise(after, result) else None
        for what, old, new in _differences(before, after, kind):
            offered = None if what in ("备注", "复核") else kept_id
            steps.append(
                CellEvent(
                    at=after.history_date, by=by, what=what, before=old, after=new, kept_id=offered
                )
            )
            kept_id = None  # offered once, though value and ticks changed
    return steps[::-1]


def _says_otherwise(kept, result: Result) -> bool:
    return (kept.value, kept.ticked) != (result.value, result.ticked)


def _differences(before, after, kind: MeasureKind):
    if before.value != after.value:
        old, new = (shown_value(kept.value, kind) or "—" for kept in (before, after))
        yield "完成值", old, new
    if before.ticked != after.ticked:
        yield "已完成对象", "、".join(before.ticked) or "—", "、".join(after.ticked) or "—"
    if after.confirmed_version != before.confirmed_version:
        yield "复核", "—", shown_value(after.value, kind)
    if before.remark != after.remark:
        yield "备注", before.remark or "—", after.remark or "—"
