"""Cells of workbooks: text stays text, numbers stay numbers, nothing becomes a formula."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill

from lib.sheet_page import FONT, LOWEST, height_of, set_columns, set_page

#: How Excel and WPS would begin a formula if the cell were typed anew.
FORMULA_SIGNS = ("=", "+", "-", "@")
LONGEST_TEXT = 32_767
WRAPPED = Alignment(wrap_text=True, vertical="top")
HEAD_FONT, HEAD_FILL = Font(name=FONT, size=11, bold=True), PatternFill("solid", fgColor="E8EDF4")
HEAD_PLACE = Alignment(horizontal="center", vertical="center", wrap_text=True)
CUT = "……（超出单元格长度，其余略）"


def safe_cell(cell, value):
    """Put a value into an openpyxl cell and return the cell.

    Text is typed as text, byte for byte, whatever it begins with; it is marked
    so (quotePrefix) that editing the cell makes no formula of it either. Signs
    that no workbook can hold become U+FFFD. Decimals and numbers stay numbers,
    moments become local time, lists and dicts JSON text, None an empty cell.
    """
    if value is None or isinstance(value, int | float | Decimal):
        cell.value = value
    elif isinstance(value, datetime):
        cell.value = timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
    elif isinstance(value, date | time):
        cell.value = value
    else:
        _put_text(cell, value)
    return cell


def append_row(sheet, values: Iterable) -> None:
    """Append a row of safe cells to a sheet, write-only or not."""
    sheet.append([safe_cell(WriteOnlyCell(sheet), value) for value in values])


class Lister:
    """Writes a list to a write-only sheet: heads that stand out, rows as high as their words.

    Widths, heights and the page are set before what they are of is written: later is too late.
    """

    def __init__(self, sheet, title: str, *, heads: Sequence, widths: Sequence[float], names=1):
        self.sheet, self.widths, self.row = sheet, widths, 0
        set_columns(sheet, widths)
        set_page(sheet, title, heads="1:1", names=names)
        self.append(heads, is_head=True)

    def append(self, values: Iterable, *, is_head: bool = False) -> None:
        """Append a row of safe cells; what is wider than its column goes on in lines."""
        self.row += 1
        cells = [safe_cell(WriteOnlyCell(self.sheet), value) for value in values]
        parts = [
            (cell.value, width)
            for cell, width in zip(cells, self.widths, strict=True)
            if isinstance(cell.value, str)
        ]
        height = height_of(parts)
        for cell in cells:
            if is_head:
                cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, HEAD_PLACE
            elif height > LOWEST:
                cell.alignment = WRAPPED
        if height > LOWEST:
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(cells)


def _put_text(cell, value) -> None:
    text = value if isinstance(value, str) else _as_text(value)
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(CUT)] + CUT
    cell.value = text
    cell.data_type = "s"
    if text.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True


def _as_text(value) -> str:
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
