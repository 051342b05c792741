"""Progress against time, and which figure counts of several rounds. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Any

from assessment.engine.types import Light, Measure, MeasureKind, Rule, RuleKind
from lib.rounding import CARRIED, EXACT, format_figure, format_points, round_half_up

HUNDRED = Decimal(100)
RATIO_PLACES = 1


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which share of what was due by the day on a light is green, yellow; in percent."""

    green: Decimal = Decimal(100)
    yellow: Decimal = Decimal(80)

    def light(self, ratio: Decimal) -> Light:
        if ratio >= self.green:
            return Light.GREEN
        return Light.YELLOW if ratio >= self.yellow else Light.RED


@dataclass(frozen=True, slots=True)
class LightCosts:
    """What every red or yellow light of a round costs a measure, None for nothing, up to cap;
    indicators: keys of those that it holds for, all where there are none."""

    red: Decimal | None
    yellow: Decimal | None
    cap: Decimal | None = None
    indicators: frozenset[int] = frozenset()
    thresholds: Thresholds = Thresholds()

    @classmethod
    def of(cls, settings: Sequence[Any]) -> "LightCosts | None":
        """Return what settings say, of LIGHT_COSTS in its order; None where lights cost nothing."""
        red, yellow, cap, indicators, *thresholds = settings
        if red is None and yellow is None:
            return None
        return cls(red, yellow, cap, frozenset(indicators or ()), Thresholds(*thresholds))

    def holds_for(self, indicator: int) -> bool:
        return not self.indicators or indicator in self.indicators

    def rule(self, light: Light, measure: Measure) -> Rule | None:
        """Return the rule by which a light of a measure costs points, None where it costs none."""
        kind, points = {
            Light.RED: (RuleKind.RED_LIGHT, self.red),
            Light.YELLOW: (RuleKind.YELLOW_LIGHT, self.yellow),
        }.get(light, (None, None))
        if kind is None or points is None:
            return None
        cap = "" if self.cap is None else f"，最多扣{format_points(self.cap)}分"
        clause = f"{measure.name}调度中每次亮{light.word}灯扣{format_points(points)}分{cap}"
        told = f"{clause}（本年度调度设置）"
        return Rule(kind, (measure.code,), None, points, told, cap=self.cap)


@dataclass(frozen=True, slots=True)
class Pace:
    """share: of the target that is reached; gone: of the year, both in percent and unrounded.
    ratio: of share to gone, in percent with RATIO_PLACES. The light goes by ratio."""

    share: Decimal
    gone: Decimal
    ratio: Decimal
    light: Light

    @property
    def against_time(self) -> str:
        """Return it in short: «达序时的 60.5%»."""
        return f"达序时的 {percent(self.ratio)}"

    @property
    def told(self) -> str:
        return (
            f"完成 {percent(self.share)}，序时 {percent(self.gone)}，"
            f"{self.against_time}：{self.light.word}灯"
        )


def year_gone(as_of: date) -> tuple[int, int]:
    """Return how many days of its year are over at the end of a day, and how many it has."""
    first, last = date(as_of.year, 1, 1), date(as_of.year, 12, 31)
    return (as_of - first).days + 1, (last - first).days + 1


def gone_percent(as_of: date) -> Decimal:
    """Return the share of its year that is over at the end of a day, in percent, unrounded."""
    days, of = year_gone(as_of)
    return CARRIED.divide(Decimal(days) * HUNDRED, Decimal(of))


def is_timed(measure: Measure) -> bool:
    """Whether progress against time makes sense: a quantity that the year is to reach."""
    return measure.kind is MeasureKind.QUANTITY and bool(measure.target) and measure.target > 0


def ratio_of(value: Decimal, target: Decimal, gone: tuple[int, int]) -> Decimal:
    """Return what share a figure is of what was due, in percent as it is printed. gone: of
    year_gone; target > 0.

    The light goes by it, so that no paper says 100% beside a yellow one.
    """
    days, of = gone
    done = EXACT.multiply(EXACT.multiply(value, Decimal(of)), HUNDRED)
    return round_half_up(CARRIED.divide(done, EXACT.multiply(target, Decimal(days))), RATIO_PLACES)


def pace_of(
    value: Decimal | None, target: Decimal | None, as_of: date, *, thresholds: Thresholds
) -> Pace | None:
    """Return how a figure stands to the time that is gone; None: no figure, or nothing to reach."""
    if value is None or target is None or target <= 0:
        return None
    ratio = ratio_of(value, target, year_gone(as_of))
    share = CARRIED.divide(EXACT.multiply(value, HUNDRED), target)
    return Pace(share, gone_percent(as_of), ratio=ratio, light=thresholds.light(ratio))


@dataclass(frozen=True, slots=True)
class Bars:
    """From which figure on a light is green, yellow on a day, without a division: pace_of takes six
    times as long, and pages count the lights of thousands of figures. times: what a figure is
    taken times before it is held against so many times its target."""

    times: Decimal
    green: Decimal
    yellow: Decimal

    @classmethod
    def of(cls, as_of: date, thresholds: Thresholds) -> "Bars":
        days, of = year_gone(as_of)
        green, yellow = (
            EXACT.multiply(_least_printed_as(percent), Decimal(days))
            for percent in (thresholds.green, thresholds.yellow)
        )
        return cls(Decimal(of) * HUNDRED, green, yellow)

    def light(self, value: Decimal, target: Decimal) -> Light:
        """Return the light that pace_of gives to figures as rows hold them (four places at most).
        target > 0."""
        done = EXACT.multiply(value, self.times)
        if done >= EXACT.multiply(target, self.green):
            return Light.GREEN
        return Light.YELLOW if done >= EXACT.multiply(target, self.yellow) else Light.RED


def _least_printed_as(percent: Decimal) -> Decimal:
    """Return the least ratio that is printed as this one or more, halves being rounded up."""
    step = Decimal((0, (1,), -RATIO_PLACES))
    return percent.quantize(step, rounding=ROUND_CEILING) - step / 2


def percent(value: Decimal | None) -> str:
    """Return a share as pages and papers write it, with one place («98.5%»); «—» for none."""
    return "—" if value is None else f"{format_points(round_half_up(value, RATIO_PLACES))}%"


class CountingWay(StrEnum):
    """Which figure of the rounds counts in the end."""

    YEAR_END = "year_end"
    LAST = "last"
    MEAN = "mean"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class RoundValue:
    """What was reported for a measure in one round; value None: nothing. told: the round's name
    with its day; shown: the figure as it is written."""

    told: str
    value: Decimal | None
    shown: str
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Counted:
    """The figure that counts with how it came about; value None: none, and told says why.
    is_between: it would lie between two whole numbers, and a person has to say which."""

    value: Decimal | None
    told: str
    is_between: bool = False


def counted(
    values: Sequence[RoundValue], way: CountingWay, *, divides: bool, whole: str = ""
) -> Counted | None:
    """Return the figure that counts of the rounds, which come in their order; None for no rounds.

    divides: whether a part of one makes sense (not of 是否, of times, of named places): where not,
    the last one counts whatever the way. A round without a figure is no zero: there is no mean.
    Means are rounded to four places. whole: the unit of what comes in whole numbers alone (3.5 个村
    are none), "" of anything else: a mean between two of them is left to a person.
    """
    if way is CountingWay.WEIGHTED:
        values = [each for each in values if each.weight > 0]
    if not values or way is CountingWay.YEAR_END:
        return None
    if way is CountingWay.LAST or not divides:
        return _last(values)
    missing = [each.told for each in values if each.value is None]
    if missing:
        return Counted(None, f"{'、'.join(missing)}没有数，不能平均")
    found = _mean(values) if way is CountingWay.MEAN else _weighted(values)
    if whole and found.value is not None and found.value % 1:
        told = f"{found.told}；“{whole}”应为整数，不能直接采用，请责任处室核定后在采集表填写"
        return Counted(None, told, is_between=True)
    return found


def _last(values: Sequence[RoundValue]) -> Counted:
    last = values[-1]
    if last.value is None:
        return Counted(None, f"{last.told}没有数")
    return Counted(last.value, f"末次调度：{last.told}{last.shown}")


def _mean(values: Sequence[RoundValue]) -> Counted:
    figures = [each.value for each in values if each.value is not None]
    mean = _rounded(sum(figures, Decimal(0)), Decimal(len(figures)))
    parts = "、".join(f"{each.told}{each.shown}" for each in values)
    return Counted(mean, f"各次平均：{parts}，平均 {format_figure(mean)}")


def _weighted(values: Sequence[RoundValue]) -> Counted:
    whole = sum((each.weight for each in values), Decimal(0))
    total = sum(
        (EXACT.multiply(each.value or Decimal(0), each.weight) for each in values), Decimal(0)
    )
    mean = _rounded(total, whole)
    parts = "、".join(f"{each.told}{each.shown}×{format_points(each.weight)}" for each in values)
    return Counted(
        mean, f"按权重：{parts}，除以权重合计 {format_points(whole)}，得 {format_figure(mean)}"
    )


def _rounded(total: Decimal, by: Decimal) -> Decimal:
    return round_half_up(CARRIED.divide(total, by), 4)
