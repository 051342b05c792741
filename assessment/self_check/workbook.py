"""A city's own workbook: what it would change of the figures that the city reports.

It is the data-entry workbook of one city: the same rows, the same reader, the same rules of
conflict. Its versions bear a mark, so that neither is ever taken for the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from assessment.collection.differences import (
    SELF_CHECK_MARK,
    Comparison,
    ResultChange,
    WorkbookRefused,
    compare_rows,
    is_of_self_check,
)
from assessment.exports.results import EntryBook, results_xlsx
from assessment.loading import LoadedTable
from assessment.models import CityTable, Measure
from assessment.reader.workbook import ResultRow, WrongWorkbook, rows_of
from assessment.self_check.actions import FigureEntry, write_figures
from assessment.self_check.reading import ReportedTable, read_reported
from assessment.self_check.taking_back import keep_import
from lib.site_words import said
from press.workbooks.opening import open_book
from press.workbooks.types import WrongBook
from trust import log
from trust.imports import Source

SELF_CHECK_BOOK = EntryBook("自查", "自查表", SELF_CHECK_MARK)
NO_SELF_CHECK_BOOK = "这是处室的采集表，不是本市的自查表；请用自查页导出的自查表填写"


@dataclass(frozen=True, slots=True)
class ReportedCell:
    """What a city reports for a measure, as the comparison takes a cell."""

    pk: int
    measure: Measure
    value: Decimal | None
    remark: str
    version: int
    recorded_by: str
    recorded_as: str
    recorded_at: datetime | None


def self_check_xlsx(table: LoadedTable) -> bytes:
    """Return the workbook of a table as its city reports it."""
    return results_xlsx([table], kind=SELF_CHECK_BOOK)


def compare_reported(table: CityTable, data: bytes, filename: str) -> Comparison:
    """Return what a workbook would change. Writes nothing.

    Raises Refused or WorkbookRefused with a line for every row that cannot be taken, or with
    whose workbook it is. Twelve queries, one more for a code of another table.
    """
    book = open_book(data, filename)
    try:
        rows = rows_of(book)
    except (WrongWorkbook, WrongBook) as wrong:
        raise WorkbookRefused([str(wrong).replace("采集表", "自查表")]) from wrong
    known = _known(table, read_reported(table))
    _check_whose(table, rows.rows, known)
    return compare_rows(
        table.year,
        replace(rows, rows=tuple(_unmarked(rows.rows))),
        known,
        is_to_be_computed=book.is_to_be_computed,
        refusal=lambda cell: "",
        last_of=lambda found: {},
    )


@log.acting()
def import_reported(
    *,
    table: CityTable,
    differences: Sequence[ResultChange],
    source: Source,
    now: datetime,
    user,
    actor: log.Actor,
) -> int:
    """Write what the workbook changes, all or nothing. Returns the number of rows.

    Raises Refused, or ReportedConflict where a cell was written after the differences were shown.
    """
    entries = [
        FigureEntry(
            result_id=d.result_id,
            version=d.version,
            value=d.value,
            says_value=d.changes_value,
            remark=d.remark if d.changes_remark else None,
            source=f"自查表 {source.name}",
        )
        for d in differences
    ]
    stood = write_figures(table=table, entries=entries, now=now, user=user, actor=actor)
    keep_import(stood, source=source, user=user, actor=actor)
    digest = source.file.sha256 if source.file else None
    told = {"文件": source.name, "SHA-256": digest, "变化": len(entries)}
    log.write(actor, "导入自查表", table, after=told)
    return len(entries)


def _known(table: CityTable, reported: ReportedTable) -> dict[str, ReportedCell]:
    """Return the city's cells by code. One query."""
    rows = Measure.objects.filter(component__item__section__table=table).select_related(
        "component__item__section__table__year", "result"
    )
    records = {m.pk: m.record for m in reported.table.measures}
    return {
        row.code: ReportedCell(
            pk=row.result.pk,
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


def _check_whose(table: CityTable, rows: Sequence[ResultRow], known: Mapping) -> None:
    """Raise WorkbookRefused for another city's workbook, and for an office's."""
    strange = [row.code for row in rows if row.code not in known]
    other = (
        Measure.objects.filter(
            code__in=strange[:50], component__item__section__table__year=table.year
        )
        .values_list("component__item__section__table__city_name", flat=True)
        .first()
        if strange
        else None
    )
    if other:
        own = table.city_name
        raise WorkbookRefused([said(f"这是{other}的表，不是{own}的自查表；请用本市导出的自查表")])
    if any(row.version is not None and not is_of_self_check(row) for row in rows):
        raise WorkbookRefused([said(NO_SELF_CHECK_BOOK)])


def _unmarked(rows: Sequence[ResultRow]) -> Iterator[ResultRow]:
    """Yield rows whose versions are bare numbers."""
    for row in rows:
        cell = row.version
        if cell is not None:
            cell = cell._replace(text=cell.text.strip().removeprefix(SELF_CHECK_MARK))
        yield replace(row, version=cell)
