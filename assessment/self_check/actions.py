"""Writing what a city reports: its figures, remarks and files; and the window for them.

Each action locks the city's self-check, so that whoever fills in and whoever hands in wait for
one another. Handing in and what follows: assessment.self_check.handing_in.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from assessment import permissions as of_year
from assessment.collection.aside import FigureEntry, figure_told, put_figure
from assessment.loading import LoadedMeasure
from assessment.models import (
    CityTable,
    ImportedFigure,
    ReportedFigure,
    ReportedFile,
    SelfCheck,
    SelfCheckWindow,
    Year,
)
from assessment.self_check import permissions
from assessment.self_check.places import Place, places_in
from assessment.self_check.reading import ReportedTable, read_reported
from assessment.year.fixed import SELF_CHECK_WINDOW, why_fixed
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.versions import check_version

GONE = "要填的单元格已不存在，请刷新页面后重试；本次未保存任何内容。"
TERMS = ("opens_at", "closes_at", "accepts_late")


class ReportedConflict(Exception):  # noqa: N818 -- named for what happened
    """Somebody else of the city wrote the cell first. current: as it stands."""

    def __init__(self, current: LoadedMeasure):
        self.current = current
        super().__init__(f"{current.name} 已被他人修改")


@log.acting()
def save_window(
    *, year: Year, terms: Mapping, version: int, reason: str, user, actor: log.Actor
) -> SelfCheckWindow:
    """Set from when to when cities report. Raises Refused or Outdated.

    terms: by TERMS. reason: compulsory once cities have been told.
    """
    of_year.check_can_set_up(user)
    year = locked_year(year.number)
    if why := why_fixed(year, SELF_CHECK_WINDOW):
        raise Refused(f"{why}；没有保存。")
    window, _ = SelfCheckWindow.objects.get_or_create(year=year)
    check_version(window, version)
    before, reason = _terms_told(window), reason.strip()
    for name in TERMS:
        setattr(window, name, terms[name])
    if _terms_told(window) == before:
        return window
    if year.state in permissions.STAGES and window.version > 1 and not reason:
        raise Refused("自查已经开始，改变上报期须写明理由；没有保存。")
    window.version += 1
    window._history_user = user
    window.save(update_fields=[*TERMS, "version"])
    after = _terms_told(window)
    log.write(actor, "设定自查上报期", window, before=before, after=after, reason=reason)
    return window


@log.acting()
def write_figures(
    *, table: CityTable, entries: Sequence[FigureEntry], now: datetime, user, actor: log.Actor
) -> list[ImportedFigure]:
    """Write cells of the city's own table, all or none. Raises Refused or ReportedConflict.

    Returns what stood in those that changed, unsaved, for an import to keep. now: when it
    arrived. Fifteen queries and five a cell.
    """
    check = opened(table, now=now, user=user, actor=actor)
    cells = _Cells(check, read_reported(table))
    written = [cells.write(entry, user=user, actor=actor) for entry in entries]
    return [stood for stood in written if stood is not None]


@log.acting()
def add_files(
    *,
    table: CityTable,
    result_id: int,
    files: Sequence[tuple[StoredFile, str]],
    now: datetime,
    user,
    actor: log.Actor,
) -> list[str]:
    """Lay stored files, with their names, to a cell; return those that lay there already.

    Raises Refused.
    """
    check = opened(table, now=now, user=user, actor=actor)
    cells = _Cells(check, read_reported(table))
    figure, label = cells.figure(result_id), cells.label(result_id)
    if figure.pk is None:
        figure.save()
    known = set(ReportedFile.objects.current().filter(figure=figure).values_list("file", flat=True))
    again = []
    for file, name in files:
        if file.pk in known:
            again.append(name)
            continue
        known.add(file.pk)
        laid = ReportedFile.objects.create(figure=figure, file=file, name=name[:200], added_by=user)
        told = {"文件": laid.name, "SHA-256": file.sha256}
        log.write(actor, "添加自查佐证", figure, label=label, after=told)
    return again


@log.acting()
def withdraw_file(
    *, table: CityTable, pk: int, now: datetime, user, actor: log.Actor
) -> ReportedFile:
    """Take a file off; it is kept. Raises Refused."""
    check = opened(table, now=now, user=user, actor=actor)
    held = ReportedFile.objects.filter(pk=pk, figure__self_check=check).select_related("figure")
    file = held.first()
    if file is None:
        raise Refused("要撤下的佐证材料已不存在，请刷新页面后重试；没有做任何改动。")
    if file.withdrawn_at is None:
        file.withdrawn_at = timezone.now()
        file.save(update_fields=["withdrawn_at"])
        label = f"{check} {file.figure}"
        log.write(actor, "撤下自查佐证", file.figure, label=label, before={"文件": file.name})
    return file


def save_figure(figure: ReportedFigure, *, user, actor: log.Actor) -> None:
    """Save a figure as a new version, by this person, now."""
    figure.version += 1
    figure.recorded_by, figure.recorded_as = user, actor.standing[:80]
    figure.recorded_at, figure._history_user = timezone.now(), user
    figure.save()


def locked_year(number: int) -> Year:
    return Year.objects.select_for_update(no_key=True).get(number=number)


def locked_check(check: SelfCheck) -> SelfCheck:
    rows = SelfCheck.objects.select_for_update(of=("self",)).select_related("year", "city")
    return rows.get(pk=check.pk)


def opened(table: CityTable, *, now: datetime, user, actor: log.Actor) -> SelfCheck:
    """Return the city's self-check, locked, made where it is the first figure. Raises Refused."""
    table.year = Year.objects.get(pk=table.year_id)
    window = permissions.window_of(table.year)
    known = SelfCheck.objects.filter(year=table.year, city=table.city_id).first()
    if known is None:
        _check_open(user, table, None, window=window, now=now)
        known, is_new = SelfCheck.objects.get_or_create(year=table.year, city=table.city)
        if is_new:
            log.write(actor, "开始填报自查", known)
    check = locked_check(known)
    _check_open(user, table, check, window=window, now=now)
    return check


def _check_open(user, table: CityTable, check, *, window: SelfCheckWindow, now: datetime) -> None:
    if why := permissions.why_not_write(user, table, check, window=window, now=now):
        raise Refused(f"{why.rstrip('。')}。没有保存。")


class _Cells:
    """The cells of a locked self-check as they stand, each written once."""

    def __init__(self, check: SelfCheck, reported: ReportedTable):
        self.check, self.table = check, reported.table
        self.measures = reported.measures
        self.places: dict[int, Place] = {
            m.record.result_id: place for place, m in places_in(reported.table)
        }
        self.items = {m.record.result_id: i.name for i in self.table.items for m in i.measures}
        self.rows = {figure.place: figure for figure in check.figures.all()}

    def measure(self, result_id: int) -> LoadedMeasure:
        if result_id not in self.measures:
            raise Refused(GONE)
        return self.measures[result_id]

    def label(self, result_id: int) -> str:
        """Return how the log names a cell."""
        name = self.measures[result_id].name
        return f"{self.table.year} {self.table.city} {self.items[result_id]} · {name}"

    def figure(self, result_id: int) -> ReportedFigure:
        """Return the row of a cell, unsaved where nothing was reported yet. Raises Refused."""
        self.measure(result_id)
        item, component, name, kind, nth = place = self.places[result_id]
        return self.rows.get(place) or ReportedFigure(
            self_check=self.check,
            item_name=item,
            component=component,
            name=name,
            kind=kind,
            nth=nth,
        )

    def write(self, entry: FigureEntry, *, user, actor: log.Actor) -> ImportedFigure | None:
        """Return what stood there, None where it says the same. Raises Refused, or
        ReportedConflict where another was first."""
        measure, figure = self.measure(entry.result_id), self.figure(entry.result_id)
        if entry.version is not None and entry.version != figure.version:
            raise ReportedConflict(measure)
        bounds = measure.bounds
        if entry.says_value and bounds and (why := bounds.why_not(entry.value)):
            raise Refused(f"{self.label(entry.result_id)}：{why}。没有保存。")
        before = figure_told(figure, measure, "自报数")
        stood = ImportedFigure(value=figure.value, ticked=figure.ticked, remark=figure.remark)
        put_figure(figure, entry, measure)
        after = figure_told(figure, measure, "自报数")
        if after == before:
            return None
        save_figure(figure, user=user, actor=actor)
        self.rows[figure.place] = figure
        source = {"来源": entry.source} if entry.source else {}
        label = self.label(entry.result_id)
        log.write(actor, "填报自查", figure, label=label, before=before, after=after | source)
        stood.figure, stood.version = figure, figure.version
        return stood


def _terms_told(window: SelfCheckWindow) -> dict:
    return {
        "上报开始": window.opens_at,
        "上报截止": window.closes_at,
        "逾期": "仍可上报" if window.accepts_late else "不再收报",
    }
