"""Whether an outcome reaches its target, both as they are written (measured.py)."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from functools import lru_cache

from lib.rounding import format_figure
from selfeval.engine import units
from selfeval.engine.levels import shared
from selfeval.engine.measured import Course, Measured, Sign, What
from selfeval.engine.wording import shown_number

ONE, ZERO = Decimal(1), Decimal(0)
#: 45000 beside 5万元 is no figure in 万元; 854 beside 854万元 is.
MANY_TIMES = 50


class Verdict(StrEnum):
    """OPEN: the target is one that can be measured, but what stands against it cannot be compared
    with it. FREE: there is nothing to measure by, a person judges."""

    MET = auto()
    MISSED = auto()
    OPEN = auto()
    FREE = auto()


class Wanted(StrEnum):
    """What an indicator wants of a target that does not say it itself."""

    MORE = auto()
    LESS = auto()
    SAME = auto()


@dataclass(frozen=True, slots=True)
class Reached:
    """words: the comparison for people, to follow 完成 («4604人，未达到目标 ≥4754人»); of FREE a
    sentence of its own. outcome, target: where both are one figure, in the target's unit; else
    None. sign: how the one is to stand to the other. note: «（原填 0.9公里）» where the outcome had
    to be converted."""

    verdict: Verdict
    words: str
    outcome: Decimal | None = None
    target: Decimal | None = None
    sign: Sign = Sign.PLAIN
    note: str = ""

    @property
    def told(self) -> str:
        """The comparison as a sentence of its own."""
        return self.words if self.verdict is Verdict.FREE else said("完成", self.words)


@dataclass(frozen=True, slots=True)
class _Span:
    """From low to high, None where it is open there; an end counts unless it is left out."""

    low: Decimal | None
    high: Decimal | None
    has_low: bool = True
    has_high: bool = True

    def holds(self, other: "_Span") -> bool:
        above = self.low is None or (
            other.low is not None
            and (other.low > self.low or (other.low == self.low and self.has_low >= other.has_low))
        )
        below = self.high is None or (
            other.high is not None
            and (
                other.high < self.high
                or (other.high == self.high and self.has_high >= other.has_high)
            )
        )
        return above and below

    def is_apart(self, other: "_Span") -> bool:
        return self._is_before(other) or other._is_before(self)

    def _is_before(self, other: "_Span") -> bool:
        if self.high is None or other.low is None:
            return False
        touches = self.has_high and other.has_low
        return self.high < other.low or (self.high == other.low and not touches)


def said(noun: str, words: str) -> str:
    """Return words behind the noun they tell of, with the space that figures want."""
    return f"{noun}{words}" if words.startswith("“") else f"{noun} {words}"


# The same pair is judged at every look at a report: by its score, its checks and its pages.
@lru_cache(maxsize=4096)
def reach(outcome: Measured, target: Measured, wanted: Wanted = Wanted.MORE) -> Reached:
    """Return whether outcome reaches target. wanted: of a target without an operator."""
    if What.ABSENT in (outcome.what, target.what):
        return _free("完成值未填" if outcome.what is What.ABSENT else "没有目标值")
    match target.what:
        case What.FIGURE:
            return _figures(outcome, target, wanted)
        case What.DATE:
            return _dates(outcome, target)
        case What.GRADE:
            return _grades(outcome, target, wanted)
    return _free(f"目标值“{target.shown}”不是可比较的数值")


def same_words(one: Measured, other: Measured) -> bool:
    """Say whether both are the same words, spaces apart."""
    return "".join(one.words.split()) == "".join(other.words.split())


def _free(words: str) -> Reached:
    return Reached(Verdict.FREE, words)


def _open(words: str) -> Reached:
    return Reached(Verdict.OPEN, words)


def _figures(outcome: Measured, target: Measured, wanted: Wanted) -> Reached:
    if outcome.what is What.NOTHING and _is_none_enough(outcome, target):
        outcome = Measured(What.FIGURE, outcome.words, unit=target.unit)
    if outcome.what is not What.FIGURE:
        return _open(f"“{outcome.words}”没有可比较的数，目标为“{target.shown}”")
    if not units.agree(outcome.unit, target.unit):
        return _open(
            f"“{outcome.shown}”与目标“{target.shown}”单位不同"
            f"（{outcome.unit}、{target.unit}），无法比较"
        )
    doubt = (
        _slipped(outcome, target)
        or _slipped(target, outcome)
        or _multiplied(outcome, target)
        or _multiplied(target, outcome)
        or _level_and_change(outcome, target)
        or _wider_none(outcome, target)
    )
    if doubt:
        return _open(doubt)
    turned = _turned(outcome, target)
    if turned is None:
        return _open(f"“{outcome.shown}”与目标“{target.shown}”没有都写明是增长还是下降，无法比较")
    have, sign = _converted(turned, target), _sign(target, wanted)
    return _judged(outcome, target, have, sign=sign)


def _judged(outcome: Measured, target: Measured, have: Measured, *, sign: Sign) -> Reached:
    """Return the verdict on have: the outcome in the target's unit and course."""
    exact = have.low if have.is_exact else None
    is_either = sign is Sign.AT_LEAST and units.is_span_of_time(target.unit)
    if target.sign is Sign.PLAIN and is_either and exact != target.low:
        return _open(f"“{outcome.shown}”与目标“{target.shown}”：看不出是短好还是长好")
    if target.sign is Sign.PLAIN and sign is Sign.AT_LEAST and not target.high:
        is_none = not have.low and not have.high
        verdict, words = Verdict.MET if is_none else Verdict.OPEN, f"{outcome.shown}，目标为 0"
        return Reached(verdict, words, outcome=exact, target=ZERO, sign=sign)
    wanted, found = _span(target, sign), _span(have, have.sign)
    verdict = Verdict.OPEN
    if wanted.holds(found):
        verdict = Verdict.MET
    elif wanted.is_apart(found):
        verdict = Verdict.MISSED
    converted = _in_unit(outcome, have, target)
    return Reached(
        verdict,
        f"{outcome.shown}{converted}，{_VERDICTS[verdict]} {target.shown}",
        outcome=exact,
        target=_bar(target, sign),
        sign=sign,
        note=f"（原填 {outcome.shown}）" if converted else "",
    )


_VERDICTS = {
    Verdict.MET: "达到目标",
    Verdict.MISSED: "未达到目标",
    Verdict.OPEN: "看不出是否达到目标",
}


def _sign(target: Measured, wanted: Wanted) -> Sign:
    """Return how an outcome has to stand to the target: as it says, else as is wanted."""
    if target.sign is Sign.WITHIN:
        return {Wanted.MORE: Sign.AT_LEAST, Wanted.LESS: Sign.AT_MOST}.get(wanted, Sign.WITHIN)
    if target.sign is not Sign.PLAIN:
        return target.sign
    if target.leaning is not Sign.PLAIN:
        return target.leaning
    return {Wanted.MORE: Sign.AT_LEAST, Wanted.LESS: Sign.AT_MOST}.get(wanted, Sign.EXACTLY)


def _bar(target: Measured, sign: Sign) -> Decimal | None:
    """Return the figure that sign is about; none of both ends of a range."""
    if sign is Sign.WITHIN:
        return None
    return target.high if sign in (Sign.AT_MOST, Sign.UNDER) else target.low


def _span(measured: Measured, sign: Sign) -> _Span:
    match sign:
        case Sign.AT_LEAST | Sign.OVER:
            return _Span(measured.low, None, has_low=sign is Sign.AT_LEAST)
        case Sign.AT_MOST | Sign.UNDER:
            return _Span(None, measured.high, has_high=sign is Sign.AT_MOST)
    return _Span(measured.low, measured.high)


def _slipped(one: Measured, other: Measured) -> str:
    """Return what is wrong with a share that stands as a fraction beside a percent; "" if none."""
    is_percent = units.measuring(other.unit).of == units.PERCENT
    if not one.is_bare or not is_percent or not (ZERO < one.low <= ONE < other.low):
        return ""
    meant = format_figure(one.low * 100)
    return f"“{one.words}”像是小数写法，“{other.shown}”是百分数；如指 {meant}%，请写“{meant}%”"


def _is_none_enough(outcome: Measured, target: Measured) -> bool:
    """Say whether 无 reaches a target: of 0, or of at most so many of what is counted."""
    if target.low == target.high == ZERO:
        return True
    is_most = target.sign in (Sign.AT_MOST, Sign.UNDER)
    is_counted = target.unit in ("", "起", "次", "件", "例", "宗", "人次", "人")
    return is_most and is_counted and "无" in outcome.words


def _multiplied(one: Measured, other: Measured) -> str:
    """Return what is wrong with a bare figure beside one in 万 that it may be or not be in."""
    if not one.is_bare or one.unit or not units.has_multiple(other.unit) or not other.low:
        return ""
    if one.low < MANY_TIMES * abs(other.low):
        return ""
    return f"“{one.words}”没有写单位，“{other.shown}”以“{other.unit}”计，请写明单位"


def _level_and_change(outcome: Measured, target: Measured) -> str:
    """Return what is wrong with 增加400亩 beside 增加到300亩."""
    is_mixed = (outcome.course is not Course.NONE and target.leaning is not Sign.PLAIN) or (
        target.course is not Course.NONE and outcome.leaning is not Sign.PLAIN
    )
    if not is_mixed:
        return ""
    return f"“{outcome.shown}”与目标“{target.shown}”一个是增减数、一个是增减到的数，无法比较"


def _wider_none(outcome: Measured, target: Measured) -> str:
    """Return what is wrong with 无重大安全事故 beside 无事故: it says less."""
    sides = [each.words for each in (outcome, target)]
    if any(any(map(str.isdigit, words)) or not words for words in sides) or sides[0] == sides[1]:
        return ""
    if outcome.what is not What.FIGURE or len(sides[0]) <= len(sides[1]):
        return ""
    return f"“{sides[0]}”比目标“{sides[1]}”说得窄，请写明次数"


def _turned(outcome: Measured, target: Measured) -> Measured | None:
    """Return outcome as the target counts, down where it is to fall; None where it does not say."""
    if target.course is Course.FALL:
        if outcome.course is Course.NONE:
            return _negative(outcome) if outcome.high < 0 else (None if outcome.high else outcome)
        return outcome if outcome.course is Course.FALL else _negative(outcome)
    if outcome.course is not Course.FALL:
        return outcome
    return _negative(outcome) if target.course is Course.RISE else None


def _negative(measured: Measured) -> Measured:
    turned = {
        Sign.AT_LEAST: Sign.AT_MOST,
        Sign.AT_MOST: Sign.AT_LEAST,
        Sign.OVER: Sign.UNDER,
        Sign.UNDER: Sign.OVER,
    }
    sign = turned.get(measured.sign, measured.sign)
    return replace(measured, low=-measured.high, high=-measured.low, sign=sign)


def _converted(outcome: Measured, target: Measured) -> Measured:
    low, high = (
        units.convert(amount, outcome.unit, target.unit) for amount in (outcome.low, outcome.high)
    )
    return replace(outcome, low=low, high=high, unit=target.unit or outcome.unit)


def _in_unit(outcome: Measured, have: Measured, target: Measured) -> str:
    """Return «（合 900 米）» where the outcome had to be converted."""
    if not have.is_exact or have.low in (outcome.low, -outcome.low):
        return ""
    return f"（合 {shown_number(have.low)} {target.unit}）"


def _dates(outcome: Measured, target: Measured) -> Reached:
    if outcome.what is What.GRADE and all(level.rank == 1 for level in outcome.levels):
        return Reached(Verdict.MISSED, f"“{outcome.words}”，目标时间为 {target.words}")
    if outcome.what is What.DATE and outcome.is_bare and not target.is_bare:
        days = [date.fromordinal(int(day)) for day in (outcome.low, target.high)]
        is_next = days[0].month <= 3 and days[1].month >= 10
        if days[0].year != days[1].year or is_next:
            return _open(f"“{outcome.words}”没有写明年份，目标时间为 {target.words}")
    if outcome.what is not What.DATE:
        return _free(f"完成值“{outcome.words}”不是日期，目标时间为 {target.words}")
    wanted, found = _span(target, Sign.AT_MOST), _span(outcome, outcome.sign)
    if wanted.holds(found):
        return Reached(Verdict.MET, f"{outcome.words}，不晚于目标 {target.words}")
    if wanted.is_apart(found):
        return Reached(Verdict.MISSED, f"{outcome.words}，晚于目标 {target.words}")
    return _open(f"“{outcome.words}”看不出是否晚于目标 {target.words}，请写明日期")


def _grades(outcome: Measured, target: Measured, wanted: Wanted) -> Reached:
    """Compare grades. Of what is wanted low (否, 低) only the same is sure to be reached."""
    pair = shared(outcome.levels, target.levels)
    if pair is None:
        return _free(f"完成值“{outcome.words}”与目标“{target.words}”由人工比较")
    done, aimed = pair
    is_better = done.rank > aimed.rank and not aimed.is_low and wanted is Wanted.MORE
    if done.rank == aimed.rank or is_better:
        return Reached(Verdict.MET, f"“{outcome.words}”，达到目标“{target.words}”")
    if aimed.of == TWO or (done.rank < aimed.rank and not aimed.is_low):
        below = "不是" if aimed.of == TWO else "低于"
        return Reached(Verdict.MISSED, f"“{outcome.words}”，{below}目标“{target.words}”")
    return _free(f"完成值“{outcome.words}”与目标“{target.words}”由人工比较")


#: Of a scale of 是 and 否 the other one is not reached.
TWO = 2
