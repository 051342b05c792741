"""Reminders: single figures that may be right but deserve a second look (lib/plausibility.py)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lib.plausibility import Doubt, DoubtKind, doubts_of
from selfeval.engine.addresses import address_of, aspect_of, is_aspect, owner_of
from selfeval.engine.answers import Answers
from selfeval.engine.cells import FormCell, entered_words, rows_of
from selfeval.engine.checking import Checking, remind
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.results import Finding
from selfeval.engine.types import NUMERIC, Kind, Method
from selfeval.engine.values import MISSING, Value, parse_cell, parse_number

CODES = {
    DoubtKind.PERCENT: "odd_percent",
    DoubtKind.TARGET: "far_from_target",
    DoubtKind.FRACTION: "fraction",
    DoubtKind.JUMP: "jump",
}
#: Findings of other checks that say of a cell what a doubt would say of its size.
SAID_OTHERWISE = frozenset({"rate_mismatch", "total_mismatch"})
_SCORED = ("score", "weight")
_MEASURED = (*NUMERIC, Kind.MEASURED)


def check_figures(case: Checking, last: Answers | None) -> Iterator[Finding]:
    """Find figures that do not look like their kind, their target or last year's.

    last: the report of the year before on the same form. Scores and weights have checks of
    their own.
    """
    doubting = _Doubting.of(case, last)
    for cell in case.laid.cells:
        value = case.value(cell.address)
        is_scored = cell.address == "total" or is_aspect(cell.address, *_SCORED)
        if cell.kind in _MEASURED and value.is_number and not is_scored and not cell.fixed:
            for doubt in doubting.doubts(cell, value):
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


@dataclass(slots=True)
class _Doubting:
    """last: last year's words. methods: of the indicators, by code. unlike: rows and
    indicators that were something else last year (the third project, an own indicator)."""

    case: Checking
    last: dict[str, str] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    unlike: frozenset[str] = frozenset()

    @classmethod
    def of(cls, case: Checking, last: Answers | None) -> "_Doubting":
        places = case.laid.nodes
        methods = {place.code: place.node.method for place in places}
        unlike = {place.code for place in places if place.added}
        for table in case.laid.index.tables.values():
            for key, _, row in rows_of(table, case.laid.answers):
                if (row is None and key != TOTAL_ROW) or (row is not None and row.open_label):
                    unlike.add(address_of(table.code, key))
        return cls(case, entered_words(last) if last else {}, methods, frozenset(unlike))

    def doubts(self, cell: FormCell, value: Value) -> tuple[Doubt, ...]:
        code, target = owner_of(cell.address), MISSING
        if aspect_of(cell.address) == "outcome":
            target = self.case.value(address_of(code, "target"))
        # «95%» against which 0.95 stands, where the form names no unit.
        percent = None if cell.unit or target.is_number else parse_number(target.raw, "%")
        bar = target.number if target.is_number else percent
        if bar is not None and self.methods.get(code) is Method.NEGATIVE:
            bar = min(bar, value.number)  # less is better: what is under it is as good as it
        return doubts_of(
            value.number,
            unit=cell.unit,
            is_percent=cell.kind is Kind.PERCENT or cell.unit == "%" or percent is not None,
            target=bar,
            last=self.last_year(cell, value.number),
        )

    def last_year(self, cell: FormCell, value: Decimal) -> Decimal | None:
        """Return what was entered in the same cell last year. A target is planned anew each
        year. Of money, nothing is as common as something: a fund that ends is no slip."""
        words = self.last.get(cell.address, "")
        is_target = is_aspect(cell.address, "target")
        is_other = is_target or cell.is_computed or cell.prefill.startswith("last_year:")
        if not words or is_other or owner_of(cell.address) in self.unlike:
            return None
        last = parse_cell(cell.kind, words, cell.unit, choices=cell.choices)
        if not last.is_number or (cell.kind is Kind.MONEY and not (value and last.number)):
            return None
        return last.number
