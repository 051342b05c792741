"""A paper of the year as .docx, in the official look; the same bytes whenever it is made."""

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from assessment.exports.official import BODY, HEADING, TITLE, set_sheet
from assessment.letters.paper import Letter
from assessment.self_check.paper import PaperTable
from press.word import document_bytes, hold_end, set_columns, set_rows, write_words

_A = WD_ALIGN_PARAGRAPH
#: Of running text, of tables, of notes, in points.
TEXT, CELL, NOTE = 16, 9.5, 10.5


def letter_docx(paper: Letter) -> bytes:
    """Return the paper as a Word document on A4."""
    document = Document()
    set_sheet(document.sections[0], is_wide=paper.is_wide)
    properties = document.core_properties
    properties.title, properties.author = _clean(paper.title)[:250], ""
    properties.comments, properties.language = "", "zh-CN"
    _head(document, paper)
    for words in paper.words.opening:
        _line(document, words, BODY, size=TEXT, indent=True)
    if paper.is_letter:
        _letter(document, paper)
    else:
        _form(document, paper)
    _foot(document, paper)
    return document_bytes(document)


def _head(document, paper: Letter) -> None:
    _line(document, paper.title, TITLE, size=22, align=_A.CENTER)
    if paper.number:
        _line(document, paper.number, BODY, size=14, align=_A.CENTER)
    status = paper.status
    day = f"　日期：{status.day_told}" if status.day else ""
    code = f"　校验码：{status.code}" if status.code else ""
    _line(document, f"{status.named}{day}{code}", BODY, size=NOTE, align=_A.CENTER)
    for warning in paper.warnings:
        _line(document, warning, HEADING, size=NOTE)
    if paper.to:
        _line(document, paper.to, BODY, size=TEXT)


def _letter(document, paper: Letter) -> None:
    for words in (*paper.words.closing, *paper.annexes):
        _line(document, words, BODY, size=TEXT, indent=True)
    for words in ("", *paper.words.signers, paper.day):
        _line(document, words, BODY, size=TEXT, align=_A.RIGHT)
    hold_end(document, 2 + len(paper.words.signers))
    if paper.copy_to:
        _line(document, f"抄送：{paper.copy_to}", BODY, size=14)
    for at, table in enumerate(paper.tables, 1):
        number = at if len(paper.tables) > 1 else ""
        _line(document, f"附件{number}", HEADING, size=TEXT, starts_page=True)
        _line(document, table.caption, HEADING, size=14, align=_A.CENTER)
        _table(document, table)
    _notes(document, paper)


def _form(document, paper: Letter) -> None:
    for table in paper.tables:
        if table.caption:
            _line(document, table.caption, HEADING, size=14, align=_A.CENTER, holds_next=True)
        _table(document, table)
    _notes(document, paper)
    for words in paper.words.closing:
        _line(document, words, BODY, size=TEXT, indent=True)
    for signer in paper.words.signers:
        _line(document, f"{signer}：　　　　　　　　　　日期：　　　年　　月　　日", BODY, size=12)
    if paper.words.signers:
        hold_end(document, len(paper.words.signers))


def _notes(document, paper: Letter) -> None:
    for words in paper.notes:
        _line(document, words, BODY, size=NOTE)


def _foot(document, paper: Letter) -> None:
    if paper.digest.isalnum():
        foot = document.sections[0].footer.paragraphs[0]
        foot.alignment = _A.CENTER
        write_words(foot, f"日志摘要 {paper.digest[:16]}", HEADING, size=7.5)


def _table(document, table: PaperTable) -> None:
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.heads), style="Table Grid")
    rows = [row.cells for row in grid.rows]
    for cell, head in zip(rows[0], table.heads, strict=True):
        _cell(cell, head, HEADING, is_centred=True)
    for number, (cells, words) in enumerate(zip(rows[1:], table.rows, strict=True)):
        font = HEADING if number in table.strong else BODY
        for column, (cell, text) in enumerate(zip(cells, words, strict=True)):
            _cell(cell, text, font, is_centred=column in table.middle)
    set_columns(grid, table.widths)
    set_rows(grid, heads=1)


def _cell(cell, text: str, font: str, *, is_centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _A.CENTER if is_centred else None
    spacing = paragraph.paragraph_format
    spacing.space_before = spacing.space_after = Pt(1.5)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    write_words(paragraph, _clean(text), font, size=CELL)


def _line(
    document, text: str, font: str, *, size, align=None, indent=False, starts_page=False,
    holds_next=False,
) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    about = paragraph.paragraph_format
    about.space_before, about.space_after = Pt(3), Pt(6)
    about.page_break_before, about.keep_with_next = starts_page, holds_next
    if indent:
        about.first_line_indent = Pt(2 * size)
    write_words(paragraph, _clean(text), font, size=size)


def _clean(text: str) -> str:
    """Return text without the signs that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
