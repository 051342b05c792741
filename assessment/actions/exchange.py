"""The data-entry workbook back in: what assessment.collection.differences found, all or nothing."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from assessment.actions.imports import kept_import
from assessment.actions.results import Entry, import_entries, record_block, write_remark
from assessment.collection.differences import Comparison, Difference, WorkbookRefused
from press.workbooks.conflicts import Choice
from trust import log
from trust.imports import Source


class Undecided(WorkbookRefused):
    """Conflicts that nobody has decided; lines: one a row, with what stands now."""

    def __init__(self, conflicts: Sequence[Difference], advice: str):
        lines = [_told(difference) for difference in conflicts]
        super().__init__([*lines, f"以上 {len(lines)} 处与现有记录冲突；{advice}"])


def decided(
    comparison: Comparison, choices: Mapping[int, Choice], *, advice: str
) -> list[Difference]:
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
    differences: Sequence[Difference], *, user, actor: log.Actor, source: Source
) -> int:
    """Write what the workbook changes, all or nothing. Returns the number of rows.

    What stood before is kept, so that the import can be taken back as a whole. Raises
    Conflict where a cell was written after the differences were shown.
    """
    entries = [Entry(d.result_id, d.value, d.version) for d in differences if d.changes_value]
    cells = [d.result_id for d in differences]
    kept = kept_import(cells, source=source, user=user, actor=actor)
    with transaction.atomic(), kept:
        if user is None:
            import_entries(entries=entries, actor=actor)
        else:
            record_block(entries=entries, user=user, actor=actor)
        for d in differences:
            if d.changes_remark:
                version = d.version + (1 if d.changes_value else 0)
                write_remark(
                    result_id=d.result_id, remark=d.remark, version=version, user=user, actor=actor
                )
    return len(differences)


def _told(difference: Difference) -> str:
    said = []
    if difference.changes_value:
        said.append(difference.after or "清空")
    if difference.changes_remark:
        said.append(f"备注“{difference.remark}”" if difference.remark else "清空备注")
    return f"{difference.subject}：工作簿为 {'，'.join(said)}，现为 {difference.standing}"
