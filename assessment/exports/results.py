"""The data-entry workbook on its way out: one row a measure, 完成值 to be filled.

assessment.reader.workbook reads it back and goes by the code; the last column tells which
version of each cell the workbook was made of.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assessment.collection.values import as_shown
from assessment.engine.types import MeasureKind
from assessment.loading import LoadedTable
from assessment.reader.workbook import COLUMNS, REMARK, VALUE
from lib.sheet_page import FONT, fit_rows, new_book, set_columns, set_page
from lib.site_words import said, site_words
from trust.spreadsheet import safe_cell

#: Signs of each column: a year of all cities goes on a dozen sheets laid across.
WIDTHS = {
    "年度": 6,
    "市州": 11,
    "指标": 22,
    "要点": 6,
    "测量项": 42,
    "类型": 6,
    "单位": 6,
    "目标值": 9,
    "完成值": 11,
    "备注": 20,
    "测量项编码": 15,
    "版本": 6,
}
#: Names of any length; and what stands in the middle of its cell.
WRAPPED, MIDDLE = ("市州", "指标", "测量项", "单位", "备注"), ("要点", "类型", "单位")
HEAD_FONT = Font(name=FONT, size=11, bold=True)
ALIGNMENTS = {
    name: Alignment(
        vertical="center",
        wrap_text=name in WRAPPED,
        horizontal="center" if name in MIDDLE else None,
    )
    for name in WIDTHS
}


@dataclass(frozen=True, slots=True)
class EntryBook:
    """Whose figures a workbook is for. mark: before each version, so that it is told apart."""

    sheet: str
    name: str
    mark: str = ""


ENTRY_BOOK = EntryBook("采集", "采集表")


def results_xlsx(
    tables: Sequence[LoadedTable],
    office_id: int | None = None,
    indicator_id: int | None = None,
    *,
    kind: EntryBook = ENTRY_BOOK,
) -> bytes:
    """Return the workbook of the tables, of one office's indicators, or of one indicator."""
    book = new_book()
    sheet = book.active
    sheet.title = kind.sheet
    set_columns(sheet, [WIDTHS[name] for name in COLUMNS])
    for column, name in enumerate(COLUMNS, 1):
        cell = sheet.cell(1, column, said(name))
        cell.font, cell.fill = HEAD_FONT, PatternFill("solid", fgColor="DCE6F1")
        cell.alignment = Alignment(horizontal="center", vertical="center")
    for line, values in enumerate(_rows(tables, office_id, indicator_id), 2):
        *told, version = values
        _write_row(sheet, line, (*told, f"{kind.mark}{version}" if kind.mark else version))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(sheet.max_row, 2)}"
    _choices(sheet)
    fit_rows(sheet, first=2)
    set_page(sheet, _title(tables, kind), heads="1:1", names=2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(tables: Sequence[LoadedTable], kind: EntryBook) -> str:
    years = {table.year for table in tables}
    return f"{'、'.join(map(str, sorted(years)))}年度{site_words().assessment}{kind.name}"


def _rows(tables, office_id, indicator_id) -> Iterable[tuple]:
    for table in tables:
        for item in table.items:
            if office_id is not None and office_id not in item.office_ids:
                continue
            if indicator_id is not None and indicator_id != item.indicator_id:
                continue
            for component in item.components:
                for measure in component.measures:
                    yield _row(table, item, component, measure=measure)


def _row(table, item, component, *, measure) -> tuple:
    kind, record = measure.engine.kind, measure.record
    value: object = as_shown(record.value, kind)
    if kind is not MeasureKind.YES_NO and record.value is not None:
        value = record.value
    return (
        table.year,
        table.city,
        item.name,
        component.number,
        measure.engine.name,
        kind.value,
        measure.engine.unit,
        measure.engine.target,
        value,
        record.remark,
        measure.code,
        record.version,
    )


def _write_row(sheet, line: int, values: tuple) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(line, column)
        safe_cell(cell, value if value != "" else None)
        if column - 1 in (VALUE, REMARK):
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor="FFFBE6")
        cell.alignment = ALIGNMENTS[COLUMNS[column - 1]]


def _choices(sheet) -> None:
    choice = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    sheet.add_data_validation(choice)
    for line in range(2, sheet.max_row + 1):
        if sheet.cell(line, 6).value == MeasureKind.YES_NO.value:
            choice.add(sheet.cell(line, VALUE + 1))
