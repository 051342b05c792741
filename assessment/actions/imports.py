"""An import of results is kept with what stood before, and taken back as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import transaction

from assessment import permissions
from assessment.actions.results import label_of, locked_results, restore_result
from assessment.collection.values import as_shown
from assessment.engine.types import MeasureKind
from assessment.models import ImportedCell, Result, ResultsImport
from assessment.tables.moved import by_whom
from trust import log
from trust.imports import Source, check_not_taken_back, mark_taken_back, told_moved
from trust.refusals import Refused


@contextmanager
def kept_import(
    result_ids: Iterable[int], *, source: Source, user, actor: log.Actor
) -> Iterator[None]:
    """Keep what stands in the cells, let them be written, keep the versions they are left at.

    To be used inside the transaction that writes them. Five queries; none without cells.
    """
    before = locked_results(result_ids)
    yield
    if not before:
        return
    versions = dict(Result.objects.filter(pk__in=before).values_list("pk", "version"))
    year = next(iter(before.values())).measure.component.item.section.table.year
    kept = ResultsImport.objects.create(year=year, cells=len(before), **source.told(user, actor))
    ImportedCell.objects.bulk_create(
        ImportedCell(
            results_import=kept,
            result=row,
            value=row.value,
            ticked=row.ticked,
            remark=row.remark,
            version=versions[row.pk],
        )
        for row in before.values()
    )
    digest = source.file.sha256 if source.file else None
    told = {"文件": source.name, "SHA-256": digest, "变化": len(before)}
    log.write(actor, "导入采集表", kept, after=told)


@transaction.atomic
def take_back_import(*, import_id: int, reason: str, user, actor: log.Actor) -> ResultsImport:
    """Put back what stood before an import, if nobody changed any of its cells since.

    All of them or none; each cell gets a new version. Raises Refused with who changed which,
    or with the cell that this person may not write any more.
    """
    kept = ResultsImport.objects.select_for_update(of=("self",)).select_related("year")
    kept = kept.get(pk=import_id)
    check_not_taken_back(kept)
    permissions.check_can_take_back(user, kept)
    entries = list(kept.entries.all())
    rows = locked_results(entry.result_id for entry in entries)
    _check_recordable(user, rows.values())
    _check_unmoved(kept, entries, rows)
    now = {label_of(row): _told(row) for row in rows.values()}
    over = {e.result_id: e.version - _writes(e, rows[e.result_id]) for e in entries}
    for entry in entries:
        restore_result(
            rows[entry.result_id],
            value=entry.value,
            ticked=entry.ticked,
            remark=entry.remark,
            user=user,
            actor=actor,
        )
    kept.reason = reason
    mark_taken_back(kept, user, "reason")
    _follow(over, rows)
    then = {label_of(row): _told(row) for row in rows.values()}
    log.write(actor, "撤回采集表导入", kept, before=now, after=then, reason=reason)
    return kept


def _writes(entry: ImportedCell, row: Result) -> int:
    """Return how often an import wrote a cell: its figure and its remark are written apart."""
    is_other = (row.value, row.ticked) != (entry.value, entry.ticked)
    return int(is_other) + int(row.remark != entry.remark)


def _follow(over: Mapping[int, int], rows: Mapping[int, Result]) -> None:
    """Let earlier imports, whose cells stand again as they left them, be taken back in turn.

    over: by result the version that the import taken back wrote over. Those below keep their
    distance, so that they follow in their turn. Two queries.
    """
    below = defaultdict(list)
    for cell in ImportedCell.objects.filter(result__in=over, results_import__taken_back_at=None):
        if cell.version <= over[cell.result_id]:
            below[cell.result_id].append(cell)
    following = []
    for result_id, cells in below.items():
        if any(cell.version == over[result_id] for cell in cells):
            for cell in cells:
                cell.version += rows[result_id].version - over[result_id]
            following += cells
    ImportedCell.objects.bulk_update(following, ["version"])


def _check_recordable(user, rows: Iterable[Result]) -> None:
    """Raise Refused for a cell that another office collects now: the person may have left this
    one since. One query an indicator; none for the assessment office."""
    if user is None or permissions.can_set_up(user):
        return
    offices = permissions.ItemOffices()
    for row in rows:
        if why := permissions.why_not_recordable(user, row, offices):
            raise Refused(f"{why.rstrip('。')}。没有撤回，没有改动任何内容。")


def _check_unmoved(
    kept: ResultsImport, entries: Sequence[ImportedCell], rows: dict[int, Result]
) -> None:
    moved = [rows[e.result_id] for e in entries if rows[e.result_id].version != e.version]
    if len(entries) < kept.cells:
        gone = kept.cells - len(entries)
        raise Refused(
            f"导入之后指标表已被替换，其中 {gone} 格不在了，不能整体撤回；没有改动。"
            "请逐格更正，或重新导入采集表。"
        )
    if moved:
        raise Refused(told_moved([f"{label_of(row)}（{_who(row)}）" for row in moved]))


def _who(row: Result) -> str:
    return by_whom(row.recorded_as, row.recorded_by, row.recorded_at)


def _told(row: Result) -> dict:
    told = {"完成值": as_shown(row.value, MeasureKind(row.measure.kind)), "备注": row.remark}
    return told | ({"已完成": list(row.ticked)} if row.measure.places else {})
