"""What lies behind a reported figure: its remark, its files, its history. Fragments."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from assessment.collection.cells import cell_json
from assessment.collection.plausibility import doubts
from assessment.collection.shown import shown_target, shown_value
from assessment.loading import LoadedMeasure
from assessment.models import ReportedFigure, ReportedFile
from assessment.self_check.actions import (
    FigureEntry,
    ReportedConflict,
    add_files,
    withdraw_file,
    write_figures,
)
from assessment.self_check.forms import ReportedFilesForm, ReportedRemarkForm
from assessment.self_check.places import places_in
from assessment.self_check.reading import ReportedTable, read_reported
from assessment.self_check.views.scope import Opened, opened_or_404
from cities.permissions import can_read_province
from lib.wording import who
from trust import files, log
from trust.refusals import Refused


@require_GET
def detail(request, year, city, *, pk):
    """The panel of a cell. pk: of the result."""
    return _panel(request, opened_or_404(request, year, city), pk)


@require_POST
def remark(request, year, city, *, pk):
    """Change the remark; if the cell was changed meanwhile, show both and keep what was typed."""
    opened = _writable_or_404(request, year, city)
    form = ReportedRemarkForm(request.POST)
    if not form.is_valid():
        return _panel(request, opened, pk, remark_form=form, status=422)
    told = form.cleaned_data
    entry = FigureEntry(pk, told["version"], says_value=False, remark=told["remark"])
    try:
        write_figures(
            table=opened.table,
            entries=[entry],
            now=opened.now,
            user=request.user,
            actor=log.actor_of(request),
        )
    except ReportedConflict as conflict:
        stands = conflict.current.record
        again = {"remark": told["remark"], "version": stands.version}
        form = ReportedRemarkForm(initial=again)
        return _panel(request, opened, pk, remark_form=form, conflict=stands, status=409)
    return _panel(request, opened, pk, note="备注已保存。")


@require_POST
def file_add(request, year, city, *, pk):
    """Lay files to a cell: the good ones, with what is wrong with the others."""
    opened = _writable_or_404(request, year, city)
    form = ReportedFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _panel(request, opened, pk, files_form=form, status=422)
    good, refused = form.cleaned_data["file"]
    sent = [(files.store(upload), files.safe_name(upload.name)) for upload in good]
    again = add_files(
        table=opened.table,
        result_id=pk,
        files=sent,
        now=opened.now,
        user=request.user,
        actor=log.actor_of(request),
    )
    names = "、".join(f"“{name}”" for _, name in sent if name not in again)
    twice = [f"“{name}”已经添加过，没有重复添加。" for name in again]
    note = f"已添加{names}。" if names else ""
    return _panel(request, opened, pk, note=note, refused=[*refused, *twice])


@require_POST
def file_withdraw(request, year, city, *, pk):
    """Take a file off; it stays in the store and in the log. pk: of the file."""
    opened = _writable_or_404(request, year, city)
    found = get_object_or_404(
        ReportedFile.objects.visible_to(request.user).select_related("figure"),
        figure__self_check=opened.check,
        pk=pk,
    )
    withdraw_file(
        table=opened.table,
        pk=pk,
        now=opened.now,
        user=request.user,
        actor=log.actor_of(request),
    )
    reported = read_reported(opened.table)
    place = found.figure.place
    here = [m.record.result_id for each, m in places_in(reported.table) if each == place]
    if not here:
        raise Http404
    return _panel(request, opened, here[0], note=f"已撤下“{found.name}”，文件仍留存备查。")


@require_GET
def file(request, year, pk):
    """The file itself, as an attachment: for the city, and once it is handed in the province."""
    rows = ReportedFile.objects.visible_to(request.user).filter(
        figure__self_check__year__number=year
    )
    found = get_object_or_404(rows.select_related("file"), pk=pk)
    if found.withdrawn_at and can_read_province(request.user):
        raise Http404
    try:
        response = files.serve(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    after = {"SHA-256": found.file.sha256}
    log.write_alone(log.actor_of(request), "下载自查佐证", found, after=after)
    return response


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """One line of a figure's history."""

    at: datetime
    by: str
    what: str
    before: str
    after: str


def _writable_or_404(request, year: int, city: str) -> Opened:
    """Raises Refused."""
    opened = opened_or_404(request, year, city)
    if opened.why_closed:
        raise Refused(opened.why_closed)
    return opened


def _panel(request, opened: Opened, pk: int, *, status=200, **told) -> HttpResponse:
    """The panel's content; tells the page what stands, so that its next write fits."""
    reported = read_reported(opened.table)
    measure = reported.measures.get(pk)
    if measure is None:
        raise Http404
    record, kind = measure.record, measure.engine.kind
    initial = {"remark": record.remark, "version": record.version}
    context = {
        "table": opened.table,
        "year": opened.year,
        "measure": measure,
        "record": record,
        "item": next(i for i in reported.table.items if measure in i.measures),
        "shown": shown_value(record.value, kind) or "—",
        "target": shown_target(measure.engine),
        "doubts": doubts(measure.engine, record.value, bounds=measure.bounds),
        "by": who(record.recorded_as, record.recorded_by),
        "why_closed": opened.why_closed,
        "files": reported.files.get(pk, ()),
        "steps": _steps(opened, reported, measure),
        "remark_form": ReportedRemarkForm(initial=initial),
        "files_form": ReportedFilesForm(),
        **told,
    }
    response = render(request, "assessment/self_check/panel.html", context, status=status)
    notes = bool(record.remark or context["files"])
    event = {"notes": notes, "cell": cell_json(measure), "written": None}
    return trigger_client_event(response, "cell-detail", event, after="swap")


def _steps(opened: Opened, reported: ReportedTable, measure: LoadedMeasure) -> list[ReportedEvent]:
    """Return who wrote what, the newest first. Two queries."""
    place = next(each for each, m in places_in(reported.table) if m is measure)
    item, component, name, kind, nth = place
    rows = ReportedFigure.history.filter(
        self_check=opened.check, item_name=item, component=component, name=name, kind=kind, nth=nth
    )
    kept = list(rows.select_related("history_user").order_by("history_date", "history_id"))
    steps = []
    before = ReportedFigure(value=None, ticked=[], remark="")
    for after in kept:
        steps += _differences(before, after, measure)
        before = after
    return steps[::-1]


def _differences(before, after, measure: LoadedMeasure) -> list[ReportedEvent]:
    kind = measure.engine.kind
    told = (
        ("自报数", shown_value(before.value, kind), shown_value(after.value, kind)),
        ("已完成对象", "、".join(before.ticked), "、".join(after.ticked)),
        ("备注", before.remark, after.remark),
    )
    by = who(after.recorded_as, str(after.history_user or ""))
    return [
        ReportedEvent(after.history_date, by, what, old or "—", new or "—")
        for what, old, new in told
        if old != new
    ]
