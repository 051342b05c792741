"""What every format reader hands on: lines outside tables, rows of tables, in their order."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentLine:
    """left_out: what stood there and was not read, a sentence each."""

    text: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentRow:
    """The cells of a table's row, a merged cell repeated in each place it covers, or blank
    where the format cannot tell.

    place: where the row stands, for messages (第3行). left, above: the columns where the cell
    goes on from the one to the left, or from the row above.
    """

    cells: tuple[str, ...]
    place: str
    left: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableStart:
    pass


@dataclass(frozen=True)
class Page:
    """A document, or one sheet of a workbook; name: the sheet's, as fall-back title.

    asides: where and what is written beside the page's own words (批注, "…"): it belongs to none
    of its tables, and may still say how they are scored.
    """

    blocks: tuple[DocumentLine | DocumentRow | TableStart, ...]
    name: str = ""
    asides: tuple[tuple[str, str], ...] = ()


def joined(cell: str) -> str:
    """Return a cell without the line breaks that only fit it into its column."""
    return "".join(part.strip() for part in cell.splitlines()).strip()


def words_in(row: DocumentRow) -> list[str]:
    """Return what a row says, each cell once, in its order."""
    return list(dict.fromkeys(joined(cell) for cell in row.cells if cell.strip()))
