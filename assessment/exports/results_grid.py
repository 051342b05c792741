"""The data-entry workbook laid out as the office's grid: a sheet an indicator, a row a city.

What is on the screen is on the sheet: measures that cities share are columns, with a common
target in the head; where cities differ too much, every measure is a row. Cells to be filled are
tinted and unlocked. The hidden sheet 编码 says which measure stands where, and in which version.
assessment.reader.grid_workbook reads it back, by names and heads.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl.cell.cell import Cell as Box
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.collection.entry_sheets import indicators_of, measure_labels
from assessment.collection.grids import GridCell, GridRow, OfficeGrid, build_grid
from assessment.engine import types as engine
from assessment.engine.types import MeasureKind
from assessment.loading import LoadedTable
from assessment.reader.grid_names import CITY, DONE, MEASURE, REMARK, TARGET
from assessment.reader.grid_rows import remark_line
from assessment.reader.grid_workbook import KIND, MAP_HEAD, MAP_SHEET, STAMP, stamp_of
from lib.sheet_page import (
    FONT,
    fit_rows,
    new_book,
    set_columns,
    set_page,
    sheet_name,
    signs,
)
from lib.site_words import said, site_words
from trust.spreadsheet import append_row, safe_cell

TITLE_ROW, NOTE_ROW, HEAD_ROW, SUB_ROW = 1, 2, 3, 4
FIRST_ROW = SUB_ROW + 1
GUIDE = (
    "完成值填在黄色格；空着的格不改动已录入的数据，要清空请填“清空”。是否类：所述情形发生了填“是”。"
)
REMARK_GUIDE = "备注一行一项，先写测量项名称和冒号；要清空某项的备注，写“测量项：清空”。"
HEAD_FILL = PatternFill("solid", fgColor="DCE6F1")
INPUT_FILL = PatternFill("solid", fgColor="FFFBE6")
NONE_FILL = PatternFill("solid", fgColor="E7E9ED")
_LINE = Side(style="thin", color="8A94A6")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
#: Signs of the columns: of names, of figures at the least and the most, of remarks.
CITY_WIDTH, MEASURE_WIDTH, REMARK_WIDTH = 13, 46, 22
NARROW, BROAD = 9, 16
ROW_HEIGHT = 20.0
ANSWERS = '"是,否"'


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell of the grid stands on its sheet."""

    sheet: str
    place: str
    city: str
    head: str
    cell: GridCell


@dataclass(slots=True)
class _SheetWriter:
    """Writes an indicator's grid on a sheet of its own."""

    sheet: Worksheet
    spots: list[Spot] = field(default_factory=list)

    def head(self, column: int, name: str, note: str = "", *, across: int = 1) -> None:
        """Write a column's name over its note; one without a note stands over both rows."""
        end_row = HEAD_ROW if note or across > 1 else SUB_ROW
        self._merge(HEAD_ROW, column, last_row=end_row, last_column=column + across - 1)
        self._put(HEAD_ROW, column, name)
        if note:
            self._put(SUB_ROW, column, note)
        for row in (HEAD_ROW, SUB_ROW):
            for each in range(column, column + across):
                box = self.sheet.cell(row, each)
                box.font, box.fill, box.border = (
                    Font(name=FONT, size=11, bold=True),
                    HEAD_FILL,
                    BORDER,
                )
                box.alignment = CENTRE

    def said(self, row: int, column: int, value, *, place: Alignment) -> Box:
        """Write what is not to be filled in."""
        box = self._put(row, column, value)
        box.border, box.alignment = BORDER, place
        return box

    def asked(self, row: int, column: int, cell: GridCell | None, *, city: str, head: str) -> None:
        """Write a cell to be filled in; grey and locked where the city's table asks nothing."""
        if cell is None:
            self.said(row, column, None, place=RIGHT).fill = NONE_FILL
            return
        value = cell.measure.record.value
        is_word = cell.kind is MeasureKind.YES_NO
        box = self.said(row, column, (cell.text or None) if is_word else value, place=RIGHT)
        if is_word:
            box.alignment = CENTRE
        box.fill, box.protection = INPUT_FILL, Protection(locked=False)
        self.spots.append(Spot(self.sheet.title, box.coordinate, city, head, cell))

    def remarks(self, row: int, column: int, text: str) -> None:
        box = self.said(row, column, text or None, place=LEFT)
        box.fill, box.protection = INPUT_FILL, Protection(locked=False)

    def finish(self, title: str, widths: Sequence[float], guide: str) -> None:
        """Set title, guide, choices and page, now that the columns are known."""
        sheet, last = self.sheet, len(widths)
        set_columns(sheet, widths)
        for row, text, font in (
            (TITLE_ROW, title, Font(name=FONT, size=15, bold=True)),
            (NOTE_ROW, guide, Font(name=FONT, size=10)),
        ):
            self._merge(row, 1, last_row=row, last_column=last)
            box = self._put(row, 1, text)
            box.font, box.alignment = font, CENTRE if row == TITLE_ROW else LEFT
        self._choices()
        fit_rows(sheet)
        sheet.row_dimensions[TITLE_ROW].height = 30
        for row in range(FIRST_ROW, sheet.max_row + 1):
            held = sheet.row_dimensions[row]
            held.height = max(ROW_HEIGHT, held.height or 0)
        set_page(sheet, "", heads=f"{TITLE_ROW}:{SUB_ROW}", names=1, wide=True)
        sheet.print_options.gridLines = False  # the cells have lines of their own
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False

    def _choices(self) -> None:
        choice = DataValidation(type="list", formula1=ANSWERS, allow_blank=True)
        for spot in self.spots:
            if spot.cell.kind is MeasureKind.YES_NO:
                choice.add(spot.place)
        if choice.sqref:
            choice.showErrorMessage = False  # 清空 may be written, too
            self.sheet.add_data_validation(choice)

    def _put(self, row: int, column: int, value) -> Box:
        box = safe_cell(self.sheet.cell(row, column), value)
        box.font = Font(name=FONT, size=11)
        return box

    def _merge(self, row: int, column: int, *, last_row: int, last_column: int) -> None:
        if (row, column) != (last_row, last_column):
            self.sheet.merge_cells(
                start_row=row, start_column=column, end_row=last_row, end_column=last_column
            )


def results_grid_xlsx(
    tables: Sequence[LoadedTable], office_id: int | None = None, indicator_id: int | None = None
) -> bytes:
    """Return the workbook of the tables, of one office's indicators, or of one indicator."""
    book = new_book()
    book.remove(book.active)
    spots: list[Spot] = []
    year = tables[0].year if tables else 0
    for number, name in indicators_of(tables, office_id, indicator_id).items():
        grid = build_grid(tables, number, engine.Policy())
        writer = _SheetWriter(book.create_sheet(sheet_name(book, name)))
        (_matrix if grid.is_matrix else _list)(writer, grid, title_of(year, name))
        spots += writer.spots
    _map(book, year, spots)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def title_of(year: int, indicator: str) -> str:
    return f"{year}年度{site_words().assessment}采集表　{indicator}"


# --- Cities that share columns ----------------------------------------------------------------


def _matrix(writer: _SheetWriter, grid: OfficeGrid, title: str) -> None:
    writer.head(1, said(CITY))
    column, widths, places = 2, [float(CITY_WIDTH)], []
    for each in grid.columns:
        if each.has_own_targets:
            writer.head(column, each.key, TARGET, across=2)
            safe_cell(writer.sheet.cell(SUB_ROW, column + 1), _done(each.unit))
            widths += [NARROW, max(NARROW, signs(_done(each.unit)) + 1)]
        else:
            writer.head(column, each.key, each.note)
            widths.append(max(NARROW, min(BROAD, signs(each.key) / 2 + 2)))
        column += 2 if each.has_own_targets else 1
        places.append(column - 1)
    writer.head(column, REMARK)
    for line, row in enumerate(grid.rows, FIRST_ROW):
        _city(writer, line, row, places=places)
        writer.remarks(line, column, "\n".join(_remarks(row)))
    writer.finish(title, [*widths, REMARK_WIDTH], GUIDE + REMARK_GUIDE)


def _city(writer: _SheetWriter, line: int, row: GridRow, *, places: Sequence[int]) -> None:
    writer.said(line, 1, row.table.city, place=CENTRE)
    for at, (column, cell) in zip(places, row.placed, strict=True):
        if column.has_own_targets:
            target = cell.measure.engine.target if cell else None
            writer.said(line, at - 1, target, place=RIGHT)
        writer.asked(line, at, cell, city=row.table.city, head=column.key)


def _done(unit: str) -> str:
    return f"{DONE}（{unit}）" if unit else DONE


def _remarks(row: GridRow) -> Iterator[str]:
    for column, cell in row.placed:
        if cell and cell.measure.record.remark:
            yield remark_line(column.key, cell.measure.record.remark)


# --- A row a measure --------------------------------------------------------------------------


def _list(writer: _SheetWriter, grid: OfficeGrid, title: str) -> None:
    for column, name in enumerate((said(CITY), MEASURE, TARGET, DONE, REMARK), 1):
        writer.head(column, name)
    line = FIRST_ROW
    for row in grid.rows:
        cells = [cell for cell in row.cells if cell is not None]
        for name, cell in zip(measure_labels(cells), cells, strict=True):
            writer.said(line, 1, row.table.city, place=CENTRE)
            writer.said(line, 2, name, place=LEFT)
            writer.said(line, 3, cell.target or cell.hint or "—", place=CENTRE)
            writer.asked(line, 4, cell, city=row.table.city, head=name)
            writer.remarks(line, 5, cell.measure.record.remark)
            line += 1
    widths = (CITY_WIDTH, MEASURE_WIDTH, BROAD, BROAD - 2, REMARK_WIDTH)
    writer.finish(title, widths, GUIDE)


# --- Which measure stands where ---------------------------------------------------------------


def _map(book, year: int, spots: Sequence[Spot]) -> None:
    """Say it on a sheet of its own; a stamp on every sheet tells that they belong together."""
    rows = [
        (
            spot.sheet, spot.place, spot.city, spot.head, spot.cell.measure.code,
            spot.cell.measure.record.version, spot.cell.text,
        )
        for spot in spots
    ]  # fmt: skip
    stamp = stamp_of(rows)
    for sheet in book.worksheets:
        note = sheet.cell(NOTE_ROW, 1)
        note.value = f"{note.value}{STAMP}{stamp}"
    sheet = book.create_sheet(MAP_SHEET)
    for row in (
        ("格式", KIND),
        ("年度", year),
        ("核对号", stamp),
        tuple(map(said, MAP_HEAD)),
        *rows,
    ):
        append_row(sheet, row)
    set_columns(sheet, (20, 8, 14, 40, 18, 8, 16))
    set_page(sheet, f"{year}年度采集表　{MAP_SHEET}", heads="4:4")
    sheet.protection.sheet = True
    if spots:  # a book must show a sheet
        sheet.sheet_state = "hidden"
