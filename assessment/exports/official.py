"""The official tables as .xlsx and .docx, in the columns they were issued in."""

import io
from collections.abc import Sequence

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt
from openpyxl.styles import Alignment, Border, Font, Side

from assessment.loading import LoadedTable
from assessment.paper.official_table import WIDTHS
from lib.rounding import format_points
from lib.sheet_page import fit_rows, new_book, set_columns, set_official_page
from press.word import set_columns as set_word_columns
from press.word import set_rows, write_words
from trust.spreadsheet import safe_cell

HEAD = ("序号", "指标名称", "评估内容与计分方法", "分值", "数据采集\n责任处室")
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
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for at, table in enumerate(tables):
        _page(document, table, starts_page=at > 0)
    return _bytes(document)


def _bytes(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sheet(sheet, table: LoadedTable) -> None:
    set_columns(sheet, [width / MM_A_SIGN for width in WIDTHS])
    _put(sheet, 1, 1, value=table.title, bold=True, size=16)
    sheet.merge_cells("A1:F1")
    for column, text in zip((1, 2, 4, 5, 6), HEAD, strict=True):
        _put(sheet, 2, column, value=text, bold=True)
    sheet.merge_cells("B2:C2")
    row = 3
    for section in table.sections:
        row = _section_rows(sheet, row, section)
    for note in table.notes:
        _put(sheet, row, 1, value=note, left=True, framed=False)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
        row += 1
    fit_rows(sheet, size=SIZE)
    sheet.row_dimensions[1].height = 40
    set_official_page(sheet, wide=False, heads="2:2")


def _section_rows(sheet, row: int, section) -> int:
    first = row
    for item in section.items:
        _put(sheet, row, 3, value=item.name)
        _put(sheet, row, 4, value=item.text, left=True)
        _put(sheet, row, 5, value=item.points)
        _put(sheet, row, 6, value=item.offices_text)
        row += 1
    _put(sheet, first, 1, value=section.number)
    _put(sheet, first, 2, value=section.heading)
    if row - first > 1:
        sheet.merge_cells(start_row=first, end_row=row - 1, start_column=1, end_column=1)
        sheet.merge_cells(start_row=first, end_row=row - 1, start_column=2, end_column=2)
    return row


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
    rows = 1 + sum(len(s.items) for s in table.sections)
    grid = document.add_table(rows=rows, cols=6, style="Table Grid")
    _head_row(grid)
    row = 1
    for section in table.sections:
        row = _section_cells(grid, row, section)
    set_word_columns(grid, WIDTHS)
    set_rows(grid, heads=1)
    for note in table.notes:
        write_words(document.add_paragraph(), note, BODY, size=12)


def _head_row(grid) -> None:
    cells = grid.rows[0].cells
    cells[1].merge(cells[2])
    for column, text in zip((0, 1, 3, 4, 5), HEAD, strict=True):
        _cell(cells[column], text, HEADING, centred=True)


def _section_cells(grid, row: int, section) -> int:
    first = row
    for item in section.items:
        cells = grid.rows[row].cells
        _cell(cells[2], item.name, BODY, centred=True)
        _cell(cells[3], item.text, BODY)
        _cell(cells[4], format_points(item.points), BODY, centred=True)
        _cell(cells[5], item.offices_text, BODY, centred=True)
        row += 1
    for column, text in ((0, section.number), (1, section.heading)):
        cell = grid.cell(first, column).merge(grid.cell(row - 1, column))
        _cell(cell, text, BODY, centred=True)
    return row


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
