"""What an off-line workbook would change in a report, cell by cell, and writing it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from press.workbooks.conflicts import Choice
from selfeval.engine.addresses import address_of, aspect_of, is_within, owner_of, row_at
from selfeval.engine.answers import TableRow
from selfeval.engine.cells import ROW_LABEL
from selfeval.filing.actions.drafts import Written, import_words
from selfeval.filing.addresses import row_of, with_row, words_at
from selfeval.filing.doubtful import doubts_if
from selfeval.filing.filling import Filling, name_of_place
from selfeval.filing.workbook.intake import problem_lines, read_for
from selfeval.filing.workbook.reading import WorkbookReading
from selfeval.permissions import EXPLAIN
from trust import log
from trust.imports import Source
from trust.refusals import Refused

UNDECIDED = (
    "还有 {} 格冲突没有选择（如“{}”）；请在“下载之后他人改过”一栏逐项选择，或一次选定全部。"
    "本次导入未保存任何内容。"
)
MOVED = "在预览之后又有人改过这份报告；请重新选择文件预览。本次导入未保存任何内容。"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A cell that the workbook changes. by: who wrote it after the workbook was made.

    refused: why it cannot be written; it is then left as it is. note: what a person should
    know of how it was read. doubts: why the new figure deserves a second look.
    """

    address: str
    label: str
    before: str
    after: str
    by: str = ""
    refused: str = ""
    note: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """words, rows: what would be written. removed: labels of rows that would go; kept: of those
    that would, had no colleague filled them since. seen: the versions of the workbook's
    cells when it was made. left: labels of cells emptied without a word, which stay. notices:
    sentences on what stands in the workbook and is not read."""

    changes: tuple[PlannedChange, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    words: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]
    seen: Mapping[str, int]
    left: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def conflicts(self) -> list[PlannedChange]:
        return [change for change in self.changes if change.by]

    @property
    def refused(self) -> list[PlannedChange]:
        return [change for change in self.changes if change.refused]

    @property
    def doubtful(self) -> list[PlannedChange]:
        return [change for change in self.changes if change.doubts]

    @property
    def count(self) -> int:
        return len(self.changes) - len(self.refused) + len(self.removed)


def plan_of(filling: Filling, data: bytes, name: str, *, actor: log.Actor) -> Plan:
    """Return what a workbook would change. Raises Refused, a line a cell that cannot be taken."""
    reading = read_for(filling.report, data, name)
    if reading.problems:
        raise Refused("\n".join([*problem_lines(reading), "本次没有导入任何内容。"]))
    rows, gone = _rows(filling, reading)
    words = {a: text for a, text in reading.changed.items() if row_at(a) not in gone}
    words = {a: text for a, text in words.items() if text != _said(filling, a)}
    written = _write(filling, words, rows, seen=reading.seen, actor=actor, preview=True)
    kept = [row for row in gone if any(row_at(c.address) == row for c in written.conflicts)]
    for table, key in kept:  # a colleague filled the row since: it stays
        rows[table] = (*rows[table], key)
    return Plan(
        changes=_changes(filling, words, rows, written=written, notes=reading.notes),
        removed=tuple(row_label(filling, *row) for row in gone if row not in kept),
        kept=tuple(row_label(filling, *row) for row in kept),
        words=words,
        rows=rows,
        seen=reading.seen,
        left=tuple(_left(filling, reading.left, gone)),
        notices=reading.notices,
    )


def carry_out(
    filling: Filling,
    plan: Plan,
    actor: log.Actor,
    *,
    choices: Mapping[str, Choice],
    source: Source,
) -> int:
    """Write a plan, all of it or nothing; return how many cells and rows changed.

    source: the workbook, as it is kept. choices: by address, for the cells that colleagues
    changed meanwhile. Raises Refused, also where one of them has no choice.
    """
    undecided = [change for change in plan.conflicts if change.address not in choices]
    if undecided:
        raise Refused(UNDECIDED.format(len(undecided), undecided[0].label))
    mine = {address for address, choice in choices.items() if choice is Choice.MINE}
    left = {change.address for change in plan.refused}
    left |= {change.address for change in plan.conflicts if change.address not in mine}
    words = {address: text for address, text in plan.words.items() if address not in left}
    seen = {**plan.seen, **{address: filling.versions.get(address, 0) for address in mine}}
    written = _write(filling, words, plan.rows, seen=seen, actor=actor, source=source)
    if written.conflicts or written.refused:
        raise Refused(MOVED)
    return len(words) + len(plan.removed)


def _write(
    filling: Filling, words, rows, *, seen, actor, preview=False, source: Source | None = None
) -> Written:
    return import_words(
        report_id=filling.report.pk,
        words=words,
        rows=rows,
        user=filling.user,
        actor=actor,
        seen=seen,
        preview=preview,
        source=source,
    )


def _rows(filling: Filling, reading: WorkbookReading) -> tuple[dict, list[tuple[str, str]]]:
    """Return the rows each table is to have, and those that go.

    A row goes if the workbook emptied it; rows that it never knew stay.
    """
    tables = filling.assessed.answers.tables
    rows: dict[str, tuple[str, ...]] = {}
    gone: list[tuple[str, str]] = []
    for table, kept in reading.rows.items():
        fixed = _fixed(filling, table)
        present = [row.row for row in tables.get(table, ()) if row.row not in fixed]
        emptied = [k for k in present if k not in kept and _is_emptied(reading, table, k)]
        gone += [(table, key) for key in emptied]
        new = [key for key in kept if key not in present]
        rows[table] = (*(key for key in present if key not in emptied), *new)
    return rows, gone


def _fixed(filling: Filling, table: str) -> set[str]:
    return {row.code for row in filling.assessed.laid.index.tables[table].rows} | {"total"}


def _is_emptied(reading: WorkbookReading, table: str, key: str) -> bool:
    return any(row_at(address) == (table, key) for address in reading.changed)


def _said(filling: Filling, address: str) -> str:
    return words_at(filling.assessed.answers, address)


def _left(filling: Filling, addresses: Sequence[str], gone: Sequence[tuple]) -> Iterator[str]:
    """Yield what the cells are called that still say something."""
    labels = filling.assessed.laid.labels
    for address in addresses:
        if _said(filling, address) and row_at(address) not in gone:
            yield labels.get(address) or aside_label(filling, address)


def _changes(
    filling: Filling, words, rows, *, written: Written, notes: Mapping[str, str]
) -> tuple[PlannedChange, ...]:
    labels = _labels(filling, rows)
    conflicts = {conflict.address: conflict for conflict in written.conflicts}
    refused, doubts = dict(written.refused), doubts_if(filling, written.entered)
    order = {address: place for place, address in enumerate(labels)}
    return tuple(
        PlannedChange(
            address,
            labels.get(address) or aside_label(filling, address),
            _said(filling, address),
            text,
            by=conflicts[address].by if address in conflicts else "",
            refused=refused.get(address, ""),
            note=notes.get(address, ""),
            doubts=doubts.get(address, ()),
        )
        for address, text in sorted(
            words.items(),
            key=lambda item: (item[0] not in conflicts, order.get(item[0], len(order))),
        )
    )


def _labels(filling: Filling, rows: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what cells are called, those of rows that are still to be made too."""
    answers = filling.assessed.answers
    for table, keys in rows.items():
        for key in keys:
            if row_of(answers, table, key) is None:
                answers = with_row(answers, table, TableRow(key))
    return replace(filling.assessed.laid, answers=answers).labels


def aside_label(filling: Filling, address: str) -> str:
    """Return what a place is called that is no cell of the form: a row's name, an explanation."""
    code, aspect = owner_of(address), aspect_of(address)
    names = {ROW_LABEL: "名称", "not_applicable": "是否适用", "unit": "单位", "dropped": "是否删去"}
    if address.startswith(EXPLAIN):
        return "核对结果的说明"
    return f"{name_of_place(filling, code or address)} · {names.get(aspect, '内容')}"


def row_label(filling: Filling, table: str, key: str) -> str:
    row = address_of(table, key)
    label = next((cell.label for cell in filling.cells if is_within(cell.address, row)), row)
    return label.rpartition(" · ")[0] or label
