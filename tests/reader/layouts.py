"""Documents in the layouts that offices use, made for a test."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from openpyxl import Workbook

from assessment.reader.taking import take_document
from assessment.reader.types import Finding, ItemReading, Severity, TableReading
from tests.reader.tables import CASES, every_place

TITLE = "2019年度长沙市移民工作绩效考核指标表"
Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


def word(*blocks: str | Sequence[Sequence[str]], merged: Sequence[Area] = ()) -> bytes:
    """Return a document of paragraphs and tables; merged: of each of its tables."""
    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=len(block[0]))
        for row in block:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
        for top, left, bottom, right in merged:
            first = table.cell(top, left)
            words = first.text
            first.merge(table.cell(bottom, right)).text = words
    return saved(document)


def excel(
    rows: Sequence[Sequence[object]], merged: Sequence[str] = (), name: str = "Sheet1"
) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    return saved(book)


def plain(*rows: str | Sequence[str]) -> bytes:
    return "\n".join(r if isinstance(r, str) else "\t".join(r) for r in rows).encode()


def saved(document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


OFFICES = ("规划计划处", "后期扶持处", "培训中心")


def read(data: bytes, name: str = "表.docx", chosen: str = "") -> TableReading:
    """Return the one table of a document as an import reads it."""
    [table] = read_all(data, name, chosen)
    return table


def read_all(data: bytes, name: str = "表.docx", chosen: str = "") -> list[TableReading]:
    return take_document(data, name, 2019, every_place(), chosen, OFFICES)[0]


def case(name: str) -> TableReading:
    [path] = (CASES / "reading").glob(f"{name}_*")
    return read(path.read_bytes(), path.name)


def item_of(table: TableReading, name: str) -> ItemReading:
    [item] = [item for item in table.items if item.name == name]
    return item


def deductions(item: ItemReading) -> list[list[tuple[str, str]]]:
    """Return each component's clauses and what they cost."""
    return [[(r.clause, str(r.deduction)) for r in c.rules] for c in item.components]


def told(table: TableReading, code: str) -> list[Finding]:
    return [finding for finding in table.findings if finding.code == code]


def blocking(table: TableReading) -> set[str]:
    """Return the codes of what keeps the table from being issued, but that it is not 100."""
    found = {f.code for f in table.findings if f.severity is not Severity.NOTICE}
    return found - {"table_total"}
