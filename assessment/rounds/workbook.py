"""A round's workbook: what it would change of the figures of the round.

It is the data-entry workbook with the round's figures: the same rows, the same reader, the same
rules of conflict. Its versions bear the round's mark, so that neither is ever taken for the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from assessment.collection.differences import (
    Comparison,
    ResultChange,
    WorkbookRefused,
    compare_rows,
    round_mark_of,
)
from assessment.exports.results import EntryBook, results_xlsx
from assessment.loading import LoadedItem, LoadedTable
from assessment.models import Measure, Round
from assessment.reader.workbook import ResultRow, WrongWorkbook, rows_of
from assessment.rounds.reading import RoundTables, read_round, tables_of_round
from assessment.rounds.recording import FigureEntry, write_round_figures
from cities.permissions import persona_of
from press.workbooks.opening import open_book
from press.workbooks.types import WrongBook
from trust import log
from trust.imports import Source

NO_ROUND_BOOK = "这不是本次调度的表；请用本次调度页导出的调度表填写"


def mark_of(held: Round) -> str:
    """Return what stands before the versions of a round's workbook."""
    return f"调度{held.number}-"


@dataclass(frozen=True, slots=True)
class RoundCell:
    """A round's figure, as the comparison takes a cell."""

    pk: int
    measure: Measure
    value: Decimal | None
    remark: str
    version: int
    recorded_by: str
    recorded_as: str
    recorded_at: datetime | None


def round_xlsx(held: Round, tables: Sequence[LoadedTable], own: frozenset[int]) -> bytes:
    """Return the workbook of a round. own: only what these offices collect; empty: everything."""
    kind = EntryBook("调度", f"{held.name}调度表", mark_of(held))
    return results_xlsx([_of_offices(table, own) for table in tables], kind=kind)


def compare_round(held: Round, data: bytes, filename: str, *, user) -> Comparison:
    """Return what a workbook would change of a round. Writes nothing.

    Raises Refused or WorkbookRefused with a line for every row that cannot be taken.
    """
    book = open_book(data, filename)
    try:
        rows = rows_of(book)
    except (WrongWorkbook, WrongBook) as wrong:
        raise WorkbookRefused([str(wrong).replace("采集表", "调度表")]) from wrong
    mark = mark_of(held)
    if any(row.version is not None and round_mark_of(row) != mark for row in rows.rows):
        raise WorkbookRefused([NO_ROUND_BOOK])
    read = read_round(held, tables_of_round(held))
    own, cells = persona_of(user).office_ids, read.cells
    return compare_rows(
        held.year,
        replace(rows, rows=tuple(_unmarked(rows.rows, mark))),
        _known(read),
        is_to_be_computed=book.is_to_be_computed,
        refusal=lambda cell: _refusal(cells[cell.pk][1], own),
        last_of=lambda found: {},
    )


@log.acting()
def import_round(
    *,
    held: Round,
    differences: Sequence[ResultChange],
    source: Source,
    day: date,
    user,
    actor: log.Actor,
) -> int:
    """Write what the workbook changes, all or nothing. Returns the number of rows.

    Raises Refused, or RoundConflict where a cell was written after the differences were shown.
    """
    entries = [
        FigureEntry(
            result_id=d.result_id,
            version=d.version,
            value=d.value,
            says_value=d.changes_value,
            remark=d.remark if d.changes_remark else None,
            source=f"调度表 {source.name}",
        )
        for d in differences
    ]
    write_round_figures(held=held, entries=entries, day=day, user=user, actor=actor)
    digest = source.file.sha256 if source.file else None
    told = {"文件": source.name, "SHA-256": digest, "变化": len(entries)}
    log.write(actor, "导入调度表", held, after=told)
    return len(entries)


def _of_offices(table: LoadedTable, own: frozenset[int]) -> LoadedTable:
    if not own:
        return table
    sections = tuple(
        replace(s, items=tuple(i for i in s.items if own & set(i.office_ids)))
        for s in table.sections
    )
    return replace(table, sections=sections)


def _known(read: RoundTables) -> dict[str, RoundCell]:
    """Return the year's cells by code. One query."""
    tables = [table.pk for table in read.tables]
    rows = Measure.objects.filter(component__item__section__table__in=tables).select_related(
        "component__item__section__table__year"
    )
    records = {m.pk: m.record for table in read.tables for m in table.measures}
    return {
        row.code: RoundCell(
            pk=records[row.pk].result_id,
            measure=row,
            value=records[row.pk].value,
            remark=records[row.pk].remark,
            version=records[row.pk].version,
            recorded_by=records[row.pk].recorded_by,
            recorded_as=records[row.pk].recorded_as,
            recorded_at=records[row.pk].recorded_at,
        )
        for row in rows
    }


def _refusal(item: LoadedItem, own: frozenset[int]) -> str:
    return "" if own & set(item.office_ids) else f"“{item.name}”不由本处室采集，不能填报"


def _unmarked(rows: Sequence[ResultRow], mark: str) -> Iterator[ResultRow]:
    """Yield rows whose versions are bare numbers."""
    for row in rows:
        cell = row.version
        if cell is not None:
            cell = cell._replace(text=cell.text.strip().removeprefix(mark))
        yield replace(row, version=cell)
