"""Word documents: words in one font, and tables that keep their columns in every program."""

import io
import zipfile
from collections.abc import Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

#: No moment of its own: what is made of the same words is the same file.
_MOMENT = (1980, 1, 1, 0, 0, 0)
TWIPS_A_MM = 1440 / 25.4
#: Air at the left and right of a cell's words in mm, as on our own paper.
PADDING = 1.2


def write_words(paragraph, text: str, font: str, *, size: float) -> None:
    """Add text to a paragraph in one font, Chinese and all; its lines stay lines."""
    for at, line in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if at:
            run.add_break()
        run.add_text(line)
        run.font.size, run.font.name = Pt(size), font
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def document_bytes(document) -> bytes:
    """Return a document's file; made of the same words, the same bytes."""
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            told = zipfile.ZipInfo(name, _MOMENT)
            told.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(told, parts.read(name))
    return out.getvalue()


def hold_end(document, lines: int) -> None:
    """Keep the last so many lines, who signs and the day, on one sheet with the words or the row
    of a table before them."""
    held = [part for part in document.element.body if part.tag in (qn("w:p"), qn("w:tbl"))]
    for part in reversed(held[:-1]):
        lines -= 1
        if part.tag == qn("w:tbl"):
            for cell in part.tr_lst[-1].tc_lst:
                for words in cell.p_lst:
                    Paragraph(words, document).paragraph_format.keep_with_next = True
            return
        paragraph = Paragraph(part, document)
        paragraph.paragraph_format.keep_with_next = True
        if lines <= 0 and paragraph.text.strip():
            return


def set_columns(table, widths: Sequence[float]) -> None:
    """Fix a table's columns at widths in mm, once its cells are merged.

    Word goes by the table's grid, LibreOffice and WPS by the cells' own widths, which the
    library leaves equal: both must say the same, merged cells the sum of what they cover.
    """
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table._tbl.tr_lst:
        at = 0
        for cell in row.tc_lst:
            cell.width = Mm(sum(widths[at : at + cell.grid_span]))
            at += cell.grid_span
    properties = table._tbl.tblPr
    _set_total(properties, sum(widths))
    _set_padding(properties)


def set_rows(table, *, heads: int = 0, whole: bool = True) -> None:
    """Repeat the first rows on every page. whole: no row is broken over two pages."""
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        if whole:
            properties.append(OxmlElement("w:cantSplit"))
        if number < heads:
            properties.append(OxmlElement("w:tblHeader"))


def _set_total(properties, width: float) -> None:
    held = properties.find(qn("w:tblW"))
    if held is None:
        held = OxmlElement("w:tblW")
        properties.insert_element_before(held, *_AFTER_WIDTH)
    held.set(qn("w:type"), "dxa")
    held.set(qn("w:w"), str(round(width * TWIPS_A_MM)))


def _set_padding(properties) -> None:
    margins = OxmlElement("w:tblCellMar")
    for edge in ("left", "right"):
        side = OxmlElement(f"w:{edge}")
        side.set(qn("w:w"), str(round(PADDING * TWIPS_A_MM)))
        side.set(qn("w:type"), "dxa")
        margins.append(side)
    properties.insert_element_before(margins, *_AFTER_PADDING)


#: What the schema wants after an element of a table's properties, in its order.
_AFTER_PADDING = ("w:tblLook", "w:tblCaption", "w:tblDescription", "w:tblPrChange")
_AFTER_WIDTH = (
    "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout",
    "w:tblCellMar", *_AFTER_PADDING,
)  # fmt: skip
