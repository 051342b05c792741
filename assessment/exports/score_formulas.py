"""The formulas of the scores workbook: the engine's arithmetic in the words of Excel.

A row of the sheet 明细 is one measure under one rule; a rule's result stands in its
first row. Binary fractions make 30 % out of 29.999…, so that a number of steps is
rounded to nine places before anything is cut off it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from assessment.engine.judging import Bounds
from assessment.engine.quantities import TARGETED
from assessment.engine.sentences import VETO_WORDS
from assessment.engine.types import (
    Band,
    Basis,
    Component,
    Grade,
    MeasureKind,
    Policy,
    Rule,
    RuleKind,
)

#: Names of the policy's cells, as numbers: 1, 2, 3 in the order of the engine's enums.
STEP_MODE, POOL_MODE, CAP_MODE = "step_mode", "pool_mode", "cap_mode"
_EACH = f"{POOL_MODE}=3"

#: Columns of 明细.
POINTS, TARGET, VALUE, STEP, RATE = "E", "K", "L", "M", "N"
LACKING, AMOUNT, OWN_STEPS = "O", "P", "Q"
SHORTFALL, STEPS, LOST, COMPONENT_LOST, MISSING = "R", "S", "T", "U", "V"
COMPONENT_SET, ITEM_SET, EARNED = "W", "X", "Y"  # only where some rule does more than deduct
BONUS, VETO = "Z", "AA"  # only where some rule stands outside the 100 points
BONUS_MODE = "bonus_mode"  # 1: it enters the total


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows first to last of 明细, both included."""

    first: int
    last: int

    def of(self, column: str) -> str:
        return f"{column}{self.first}:{column}{self.last}"


def _steps_of(amount: str, step: str) -> str:
    exact = f"ROUND({amount}/{step},9)"
    return f"CHOOSE({STEP_MODE},ROUNDDOWN({exact},0),{amount}/{step},ROUNDUP({exact},0))"


def _as_it_is(amount: str, step: str) -> str:
    return amount


def _whole_steps(amount: str, step: str) -> str:
    return f"ROUNDDOWN(ROUND({amount}/{step},9),0)"


def _points(points: str, step: str) -> str:
    return points


def _share_of_one(percent: str, step: str) -> str:
    return f"{percent}/100"


@dataclass(frozen=True, slots=True)
class FormulaRow:
    """A basis in Excel. own: a measure's own quantity in its row; pooled: that of all
    measures together, where the year pools them; together: steps are cut off the sum.
    cut: how a quantity, divided by the step, becomes steps."""

    own: Callable[[int, MeasureKind, Rule], str]
    pooled: Callable[[Rows], str] | None = None
    together: bool = False
    cut: Callable[[str, str], str] = _steps_of


def _own_share(row: int, measure: MeasureKind, rule: Rule) -> str:
    target, gap = f"{TARGET}{row}", f"{LACKING}{row}"
    return f"=IF({target}<=0,0,MAX(0,{gap})*100/{target})"


def _own_gap(row: int, measure: MeasureKind, rule: Rule) -> str:
    return f"=MAX(0,{LACKING}{row})"


def _own_failing(row: int, measure: MeasureKind, rule: Rule) -> str:
    target, value = f"{TARGET}{row}", f"{VALUE}{row}"
    if measure is MeasureKind.YES_NO:
        return f'=IF({value}="是",1,0)'
    if measure in TARGETED:
        return f'=IF(OR({value}="",{target}=""),0,IF({value}<{target},1,0))'
    return f'=IF({value}="",0,IF({value}>0,1,0))'


def _own_missed(row: int, measure: MeasureKind, rule: Rule) -> str:
    return f'=IF({VALUE}{row}="否",1,0)'


def _own_base(row: int, measure: MeasureKind, rule: Rule) -> str:
    return f'=IF({VALUE}{row}="",0,1)'


def _own_value(row: int, measure: MeasureKind, rule: Rule) -> str:
    value = f"{VALUE}{row}"
    if measure is MeasureKind.YES_NO:
        return f'=IF({value}="是",1,0)'
    return f'=IF({value}="",0,{value})'


def _own_surplus(row: int, measure: MeasureKind, rule: Rule) -> str:
    return f'=IF({VALUE}{row}="",0,MAX(0,{VALUE}{row}-{TARGET}{row}))'


def _own_under(row: int, measure: MeasureKind, rule: Rule) -> str:
    return f'=IF({VALUE}{row}="",0,MAX(0,{TARGET}{row}-{VALUE}{row}))'


def _own_done(row: int, measure: MeasureKind, rule: Rule) -> str:
    target, value = f"{TARGET}{row}", f"{VALUE}{row}"
    return f'=IF(OR({value}="",{target}<=0),0,MIN(1,{value}/{target})*100)'


def _own_judged(row: int, measure: MeasureKind, rule: Rule) -> str:
    value = f"{VALUE}{row}"
    bounds = Bounds.of(rule.least, rule.deduction, step=rule.step)
    least, most = bounds.least, bounds.most
    if bounds.is_each:
        times = f"ROUNDUP(ROUND({value}/{most:f},9),0)"
        return f"=IF(N({value})=0,0,MAX({value},{times}*{least:f}))"
    counted = value if most is None else f"MIN({value},{most:f})"
    return f"=IF(N({value})=0,0,MAX({least:f},{counted}))"


def _own_growing(row: int, measure: MeasureKind, rule: Rule) -> str:
    value, more = f"{VALUE}{row}", rule.step or Decimal(0)
    return f'=IF({value}="",0,{value}*{rule.deduction:f}+{more:f}*{value}*({value}-1)/2)'


def _own_tier(row: int, measure: MeasureKind, rule: Rule) -> str:
    points = "0"
    for band in reversed(rule.bands):
        points = f"IF({_is_in(f'{VALUE}{row}', band)},{band.points:f},{points})"
    return f'=IF({VALUE}{row}="",0,{points})'


def _own_place(row: int, measure: MeasureKind, rule: Rule) -> str:
    return f"=IF(N({VALUE}{row})=0,0,{_own_tier(row, measure, rule)[1:]})"


def _is_in(value: str, band: Band) -> str:
    ends = []
    if band.above is not None:
        ends.append(f"{value}>{'=' if band.is_above_included else ''}{band.above:f}")
    if band.below is not None:
        ends.append(f"{value}<{'=' if band.is_below_included else ''}{band.below:f}")
    return f"AND({','.join(ends)})"


def _pooled_gap(rows: Rows) -> str:
    return f"MAX(0,SUM({rows.of(LACKING)}))"


def _pooled_share(rows: Rows) -> str:
    target = f'SUMIF({rows.of(TARGET)},">0")'
    return f"IF({target}<=0,0,{_pooled_gap(rows)}*100/{target})"


FORMULAS: dict[Basis, FormulaRow] = {
    Basis.ONCE: FormulaRow(_own_failing, cut=_as_it_is),
    Basis.MISSED: FormulaRow(_own_missed, cut=_as_it_is),
    Basis.BASE: FormulaRow(_own_base, cut=_as_it_is),
    Basis.OCCURRENCE: FormulaRow(_own_value, together=True),
    Basis.SHARE_SHORT: FormulaRow(_own_share, pooled=_pooled_share),
    Basis.QUANTITY_SHORT: FormulaRow(_own_gap, pooled=_pooled_gap),
    Basis.RATE_SHORT: FormulaRow(_own_gap),
    Basis.EXCESS: FormulaRow(_own_surplus),
    Basis.PERIOD: FormulaRow(_own_value, together=True),
    Basis.MONEY: FormulaRow(_own_value, together=True),
    Basis.QUANTITY_DONE: FormulaRow(_own_value, cut=_whole_steps, together=True),
    Basis.SHARE_DONE: FormulaRow(_own_done, cut=_share_of_one, together=True),
    Basis.JUDGED: FormulaRow(_own_judged, cut=_points, together=True),
    Basis.TIER: FormulaRow(_own_tier, cut=_points, together=True),
    Basis.SURPLUS: FormulaRow(_own_surplus, cut=_whole_steps, together=True),
    Basis.UNDER: FormulaRow(_own_under, cut=_whole_steps, together=True),
    Basis.PLACE: FormulaRow(_own_place, cut=_points, together=True),
    Basis.GROWING: FormulaRow(_own_growing, cut=_points, together=True),
    Basis.RED: FormulaRow(_own_value, cut=_as_it_is),  # lights() counts them
    Basis.YELLOW: FormulaRow(_own_value, cut=_as_it_is),
    Basis.RANK: FormulaRow(_own_value),  # place() takes its place once all rows stand
}


def lacking(row: int, basis: Basis) -> str:
    """Return what this measure lacks; a surplus counts only where surpluses may offset."""
    target, value = f"{TARGET}{row}", f"{VALUE}{row}"
    gap = f"MAX(0,{target}-{value})"
    if FORMULAS[basis].pooled:
        gap = f"IF({POOL_MODE}=2,{target}-{value},{gap})"
    return f'=IF({value}="",0,IF({target}<=0,0,{gap}))'


def amount(row: int, rule: Rule, measure: MeasureKind) -> str:
    """Return this measure's own shortfall: percent, units, points below, times, points or 0/1."""
    return FORMULAS[rule.kind.basis].own(row, measure, rule)


def lights(row: int, count: int) -> str:
    """Return how many lights count: none before a figure stands."""
    return f'=IF({VALUE}{row}="",0,{count})'


def own_steps(row: int, first: int, basis: Basis) -> str:
    """Return the steps of this measure alone."""
    return "=" + FORMULAS[basis].cut(f"{AMOUNT}{row}", f"{STEP}{first}")


def place(value: str, others: Sequence[str], *, is_first: bool) -> str:
    """Return a value's place among others (itself too), 0 while one is not recorded.

    value, others: cells. is_first: counted from the highest, else from the lowest.
    """
    beyond = ",".join(f"N({other}{'>' if is_first else '<'}{value})" for other in others)
    return f"=IF({_is_blank(others)},0,1+SUM({beyond}))"


def place_steps(row: int, *, is_falling: bool) -> str:
    """Return how many steps a place counts. is_falling: one more for each better place."""
    reached, counting = f"{AMOUNT}{row}", f"{TARGET}{row}"
    steps = f"{counting}-{reached}+1" if is_falling else "1"
    return f"=IF(OR({reached}=0,{reached}>{counting}),0,{steps})"


def place_missing(others: Sequence[str]) -> str:
    return f"=IF({_is_blank(others)},1,0)"


def _is_blank(cells: Sequence[str]) -> str:
    blank = ",".join(f'{cell}=""' for cell in cells)
    return f"OR({blank})"


def shortfall(rows: Rows, basis: Basis) -> str:
    """Return the rule's shortfall over its measures."""
    alone = f"SUM({rows.of(AMOUNT)})"
    pooled = FORMULAS[basis].pooled
    return f"=IF({_EACH},{alone},{pooled(rows)})" if pooled else f"={alone}"


def steps(rows: Rows, basis: Basis) -> str:
    """Return how many steps of the shortfall count."""
    formula = FORMULAS[basis]
    alone = f"SUM({rows.of(OWN_STEPS)})"
    all_at_once = formula.cut(f"{SHORTFALL}{rows.first}", f"{STEP}{rows.first}")
    if formula.pooled:
        return f"=IF({_EACH},{alone},{all_at_once})"
    return f"={all_at_once if formula.together else alone}"


def lost(first: int, cap: Decimal | None) -> str:
    """Return what the rule takes, up to its own cap."""
    taken = f"{STEPS}{first}*{RATE}{first}"
    return f"={taken}" if cap is None else f"=MIN({cap:f},{taken})"


def becomes(first: int, points: Decimal) -> str:
    """Return what the rule makes the score, nothing where it does not apply."""
    return f'=IF({STEPS}{first}>0,{points:f},"")'


def vetoed(first: int, word: str) -> str:
    """Return what the rule vetoes, nothing where it does not apply."""
    return f'=IF({STEPS}{first}>0,"{word}","")'


def bonus(sheet: str, rows: Rows, cap: Decimal | None) -> str:
    """Return what of a table's bonus enters the total, up to the year's cap."""
    given = f"SUM({sheet}!{rows.of(BONUS)})"
    given = given if cap is None else f"MIN({cap:f},{given})"
    return f"=IF({BONUS_MODE}=1,ROUND({given},2),0)"


class Peers(NamedTuple):
    """Of a row in 排名, as expressions: its place among those that it is graded with, how many
    these are, how many of their figures are missing."""

    rank: str
    units: str
    missing: str


def peers(group: str, total: str, missing: str, *, row: int, last: int) -> Peers:
    """group, total, missing: letters of columns; group "" where all are compared."""
    if not group:
        units = f"ROWS({total}$2:{total}${last})"
        return Peers(f"$A{row}", units, f"SUM({missing}$2:{missing}${last})")
    same = f"({group}$2:{group}${last}={group}{row})"
    own = rank_in_group(group, total, row=row, last=last).removeprefix("=")
    gaps = f"SUMPRODUCT({same}*({missing}$2:{missing}${last}))"
    return Peers(f"({own})", f"SUMPRODUCT({same}*1)", gaps)


def grade(
    total: str, missing: str, *, policy: Policy, vetoes: str, among: Peers | None = None
) -> str:
    """Return the grade of a total. total, missing: cells; vetoes: the cells of a table's vetoes,
    "" where it has none; among: where the year grades by place."""
    grades = policy.grades
    last = len(grades)
    place = str(last)
    for number in range(last - 1, 0, -1):
        place = f"IF({_reached(total, grades[number - 1], among)},{number},{place})"
    if vetoes and policy.applies_vetoes:
        best = sum(each.is_best for each in grades)
        happened = {kind: f'COUNTIF({vetoes},"{word}")>0' for kind, word in VETO_WORDS.items()}
        lowered = f"MIN({last},{place}+IF({happened[RuleKind.VETO_DOWN]},1,0))"
        bar = f"IF({happened[RuleKind.VETO_HONOURS]},{best + 1},1)"
        place = f"IF({happened[RuleKind.VETO]},{last},MAX({lowered},{bar}))"
    names = ",".join('"' + each.name.replace('"', '""') + '"' for each in grades)
    missing = among.missing if among else missing
    return f'=IF({missing}>0,"—",CHOOSE({place},{names}))'


def _reached(total: str, grade: Grade, among: Peers | None) -> str:
    bar = f"{total}>={grade.least:f}"
    if grade.first is None or among is None:
        return bar
    last = (
        f"INT(ROUND({among.units}*{grade.first:f}/100,9))" if grade.is_share else f"{grade.first:f}"
    )
    return f"AND({bar},{among.rank}<={last})"


def rank_in_group(group: str, total: str, *, row: int, last: int) -> str:
    """Return the rank of a row among those of its group. group, total: letters of columns."""
    same = f"{group}$2:{group}${last}={group}{row}"
    above = f"{total}$2:{total}${last}>{total}{row}"
    return f"=SUMPRODUCT(({same})*({above}))+1"


def component_lost(rows: Rows, component: Component) -> str:
    """Return what the component loses: its rules' sum, up to its points if capped, or what
    it did not earn, unless a rule makes its score something else."""
    if component.exempt:
        return "=0"
    total = f"SUM({rows.of(LOST)})"
    lost = f"IF({CAP_MODE}=1,MIN({POINTS}{rows.first},{total}),{total})"
    lost = lost if component.cap is None else f"MIN({component.cap:f},{lost})"
    if component.is_earned:
        points = f"{POINTS}{rows.first}"
        lost = f"{points}-MAX(0,MIN({points},SUM({rows.of(EARNED)}))-{lost})"
    is_set = not component.is_plain
    return "=" + _unless_set(lost, f"{POINTS}{rows.first}", rows.of(COMPONENT_SET), is_set=is_set)


def item_lost(sheet: str, rows: Rows, points: str, *, is_set: bool) -> str:
    """Return what the item loses; points: the cell of its points, on another sheet than rows."""
    lost = f"SUM({sheet}!{rows.of(COMPONENT_LOST)})"
    return "=" + _unless_set(lost, points, f"{sheet}!{rows.of(ITEM_SET)}", is_set=is_set)


def _unless_set(lost: str, points: str, made: str, *, is_set: bool) -> str:
    if not is_set:
        return lost
    return f"IF(COUNT({made})>0,{points}-MIN({points},MIN({made})),{lost})"


def missing(row: int) -> str:
    return f'=IF({VALUE}{row}="",1,0)'


def same_value(row: int) -> str:
    """Return the value of a measure that already stands in another row."""
    return f'=IF({VALUE}{row}="","",{VALUE}{row})'
