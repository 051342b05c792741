"""Rules over the scores themselves: the most that a total may be, and what a deviation costs."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from lib.rounding import format_points
from selfeval.engine.attainment import EXECUTION, attainment_of, reached_of
from selfeval.engine.calculate import calculate
from selfeval.engine.context import Context
from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import Name, parse_formula
from selfeval.engine.scoring_types import Method, Scoring, TotalCap
from selfeval.engine.tree import Placed, Unit
from selfeval.engine.values import MISSING, State, Value, number, wrong

ZERO = Decimal(0)
#: What the condition of a deviation may name.
DEVIATION_NAMES = ("outcome", "target", "weight")


@dataclass(frozen=True, slots=True)
class Sum:
    """What the scores come to. total: None while it is not known. cap: the one it is cut to."""

    earned: Decimal
    available: Decimal
    total: Decimal | None
    derivation: str
    note: str = ""
    cap: TotalCap | None = None


class Loss(NamedTuple):
    """points: what a proposal loses. words: why, «» if nothing."""

    points: Decimal
    words: str


def capped(found: Sum, scoring: Scoring, context: Context) -> Sum:
    """Return found with its total under the lowest cap that holds; without a total where it
    cannot be said whether one holds: a figure that is missing must not let a total pass."""
    if found.total is None:
        return found
    lowest: TotalCap | None = None
    execution = context.values.get(EXECUTION, MISSING)
    for cap in scoring.caps:
        value = context.evaluate(cap.condition)
        if value.state is State.NOT_APPLICABLE and execution.state is State.ERROR:
            value = execution
        if value.state in (State.MISSING, State.ERROR):
            why = value.text or "所需的数未填"
            unknown = f"{found.derivation}；“{cap.words}”不能判断：{why}"
            return replace(found, total=None, derivation=unknown)
        if value.state is State.TRUTH and value.truth and (not lowest or cap.most < lowest.most):
            lowest = cap
    if lowest is None or found.total <= lowest.most:
        return found
    most = format_points(lowest.most)
    return replace(
        found,
        total=lowest.most,
        derivation=f"{found.derivation}；{lowest.words}，按 {most} 计",
        cap=lowest,
    )


def deviation_of(unit: Unit, context: Context) -> Loss:
    """Return what the deviations of a unit's indicators cost."""
    points, told = ZERO, []
    for rule in context.laid.form.scoring.deviations:
        for place in unit.members:
            if _deviates(rule.condition, place, context, weight=unit.weight):
                points += rule.points
                told.append(f"{rule.words}，扣 {format_points(rule.points)} 分")
    return Loss(points, "；".join(dict.fromkeys(told)))


def _deviates(condition: str, place: Placed, context: Context, *, weight: Decimal | None) -> bool:
    if place.node.method is Method.EXECUTION or not attainment_of(place, context).applies:
        return False
    reached = reached_of(place, context)
    if reached.target is not None and reached.target <= 0:
        return False  # what was to be none has no deviation from it in percent
    figures = dict(zip(DEVIATION_NAMES, (reached.outcome, reached.target, weight), strict=True))

    def look(name: Name) -> Value:
        amount = figures.get(str(name))
        return MISSING if amount is None else number(amount)

    try:
        value = calculate(parse_formula(condition), look, context.budget)
    except WrongFormula as error:
        value = wrong(str(error))
    return value.state is State.TRUTH and value.truth
