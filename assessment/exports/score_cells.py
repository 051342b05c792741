"""Cells of the scores workbook: text stays text, only our own formulas are formulas."""

from collections.abc import Iterable, Sequence

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from lib.sheet_page import FONT, set_columns
from trust.spreadsheet import safe_cell

_HEAD_FILL = PatternFill("solid", fgColor="E8EDF4")
INPUT_FILL = PatternFill("solid", fgColor="FFF8E1")
_HEAD_FONT = Font(name=FONT, size=11, bold=True)
#: Longer text is wrapped; to style every cell would cost more than to compute them.
LONG_TEXT = 4
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WRAPPED = Alignment(vertical="center", wrap_text=True)


def write_head(sheet, names: Iterable[str], widths: Sequence[float]) -> None:
    set_columns(sheet, widths)
    for column, name in enumerate(names, start=1):
        cell = put(sheet, 1, column, value=name)
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _MIDDLE


def put(sheet, row: int, column: int, *, value):
    cell = safe_cell(sheet.cell(row, column), value)
    if isinstance(value, str) and len(value) > LONG_TEXT:
        cell.alignment = _WRAPPED
    return cell


def write_formula(sheet, row: int, column: int, *, formula: str, shown: str = "General") -> None:
    sheet.cell(row, column, formula).number_format = shown


def offer_choices(sheet, choices: str, cells: Iterable[str]) -> None:
    """Let the cells be chosen from a list."""
    validation = DataValidation(type="list", formula1=choices, allow_blank=True)
    for cell in cells:
        validation.add(cell)
    if validation.sqref:
        sheet.add_data_validation(validation)
