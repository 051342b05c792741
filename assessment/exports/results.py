"""The data-entry workbook on its way out: one row a measure, 完成值 to be filled.

assessment.reader.workbook reads it back and goes by the code; the last column tells which
version of each cell the workbook was made of.
"""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assessment.engine.types import MeasureKind
from assessment.loading import LoadedTable
from assessment.reader.workbook import COLUMNS, REMARK, VALUE
from assessment.values import as_shown
from trust.spreadsheet import safe_cell

WIDTHS = (7, 14, 22, 6, 42, 7, 7, 12, 14, 30, 20, 6)


def results_xlsx(
    tables: Sequence[LoadedTable], office_id: int | None = None, indicator_id: int | None = None
) -> bytes:
    """Return the workbook of the tables, of one office's indicators, or of one indicator."""
    book = Workbook()
    sheet = book.active
    sheet.title = "采集"
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True), 1):
        cell = sheet.cell(1, column, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
        sheet.column_dimensions[cell.column_letter].width = width
    for line, values in enumerate(_rows(tables, office_id, indicator_id), 2):
        _write_row(sheet, line, values)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(sheet.max_row, 2)}"
    _choices(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(tables, office_id, indicator_id) -> Iterable[tuple]:
    for table in tables:
        for item in table.items:
            if office_id is not None and office_id not in item.office_ids:
                continue
            if indicator_id is not None and indicator_id != item.indicator_id:
                continue
            for component in item.components:
                for measure in component.measures:
                    yield _row(table, item, component, measure)


def _row(table, item, component, measure) -> tuple:
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
        if column - 1 in (4, REMARK):
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _choices(sheet) -> None:
    choice = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    sheet.add_data_validation(choice)
    for line in range(2, sheet.max_row + 1):
        if sheet.cell(line, 6).value == MeasureKind.YES_NO.value:
            choice.add(sheet.cell(line, VALUE + 1))
