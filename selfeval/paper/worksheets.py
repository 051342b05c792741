"""Paper on worksheets: tables of different columns under each other, in one grid of columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lib.sheet_page import height_of
from selfeval.paper.model import PARTS, Cell, Grid, edges
from selfeval.paper.setting import BODY, HEADING, TITLE, alignment_of, font_of
from trust.spreadsheet import safe_cell

_LINE = Side(style="thin")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
#: Edges nearer to each other than this (in PARTS) are taken for one.
NEAR = 2
#: Figures of the book's font in the whole width, portrait and landscape.
WIDTH = {False: 80, True: 119}
ROW_HEIGHT = 18


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell came to stand: rows and columns from 1, both ends included."""

    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def name(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"


class SheetWriter:
    """Writes parts from the top of a sheet down. marks: the edges of all its tables."""

    def __init__(self, sheet: Worksheet, grids: Sequence[Grid], *, wide: bool = False) -> None:
        self.sheet, self.row = sheet, 1
        self._heads, self._headed = "", 0
        self.marks = _common_marks(grids)
        self.characters = WIDTH[wide]
        for place, (left, right) in enumerate(zip(self.marks, self.marks[1:], strict=False), 1):
            width = (right - left) * self.characters / PARTS
            sheet.column_dimensions[get_column_letter(place)].width = max(1.2, width)

    @property
    def columns(self) -> int:
        return len(self.marks) - 1

    def line(self, text: str, *, font: str = BODY, size: float = 11, align: str = "left") -> Spot:
        """Write text over the whole width, without a frame."""
        spot = Spot(self.row, 1, self.row, self.columns)
        cell = self._put(spot, text, font, size=size)
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        self._raise(self.row, text, self.columns_width(spot), size=size)
        self.row += 1
        return spot

    def title(self, text: str) -> Spot:
        return self.line(text, font=TITLE, size=16, align="center")

    def heading(self, text: str) -> Spot:
        return self.line(text, font=HEADING, size=12)

    def grid(self, grid: Grid) -> Iterator[tuple[Cell, Spot]]:
        """Write a table and yield each of its cells with where it stands."""
        if grid.caption:
            self.line(grid.caption, font=HEADING, size=11, align="center")
        own = [self._nearest(edge) for edge in edges(grid.widths)]
        first = self.row
        if len(grid.rows) > 1:
            self._headed += 1
            self._heads = f"{first}:{first + grid.heads - 1}" if grid.heads else ""
        for row, column, cell in grid.placed():
            end = own[min(column + cell.colspan, len(own) - 1)]
            last_row = first + min(row + cell.rowspan, len(grid.rows)) - 1
            spot = Spot(first + row, own[column] + 1, last_row, max(end, own[column] + 1))
            self._framed(spot, cell, grid.size)
            yield cell, spot
        self.row = first + len(grid.rows)

    @property
    def heads(self) -> str:
        """The rows that repeat on each page: the heads of a table that has the sheet alone.

        Under each other tables have heads of their own, which would stand over the next one.
        """
        return self._heads if self._headed == 1 else ""

    def columns_width(self, spot: Spot) -> float:
        share = self.marks[spot.last_column] - self.marks[spot.column - 1]
        return share * self.characters / PARTS

    def _framed(self, spot: Spot, cell: Cell, size: float) -> None:
        target = self._put(spot, cell.text.strip(), font_of(cell.look), size=size)
        target.alignment = Alignment(
            horizontal=alignment_of(cell.look), vertical="center", wrap_text=True,
            indent=cell.indent if alignment_of(cell.look) == "left" else 0,
        )  # fmt: skip
        for row in range(spot.row, spot.last_row + 1):
            for column in range(spot.column, spot.last_column + 1):
                self.sheet.cell(row, column).border = BORDER
        if spot.row == spot.last_row:
            self._raise(spot.row, cell.text, self.columns_width(spot), size=size)

    def _put(self, spot: Spot, text: str, font: str, *, size: float):
        cell = self.sheet.cell(spot.row, spot.column)
        safe_cell(cell, text or None)
        cell.font = Font(name=font, size=size)
        if (spot.last_row, spot.last_column) != (spot.row, spot.column):
            self.sheet.merge_cells(
                start_row=spot.row, start_column=spot.column,
                end_row=spot.last_row, end_column=spot.last_column,
            )  # fmt: skip
        return cell

    def _raise(self, row: int, text: str, width: float, *, size: float) -> None:
        """Make a row as high as its text needs: merged cells do not do it by themselves."""
        held = self.sheet.row_dimensions[row]
        wanted = height_of([(text, width)], size=size)
        held.height = max(ROW_HEIGHT, held.height or 0, wanted)

    def _nearest(self, edge: int) -> int:
        return min(range(len(self.marks)), key=lambda place: abs(self.marks[place] - edge))


def _common_marks(grids: Sequence[Grid]) -> list[int]:
    """Return the edges of all tables; those that nearly meet are one, but no column vanishes."""
    # A single column as wide as the page would not be scaled down to it.
    all_edges = [edges(grid.widths) for grid in grids] or [list(range(0, PARTS + 1, 20))]
    apart = {(left, right) for own in all_edges for left, right in zip(own, own[1:], strict=False)}
    marks: list[int] = []
    for edge in sorted({edge for own in all_edges for edge in own}):
        is_near = marks and edge - marks[-1] <= NEAR and edge != PARTS
        if not is_near or any(left >= marks[-1] and right <= edge for left, right in apart):
            marks.append(edge)
    return marks
