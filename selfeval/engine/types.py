"""The nouns of a form (评价表式): what a self-evaluation asks; how it is judged: scoring_types.py.

A form is data. Everything here is frozen and made of str, int, Decimal and tuples;
definition.py reads it from JSON and writes it back. What a county enters is in
answers.py, what follows from it in results.py.

Codes are lower-case ASCII. Those of fields, narratives, tables and indicators share
one space, because formulas and findings name cells by them:

    field                    a field or a narrative
    table.row.column         a cell; the row «total» of a growing table is its sum
    table.column             a whole column, for sum, count, min and max
    indicator.target         also outcome, weight, band, score (checks: proposed too)
    indicator.column         what stands in a column of the office's own (TreeColumn)
    year, total              the report's year; the total score (checks only)

Labels, guidance and messages may hold {year}, {last_year} and {next_year}.
"""

from dataclasses import dataclass
from enum import StrEnum

from selfeval.engine.scoring_types import Check, Link, Scoring, TextFigure


class Kind(StrEnum):
    """What may be entered in a cell."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"  # 94.74 stands for 94.74 %
    COUNT = "count"  # a whole number, not below 0: people, villages
    MEASURED = "measured"  # a target or an outcome: a number if wholly one, else text
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    PERSON = "person"
    PHONE = "phone"
    SIGNATURE = "signature"  # left blank, to be filled by hand on paper


NUMERIC = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.COUNT)


class Orientation(StrEnum):
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    formula: the cell is computed and locked. own_year: a year in its text that is not
    the report's is pointed out. prefill: «place», «year», «last_year» (the same cell of
    last year's report) or «last_year:CELL». personal: masked when published.
    printed: False for figures that only serve the checks.
    """

    code: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    required: bool = False
    help: str = ""
    formula: str = ""
    choices: tuple[str, ...] = ()
    personal: bool = False
    prefill: str = ""
    own_year: bool = False
    printed: bool = True


@dataclass(frozen=True, slots=True)
class FieldBlock:
    """Fields beside or under each other. columns: how many pairs to a printed line."""

    fields: tuple[Field, ...]
    label: str = ""
    columns: int = 2
    help: str = ""
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """heads: the merged header cells above the label, outermost first.

    formula: computed in each row, from the row's cells by column code. total: the
    formula of the growing table's total row, where a column code is its whole column.
    width: share of the printed width, relative to the other columns.
    """

    code: str
    label: str
    kind: Kind = Kind.MONEY
    unit: str = ""
    required: bool = False
    heads: tuple[str, ...] = ()
    formula: str = ""
    total: str = ""
    choices: tuple[str, ...] = ()
    personal: bool = False
    prefill: str = ""
    own_year: bool = False
    width: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A fixed row. formula: computed in each numeric column without a formula of its
    own, from the column's cells by row code. open_label: the county may name the row.
    blank: columns whose cell does not exist in this row."""

    code: str
    label: str
    indent: int = 0
    formula: str = ""
    open_label: bool = False
    blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Growing:
    """Rows that the county adds. total_label: empty if there is no total row."""

    minimum: int = 0
    maximum: int = 100
    total_label: str = ""
    total_first: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Fixed rows, then growing ones. row_label: head of the column of row labels; the
    labels are not shown if it is empty (growing rows without names)."""

    code: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    growing: Growing | None = None
    row_label: str = ""
    unit: str = ""
    help: str = ""
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Narrative:
    """A part of running text. own_year as for fields."""

    code: str
    label: str
    guidance: str = ""
    required: bool = False
    own_year: bool = False


#: The columns of the indicator table that the program itself knows.
TREE_COLUMNS = ("sign", "target", "unit", "outcome", "band", "weight", "score", "reason")
#: What 指标性质 (sign) is chosen from; 定性 has no operator.
SIGNS = ("≥", "≤", "=", "＞", "＜", "定性")


@dataclass(frozen=True, slots=True)
class TreeColumn:
    """A column of the indicator table. code: one of TREE_COLUMNS; any other is the office's own,
    filled in for each indicator, and kind says as what. head: in the office's words, "" as usual.
    width: share of the printed width, 0 as usual."""

    code: str
    head: str = ""
    width: int = 0
    kind: Kind = Kind.TEXT

    @property
    def is_own(self) -> bool:
        return self.code not in TREE_COLUMNS


@dataclass(frozen=True, slots=True)
class IndicatorBlock:
    """Where the indicator tree is shown. shows: its columns under the usual heads, of target,
    outcome, weight, score and reason, in the order of the official table. columns: the same with
    heads, widths and more to choose from; where there are any, shows says nothing."""

    label: str
    shows: tuple[str, ...] = ("target", "outcome", "weight", "score")
    help: str = ""
    columns: tuple[TreeColumn, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The codes of the columns that are shown, in order."""
        return tuple(column.code for column in self.columns) or self.shows


@dataclass(frozen=True, slots=True)
class TotalBlock:
    """Where the total score and the grade are entered or shown."""

    total_label: str = "总分"
    grade_label: str = "评价等级"


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Blank lines for hand and seal, printed as they stand."""

    lines: tuple[str, ...]
    label: str = ""
    seal: bool = False


Block = FieldBlock | Table | Narrative | IndicatorBlock | TotalBlock | SignatureBlock


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    label: str
    blocks: tuple[Block, ...]
    orientation: Orientation = Orientation.PORTRAIT
    guidance: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A versioned layout of a self-evaluation."""

    code: str
    title: str
    version: int
    sections: tuple[Section, ...]
    scoring: Scoring = Scoring()
    checks: tuple[Check, ...] = ()
    text_figures: tuple[TextFigure, ...] = ()
    links: tuple[Link, ...] = ()
    note: str = ""
