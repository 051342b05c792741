"""Words into a paragraph of a Word document."""

from docx.oxml.ns import qn
from docx.shared import Pt


def write_words(paragraph, text: str, font: str, size: float) -> None:
    """Add text to a paragraph in one font, Chinese and all; its lines stay lines."""
    for at, line in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if at:
            run.add_break()
        run.add_text(line)
        run.font.size, run.font.name = Pt(size), font
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
