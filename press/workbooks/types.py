"""A workbook as it was read: cells by what they show. Pure: the limited process makes it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class WrongBook(ValueError):
    """The workbook cannot be read; str() says what, where and what to do."""


class CellKind(StrEnum):
    """What stands in a cell. MASKED: its format shows something else than it holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    TRUTH = "truth"
    ERROR = "error"
    MASKED = "masked"
    UNCOMPUTED = "uncomputed"  # a formula that no program has computed yet


class Cell(NamedTuple):
    """A cell that holds something.

    text: what it shows; of a number its digits without thousands, with whatever the format
    puts around them («95.2%», «1050人»). stored: what it holds, where that is another figure
    than the one shown; of a masked cell always.
    """

    kind: CellKind
    text: str
    stored: str = ""
    is_formula: bool = False
    is_struck: bool = False


class Visibility(StrEnum):
    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"  # no menu of Excel shows it again


@dataclass(frozen=True, slots=True)
class Sheet:
    """cells: by (row, column), from 1, only those that hold something.

    hidden_rows, hidden_columns: of those that hold something. merged: areas as (first row,
    first column, last row, last column). is_filtered: rows may be hidden by a filter.
    """

    name: str
    cells: dict[tuple[int, int], Cell]
    visibility: Visibility = Visibility.VISIBLE
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_filtered: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.visibility is not Visibility.VISIBLE

    @property
    def last_row(self) -> int:
        """Return the last row that holds something, 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        return max((column for _, column in self.cells), default=0)

    def rows(self) -> dict[int, dict[int, Cell]]:
        """Return the rows that hold something, each with its cells by column."""
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            found.setdefault(row, {})[column] = cell
        return found


@dataclass(frozen=True, slots=True)
class Book:
    """is_to_be_computed: the program that wrote it asks for all formulas to be computed anew,
    so that their stored results may be old."""

    sheets: tuple[Sheet, ...]
    is_to_be_computed: bool = False


def column_name(column: int) -> str:
    """Return the letters of a column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    return f"{column_name(column)}{row}"
