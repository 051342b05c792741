"""A report as .xlsx to be read and printed: a sheet a section, merged as on paper."""

import io

from lib.sheet_page import new_book, set_official_page, sheet_name
from selfeval.paper.model import (
    Grid,
    Heading,
    Lines,
    Note,
    PaperSection,
    Part,
    Prose,
    ReportPaper,
    Signature,
)
from selfeval.paper.setting import HEADING, KAI
from selfeval.paper.worksheets import SheetWriter


def report_xlsx(paper: ReportPaper) -> bytes:
    """Return the report as a workbook."""
    book = new_book()
    book.remove(book.active)
    book.properties.title, book.properties.creator = paper.title[:250], paper.filing.county
    for number, section in enumerate(paper.sections):
        sheet = book.create_sheet(sheet_name(book, section.label))
        grids = [part for part in section.parts if isinstance(part, Grid)]
        writer = SheetWriter(sheet, grids, wide=section.is_wide)
        if number == 0:
            writer.title(paper.title)
            if paper.subtitle:
                writer.line(paper.subtitle, align="center")
        _section(writer, section)
        set_official_page(sheet, wide=section.is_wide, heads=writer.heads, foot=paper.foot)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _section(writer: SheetWriter, section: PaperSection) -> None:
    if section.annex:
        writer.line(section.annex, font=HEADING)
    if section.title:
        writer.title(section.title)
    if section.subtitle:
        writer.line(section.subtitle, align="center")
    for part in section.parts:
        _part(writer, part)


def _prose(writer: SheetWriter, part: Prose) -> None:
    for text in part.paragraphs:
        writer.line(f"　　{text}", size=12)


def _part(writer: SheetWriter, part: Part) -> None:
    match part:
        case Grid():
            for _ in writer.grid(part):
                pass
        case Heading(text=text, level=level):
            writer.line(text, font=HEADING if level == 1 else KAI, size=12)
        case Prose():
            _prose(writer, part)
        case Lines(lines=lines):
            writer.line("　　　　".join(line.label + line.text for line in lines))
        case Signature():
            writer.line("\n".join([part.label, *([""] * 2 * part.seal), *part.lines]).strip("\n"))
        case Note(text=text):
            writer.line(text, size=9)
