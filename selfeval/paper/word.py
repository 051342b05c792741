"""A report as .docx: real tables with merged cells and repeated heads, in official type."""

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from press.word import set_columns, set_rows, write_words
from selfeval.paper.fitting import TEXT_WIDTH
from selfeval.paper.model import (
    Cell,
    Grid,
    Heading,
    Lines,
    Look,
    Note,
    PaperSection,
    Part,
    Prose,
    ReportPaper,
    Signature,
    edges,
)
from selfeval.paper.report import title_lines
from selfeval.paper.setting import BODY, HEADING, KAI, TITLE, alignment_of, font_of

ALIGN = {
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
}
BODY_SIZE, LINE = 16, 29


def report_docx(paper: ReportPaper) -> bytes:
    """Return the report as a Word document."""
    document = Document()
    _styles(document)
    _properties(document, paper)
    writer = _Writer(document)
    for number, section in enumerate(paper.sections):
        writer.begin(section, is_first=number == 0)
        if number == 0:
            writer.title(title_lines(paper.title), paper.subtitle, bookmark=paper.title)
        if section.annex:
            writer.line(section.annex, HEADING, 14)
        if section.title:
            writer.title([section.title], section.subtitle, bookmark=section.title)
        for part in section.parts:
            writer.part(part)
    _feet(document, paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def clean(text: str) -> str:
    """Return text without the signs that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)


def _styles(document: WordDocument) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY, Pt(BODY_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    for level, font in ((1, HEADING), (2, KAI)):
        heading = document.styles[f"Heading {level}"]
        heading.font.name, heading.font.size = font, Pt(BODY_SIZE)
        heading.font.bold, heading.font.color.rgb = level == 2, None
        fonts = heading.element.rPr.rFonts
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        fonts.set(qn("w:eastAsia"), font)


def _properties(document: WordDocument, paper: ReportPaper) -> None:
    properties = document.core_properties
    properties.title, properties.author = clean(paper.title)[:250], clean(paper.filing.county)
    properties.comments, properties.language = "", "zh-CN"


class _Writer:
    """Writes parts one after the other at the end of a document."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self.is_wide = False
        self.after_table = False

    def begin(self, section: PaperSection, *, is_first: bool) -> None:
        turns = section.is_wide != self.is_wide
        if is_first:
            page = self.document.sections[0]
        elif turns:
            page = self.document.add_section(WD_SECTION.NEW_PAGE)
            self.after_table = False
        else:
            if section.starts_page:
                self.document.add_page_break()
                self.after_table = False
            return
        self.is_wide = section.is_wide
        _page(page, wide=section.is_wide)

    def title(self, lines: list[str], subtitle: str, bookmark: str) -> None:
        for text in lines:
            self.line(text, TITLE, 22, align="center")
        if subtitle:
            self.line(subtitle, BODY, 14, align="center")

    def line(self, text: str, font: str, size: float, *, align: str = "left"):
        paragraph = self.document.add_paragraph()
        paragraph.alignment = ALIGN[align]
        paragraph.paragraph_format.space_after = Pt(4)
        _write(paragraph, text, font, size=size)
        self.after_table = False
        return paragraph

    def part(self, part: Part) -> None:
        match part:
            case Grid():
                self.grid(part)
            case Heading(text=text, level=level):
                self.heading(text, level)
            case Prose():
                self.prose(part)
            case Lines():
                self.lines(part)
            case Signature():
                self.signature(part)
            case Note(text=text):
                self.line(text, BODY, 10)

    def heading(self, text: str, level: int) -> None:
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        _spaced(paragraph)
        _write(paragraph, text, HEADING if level == 1 else KAI, size=BODY_SIZE)
        self.after_table = False

    def prose(self, part: Prose) -> None:
        for text in part.paragraphs:
            paragraph = self.document.add_paragraph()
            _spaced(paragraph)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            _write(paragraph, text, BODY, size=BODY_SIZE)
            self.after_table = False

    def lines(self, part: Lines) -> None:
        if part.is_closing:
            for line in part.lines:
                paragraph = self.line(line.label + line.text, BODY, BODY_SIZE, align="center")
                paragraph.paragraph_format.left_indent = Mm(TEXT_WIDTH[self.is_wide] - 76)
            return
        paragraph = self.line("", BODY, 12)
        share = TEXT_WIDTH[self.is_wide] / max(1, len(part.lines))
        for place, line in enumerate(part.lines):
            if place:
                paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(share * place))
            _write(paragraph, ("\t" if place else "") + line.label + line.text, BODY, size=12)
        paragraph.paragraph_format.space_before = Pt(10 if part.is_signature else 0)
        paragraph.paragraph_format.keep_with_next = not part.is_signature

    def signature(self, part: Signature) -> None:
        words = [part.label] if part.label else []
        words += [""] * (2 if part.seal else 0)
        words.append("　　　　".join(part.lines))
        words += ["（盖章）"] if part.seal else []
        cell = Cell("\n".join(words), Look.TEXT)
        self.grid(Grid((1,), ((cell,),), glued=True, size=12))

    def grid(self, grid: Grid) -> None:
        if grid.caption:
            paragraph = self.line(grid.caption, HEADING, 12, align="center")
            paragraph.paragraph_format.keep_with_next = True
        elif self.after_table:
            self._hairline()
        marks = edges(grid.widths)
        table = self.document.add_table(len(grid.rows), len(grid.widths), "Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        cells = [row.cells for row in table.rows]
        for row, column, cell in grid.placed():
            last = (min(row + cell.rowspan, len(cells)) - 1, column + cell.colspan - 1)
            target = cells[row][column]
            if last != (row, column):
                target = target.merge(cells[last[0]][min(last[1], len(grid.widths) - 1)])
            _fill(target, cell, grid.size)
        set_columns(table, _widths(marks, TEXT_WIDTH[self.is_wide]))
        set_rows(table, heads=grid.heads)
        self.after_table = True

    def _hairline(self) -> None:
        """Part two tables that join on paper: Word would make one of them, without its heads."""
        paragraph = self.document.add_paragraph()
        spacing = paragraph.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
        spacing.keep_with_next = True
        _write(paragraph, "", BODY, size=1)


def _page(section, *, wide: bool) -> None:
    width, height = (297, 210) if wide else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    margins = (28, 26, 35, 37) if wide else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin = Mm(margins[0]), Mm(margins[1])
    section.left_margin, section.right_margin = Mm(margins[2]), Mm(margins[3])
    section.footer_distance = Mm(22)


def _widths(marks: list[int], width: int) -> list[float]:
    """Return the widths of a table's columns in mm, of its whole width."""
    parts = [right - left for left, right in zip(marks, marks[1:], strict=False)]
    return [width * part / sum(parts) for part in parts]


def _fill(target, cell: Cell, size: float) -> None:
    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for extra in target.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    paragraph = target.paragraphs[0]
    paragraph.alignment = ALIGN[alignment_of(cell.look)]
    spacing = paragraph.paragraph_format
    spacing.space_before = spacing.space_after = Pt(1.5)
    if cell.indent:
        spacing.left_indent = Pt(10 * cell.indent)
    _write(paragraph, cell.text.strip(), font_of(cell.look), size=size)


def _spaced(paragraph) -> None:
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    spacing.first_line_indent = Pt(BODY_SIZE * 2)
    spacing.space_before = spacing.space_after = Pt(0)


def _write(paragraph, text: str, font: str, *, size: float) -> None:
    write_words(paragraph, clean(text), font, size=size)


def _feet(document: WordDocument, paper: ReportPaper) -> None:
    """Write page numbers (— 1 —, odd pages right, even left) and what the paper is checked by."""
    document.settings.odd_and_even_pages_header_footer = True
    for section in list(document.sections)[:1]:
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            number = footer.paragraphs[0]
            number.alignment = ALIGN[align]
            _write(number, "— ", "宋体", size=14)
            for run in _page_number(number):
                run.font.size = Pt(14)
            _write(number, " —", "宋体", size=14)
            foot = footer.add_paragraph()
            foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _write(foot, paper.foot, HEADING, size=7.5)


def _page_number(paragraph) -> Iterator:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
        yield run
