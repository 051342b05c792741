"""An import of results is kept with what stood before, and taken back as a whole."""

from collections.abc import Iterable, Mapping, Sequence

from assessment import permissions
from assessment.actions.results import Block, label_of
from assessment.collection.values import as_shown
from assessment.engine.types import MeasureKind
from assessment.models import ImportedCell, Result, ResultsImport
from assessment.tables.moved import by_whom
from trust import log
from trust.imports import Source, check_not_taken_back, follow, mark_taken_back, told_moved
from trust.refusals import Refused
from trust.touched import bulk_update, created


def cells_as_they_stand(rows: Iterable[Result]) -> list[ImportedCell]:
    """Return what locked cells say, to be kept beside what they will be left at. No query."""
    return [
        ImportedCell(result=row, value=row.value, ticked=row.ticked, remark=row.remark)
        for row in rows
    ]


def keep_import(cells: Sequence[ImportedCell], *, source: Source, user, actor: log.Actor) -> None:
    """Keep what stood in cells before an import, with the versions it left them at. Two queries.

    To be called in the action that wrote them, after the last; nothing is kept without cells.
    """
    if not cells:
        return
    year = cells[0].result.measure.component.item.section.table.year
    kept = ResultsImport.objects.create(year=year, cells=len(cells), **source.told(user, actor))
    for cell in cells:
        cell.results_import, cell.version = kept, cell.result.version
    created(ImportedCell.objects.bulk_create(cells))
    digest = source.file.sha256 if source.file else None
    told = {"文件": source.name, "SHA-256": digest, "变化": len(cells)}
    log.write(actor, "导入采集表", kept, after=told)


@log.acting()
def take_back_import(*, import_id: int, reason: str, user, actor: log.Actor) -> ResultsImport:
    """Put back what stood before an import, if nobody changed any of its cells since.

    All of them or none; each cell gets a new version. Raises Refused with who changed which,
    or with the cell that this person may not write any more.
    """
    held = ResultsImport.objects.select_for_update(of=("self",)).select_related("year")
    kept = held.get(pk=import_id)
    check_not_taken_back(kept)
    permissions.check_can_take_back(user, kept)
    entries = list(kept.entries.all())
    block = Block([entry.result_id for entry in entries], user, actor)
    block.lock()
    rows = block.rows
    _check_recordable(block)
    _check_unmoved(kept, entries, rows)
    now = {label_of(row): _told(row) for row in rows.values()}
    over = {e.result_id: e.version - _writes(e, rows[e.result_id]) for e in entries}
    block.put_back(entries)
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
    """Let earlier imports be taken back in turn. over: by result the version that the import
    taken back wrote over. Two queries."""
    below = ImportedCell.objects.filter(result__in=over, results_import__taken_back_at=None)
    now = {result_id: row.version for result_id, row in rows.items()}
    following = follow(below, "result_id", over=over, now=now)
    bulk_update(following, ["version"])


def _check_recordable(block: Block) -> None:
    """Raise Refused for a cell that is signed, or that another office collects now: the person
    may have left this one since. A query each signature."""
    is_set_up = block.user is None or permissions.can_set_up(block.user)
    for row in block.rows.values():
        if is_set_up:
            why = permissions.why_signed(row, block.offices)
        else:
            why = permissions.why_not_recordable(block.user, row, block.offices)
        if why:
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
