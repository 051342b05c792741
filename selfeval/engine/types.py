"""The nouns of a form (评价表式): what a self-evaluation asks, and how it is judged.

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
from decimal import Decimal
from enum import StrEnum


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


class Severity(StrEnum):
    """Errors block submitting, explanations must be given, reminders only show."""

    ERROR = "error"
    EXPLAIN = "explain"
    REMIND = "remind"


class Method(StrEnum):
    """How an indicator's score is proposed."""

    EXECUTION = "execution"  # min(1, executed ÷ budget) × weight, by Form.execution
    POSITIVE = "positive"  # weight × outcome ÷ target, not above weight
    NEGATIVE = "negative"  # full at or under target, linear to 0 at twice the target
    EQUAL = "equal"  # full if the outcome is the target, else 0
    QUALITATIVE = "qualitative"  # the share of the band that the filer chose
    MANUAL = "manual"  # nothing is proposed


class Split(StrEnum):
    """Who gives the weights of indicators that stand together under one weight."""

    SHARED = "shared"  # none: they are scored as one group, each counting alike
    FILER = "filer"  # the county, and they must add up


class ScoringMode(StrEnum):
    TABLE = "table"  # the total is the sum of the indicators' scores
    OWN_TOTAL = "own_total"  # no table of scores: the county states its total
    NONE = "none"  # a report without a score


class NotApplicable(StrEnum):
    """What the total is where an indicator does not apply."""

    SCALE = "scale"  # its weight leaves the denominator: full × earned ÷ available
    BY_HAND = "by_hand"  # nothing is derived; the county states its total


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
class Band:
    """A level of a qualitative indicator. share: of the weight, 0 to 1."""

    code: str
    label: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node of the indicator tree; one without children is a single indicator.

    weight: points of this node. It may stand at any level: what has a weight and no
    weighted descendants is scored, as a group if it has children. split says who gives
    the weights below a weighted node. method: of this indicator, or of those that the
    county adds under it. target, and sign and unit where they have columns: given by the form,
    else entered. target_formula, outcome_formula: the cell is computed. numerator, denominator:
    formulas the entered rate is compared with. may_add: the county may add indicators under this
    node. may_drop: it may leave this node out. beside: code of the table that prints its
    weight and score, where the official form does so.
    """

    code: str
    label: str
    children: tuple["Indicator", ...] = ()
    weight: Decimal | None = None
    split: Split = Split.SHARED
    method: Method = Method.POSITIVE
    unit: str = ""
    target: str = ""
    target_required: bool = True
    target_formula: str = ""
    outcome_formula: str = ""
    bands: tuple[Band, ...] = ()
    numerator: str = ""
    denominator: str = ""
    may_add: bool = False
    may_drop: bool = False
    beside: str = ""
    help: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from low (closed) up to high (open; the best one includes the full marks)."""

    label: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Execution:
    """Formulas of what was spent and of the budget after adjustment; the same unit."""

    executed: str
    budget: str


@dataclass(frozen=True, slots=True)
class TotalCap:
    """The most that the total may be where a condition holds («预算执行率 70%–80% 的，总分不超过 89
    分»). words: the rule as it is printed."""

    condition: str
    most: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """What a proposal loses for each indicator of which a condition over outcome, target (in the
    target's unit) and weight holds: «outcome >= target * 1.3» costs 2. words: as printed."""

    condition: str
    points: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """levels: what the levels of the tree are called. places: decimals shown. caps: of those
    that hold the lowest counts."""

    mode: ScoringMode = ScoringMode.NONE
    full: Decimal = Decimal(100)
    levels: tuple[str, ...] = ("一级指标", "二级指标", "三级指标")
    tree: tuple[Indicator, ...] = ()
    grades: tuple[Grade, ...] = ()
    not_applicable: NotApplicable = NotApplicable.SCALE
    places: int = 2
    execution: Execution | None = None
    caps: tuple[TotalCap, ...] = ()
    deviations: tuple[Deviation, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """condition: what must hold. cell: where the finding points. each: a table, each row
    of which is checked; condition and cell then name its columns."""

    code: str
    severity: Severity
    condition: str
    message: str
    cell: str
    each: str = ""


@dataclass(frozen=True, slots=True)
class TextFigure:
    """A figure in running text that must agree with a cell.

    text: code of the narrative or long text. phrase: the words around the figure, which
    stands as {n}: «培训移民{n}人». Every occurrence is compared. cell: a formula.
    """

    code: str
    text: str
    phrase: str
    cell: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A figure that a measure of the city's table can take over, by the measure's key."""

    measure_key: str
    figure: str
    label: str = ""


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
