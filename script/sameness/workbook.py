"""What a workbook holds, as lines: each cell with its format, and how its sheets are laid out."""

import io
from collections.abc import Iterator
from hashlib import sha256

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

PARTS = ("font", "fill", "border", "alignment", "protection")


def lines_of(data: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(data), rich_text=True)
    names = sorted(book.defined_names.items())
    lines = [f"title: {book.properties.title}", *(f"name {n}: {d.value}" for n, d in names)]
    formats = _Formats()
    for sheet in book:
        lines += [f"== {sheet.title} ({sheet.sheet_state})", *_layout(sheet)]
        lines += _cells(sheet, formats)
    return lines + [f"{mark} {words}" for mark, words in sorted(formats.told.items())]


def _layout(sheet: Worksheet) -> Iterator[str]:
    yield f"protection: {_set(sheet.protection)}"
    yield f"panes: {sheet.freeze_panes}, filter: {sheet.auto_filter.ref}"
    yield f"page: {_set(sheet.page_setup)}; {_set(sheet.page_margins)}; {_set(sheet.print_options)}"
    yield f"printed: {sheet.print_area}; {sheet.print_title_rows}; {sheet.print_title_cols}"
    yield f"head and foot: {_set(sheet.oddHeader)}; {_set(sheet.oddFooter)}"
    yield f"breaks: {[b.id for b in sheet.row_breaks.brk]} {[b.id for b in sheet.col_breaks.brk]}"
    yield f"merged: {' '.join(sorted(map(str, sheet.merged_cells.ranges)))}"
    for letter, column in sorted(sheet.column_dimensions.items()):
        yield f"column {letter}: {column.min}-{column.max} {column.width} hidden={column.hidden}"
    for number, row in sorted(sheet.row_dimensions.items()):
        if row.height is not None or row.hidden:
            yield f"row {number}: {row.height} hidden={row.hidden}"
    for rule in sorted(map(_set, sheet.data_validations.dataValidation)):
        yield f"validation: {rule}"
    for area in sheet.conditional_formatting:
        yield f"condition: {area.sqref} {'; '.join(map(_set, area.rules))}"


class _Formats:
    """Formats by a mark of their own, the same in every workbook; told in full at its end."""

    def __init__(self):
        self._marks: dict[tuple, str] = {}
        self.told: dict[str, str] = {}

    def mark_of(self, cell: Cell) -> str:
        style = tuple(cell._style)
        if style not in self._marks:
            words = " ".join((cell.number_format, *(_set(getattr(cell, part)) for part in PARTS)))
            self._marks[style] = mark = "#" + sha256(words.encode()).hexdigest()[:6]
            self.told[mark] = words
        return self._marks[style]


def _cells(sheet: Worksheet, formats: _Formats) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None or cell.has_style:
                kind = "" if cell.data_type == "s" else f" {cell.data_type}"
                mark = formats.mark_of(cell)
                yield f"{cell.coordinate}{kind} {_value(cell)}{_beside(cell)} {mark}"


def _value(cell: Cell) -> str:
    return repr(getattr(cell.value, "text", cell.value))  # an array formula has a text


def _beside(cell: Cell) -> str:
    link = getattr(cell, "hyperlink", None)
    remark = getattr(cell, "comment", None)
    return (f" link={link.target or link.location}" if link else "") + (
        f" comment={remark.text!r}" if remark else ""
    )


def _set(thing) -> str:
    """Return what is set in one of openpyxl's descriptions, on a line."""
    if not hasattr(thing, "__elements__"):
        return str(thing)
    values = {name: getattr(thing, name, None) for name in (*thing.__attrs__, *thing.__elements__)}
    if "rgb" in values:  # of a colour's ways to be said, one is used
        values = {thing.type: thing.value}
    told = (f"{name}={_set(value)}" for name, value in values.items() if value or value == 0)
    return f"({' '.join(word for word in told if not word.endswith(('=()', '=False')))})"
