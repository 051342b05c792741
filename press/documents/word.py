"""The body of a .docx in its order: paragraphs and the rows of tables."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table

from press.documents.looks import FALLBACK, Looks, Words, is_on
from press.documents.page import DocumentLine, DocumentRow, Page, TableStart


class Undecided(Exception):
    """Which words of a document count is not ours to say; the text is a sentence for its owner."""


_CHANGES = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))


def document_page(data: bytes) -> Page:
    """Return what a .docx says. Raises Undecided for tracked changes."""
    document = Document(BytesIO(data))
    body = document.element.body
    if any(next(body.iter(tag), None) is not None for tag in _CHANGES):
        raise Undecided(
            "文档中有尚未接受的修订，无法判断以哪一稿为准。"
            "请在 Word 或 WPS 中“接受所有修订”，保存后再导入。"
        )
    looks = Looks(document)
    blocks = _blocks(document, body, looks=looks, numbers=count(1))
    notes = _beside(document, looks, ("footnotes", "endnotes"))
    asides = tuple(_asides(document, looks))
    return Page((*blocks, *(DocumentLine(words) for _, words in notes)), asides=asides)


def _blocks(
    document: Any, parent: Any, *, looks: Looks, numbers: Iterator[int]
) -> Iterator[DocumentLine | DocumentRow | TableStart]:
    for element in _children(parent):
        if element.tag == qn("w:p"):
            words = Words(looks)
            lines = words.of_paragraph(element).split("\n")
            said = words.left_out("文中")
            for at, line in enumerate(lines):
                yield DocumentLine(line, said if at == 0 else ())
            for box in _boxes(element):
                yield from _blocks(document, box, looks=looks, numbers=numbers)
        else:
            _unwrap(element)
            number = next(numbers)
            yield TableStart()
            yield from _rows(Table(element, document), number, looks)


def _children(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, also those inside content controls."""
    for element in parent.iterchildren():
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag == qn("w:sdt"):
            for content in element.iterchildren(qn("w:sdtContent")):
                yield from _children(content)


def _unwrap(table: Any) -> None:
    """Take rows and cells out of content controls, which the reading of tables passes over."""
    for control in list(table.iter(qn("w:sdt"), qn("w:customXml"))):
        parent = control.getparent()
        if parent.tag in (qn("w:tbl"), qn("w:tr")):
            content = control.find(qn("w:sdtContent"))
            for child in list(control if content is None else content):
                control.addprevious(child)
            parent.remove(control)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes that hang at a paragraph, once: a second copy is for old programs."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(parent.tag == FALLBACK for parent in box.iterancestors()):
            yield box


def _rows(table: Table, number: int, looks: Looks) -> Iterator[DocumentRow]:
    above: list[Any] = []
    for position, row in enumerate(table.rows, start=1):
        place = f"（文中第{number}个表格）第{position}行"
        # python-docx repeats a merged cell: the same _tc, so the same text.
        own: list[Any] = [*[None] * row.grid_cols_before, *(cell._tc for cell in row.cells)]
        own += [None] * row.grid_cols_after
        words = Words(looks, is_hidden=_is_hidden_row(row._tr))
        first = {id(cell): words.of_cell(cell) for cell in own if cell is not None}
        yield DocumentRow(
            cells=tuple("" if cell is None else first[id(cell)] for cell in own),
            place=place,
            left=frozenset(at for at in range(1, len(own)) if _is_same(own[at], own[at - 1])),
            above=frozenset(
                at for at in range(min(len(own), len(above))) if _is_same(own[at], above[at])
            ),
            left_out=words.left_out(place),
        )
        above = own


def _is_same(cell: Any, other: Any) -> bool:
    return cell is not None and cell is other


def _is_hidden_row(row: Any) -> bool:
    return any(is_on(mark) for mark in row.iter(qn("w:hidden")))


_ASIDES = {"header": "页眉", "footer": "页脚", "comments": "批注"}


def _asides(document: Any, looks: Looks) -> Iterator[tuple[str, str]]:
    """Yield what stands at the head and foot of the pages, and what people wrote at the edge."""
    for sort, words in dict.fromkeys(_beside(document, looks, tuple(_ASIDES))):
        if words.strip():
            yield _ASIDES[sort], words.strip()


def _beside(document: Any, looks: Looks, sorts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a document's other parts of these sorts: they may give points."""
    for relation in document.part.rels.values():
        sort = relation.reltype.rpartition("/")[2]
        if sort in sorts:
            for paragraph in parse_xml(relation.target_part.blob).iter(qn("w:p")):
                yield sort, Words(looks).of_paragraph(paragraph)
