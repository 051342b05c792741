"""The body of a .docx in its order: paragraphs and the rows of tables."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from assessment.reader.documents.assemble import DocumentLine, DocumentRow, Page, TableStart
from assessment.reader.errors import DocumentError

_CHANGES = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t"}


def document_page(data: bytes) -> Page:
    """Raises DocumentError for tracked changes: which text counts is not ours to say."""
    document = Document(BytesIO(data))
    body = document.element.body
    if any(next(body.iter(tag), None) is not None for tag in _CHANGES):
        raise DocumentError(
            "文档中有尚未接受的修订，无法判断以哪一稿为准。"
            "请在 Word 或 WPS 中“接受所有修订”，保存后再导入。"
        )
    return Page(tuple(_blocks(document, body)))


def _blocks(document: Any, parent: Any) -> Iterator[DocumentLine | DocumentRow | TableStart]:
    number = 0
    for element in _children(parent):
        if element.tag == qn("w:p"):
            yield from (DocumentLine(line) for line in _paragraph_text(element).split("\n"))
        else:
            number += 1
            yield TableStart()
            yield from _rows(Table(element, document), number)


def _children(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, also those inside content controls."""
    for element in parent.iterchildren():
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag == qn("w:sdt"):
            for content in element.iterchildren(qn("w:sdtContent")):
                yield from _children(content)


def _rows(table: Table, number: int) -> Iterator[DocumentRow]:
    for position, row in enumerate(table.rows, start=1):
        # python-docx repeats a merged cell: the same _tc, so the same text.
        cells = [*[""] * row.grid_cols_before, *(_cell_text(cell._tc) for cell in row.cells)]
        yield DocumentRow(tuple(cells), f"（文中第{number}个表格）第{position}行")


def _cell_text(cell: Any) -> str:
    return "\n".join(_paragraph_text(paragraph) for paragraph in cell.iter(qn("w:p")))


def _paragraph_text(paragraph: Any) -> str:
    words = []
    for element in paragraph.iter(qn("w:t"), *_BREAKS):
        if element.tag == qn("w:t"):
            words.append(element.text or "")
        elif element.getparent().tag == qn("w:r"):  # not a tab stop of the style
            words.append(_BREAKS[element.tag])
    return "".join(words)
