"""The nouns of what follows from a form and a report: cells, scores, findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lib.rounding import format_points
from selfeval.engine.laid import Laid
from selfeval.engine.scoring_types import NotApplicable, ScoringMode, Severity, TotalCap
from selfeval.engine.values import MISSING, Value


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed cell. value: what the formula gives. entered: what the report says in
    that cell, MISSING if nothing. derivation: «收入合计 = 0 + 220.58 + … = 1371.04»."""

    address: str
    value: Value
    entered: Value
    formula: str
    derivation: str


@dataclass(frozen=True, slots=True)
class UnitScore:
    """The score of what has a weight: one indicator, or several under one weight.

    code: of the node with the weight. members: codes of its indicators (itself, if it
    is one). weight: None while the filer has not given it. attainment: 0 to 1, None if
    it cannot be derived. proposed: attainment × weight, unrounded. score: as entered,
    None if missing or not a number. applicable: False takes the weight out of the total.
    derivation: how the proposal came about, or why there is none.
    """

    code: str
    label: str
    members: tuple[str, ...]
    weight: Decimal | None
    applicable: bool
    attainment: Decimal | None
    proposed: Decimal | None
    score: Decimal | None
    reason: str
    derivation: str


@dataclass(frozen=True, slots=True)
class TotalScore:
    """earned: the entered scores together. available: the weights that apply. total:
    unrounded; None while a score is missing, or where the form has none. entered: the
    county's own statement. shown: total to the form's places, «—» without one. grade:
    of the unrounded total, empty without one. note: printed under the table. cap: to which the
    total is cut, which note leaves out."""

    mode: ScoringMode
    policy: NotApplicable
    units: tuple[UnitScore, ...]
    full: Decimal
    earned: Decimal
    available: Decimal
    total: Decimal | None
    entered: Value
    shown: str
    grade: str
    note: str
    derivation: str
    execution: Value = MISSING  # executed ÷ budget; NOT_APPLICABLE for 0 ÷ 0
    cap: TotalCap | None = None

    @property
    def told(self) -> str:
        """Return the note with what the cap made of the total, where the rule is not beside it."""
        if self.cap is None:
            return self.note
        return f"{self.note}{self.cap.words}，总分按 {format_points(self.cap.most)} 分计。"

    @property
    def is_scaled(self) -> bool:
        """Say whether weights that do not apply left the denominator."""
        is_table = self.mode is ScoringMode.TABLE and self.policy is NotApplicable.SCALE
        return is_table and any(not unit.applicable for unit in self.units)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """laid: what was evaluated. values: every cell of the form by address, computed ones by
    their formula."""

    laid: Laid
    values: Mapping[str, Value]
    computed: Mapping[str, Computed]
    score: TotalScore

    @property
    def year(self) -> int:
        return self.laid.year

    def value(self, address: str) -> Value:
        return self.values.get(address, MISSING)


#: Reminders that a figure deserves a second look (check_figures): shown as 存疑.
DOUBTS = frozenset({"odd_percent", "far_from_target", "fraction", "jump"})
#: What is yet to be done, and is told apart from errors: an empty draft has nothing else.
UNFILLED = frozenset({"required", "score_missing", "rows", "no_indicators"})
#: How a finding is marked, the worst first.
MARKS = ("error", "explain", "doubt", "remind")


@dataclass(frozen=True, slots=True)
class Finding:
    """place: address of the cell. code: stable, for programs and for tests.

    explained: the report gives the explanation that was asked for."""

    severity: Severity
    code: str
    place: str
    message: str
    explained: bool = False

    @property
    def key(self) -> str:
        """Return what an explanation is filed under in Answers.explanations."""
        return f"{self.code}@{self.place}"

    @property
    def mark(self) -> str:
        """Return in which way the page marks it: one of MARKS."""
        return "doubt" if self.code in DOUBTS else self.severity.value

    @property
    def is_blocking(self) -> bool:
        """Say whether the report cannot be submitted as it stands."""
        if self.severity is Severity.EXPLAIN:
            return not self.explained
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class FormFinding:
    """Something in a form that does not add up. place: where in it, in Chinese."""

    code: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs between two reports. before, after: as typed, or «—»."""

    place: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """How far a section is filled. missing: addresses of required cells left empty."""

    code: str
    label: str
    filled: int
    cells: int
    required: int
    missing: tuple[str, ...] = field(default=())

    @property
    def is_complete(self) -> bool:
        return not self.missing
