"""An .xlsx file as cells by what they show. Pure; runs in the limited process.

run_limited("press.workbooks.reading.read_book", data) gives a Book back; press.workbooks.opening
is the way for pages and commands.
"""

import io
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from lib.numerals import plain
from press.workbooks.edges import EDGES, edge_texts
from press.workbooks.formats import show
from press.workbooks.package import Package, SheetPart, Style, Text, clean, local, text_of
from press.workbooks.types import Book, Cell, CellKind, Sheet, WrongBook, place_of

MOST_ROWS = 5_000
#: More cells than any form of ours has; a workbook of more is not ours.
MOST_CELLS = 200_000
#: Excel keeps, and shows, fifteen digits; what stands behind them is the machine's.
DIGITS = 15
LARGEST = Decimal(10) ** 30
#: What a sheet says beside its rows.
NOTED = frozenset(("col", "mergeCell", "filterColumn", "sheetView", *EDGES))
DAMAGED = "文件打不开，可能已损坏；请用 Excel 或 WPS 重新另存为 .xlsx 后再试"
_FIRST_DAY = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - wall clock
#: Before the day that Excel counts although 1900 had none, days are one off.
_LEAP_MISTAKE = 60


def read_book(data: bytes, most_rows: int = MOST_ROWS) -> Book:
    """Return what every cell of a workbook shows. Raises WrongBook, and nothing else.

    most_rows: content below it is refused aloud; a colour down there is no content.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            package = Package(archive)
            reader = _Reader(package, most_rows)
            sheets = tuple(reader.sheet(part) for part in package.sheets)
            return Book(sheets, package.is_to_be_computed)
    except (WrongBook, MemoryError):
        raise
    except Exception as error:
        raise WrongBook(DAMAGED) from error


class _Reader:
    """Reads the sheets of one workbook, counting cells over all of them."""

    def __init__(self, package: Package, most_rows: int) -> None:
        self.package, self.most_rows, self.count = package, most_rows, 0

    def sheet(self, part: SheetPart) -> Sheet:
        found = _SheetParts()
        with self.package.open(part.path) as stream:
            for _, element in ET.iterparse(stream):
                name = local(element)
                if name == "row":
                    self._row(element, found)
                    element.clear()
                elif name in NOTED:
                    found.note(name, element)
        if found.last_row > self.most_rows:
            raise WrongBook(
                f"工作表“{part.name}”第 {self.most_rows:,} 行以下还有内容（最后在第 "
                f"{found.last_row:,} 行），最多读 {self.most_rows:,} 行；"
                "请删去多余的行，或拆成几个文件分别导入"
            )
        sheet = found.as_sheet(part, self.package.boxes(part.path))
        return replace(sheet, comments=self.package.comments(part.path))

    def _row(self, element: ET.Element, found: "_SheetParts") -> None:
        number = int(element.get("r") or found.row + 1)
        found.row = number
        is_hidden = element.get("hidden", "0") in ("1", "true") or _is_flat(element)
        column = 0
        for each in element:
            if local(each) != "c":
                continue
            column = place_of(each.get("r", ""))[1] or column + 1
            cell = self._cell(each, found)
            if cell is None:
                continue
            self.count += 1
            if self.count > MOST_CELLS:
                raise WrongBook(
                    f"工作簿里有内容的单元格超过 {MOST_CELLS:,} 个；请拆成几个文件分别导入"
                )
            found.put(number, column, cell, is_hidden=is_hidden)

    def _cell(self, element: ET.Element, found: "_SheetParts") -> Cell | None:
        """Return what a cell shows; None where it is empty, however it is coloured."""
        held = {local(each): each for each in element}
        is_formula = "f" in held
        value = held["v"].text or "" if "v" in held else None
        style = self._style(element)
        text = self._text(element.get("t", "n"), value, held.get("is"))
        if text is not None:
            if not text.text.strip():
                return None
            struck = style.is_struck or text.is_struck
            standing = "" if style.is_struck else text.standing
            told = Cell(CellKind.TEXT, text.text, is_formula=is_formula)
            return told._replace(is_struck=struck, standing=standing)
        if value is None or not value.strip():
            return Cell(CellKind.UNCOMPUTED, "", "", True) if is_formula else None
        read = self._of_kind(element.get("t", "n"), value.strip(), style, found=found)
        return read._replace(is_formula=is_formula, is_struck=style.is_struck)

    def _text(self, kind: str, value: str | None, inline: ET.Element | None) -> Text | None:
        """Return the text that a cell holds, None if it is another kind of value."""
        if inline is not None:
            return text_of(inline)
        if kind == "s" and value:
            if not value.isdecimal():
                raise WrongBook(DAMAGED)  # −1 would be the last text
            return self.package.texts[int(value)]
        return Text(clean(value)) if kind == "str" and value is not None else None

    def _of_kind(self, kind: str, value: str, style: Style, *, found: "_SheetParts") -> Cell:
        match kind:
            case "b":
                return Cell(CellKind.TRUTH, "是" if value in ("1", "true") else "否")
            case "e":
                return Cell(CellKind.ERROR, clean(value)[:40])
            case "d":
                moment = datetime.fromisoformat(value.removesuffix("Z"))
                return _moment(moment)
        cell = _number(value, style.code, self.package.is_1904)
        if found.hides_zeros and cell.kind is CellKind.NUMBER and Decimal(value) == 0:
            return Cell(CellKind.MASKED, "", "0")
        return cell

    def _style(self, element: ET.Element) -> Style:
        number = int(element.get("s") or 0)
        styles = self.package.styles
        return styles[number] if 0 <= number < len(styles) else Style()


class _SheetParts:
    """What a sheet is made of, gathered while its file passes by."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.edges: list[tuple[str, str]] = []
        self.is_filtered = self.hides_zeros = False
        self.row = self.last_row = 0

    def put(self, row: int, column: int, cell: Cell, *, is_hidden: bool) -> None:
        if (row, column) in self.cells:
            raise WrongBook(DAMAGED)  # programs differ in which of the two they show
        self.cells[row, column] = cell
        self.last_row = max(self.last_row, row)
        if is_hidden:
            self.hidden_rows.add(row)

    def note(self, name: str, element: ET.Element) -> None:
        match name:
            case "col" if element.get("hidden", "0") in ("1", "true") or _is_thin(element):
                ends = int(element.get("min", "1")), int(element.get("max", "1"))
                self.hidden_columns.append(ends)
            case "mergeCell":
                self.merged.append(_area(element.get("ref", "")))
            case "filterColumn":
                self.is_filtered = True
            case "sheetView":
                self.hides_zeros = element.get("showZeros", "1") in ("0", "false")
            case edge if edge in EDGES:
                self.edges += [(EDGES[edge], words) for words in edge_texts(element.text or "")]

    def as_sheet(self, part: SheetPart, boxes: tuple[str, ...]) -> Sheet:
        columns = {column for _, column in self.cells}
        hidden = frozenset(
            column
            for column in columns
            if any(first <= column <= last for first, last in self.hidden_columns)
        )
        return Sheet(
            name=part.name,
            cells=self.cells,
            visibility=part.visibility,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=hidden,
            merged=tuple(self.merged),
            is_filtered=self.is_filtered,
            boxes=boxes,
            edges=tuple(dict.fromkeys(self.edges)),
        )


# --- One value ---------------------------------------------------------------------------


def _number(raw: str, code: str, is_1904: bool) -> Cell:
    """Return a number as its format shows it."""
    try:
        held = Decimal(raw) if len(raw) <= 40 else Decimal("NaN")
    except InvalidOperation:
        held = Decimal("NaN")
    if held.is_finite() and abs(held) >= LARGEST:
        return Cell(CellKind.TOO_LARGE, raw[:40])
    if not held.is_finite():
        return Cell(CellKind.ERROR, raw[:40])
    number = to_fifteen_digits(held)
    shown = show(number, code)
    if shown.kind is CellKind.DATE:
        return _day(number, is_1904) or Cell(CellKind.MASKED, "", plain(number))
    stored = plain(number) if shown.text != plain(number) else _noise(raw, number)
    return Cell(shown.kind, shown.text, stored)


def to_fifteen_digits(value: Decimal) -> Decimal:
    """Return the figure that Excel itself holds and shows: 95.19999999999999 is 95.2."""
    digits = len(value.as_tuple().digits)
    return value if digits <= DIGITS else Decimal(f"{value:.{DIGITS - 1}e}")


def _noise(raw: str, number: Decimal) -> str:
    """Return what is held where it is another figure to the machine too, else nothing."""
    return "" if float(raw) == float(number) else plain(Decimal(raw))


def _day(serial: Decimal, is_1904: bool) -> Cell | None:
    early = not is_1904 and 1 <= serial < _LEAP_MISTAKE
    try:
        seconds = round(float(serial) * 86_400)
        moment = _FIRST_DAY[is_1904] + timedelta(days=int(early), seconds=seconds)
    except OverflowError:
        return None
    if 0 <= serial < 1:
        return Cell(CellKind.TIME, f"{moment:%H:%M:%S}")
    return _moment(moment)


def _moment(moment: datetime) -> Cell:
    if moment.time() == time():
        return Cell(CellKind.DATE, moment.date().isoformat())
    return Cell(CellKind.TIME, moment.replace(tzinfo=None).isoformat(" "))


# --- Places ------------------------------------------------------------------------------


def _area(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return (*place_of(first), *place_of(last or first))


def _is_flat(row: ET.Element) -> bool:
    """A row drawn to no height is hidden too."""
    return float(row.get("ht") or 15) == 0


def _is_thin(column: ET.Element) -> bool:
    return float(column.get("width") or 9) == 0
