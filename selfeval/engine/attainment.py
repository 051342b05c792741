"""How far a single indicator was reached, by its method, with the arithmetic in words."""

from dataclasses import dataclass
from decimal import Decimal

from lib.rounding import CARRIED, format_figure, format_points
from selfeval.engine.addresses import address_of
from selfeval.engine.context import Context
from selfeval.engine.measured import Measured, Sign, figure, read_measured, with_mark
from selfeval.engine.reached import Reached, Verdict, Wanted, reach, same_words
from selfeval.engine.scoring_types import Method
from selfeval.engine.tree import Placed
from selfeval.engine.values import MISSING, State, Value
from selfeval.engine.wording import shown_number

ONE, ZERO = Decimal(1), Decimal(0)
# Where the context keeps executed ÷ budget; no code looks like this.
EXECUTION = "%execution"


_WANTED = {Method.NEGATIVE: Wanted.LESS, Method.EQUAL: Wanted.SAME}


@dataclass(frozen=True, slots=True)
class Attainment:
    """applies: False if the indicator does not. share: 0 to 1; None if nothing can be
    derived. derivation: how, or why not."""

    applies: bool
    share: Decimal | None
    derivation: str


INAPPLICABLE = Attainment(False, None, "不适用")


def attainment_of(place: Placed, context: Context) -> Attainment:
    """Return how far place was reached. place: an indicator without children."""
    answer = context.laid.answers.answer(place.code)
    if place.dropped or answer.not_applicable:
        return INAPPLICABLE
    target = context.values.get(address_of(place.code, "target"), MISSING)
    outcome = context.values.get(address_of(place.code, "outcome"), MISSING)
    match place.node.method:
        case Method.EXECUTION:
            return _execution(context)
        case _ if State.NOT_APPLICABLE in (target.state, outcome.state):
            return INAPPLICABLE
        case Method.MANUAL:
            return _unknown("由人工评分")
        case Method.QUALITATIVE if answer.band or reached_of(place, context).outcome is None:
            return _qualitative(place, answer.band)
    blocked = _blocked(outcome, "完成值") or _blocked(target, "目标值")
    if blocked:
        return _unknown(blocked)
    if place.node.method is Method.EQUAL:
        return _equal(place, context)
    return _compared(reached_of(place, context))


def _blocked(value: Value, noun: str) -> str:
    """Return why nothing can be compared with value; "" where it can."""
    if value.state not in (State.MISSING, State.ERROR):
        return ""
    return f"{noun}未填" if value.is_absent else f"{noun}{value.text}"


def reached_of(place: Placed, context: Context) -> Reached:
    """Return how the outcome of place stands to its target, whatever its method."""
    outcome, target = sides_of(place, context)
    return reach(outcome, target, _WANTED.get(place.node.method, Wanted.MORE))


def sides_of(place: Placed, context: Context) -> tuple[Measured, Measured]:
    """Return outcome and target of place, read; the target with what its own columns say."""
    unit, year = place.node.unit, context.laid.year
    outcome, target = (
        _measured(context.values.get(address_of(place.code, aspect), MISSING), unit, year)
        for aspect in ("outcome", "target")
    )
    return outcome, with_mark(target, place.node.sign)


def _measured(value: Value, unit: str, year: int) -> Measured:
    if value.is_number and not value.raw:
        return figure(value.number, unit)
    return read_measured(value.raw or value.text, unit, year=year)


def _equal(place: Placed, context: Context) -> Attainment:
    outcome, target = sides_of(place, context)
    reached = reached_of(place, context)
    is_same = reached.verdict is Verdict.MET or same_words(outcome, target)
    words = f"完成 {outcome.shown}，目标 {target.shown}"
    if is_same:
        return Attainment(True, ONE, f"{words}，相符")
    return Attainment(True, ZERO, f"{words}，不相符")


def _compared(reached: Reached) -> Attainment:
    outcome, target = reached.outcome, reached.target
    if outcome is None or target is None:
        is_met = reached.verdict is Verdict.MET
        return Attainment(True, ONE, reached.told) if is_met else _by_hand(reached)
    match reached.sign:
        case Sign.AT_MOST | Sign.UNDER:
            share = _negative(outcome, target, reached.note)
        case _:
            share = _positive(outcome, target, reached.note)
    is_full = share.share == ONE and reached.verdict is not Verdict.MET
    is_beyond = reached.sign is Sign.EXACTLY and outcome > target
    return _by_hand(reached) if is_full or is_beyond else share


def _by_hand(reached: Reached) -> Attainment:
    return _unknown(f"{reached.told}，由人工评分")


def _execution(context: Context) -> Attainment:
    ratio = context.values.get(EXECUTION, MISSING)
    if ratio.state is State.NOT_APPLICABLE:
        return Attainment(False, None, "预算与执行数均为 0 或不适用，执行率不适用")
    if not ratio.is_number:
        reason = ratio.text if ratio.state is State.ERROR else "预算数或执行数未填"
        return _unknown(f"执行率不能计算（{reason}）")
    share = _within(ratio.number)
    return Attainment(True, share, f"执行率 {_equals(ratio.number)}" + _capped(ratio.number))


def _qualitative(place: Placed, code: str) -> Attainment:
    band = next((band for band in place.node.bands if band.code == code), None)
    if band is None:
        return _unknown("未选完成等次")
    return Attainment(True, band.share, f"{band.label}，按 {_percent(band.share)} 计")


def _positive(outcome: Decimal, target: Decimal, note: str) -> Attainment:
    if target <= 0:
        if not target and not outcome:
            return Attainment(False, None, "目标与完成均为 0，不适用")
        return _unknown(f"目标值 {format_points(target)} 不能作除数，由人工评分")
    ratio = CARRIED.divide(outcome, target)
    done = f"完成 {_figure(outcome, note)}"
    words = f"{done} ÷ 目标 {format_figure(target)} {_equals(ratio)}"
    return Attainment(True, _within(ratio), words + _capped(ratio))


def _negative(outcome: Decimal, target: Decimal, note: str) -> Attainment:
    done = f"完成 {_figure(outcome, note)}"
    words = f"{done}，不超过目标 {format_figure(target)}"
    if outcome <= target:
        return Attainment(True, ONE, words)
    if target < 0:
        return _unknown(f"目标值 {format_points(target)} 小于 0，由人工评分")
    over = f"{done}，超过目标 {format_figure(target)}"
    if not target or outcome >= 2 * target:
        return Attainment(True, ZERO, f"{over} 一倍及以上")
    share = CARRIED.divide(2 * target - outcome, target)
    return Attainment(True, share, f"{over}，超出部分按比例扣减，计 {_percent(share)}")


def _figure(outcome: Decimal, note: str) -> str:
    """Return the figure as it stands; what was converted in few digits, with its origin."""
    return f"{shown_number(outcome)}{note}" if note else format_figure(outcome)


def _within(ratio: Decimal) -> Decimal:
    return min(ONE, max(ZERO, ratio))


def _capped(ratio: Decimal) -> str:
    return "，超出部分不加分" if ratio > 1 else ""


def _percent(ratio: Decimal) -> str:
    return f"{shown_number(CARRIED.multiply(ratio, Decimal(100))).removeprefix('≈ ')}%"


def _equals(ratio: Decimal) -> str:
    """Return «= 95%» or, where the percent is rounded, «≈ 98.7484%»."""
    shown = shown_number(CARRIED.multiply(ratio, Decimal(100)))
    return f"{shown}%" if shown.startswith("≈") else f"= {shown}%"


def _unknown(reason: str) -> Attainment:
    return Attainment(True, None, reason)
