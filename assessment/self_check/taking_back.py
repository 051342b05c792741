"""A city's import of its own workbook is kept, and taken back: what nobody changed since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from assessment.collection.values import as_shown
from assessment.engine.types import MeasureKind
from assessment.models import (
    CityTable,
    ImportedFigure,
    ReportedFigure,
    SelfCheck,
    SelfCheckImport,
)
from assessment.self_check.actions import opened, save_figure
from assessment.tables.moved import by_whom
from trust import log
from trust.imports import (
    Source,
    check_not_taken_back,
    follow,
    mark_taken_back,
    next_over,
    told_next_over,
)
from trust.refusals import Refused
from trust.touched import bulk_update, created
from trust.versions import still_there

NOTHING = "没有撤回，没有改动任何内容。"
#: How many of them a city's page lists.
LISTED = 10


def keep_import(stood: Sequence[ImportedFigure], *, source: Source, user, actor: log.Actor) -> None:
    """Keep what stood before an import wrote. Two queries; nothing is kept where nothing changed.
    To be called in the action that wrote it."""
    if not stood:
        return
    check = stood[0].figure.self_check
    kept = SelfCheckImport.objects.create(
        self_check=check, cells=len(stood), **source.told(user, actor)
    )
    for entry in stood:
        entry.self_check_import = kept
    created(ImportedFigure.objects.bulk_create(stood))


def kept_imports(check: SelfCheck | None) -> list[SelfCheckImport]:
    """Return a city's newest imports. One query; none where it reported nothing yet."""
    if check is None:
        return []
    return list(check.imports.select_related("made_by", "taken_back_by")[:LISTED])


@log.acting()
def take_back_import(
    *, table: CityTable, import_id: int, reason: str, now: datetime, user, actor: log.Actor
) -> SelfCheckImport:
    """Put back what stood before an import of one's own city, figure by figure, as long as nobody
    changed it since; what stays is named in left. What a later import wrote straight over goes
    with that one.

    While the city may fill in. now: when it arrived. Raises Refused, also where nothing of it
    can be taken back.
    """
    check = opened(table, now=now, user=user, actor=actor)
    kept = still_there(check.imports.select_for_update(), import_id)
    check_not_taken_back(kept)
    entries = list(kept.entries.select_related("figure__recorded_by").order_by("figure"))
    moved = [entry for entry in entries if entry.figure.version != entry.version]
    back = [entry for entry in entries if entry not in moved]
    if not back:
        told = "；".join(_told_left(entry, None) for entry in moved)
        raise Refused(f"这次导入的数都不能撤回：{told}。{NOTHING}")
    heirs = _hand_on(kept, moved)
    left = [_told_left(entry, heirs.get(entry.pk)) for entry in moved]
    for entry in back:
        _put_back(entry, f"撤回导入：{reason}", user=user, actor=actor)
    kept.reason, kept.left = reason, left
    mark_taken_back(kept, user, "reason", "left")
    over = {entry.figure_id: entry.version - 1 for entry in entries}
    now_at = {entry.figure_id: entry.figure.version for entry in back}
    _follow(over, now_at | {heir.figure_id: heir.version - 1 for heir in heirs.values()})
    after = {"撤回": len(back), "没有撤回": left}
    log.write(actor, "撤回自查表导入", check, label=str(kept), after=after, reason=reason)
    return kept


def _told_left(entry: ImportedFigure, heir: ImportedFigure | None) -> str:
    figure = entry.figure
    if heir is None:
        who = by_whom(figure.recorded_as, figure.recorded_by, figure.recorded_at)
        return f"{figure}：之后又改过（{who}）"
    name = heir.self_check_import.file_name or "自查表"
    return f"{figure}：{told_next_over(name, '恢复到本次导入之前')}"


def _hand_on(kept: SelfCheckImport, moved: Sequence[ImportedFigure]) -> dict[int, ImportedFigure]:
    """Let the imports that wrote straight over figures put back what stood before kept as well.
    Return what they keep, by the entry of kept. Two queries; none where nothing was moved."""
    rows = ImportedFigure.objects.filter(
        figure__in=[entry.figure_id for entry in moved],
        self_check_import__gt=kept.pk, self_check_import__taken_back_at=None,
    )  # fmt: skip
    later: dict[int, list[tuple[ImportedFigure, int]]] = defaultdict(list)
    for row in rows.select_related("self_check_import").order_by("-self_check_import_id"):
        later[row.figure_id].append((row, 1))  # an import writes a figure once
    heirs = {}
    for entry in moved:
        if heir := next_over(entry, later[entry.figure_id], now=entry.figure.version):
            heir.value, heir.ticked, heir.remark = entry.value, entry.ticked, entry.remark
            heirs[entry.pk] = heir
    bulk_update(heirs.values(), ["value", "ticked", "remark"])
    return heirs


def _put_back(entry: ImportedFigure, reason: str, *, user, actor: log.Actor) -> None:
    figure, before = entry.figure, _told(entry.figure)
    figure.value, figure.ticked, figure.remark = entry.value, entry.ticked, entry.remark
    save_figure(figure, user=user, actor=actor)
    log.write(actor, "填报自查", figure, before=before, after=_told(figure), reason=reason)


def _told(figure: ReportedFigure) -> dict:
    told = {"自报数": as_shown(figure.value, MeasureKind(figure.kind)), "备注": figure.remark}
    return told | ({"已完成": list(figure.ticked)} if figure.ticked else {})


def _follow(over: Mapping[int, int], now: Mapping[int, int]) -> None:
    """Let earlier imports be taken back in turn. over, now: as follow takes them, by figure; over
    may hold more. Two queries."""
    below = ImportedFigure.objects.filter(figure__in=now, self_check_import__taken_back_at=None)
    bulk_update(follow(below, "figure_id", over=over, now=now), ["version"])
