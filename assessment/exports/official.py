"""The official tables as .xlsx and .docx, in the columns they were issued in."""

import io
from collections.abc import Sequence

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt
from openpyxl.styles import Alignment, Border, Font, Side

from assessment.loading import LoadedItem, LoadedTable
from assessment.paper.official_table import (
    PrintedColumns,
    PrintedRow,
    printed_columns,
    printed_rows,
)
from assessment.reader.numerals import parse_number
from lib.rounding import format_points
from lib.sheet_page import OFFICIAL, fit_rows, new_book, set_columns, set_official_page
from press.word import set_columns as set_word_columns
from press.word import set_rows, write_words
from trust.spreadsheet import safe_cell

#: Heads before and behind those of the text; the second stands over two columns.
BEFORE, BEHIND = ("序号", "指标名称"), ("分值", "数据采集\n责任处室")
TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
#: Type and lines of the table in points, as on our own paper.
SIZE, LINE = 10.5, 14
MM_A_SIGN = 2.12  # of a workbook's column
_LINE = Side(style="thin")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def tables_xlsx(tables: Sequence[LoadedTable]) -> bytes:
    """Return a workbook with one sheet a city, merged as on paper."""
    book = new_book()
    book.remove(book.active)
    for table in tables:
        _sheet(book.create_sheet(table.city[:31]), table)
    return _bytes(book)


def tables_docx(tables: Sequence[LoadedTable]) -> bytes:
    """Return a document with one table a page, merged as on paper."""
    document = Document()
    was_wide = None
    for table in tables:
        is_wide = printed_columns(table).is_wide
        is_turned = was_wide not in (None, is_wide)
        if is_turned:
            document.add_section(WD_SECTION.NEW_PAGE)
        if is_wide != was_wide:
            _set_sheet(document.sections[-1], is_wide)
        _page(document, table, starts_page=was_wide is not None and not is_turned)
        was_wide = is_wide
    return _bytes(document)


def _set_sheet(section, is_wide: bool) -> None:
    """Set a section on A4 in the official margins; laid across, its binding edge is on top."""
    top, bottom, left, right = map(Mm, OFFICIAL)
    width, height = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    if is_wide:
        width, height = height, width
        top, right, bottom, left = left, top, right, bottom
    section.page_width, section.page_height = width, height
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right


def _bytes(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sheet(sheet, table: LoadedTable) -> None:
    layout = printed_columns(table)
    last = len(layout.widths)
    set_columns(sheet, [width / MM_A_SIGN for width in layout.widths])
    _put(sheet, 1, 1, value=table.title, bold=True, size=16)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=last)
    for column, text in _heads(layout):
        _put(sheet, 2, column, value=text, bold=True)
    sheet.merge_cells("B2:C2")
    row = 3
    for section in table.sections:
        first = row
        for item in section.items:
            row = _item_rows(sheet, row, item, table=table)
        _put_over(sheet, first, row - 1, values={1: section.number, 2: section.heading})
    for note in table.notes:
        _put(sheet, row, 1, value=note, left=True, framed=False)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
        row += 1
    fit_rows(sheet, size=SIZE)
    sheet.row_dimensions[1].height = 40
    set_official_page(sheet, wide=layout.is_wide, heads="2:2")


def _heads(layout: PrintedColumns) -> list[tuple[int, str]]:
    """Return the heads with the numbers of their columns, the first of two that are merged."""
    columns = [1, 2, *range(4, len(layout.widths) + 1)]
    return list(zip(columns, (*BEFORE, *layout.texts, *BEHIND), strict=True))


def _item_rows(sheet, row: int, item: LoadedItem, *, table: LoadedTable) -> int:
    rows = printed_rows(item, table)
    for at, printed in enumerate(rows, row):
        for column, text in enumerate(printed.texts, 4):
            _put(sheet, at, column, value=text, left=True)
    points, offices = 4 + len(rows[0].texts), 5 + len(rows[0].texts)
    whole = {3: item.name, points: item.points, offices: item.offices_shown}
    if any(printed.points for printed in rows):
        del whole[points]
        for at, printed in enumerate(rows, row):
            _put(sheet, at, points, value=parse_number(printed.points))
    _put_over(sheet, row, row + len(rows) - 1, values=whole)
    return row + len(rows)


def _put_over(sheet, first: int, last: int, *, values: dict[int, object]) -> None:
    """Put values, by column, into cells that go over some rows."""
    for column, value in values.items():
        _put(sheet, first, column, value=value)
        if last > first:
            sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def _put(sheet, row, column, *, value, bold=False, size=SIZE, left=False, framed=True) -> None:
    cell = sheet.cell(row, column)
    safe_cell(cell, value)
    cell.font = Font(name="仿宋", bold=bold, size=size)
    cell.alignment = Alignment(
        horizontal="left" if left else "center", vertical="center", wrap_text=True
    )
    if framed:
        cell.border = _BORDER


def _page(document, table: LoadedTable, *, starts_page: bool) -> None:
    title = document.add_paragraph()
    # Not a break in a paragraph of its own: after a full page it would leave an empty one.
    title.paragraph_format.page_break_before = starts_page
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write_words(title, table.title, TITLE, size=18)
    layout = printed_columns(table)
    printed = [[printed_rows(i, table) for i in s.items] for s in table.sections]
    rows = 1 + sum(len(rows) for items in printed for rows in items)
    grid = document.add_table(rows=rows, cols=len(layout.widths), style="Table Grid")
    _head_row(grid, layout)
    row = 1
    for section, items in zip(table.sections, printed, strict=True):
        first = row
        for item, texts in zip(section.items, items, strict=True):
            row = _item_cells(grid, row, item, rows=texts)
        _cells_over(grid, first, row - 1, texts={0: section.number, 1: section.heading})
    set_word_columns(grid, layout.widths)
    set_rows(grid, heads=1)
    for note in table.notes:
        write_words(document.add_paragraph(), note, BODY, size=12)


def _head_row(grid, layout: PrintedColumns) -> None:
    cells = grid.rows[0].cells
    cells[1].merge(cells[2])
    for column, text in _heads(layout):
        _cell(cells[column - 1], text, HEADING, centred=True)


def _item_cells(grid, row: int, item: LoadedItem, *, rows: Sequence[PrintedRow]) -> int:
    points, offices = 3 + len(rows[0].texts), 4 + len(rows[0].texts)
    whole = {2: item.name, points: format_points(item.points), offices: item.offices_shown}
    has_own_points = any(printed.points for printed in rows)
    if has_own_points:
        del whole[points]
    for at, printed in enumerate(rows, row):
        cells = grid.rows[at].cells
        for column, text in enumerate(printed.texts, 3):
            _cell(cells[column], text, BODY)
        if has_own_points:
            _cell(cells[points], printed.points, BODY, centred=True)
    _cells_over(grid, row, row + len(rows) - 1, texts=whole)
    return row + len(rows)


def _cells_over(grid, first: int, last: int, *, texts: dict[int, str]) -> None:
    """Write texts, by column, into cells that go over some rows."""
    cells = grid.rows[first].cells
    for column, text in texts.items():
        cell = cells[column].merge(grid.cell(last, column)) if last > first else cells[column]
        _cell(cell, text, BODY, centred=True)


def _cell(cell, text: str, font: str, *, centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    spacing = paragraph.paragraph_format
    spacing.space_before = spacing.space_after = Pt(1)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    write_words(paragraph, text, font, size=SIZE)
