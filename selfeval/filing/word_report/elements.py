"""A document's pages as paragraphs and tables; in a table every cell is one box, merged or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from press.documents.page import DocumentLine, DocumentRow, Page, TableStart


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    place: str


@dataclass(eq=False, slots=True)
class Box:
    """A cell where it begins. width, height: over how much it goes. used: what it says has been
    understood, as a name or as something to fill in."""

    text: str
    row: int
    column: int
    place: str
    width: int = 1
    height: int = 1
    used: bool = False

    @property
    def below(self) -> int:
        """Return the row after its last."""
        return self.row + self.height


@dataclass(eq=False, slots=True)
class WordTable:
    """A table. rows: the box of each place, None where there is none. number: in the document.
    lines: what stands right over it, the nearest last."""

    number: int
    rows: list[list[Box | None]] = field(default_factory=list)
    lines: list[Paragraph] = field(default_factory=list)

    @property
    def captions(self) -> list[str]:
        return [line.text for line in self.lines]

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def at(self, row: int, column: int) -> Box | None:
        is_there = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if is_there else None

    def said(self, row: int, column: int) -> Box | None:
        """Return the box of a place if anything stands in it."""
        box = self.at(row, column)
        return box if box is not None and box.text else None

    def boxes(self, row: int) -> list[Box]:
        """Return a row's boxes from the left, each once."""
        return list(dict.fromkeys(box for box in self.rows[row] if box is not None))

    def own(self, row: int) -> list[Box]:
        """Return the boxes that begin in a row and say something."""
        return [box for box in self.boxes(row) if box.row == row and box.text]


def elements_of(page: Page) -> tuple[Paragraph | WordTable, ...]:
    """Return what stands in a document, in its order; empty paragraphs are left out."""
    return tuple(_elements(page.blocks))


def left_out(page: Page) -> list[str]:
    """Return what the document's looks kept from being read, a sentence each."""
    told = [said for b in page.blocks if not isinstance(b, TableStart) for said in b.left_out]
    return list(dict.fromkeys(told))


def _elements(
    blocks: Sequence[DocumentLine | DocumentRow | TableStart],
) -> Iterator[Paragraph | WordTable]:
    sheet, tables, lines = None, 0, 0
    for block in blocks:
        if isinstance(block, DocumentRow) and sheet is not None:
            _add_row(sheet, block)
            continue
        if sheet is not None:
            yield sheet
            sheet = None
        if isinstance(block, TableStart):
            tables += 1
            sheet = WordTable(tables)
        elif isinstance(block, DocumentLine) and block.text.strip():
            lines += 1
            yield Paragraph(block.text.strip(), f"正文第 {lines} 段")
    if sheet is not None:
        yield sheet


def _add_row(sheet: WordTable, row: DocumentRow) -> None:
    number = len(sheet.rows)
    place = f"表 {sheet.number} 第 {number + 1} 行"
    sheet.rows.append([])
    for column, text in enumerate(row.cells):
        box = _goes_on(sheet, row, number, column=column)
        if box is None:
            box = Box(text.strip(), number, column, place)
        box.width = max(box.width, column - box.column + 1)
        box.height = max(box.height, number - box.row + 1)
        sheet.rows[number].append(box)


def _goes_on(sheet: WordTable, row: DocumentRow, number: int, *, column: int) -> Box | None:
    if column in row.left:
        return sheet.at(number, column - 1)
    return sheet.at(number - 1, column) if column in row.above else None
