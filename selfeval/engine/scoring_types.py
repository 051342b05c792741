"""The nouns of how a form is judged: indicators, methods, points, grades and checks.

Frozen data, as the form's own nouns are (types.py), whose codes they share.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
