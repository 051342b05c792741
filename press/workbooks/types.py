"""A workbook as it was read: cells by what they show. Pure: the limited process makes it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

_NAME = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


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
    TOO_LARGE = "too_large"  # a number that nobody means
    MASKED = "masked"
    UNCOMPUTED = "uncomputed"  # a formula that no program has computed yet


class Cell(NamedTuple):
    """A cell that holds something.

    text: what it shows; of a number its digits without thousands, with whatever the format
    puts around them («95.2%», «1050人»). stored: what it holds, where that is another figure
    than the one shown; of a masked cell always. standing: of a text that is struck through in
    part, what is left of it.
    """

    kind: CellKind
    text: str
    stored: str = ""
    is_formula: bool = False
    is_struck: bool = False
    standing: str = ""


class Visibility(StrEnum):
    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"  # no menu of Excel shows it again


@dataclass(frozen=True, slots=True)
class Sheet:
    """cells: by (row, column), from 1, only those that hold something.

    hidden_rows, hidden_columns: of those that hold something. merged: areas as (first row,
    first column, last row, last column). is_filtered: rows may be hidden by a filter.
    boxes: what stands in text boxes that lie on the sheet. comments: notes at cells, each with
    the cell's name. edges: what its pages bear at the head and foot, each with 页眉 or 页脚.
    """

    name: str
    cells: dict[tuple[int, int], Cell]
    visibility: Visibility = Visibility.VISIBLE
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_filtered: bool = False
    boxes: tuple[str, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    edges: tuple[tuple[str, str], ...] = ()

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

    def at(self, name: str) -> Cell | None:
        """Return the cell of a name («B3»), None where it is empty."""
        return self.cells.get(place_of(name))

    def is_hidden_at(self, name: str) -> bool:
        row, column = place_of(name)
        return self.is_hidden or row in self.hidden_rows or column in self.hidden_columns

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

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def place_of(name: str) -> tuple[int, int]:
    """Return row and column of a name («$B$3» is 3, 2), 0, 0 for what is none."""
    found = _NAME.fullmatch(name.upper())
    if found is None:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def column_name(column: int) -> str:
    """Return the letters of a column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    return f"{column_name(column)}{row}"
