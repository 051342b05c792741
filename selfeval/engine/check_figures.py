"""Reminders: single figures that may be right but deserve a second look (lib/plausibility.py)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from lib.plausibility import Doubt, DoubtKind, doubts_of
from selfeval.engine.addresses import address_of, is_aspect, owner_of
from selfeval.engine.answers import Answers
from selfeval.engine.attainment import reached_of, sides_of
from selfeval.engine.cells import FormCell, entered_words, rows_of
from selfeval.engine.checking import Checking, remind
from selfeval.engine.measured import Measured, Sign, What, read_measured
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.results import Finding
from selfeval.engine.types import NUMERIC, Kind
from selfeval.engine.units import PERCENT, agree, convert, measuring
from selfeval.engine.values import parse_cell

CODES = {
    DoubtKind.PERCENT: "odd_percent",
    DoubtKind.TARGET: "far_from_target",
    DoubtKind.FRACTION: "fraction",
    DoubtKind.JUMP: "jump",
}
#: Findings of other checks that say of a cell what a doubt would say of its size.
SAID_OTHERWISE = frozenset({"rate_mismatch", "total_mismatch", "missed_target", "unclear_outcome"})
_SCORED = ("score", "weight")


def check_figures(case: Checking, last: Answers | None) -> Iterator[Finding]:
    """Find figures that do not look like their kind, their target or last year's.

    last: the report of the year before on the same form. Scores and weights have checks of
    their own.
    """
    doubting = _Doubting.of(case, last)
    for cell in case.laid.cells:
        figure = doubting.figure(cell)
        is_scored = cell.address == "total" or is_aspect(cell.address, *_SCORED)
        if figure is not None and not is_scored and not cell.fixed:
            for doubt in doubting.doubts(cell, figure):
                message = f"{cell.label}：{doubt.sentence}"
                yield remind(CODES[doubt.kind], cell.address, message)


def without_repeats(findings: list[Finding]) -> list[Finding]:
    """Leave out what is said of the same cell twice: the doubt where another check compared
    the figure with what it is made of, the surplus where the figure itself is doubted."""
    of_size = {CODES[DoubtKind.PERCENT], CODES[DoubtKind.TARGET]}
    better = {found.place for found in findings if found.code in SAID_OTHERWISE}
    doubted = {found.place for found in findings if found.code in of_size} - better
    return [
        found
        for found in findings
        if not (found.code in of_size and found.place in better)
        and not (found.code == "over_target" and found.place in doubted)
    ]


class _Figure(NamedTuple):
    """bar: what it is measured against, in the same unit."""

    value: Decimal
    unit: str
    is_percent: bool
    bar: Decimal | None = None


@dataclass(slots=True)
class _Doubting:
    """last: last year's words. unlike: rows and indicators that were something else last year
    (the third project, an own indicator)."""

    case: Checking
    last: dict[str, str] = field(default_factory=dict)
    unlike: frozenset[str] = frozenset()

    @classmethod
    def of(cls, case: Checking, last: Answers | None) -> "_Doubting":
        unlike = {place.code for place in case.laid.nodes if place.added}
        for table in case.laid.index.tables.values():
            for key, _, row in rows_of(table, case.laid.answers):
                if (row is None and key != TOTAL_ROW) or (row is not None and row.open_label):
                    unlike.add(address_of(table.code, key))
        return cls(case, entered_words(last) if last else {}, frozenset(unlike))

    def figure(self, cell: FormCell) -> _Figure | None:
        """Return the figure of a cell as it is compared; None where there is none."""
        if cell.kind in NUMERIC:
            value = self.case.value(cell.address)
            is_percent = cell.kind is Kind.PERCENT or cell.unit == PERCENT
            bar = self.row_target(cell)
            return _Figure(value.number, cell.unit, is_percent, bar) if value.is_number else None
        place = self.case.laid.node_by_code.get(owner_of(cell.address))
        if cell.kind is not Kind.MEASURED or place is None:
            return None
        outcome, target = sides_of(place, self.case.context)
        if is_aspect(cell.address, "target"):
            return _own(target) if target.low == target.high else None
        reached = reached_of(place, self.case.context)
        if reached.outcome is None:
            return _own(outcome) if outcome.is_exact else None
        bar = reached.target
        if bar is not None and reached.sign in (Sign.AT_MOST, Sign.UNDER):
            bar = min(bar, reached.outcome)  # less is better: what is under it is as good as it
        return _of(reached.outcome, target.unit or outcome.unit, bar)

    def row_target(self, cell: FormCell) -> Decimal | None:
        """Return the target beside an outcome in a table that has both."""
        if not is_aspect(cell.address, "outcome"):
            return None
        target = self.case.value(address_of(owner_of(cell.address), "target"))
        return target.number if target.is_number else None

    def doubts(self, cell: FormCell, figure: _Figure) -> tuple[Doubt, ...]:
        return doubts_of(
            figure.value,
            unit=figure.unit,
            is_percent=figure.is_percent,
            target=figure.bar,
            last=self.last_year(cell, figure),
        )

    def last_year(self, cell: FormCell, figure: _Figure) -> Decimal | None:
        """Return what was entered in the same cell last year, in the unit of figure. A target is
        planned anew each year. Of money, nothing is as common as something: a fund that ends is
        no slip."""
        words = self.last.get(cell.address, "")
        is_target = is_aspect(cell.address, "target")
        is_other = is_target or cell.is_computed or cell.prefill.startswith("last_year:")
        if not words or is_other or owner_of(cell.address) in self.unlike:
            return None
        if cell.kind is Kind.MEASURED:
            last = read_measured(words, cell.unit)
            is_like = last.is_exact and agree(last.unit, figure.unit)
            return convert(last.low, last.unit, figure.unit) if is_like else None
        value = parse_cell(cell.kind, words, cell.unit, choices=cell.choices)
        is_gone = cell.kind is Kind.MONEY and not (figure.value and value.number)
        return None if is_gone or not value.is_number else value.number


def _own(measured: Measured) -> _Figure | None:
    return _of(measured.low, measured.unit) if measured.what is What.FIGURE else None


def _of(value: Decimal, unit: str, bar: Decimal | None = None) -> _Figure:
    return _Figure(value, unit, measuring(unit).of == PERCENT, bar)
