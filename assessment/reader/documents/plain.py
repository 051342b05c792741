"""Tables as plain text, as a word processor saves them.

Two layouts: a cell a line, each opened by a tab, rows parted by blank lines,
line breaks inside a cell without a tab; or a row a line, cells parted by tabs.
"""

from collections.abc import Iterator

from assessment.reader.errors import DocumentError
from press.documents.page import DocumentLine, DocumentRow, Page

_CELLS_OF_A_ROW = 5  # a row has this many cells or more; a blank line before is inside a cell
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def text_page(data: bytes) -> Page:
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    # A row a line may begin with an empty cell; a line inside a cell has no tabs.
    is_row_a_line = any(line.count("\t") >= 2 for line in lines if not line.startswith("\t"))
    if not is_row_a_line and any(line.startswith("\t") for line in lines):
        return Page(tuple(_cell_a_line(lines)))
    return Page(tuple(_row_a_line(lines)))


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DocumentError(
        "不是文本文件，或文字编码无法识别。请在记事本中打开，"
        "另存为 UTF-8 编码的 .txt，或直接提供 .docx、.xlsx 文件。"
    )


def _cell_a_line(lines: list[str]) -> Iterator[DocumentLine | DocumentRow]:
    cells: list[str] = []
    start = 0
    for number, line in enumerate(lines, start=1):
        if line.startswith("\t"):
            start = start if cells else number
            cells.extend(line[1:].split("\t"))
        elif cells and (line.strip() or len(cells) < _CELLS_OF_A_ROW):
            cells[-1] += "\n" + line
        elif cells:
            yield DocumentRow(tuple(cells), f"（文中第{start}行起）")
            cells = []
        else:
            yield DocumentLine(line)
    if cells:
        yield DocumentRow(tuple(cells), f"（文中第{start}行起）")


def _row_a_line(lines: list[str]) -> Iterator[DocumentLine | DocumentRow]:
    for number, line in enumerate(lines, start=1):
        if "\t" in line:
            yield DocumentRow(tuple(line.split("\t")), f"第{number}行")
        else:
            yield DocumentLine(line)
