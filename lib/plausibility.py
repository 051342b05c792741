"""Figures that may be right but deserve a second look. Pure: no database, no Django.

A doubt never keeps a figure out. It names the figures that do not go together, so that
the person at the desk sees at a glance whether a decimal point or a unit has slipped.
The limits are told and reasoned in docs/design.md.
"""

import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import NamedTuple

from lib.figures import amount

#: 0.952 written where 95.2 is meant; a percent above 100 is rare.
LOWEST_PERCENT, HIGHEST_PERCENT = Decimal(1), Decimal(100)
#: More than three times its target, or less than a tenth of it.
MOST_TIMES_TARGET, LEAST_PERCENT_OF_TARGET = Decimal(3), Decimal(10)
#: More than three times last year's figure, or less than a third of it …
MOST_TIMES_LAST = MOST_TIMES_TARGET
#: … unless both are as small as this: two incidents after none are no jump.
SMALL = Decimal(10)
#: Percents are compared by their difference, in percentage points.
MOST_POINTS = Decimal(10)
#: How a unit ends whose things are whole: 人, 人次, 个村, 区移民局. Areas, lengths and money are
#: measured; so is what is counted by the ten thousand (万人) or averaged (人/村).
WHOLE_THINGS = frozenset(
    "人名员户个村组乡镇县市州区局站所家座处口眼库起次件例宗项条场期批班套台辆栋间份本篇张株棵头只"
)
#: Computed percents are told with so many places at most, as their cells show them.
PLACES = 4
_MULTIPLES = ("万", "千", "百", "十", "亿")
_PER = ("/", "每")
_CLOSE = Context(prec=28, rounding=ROUND_HALF_UP)


class DoubtKind(StrEnum):
    """Which two things do not go together."""

    PERCENT = "percent"  # a percent and its sign: 0.952 for 95.2, or more than the whole
    TARGET = "target"
    FRACTION = "fraction"  # half a person
    JUMP = "jump"  # against last year


class Doubt(NamedTuple):
    """sentence: for people, with the figures: «95 亩是目标 5,000 亩的 1.9%，请核对单位或小数点»."""

    kind: DoubtKind
    sentence: str


class _Figure(NamedTuple):
    value: Decimal
    unit: str
    is_percent: bool
    target: Decimal | None
    last: Decimal | None

    def told(self, value: Decimal) -> str:
        if self.is_percent:
            return f"{amount(_as_shown(value))}%"
        return f"{amount(value)} {self.unit}".rstrip()

    def within(self, value: Decimal) -> str:
        """Return the same for the middle of a sentence: «95 亩是», «9% 是»."""
        told = self.told(value)
        return f"{told} " if told[-1].isascii() else told


def doubts_of(
    value: Decimal | None,
    *,
    unit: str = "",
    is_percent: bool = False,
    target: Decimal | None = None,
    last: Decimal | None = None,
) -> tuple[Doubt, ...]:
    """Return what is to be looked at again, at most two sentences; nothing for a missing figure.

    value, target, last (last year's value): in unit, or in percent. Zero is an answer
    («nothing done»), no slipped point: it is doubted for a percent that has a target, and
    where last year's figure was not small.
    """
    if value is None:
        return ()
    figure = _Figure(_as_shown(value) if is_percent else value, unit, is_percent, target, last)
    jump = list(_jump(figure))
    # One fault is told once: what last year says is put into the sentence about the target.
    note = f"上年 {figure.told(last)}" if jump and last is not None else ""
    found = list(_percent(figure, note)) if is_percent else []
    if not found:
        found += _target(figure, note)
    return (*(found or jump), *_fraction(figure))


def _as_shown(percent: Decimal) -> Decimal:
    """Return a percent without the endless places of a quotient."""
    if -int(percent.as_tuple().exponent) <= PLACES:
        return percent
    return percent.quantize(Decimal(1).scaleb(-PLACES), context=_CLOSE)


def counts_whole_things(unit: str) -> bool:
    """Say whether a figure in unit can only be a whole number."""
    plain = unicodedata.normalize("NFKC", unit).strip()
    if plain.startswith(_MULTIPLES) or any(sign in plain for sign in _PER):
        return False
    return plain[-1:] in WHOLE_THINGS


def _percent(figure: _Figure, note: str) -> Iterator[Doubt]:
    value, target, told = figure.value, figure.target, figure.told(figure.value)
    bar = "" if target is None else f"目标 {figure.told(target)}"
    if value > HIGHEST_PERCENT:
        if target is None or target <= HIGHEST_PERCENT:
            yield Doubt(DoubtKind.PERCENT, f"{told} 超过 100%{_aside(note)}，请核对")
    elif value == 0:
        if target is not None and target > LOWEST_PERCENT:
            sentence = f"{told} 而{bar}{_aside(note)}，请核对是否确为 0"
            yield Doubt(DoubtKind.PERCENT, sentence)
    elif 0 < value <= LOWEST_PERCENT and (target is None or target > LOWEST_PERCENT):
        advice = "请核对小数点：按百分数填写，95.2% 填 95.2"
        yield Doubt(DoubtKind.PERCENT, f"{told} 不超过 1%{_aside(bar, note)}，{advice}")


def _aside(*notes: str) -> str:
    """Return what there is of notes in brackets: «（目标 95%，上年 96%）»."""
    told = "，".join(note for note in notes if note)
    return f"（{told}）" if told else ""


def _target(figure: _Figure, note: str) -> Iterator[Doubt]:
    value, target = figure.value, figure.target
    if target is None or target <= 0 or value <= 0:
        return
    if value > MOST_TIMES_TARGET * target or value * 100 < LEAST_PERCENT_OF_TARGET * target:
        share = _share(value, target)
        told = f"{figure.within(value)}是目标 {figure.within(target)}的{share}"
        yield Doubt(DoubtKind.TARGET, f"{told}{_aside(note)}，请核对单位或小数点")


def _fraction(figure: _Figure) -> Iterator[Doubt]:
    value = figure.value
    if figure.is_percent or value == value.to_integral_value():
        return
    if counts_whole_things(figure.unit):
        told = f"{figure.within(value)}不是整数，“{figure.unit}”应按整数计"
        yield Doubt(DoubtKind.FRACTION, f"{told}，请核对小数点或单位")


def _jump(figure: _Figure) -> Iterator[Doubt]:
    value, last = figure.value, figure.last
    if last is None:
        return
    told, before = figure.told(value), figure.told(last)
    if figure.is_percent:
        points = abs(value - last)
        if points > MOST_POINTS:
            way = "高" if value > last else "低"
            moved = f"{told} 比上年 {before} {way} {amount(points)} 个百分点"
            yield Doubt(DoubtKind.JUMP, f"{moved}，请核对")
    elif min(value, last) >= 0 and max(value, last) > SMALL:
        if not value or not last:
            yield Doubt(DoubtKind.JUMP, f"{told}，上年为 {before}，请核对")
        elif value > MOST_TIMES_LAST * last or value * MOST_TIMES_LAST < last:
            share = _share(value, last)
            moved = f"{figure.within(value)}是上年 {figure.within(last)}的{share}"
            yield Doubt(DoubtKind.JUMP, f"{moved}，请核对")


def _share(value: Decimal, whole: Decimal) -> str:
    """Return value ÷ whole in a few digits, with the space it wants: « 1.9%», « 10,001 倍».

    What is just beyond a limit never reads as the limit itself: « 3 倍多», «不到 10%».
    """
    if value > whole:
        times = _CLOSE.divide(value, whole)
        shown = _short(times, 0 if times >= 100 else 1)
        is_more = shown == MOST_TIMES_TARGET and shown * whole < value
        return f" {amount(shown)} 倍{'多' if is_more else ''}"
    percent = _CLOSE.divide(value * 100, whole)
    shown = _short(percent, max(1, 1 - percent.adjusted()))
    is_less = shown == LEAST_PERCENT_OF_TARGET and shown * whole > value * 100
    return f"{'不到' if is_less else ''} {amount(shown)}%"


def _short(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal((0, (1,), -places)), rounding=ROUND_HALF_UP, context=_CLOSE)
