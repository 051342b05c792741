"""A city's self-check papers as .docx, in the official look."""

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from assessment.exports.official import set_sheet
from assessment.self_check.paper import PaperTable, SelfCheckPaper
from press.word import document_bytes, hold_end, set_columns, set_rows, write_words

TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
SIZE, FACT_SIZE = 10.5, 12
FACT_WIDTHS, WIDE_FACT_WIDTHS = (34, 122), (34, 191)


def paper_docx(paper: SelfCheckPaper) -> bytes:
    """Return the paper as a Word document on A4: the same bytes whenever it is made."""
    document = Document()
    _set_page(document, paper)
    _line(document, paper.title, TITLE, size=20)
    _line(document, paper.number, BODY, size=14)
    for words in paper.opening:
        _line(document, words, BODY, size=12, is_centred=False)
    if paper.facts:
        _facts(document, paper)
    for table in paper.tables:
        _line(document, table.caption, HEADING, size=12)
        _table(document, table)
    for note in paper.notes:
        _line(document, note, BODY, size=10.5, is_centred=False)
    for signer in paper.signers:
        _line(document, f"{signer}：　　　　　　　　　　日期：　　　年　　月　　日", BODY, size=12,
              is_centred=False)  # fmt: skip
    if paper.signers:
        hold_end(document, len(paper.signers))
    if paper.digest:
        foot = document.sections[0].footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write_words(foot, f"日志摘要 {paper.digest[:16]}", HEADING, size=7.5)
    return document_bytes(document)


def _set_page(document, paper: SelfCheckPaper) -> None:
    set_sheet(document.sections[0], is_wide=paper.is_wide)
    properties = document.core_properties
    properties.title, properties.author = _clean(paper.title)[:250], ""
    properties.comments, properties.language = "", "zh-CN"


def _facts(document, paper: SelfCheckPaper) -> None:
    grid = document.add_table(rows=len(paper.facts), cols=2, style="Table Grid")
    for row, (label, words) in zip(grid.rows, paper.facts, strict=True):
        _cell(row.cells[0], label, HEADING, size=FACT_SIZE, is_centred=True)
        _cell(row.cells[1], words, BODY, size=FACT_SIZE)
    set_columns(grid, WIDE_FACT_WIDTHS if paper.is_wide else FACT_WIDTHS)
    set_rows(grid)


def _table(document, table: PaperTable) -> None:
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.heads), style="Table Grid")
    for cell, head in zip(grid.rows[0].cells, table.heads, strict=True):
        _cell(cell, head, HEADING, is_centred=True)
    for number, (row, words) in enumerate(zip(grid.rows[1:], table.rows, strict=True)):
        font = HEADING if number in table.strong else BODY
        for column, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
            _cell(cell, text, font, is_centred=column in table.middle)
    set_columns(grid, table.widths)
    set_rows(grid, heads=1)


def _cell(cell, text: str, font: str, *, size: float = SIZE, is_centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    spacing = paragraph.paragraph_format
    spacing.space_before = spacing.space_after = Pt(1.5)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    write_words(paragraph, _clean(text), font, size=size)


def _line(document, text: str, font: str, *, size: float, is_centred: bool = True) -> None:
    paragraph = document.add_paragraph()
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    write_words(paragraph, _clean(text), font, size=size)


def _clean(text: str) -> str:
    """Return text without the signs that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
