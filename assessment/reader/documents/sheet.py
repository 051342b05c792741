"""A workbook's sheets: titles, tables and notes one below another."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from assessment.reader.documents.assemble import Line, Page, Row
from assessment.reader.errors import DocumentError

_MAX_ROWS = 5000  # a sheet may claim a million rows because one far cell has a colour
_MAX_COLUMNS = 40


def workbook_pages(data: bytes) -> tuple[Page, ...]:
    workbook = load_workbook(BytesIO(data), data_only=True)
    return tuple(Page(tuple(_blocks(sheet)), sheet.title) for sheet in workbook.worksheets)


def _blocks(sheet: Any) -> Iterator[Line | Row]:
    merged = _merged_values(sheet)
    last_row = min(sheet.max_row or 0, _MAX_ROWS)
    last_column = min(sheet.max_column or 0, _MAX_COLUMNS)
    for row in range(1, last_row + 1):
        cells = tuple(
            _words(merged.get((row, column), _value(sheet, row, column)), sheet, row)
            for column in range(1, last_column + 1)
        )
        filled = {cell for cell in cells if cell.strip()}
        if len(filled) == 1:
            yield from (Line(line) for line in filled.pop().split("\n"))
        elif filled:
            yield Row(cells, f"（工作表“{sheet.title}”）第{row}行")


def _value(sheet: Any, row: int, column: int) -> Any:
    # Reading through sheet.cell would create every empty cell it is asked for.
    cell = sheet._cells.get((row, column))
    return None if cell is None else cell.value


def _merged_values(sheet: Any) -> dict[tuple[int, int], Any]:
    values = {}
    for area in sheet.merged_cells.ranges:
        value = _value(sheet, area.min_row, area.min_col)
        for row in range(area.min_row, min(area.max_row, _MAX_ROWS) + 1):
            for column in range(area.min_col, min(area.max_col, _MAX_COLUMNS) + 1):
                values[row, column] = value
    return values


def _words(value: Any, sheet: Any, row: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        raise DocumentError(
            f"工作表“{sheet.title}”第{row}行有一格是日期（{value:%Y-%m-%d}），"
            f"可能是分值被 Excel 自动改成了日期。请把该格设为文本，重新填写后再导入。"
        )
    return str(value)
