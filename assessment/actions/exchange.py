"""The data-entry workbook back in: what assessment.collection.differences found, all or nothing."""

from collections.abc import Mapping, Sequence

from assessment.actions.imports import cells_as_they_stand, keep_import
from assessment.actions.results import GONE, Block, Conflict, Entry
from assessment.collection.differences import Comparison, ResultChange, WorkbookRefused
from press.workbooks.conflicts import Choice
from trust import log
from trust.imports import Source
from trust.refusals import Refused


class Undecided(WorkbookRefused):
    """Conflicts that nobody has decided; lines: one a row, with what stands now."""

    def __init__(self, conflicts: Sequence[ResultChange], advice: str):
        lines = [_told(difference) for difference in conflicts]
        super().__init__([*lines, f"以上 {len(lines)} 处与现有记录冲突；{advice}"])


def decided(
    comparison: Comparison, choices: Mapping[int, Choice], *, advice: str
) -> list[ResultChange]:
    """Return the differences to be written, conflicts by what was chosen for their result.

    advice: how a choice is made here, for Undecided, which is raised where one is missing.
    """
    undecided = [d for d in comparison.conflicts if d.result_id not in choices]
    if undecided:
        raise Undecided(undecided, advice)
    yielding = (
        d.undisputed() if d.disputed and choices[d.result_id] is Choice.THEIRS else d
        for d in comparison.differences
    )
    return [d for d in yielding if d is not None]


def import_differences(
    differences: Sequence[ResultChange], *, user, actor: log.Actor, source: Source
) -> int:
    """Write what the workbook changes, all or nothing. Returns the number of rows.

    What stood before is kept, so that the import can be taken back as a whole. Everything
    was read and checked by the comparison; once the cells are locked, versions alone are
    compared with it. Raises Conflict where a cell was written after the differences were shown.
    """
    entries = [Entry(d.result_id, d.value, d.version) for d in differences if d.changes_value]
    changed = [d for d in differences if d.changes_remark]
    remarks = {d.result_id: d.remark for d in changed if d.remark is not None}
    block = Block([d.result_id for d in differences], user, actor)
    with log.acting():
        block.lock()
        _check_versions(differences, block)
        before = cells_as_they_stand(block.rows.values())
        block.write(entries)
        block.write_remarks(remarks)
        keep_import(before, source=source, user=user, actor=actor)
    return len(differences)


def _check_versions(differences: Sequence[ResultChange], block: Block) -> None:
    for d in differences:
        result = block.rows.get(d.result_id)
        if result is None:
            raise Refused(GONE)
        if result.version != d.version:
            raise Conflict(result)


def _told(difference: ResultChange) -> str:
    said = []
    if difference.changes_value:
        said.append(difference.after or "清空")
    if difference.changes_remark:
        said.append(f"备注“{difference.remark}”" if difference.remark else "清空备注")
    return f"{difference.subject}：工作簿为 {'，'.join(said)}，现为 {difference.standing}"
