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
from assessment.paper.official_table import PrintedItem, PrintedPart, printed_item, printed_parts
from lib.rounding import format_points
from lib.sheet_page import OFFICIAL, fit_rows, new_book, set_columns, set_official_page
from lib.written_numbers import parse_number
from press.word import set_columns as set_word_columns
from press.word import set_rows, write_words
from trust.spreadsheet import safe_cell

#: Heads before and behind those of the text; the name's stands over two columns, but where a
#: column of text says the names.
NUMBER, NAME, SECTION, BEHIND = "序号", "指标名称", "所属部分", ("分值", "数据采集\n责任处室")
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
        is_wide = printed_parts(table)[0].is_wide
        is_turned = was_wide not in (None, is_wide)
        if is_turned:
            document.add_section(WD_SECTION.NEW_PAGE)
        if is_wide != was_wide:
            set_sheet(document.sections[-1], is_wide)
        _page(document, table, starts_page=was_wide is not None and not is_turned)
        was_wide = is_wide
    return _bytes(document)


def set_sheet(section, is_wide: bool) -> None:
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
    parts = printed_parts(table)
    widest = max(parts, key=lambda part: len(part.texts))
    last = len(widest.widths)
    set_columns(sheet, [width / MM_A_SIGN for width in widest.widths])
    _put(sheet, 1, 1, value=table.title, bold=True, size=16)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=last)
    row = 2
    for part in parts:
        row = _part_rows(sheet, row, part, last=last)
    for note in table.notes:
        _put(sheet, row, 1, value=note, left=True, framed=False)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
        row += 1
    fit_rows(sheet, size=SIZE)
    sheet.row_dimensions[1].height = 40
    set_official_page(sheet, wide=widest.is_wide, heads="2:2" if len(parts) == 1 else "")


def _part_rows(sheet, row: int, part: PrintedPart, *, last: int) -> int:
    """Write a part with its heads; return the row below. last: the table's last column, which
    those of a part with fewer texts reach by the last of them."""
    for column, text in _heads(part, last=last):
        _put(sheet, row, column, value=text, bold=True)
    if not part.named:
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    _widen(sheet, row, part, last=last)
    row += 1
    for section, items in part.part.sections:
        first = row
        for item in items:
            row = _item_rows(sheet, row, item, part=part, last=last)
        _put_over(sheet, first, row - 1, values={1: section.number, 2: section.heading})
    return row


def _heads(part: PrintedPart, *, last: int) -> list[tuple[int, str]]:
    """Return the heads with the numbers of their columns, the first of those that are merged."""
    names = [(2, SECTION), (3, part.named)] if part.named else [(2, NAME)]
    behind = zip((last - 1, last), BEHIND, strict=True)
    return [(1, NUMBER), *names, *enumerate(part.texts, 4), *behind]


def _widen(sheet, row: int, part: PrintedPart, *, last: int) -> None:
    """Merge the last column of text with those that only other parts have."""
    first = 3 + len(part.texts)
    if first < last - 2:
        for column in range(first + 1, last - 1):
            _put(sheet, row, column, value=None)
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last - 2)


def _item_rows(sheet, row: int, item: LoadedItem, *, part: PrintedPart, last: int) -> int:
    printed = printed_item(item, part.part)
    whole = {3: printed.name, last - 1: item.points, last: item.offices_shown}
    if printed.has_own_points:
        del whole[last - 1]
    for at, own in enumerate(printed.rows, row):
        for column, text in enumerate(own.texts, 4):
            _put(sheet, at, column, value=text, left=True)
        _widen(sheet, at, part, last=last)
        if printed.has_own_points:
            _put(sheet, at, last - 1, value=parse_number(own.points))
    end = row + len(printed.rows)
    _put_over(sheet, row, end - 1, values=whole)
    if part.named:
        _put(sheet, row, 3, value=printed.name, left=True)
    return end


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
    for at, part in enumerate(printed_parts(table)):
        if at:
            _gap(document)
        _part_grid(document, part)
    for note in table.notes:
        write_words(document.add_paragraph(), note, BODY, size=12)


def _gap(document) -> None:
    """Word joins tables that nothing parts."""
    spacing = document.add_paragraph().paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _part_grid(document, part: PrintedPart) -> None:
    printed = [[printed_item(i, part.part) for i in items] for _, items in part.part.sections]
    rows = 1 + sum(len(each.rows) for items in printed for each in items)
    grid = document.add_table(rows=rows, cols=len(part.widths), style="Table Grid")
    _head_row(grid, part)
    row = 1
    for (section, items), texts in zip(part.part.sections, printed, strict=True):
        first = row
        for item, told in zip(items, texts, strict=True):
            row = _item_cells(grid, row, item, printed=told, is_named=bool(part.named))
        _cells_over(grid, first, row - 1, texts={0: section.number, 1: section.heading})
    set_word_columns(grid, part.widths)
    set_rows(grid, heads=1)


def _head_row(grid, part: PrintedPart) -> None:
    cells = grid.rows[0].cells
    if not part.named:
        cells[1].merge(cells[2])
    for column, text in _heads(part, last=len(part.widths)):
        _cell(cells[column - 1], text, HEADING, centred=True)


def _item_cells(grid, row: int, item: LoadedItem, *, printed: PrintedItem, is_named: bool) -> int:
    """is_named: the name is a text of the table."""
    points = 3 + len(printed.rows[0].texts)
    whole = {points: format_points(item.points), points + 1: item.offices_shown}
    if printed.has_own_points:
        del whole[points]
    for at, own in enumerate(printed.rows, row):
        cells = grid.rows[at].cells
        for column, text in enumerate(own.texts, 3):
            _cell(cells[column], text, BODY)
        if printed.has_own_points:
            _cell(cells[points], own.points, BODY, centred=True)
    end = row + len(printed.rows)
    _cells_over(grid, row, end - 1, texts={2: printed.name}, centred=not is_named)
    _cells_over(grid, row, end - 1, texts=whole)
    return end


def _cells_over(
    grid, first: int, last: int, *, texts: dict[int, str], centred: bool = True
) -> None:
    """Write texts, by column, into cells that go over some rows."""
    cells = grid.rows[first].cells
    for column, text in texts.items():
        cell = cells[column].merge(grid.cell(last, column)) if last > first else cells[column]
        _cell(cell, text, BODY, centred=centred)


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
