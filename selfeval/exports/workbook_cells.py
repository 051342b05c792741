"""A workbook from outside as plain values. Runs in the limited process; no Django here."""

import io
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import load_workbook

#: More cells than any form has; a workbook of more is not ours.
MOST_CELLS = 200_000
LONGEST = 200_000

#: What a cell holds: (kind, text, number format). Kinds: s text, n number, d date, t time,
#: b yes or no, e error, f a formula that has no result.
Raw = tuple[str, str, str]


def read(data: bytes) -> dict[str, dict[str, Raw]]:
    """Return the cells that hold something, by sheet and name («B3»)."""
    formulas = load_workbook(io.BytesIO(data), data_only=False)
    results = load_workbook(io.BytesIO(data), data_only=True)
    sheets: dict[str, dict[str, Raw]] = {}
    count = 0
    for sheet in formulas.worksheets:
        shown = results[sheet.title]._cells
        found: dict[str, Raw] = {}
        for place, cell in sheet._cells.items():
            if cell.value is None:
                continue
            count += 1
            if count > MOST_CELLS:
                raise ValueError("too many cells")
            other = shown.get(place) if cell.data_type == "f" else cell
            found[cell.coordinate] = _raw(other)
        sheets[sheet.title] = found
    return sheets


def _raw(cell) -> Raw:
    value = None if cell is None else cell.value
    if value is None:
        return "f", "", ""
    style = str(cell.number_format)
    if cell.data_type == "e":
        return "e", str(value), style
    match value:
        case bool():
            return "b", "是" if value else "否", style
        case int() | float() | Decimal():
            return "n", plain(value), style
        case datetime():
            return ("d" if value.time() == time() else "t"), value.date().isoformat(), style
        case date():
            return "d", value.isoformat(), style
        case time():
            return "t", value.isoformat(), style
    return "s", str(value)[:LONGEST], style


def plain(value: int | float | Decimal) -> str:
    """Return a number in plain digits: the fifteen that Excel itself holds and shows."""
    exact = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    digits = f"{exact:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
