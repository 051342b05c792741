"""How a worksheet stands on paper: A4, as wide as the page, its heads on every page.

The one place for it: every workbook that leaves the product is set here, the lists and the
official papers, the log's as well as both halves'. A workbook without it prints as columns
spread over many pages that nobody can lay side by side.
"""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

#: Columns are measured in figures of a book's own font. Of this one a Chinese sign is as wide as
#: two, on every machine; of the library's own it is wider in one program than in another.
FONT = "宋体"
A4 = 9
MM_AN_INCH = 25.4
#: Top, bottom, left and right of an upright sheet in mm, as GB/T 9704 has them; lists, of which
#: more should go on a page, keep the proportions at half the size.
OFFICIAL = (37, 35, 28, 26)
LIST = tuple(edge / 2 for edge in OFFICIAL)
#: Signs of the default font between a list's margins, at full size, on an upright sheet.
UPRIGHT_SIGNS = 90
#: A line of Chinese type is so much higher than its size; LibreOffice cuts what does not fit.
LINE = 1.45
LOWEST, TALLEST = 15.0, 400.0
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
MIDDLE = Alignment(vertical="center")
#: Rows that may stay in place on a screen without leaving no room for the others.
MOST_FROZEN = 6
PAGE_OF_PAGES = "第 &P 页　共 &N 页"


def new_book(*, write_only: bool = False) -> Workbook:
    """Return an empty workbook in our own font."""
    book = Workbook(write_only=write_only)
    font = Font(name=FONT, size=11, family=3, charset=134)
    book._fonts[0] = book._named_styles["Normal"].font = font
    return book


def sheet_name(book: Workbook, label: str) -> str:
    """Return a name that Excel allows and no sheet has: at most 31 signs."""
    plain = _NOT_IN_NAMES.sub("", label).strip() or "表"
    name, number = plain[:28], 2
    while name in book.sheetnames:
        name, number = f"{plain[:25]}_{number}", number + 1
    return name


def set_page(
    sheet: Worksheet,
    title: str,
    *,
    heads: str = "1:1",
    names: int = 0,
    foot: str = "",
    wide: bool | None = None,
    area: str = "",
) -> None:
    """Set a list on A4: title and page numbers on each page, lines between the cells.

    title: "" where the sheet itself begins with it and the heads are repeated with it.
    heads: the rows that repeat on each page and stay on the screen, "" for none. names: how
    many columns at the left do. wide: laid across; None decides by the columns' widths, which
    must be set before. area: what is printed, "" for all. Works on write-only sheets, there
    before the first row.
    """
    if wide is None:
        wide = _signs_across(sheet) > UPRIGHT_SIGNS
    _set_sheet(sheet, LIST, wide=wide)
    sheet.print_options.gridLines = True
    _repeat(sheet, heads, names)
    sheet.oddHeader.center.text = _plain(title) or None
    sheet.oddFooter.center.text = PAGE_OF_PAGES
    if foot:
        sheet.oddFooter.left.text, sheet.oddFooter.left.size = _plain(foot), 8
    if area:
        sheet.print_area = area


def set_official_page(sheet: Worksheet, *, wide: bool, heads: str = "", foot: str = "") -> None:
    """Set a paper on A4 in the official margins, numbered «— 1 —» at the outer edge.

    heads: the rows that repeat. foot: what the paper is checked by. The title stands on the
    sheet itself.
    """
    _set_sheet(sheet, OFFICIAL, wide=wide)
    _repeat(sheet, heads, 0)
    sheet.HeaderFooter.differentOddEven = True
    sheet.oddFooter.right.text, sheet.evenFooter.left.text = "— &P —", "— &P —"
    for footer in (sheet.oddFooter, sheet.evenFooter):
        footer.center.text, footer.center.size = _plain(foot), 7


def set_columns(sheet: Worksheet, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def signs(text: str) -> int:
    """Return how wide a line is, in signs of the default font: a Chinese one counts two."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def widest(texts: Iterable[str]) -> int:
    """Return the width of the longest line of all texts."""
    return max((signs(line) for text in texts for line in text.split("\n")), default=0)


def height_of(parts: Iterable[tuple[str, float]], *, size: float = 11) -> float:
    """Return how high a row must be for wrapped texts, each with the width it has, in points.

    Programs fit rows to merged cells never, and to others only when they like.
    """
    lines = max((_lines(text, width * 11 / size) for text, width in parts), default=1)
    return min(TALLEST, LOWEST if lines == 1 and size <= 11 else lines * size * LINE + 1)


def fit_rows(sheet: Worksheet, *, first: int = 1, size: float = 11) -> None:
    """Make every row from first on as high as its texts need in the widths of their columns.

    Formulas and cells merged over rows are left out. Heights that stand are only raised.
    """
    across, merged = _merged(sheet)
    widths = [_width(sheet, column) for column in range(1, sheet.max_column + 1)]
    for row in sheet.iter_rows(min_row=first):
        parts = []
        for cell in row:
            place = (cell.row, cell.column)
            if cell.data_type == "s" and cell.alignment.wrap_text and place not in merged:
                last = across.get(place, cell.column)
                parts.append((cell.value, sum(widths[cell.column - 1 : last])))
        if parts:
            held = sheet.row_dimensions[row[0].row]
            held.height = max(held.height or 0, height_of(parts, size=size))
            if held.height > LOWEST:
                _centre(row)


def _centre(row: tuple[Cell | MergedCell, ...]) -> None:
    """Put the figures of a high row beside the middle of its words, as these stand."""
    for cell in row:
        if cell.value is not None and not cell.has_style:
            cell.alignment = MIDDLE
        elif cell.alignment.vertical is None:
            placed = copy(cell.alignment)
            placed.vertical = "center"
            cell.alignment = placed


def _set_sheet(sheet: Worksheet, margins: Sequence[float], *, wide: bool) -> None:
    page = sheet.page_setup
    page.orientation, page.paperSize = ("landscape" if wide else "portrait"), A4
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    top, bottom, left, right = (edge / MM_AN_INCH for edge in margins)
    if wide:  # the sheet is turned, its binding edge with it
        top, right, bottom, left = left, top, right, bottom
    held = sheet.page_margins
    held.top, held.bottom, held.left, held.right = top, bottom, left, right
    held.header, held.footer = top / 2, bottom / 2
    sheet.print_options.horizontalCentered = True


def _repeat(sheet: Worksheet, heads: str, names: int) -> None:
    last = int(heads.rpartition(":")[2]) if heads else 0
    if heads:
        sheet.print_title_rows = heads
    if names:
        sheet.print_title_cols = f"A:{get_column_letter(names)}"
    if (heads or names) and last <= MOST_FROZEN:
        sheet.freeze_panes = f"{get_column_letter(names + 1)}{last + 1}"


def _signs_across(sheet: Worksheet) -> float:
    return float(sum(column.width for column in sheet.column_dimensions.values()))


def _plain(text: str) -> str:
    """Return text for a header or footer, where & begins a code."""
    return text.replace("&", "&&")


def _lines(text: str, width: float) -> int:
    room = max(2.0, width)
    return sum(max(1, -int(-signs(line) // room)) for line in text.split("\n"))


def _width(sheet: Worksheet, column: int) -> float:
    held = sheet.column_dimensions.get(get_column_letter(column))
    return float(held.width) if held else 8.43


def _merged(sheet: Worksheet) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]]]:
    """Return the last column of cells merged within a row, and the cells merged over rows."""
    across, tall = {}, set()
    for area in sheet.merged_cells.ranges:
        place = (area.min_row, area.min_col)
        if area.min_row == area.max_row:
            across[place] = area.max_col
        else:
            tall.add(place)
    return across, tall
