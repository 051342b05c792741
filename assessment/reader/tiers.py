"""What bands of one figure mean: 90%以上得10分，80%以上不足90%得8分，80%以下不得分.

How a band is worded stands in bands_said.py; all bands of a component are read together or
none is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from assessment.engine.types import Band, MeasureKind, RuleKind
from assessment.reader.bands_said import (
    FROM,
    OF_SEVERAL,
    OVER,
    UNITS,
    Said,
    all_said,
    joined,
    verb_of,
)
from assessment.reader.bounds import MOST_BANDS
from assessment.reader.clause_words import rule_of, yes_no
from assessment.reader.meanings import DraftRule, Match, Scene
from assessment.reader.measures import key_of
from assessment.reader.patterns import PER_EACH, TAKE
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.target_patterns import TargetSort
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ROW = (
    rf"(?P<subject>[^。；：，每\d]{{2,60}}?)(?P<way>{FROM}|{OVER})?"
    rf"(?P<figures>{N}{UNITS}(?P<side>以上)?(?:[、和]{N}{UNITS}(?:以上)?){{1,6}})的?，?"
)
#: Several bands in a row, then their points: 35%以上、25%以上和15%以上，分别得7分、5分和3分.
TIERS = rf"{_ROW}分别(?P<verb>[得记计]|{TAKE})(?P<points>{N}分(?:[、和]{N}分){{1,6}})"
#: The same under a condition: 超过90%和75%，且口碑上佳，分别得8分和5分.
TIERS_IF = (
    rf"{_ROW}[且并]且?(?P<also>[^，。；：每\d]{{4,40}}?)的?，?"
    rf"分别(?P<verb>[得记计])(?P<points>{N}分(?:[、和]{N}分){{1,6}})"
)


def tier(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """Return the rule of one band, () unless all bands of the component fit together."""
    offset = match.string.find(scene.scoring)
    said, bands = _all_of(scene.scoring)
    places = (n for n, each in enumerate(said) if match.start("band") == each.at + offset)
    own = next(places, None)
    if own is None or bands is None or said[own].verb != verb_of(match):
        return ()
    if _OF_ITEM.search(match[0]) and not scene.is_only:
        return ()
    measure = _measure(said, scene)
    if measure is None or max(band.points for band in bands) > scene.points:
        return ()
    is_award = said[own].verb == "得"
    if is_award and max(band.points for band in bands) != scene.points:
        return ()
    start, end = _with_free(said, own, scene.scoring)
    rule = DraftRule(
        kind=RuleKind.TIER_AWARD if is_award else RuleKind.TIER_DEDUCT,
        measures=(measure,),
        step=None,
        deduction=Decimal(0),
        start=min(match.start(), start + offset),
        end=max(match.end(), end + offset),
        pattern=pattern.name,
        condition=match["band"],
    )
    given_up = said[own].band.is_below_included and not bands[own].is_below_included
    edge = bands[own].below if given_up else None
    return (replace(rule, bands=(bands[own],), edge=edge),)


@lru_cache(maxsize=32)  # a scoring is asked about once for each clause of it
def _all_of(scoring: str) -> tuple[tuple[Said, ...], tuple[Band, ...] | None]:
    """Return all bands that a scoring tells, and as they fit together, None if they do not."""
    said = tuple(islice(all_said(scoring), MOST_BANDS + 1))
    if len(said) > MOST_BANDS:
        return (), None  # nobody's bands
    bands = joined(said)
    return said, None if bands is None else tuple(bands)


# 80%以下本项不得分: of several components it may mean the whole item.
_OF_ITEM = re.compile("[该本此]项")


def _with_free(said: Sequence[Said], own: int, scoring: str) -> tuple[int, int]:
    """Return where a band stands with the one just before it that takes nothing (90%以上不扣分),
    or, of the last one that takes any, with the one just behind it."""
    start, end = said[own].start, said[own].end
    if own and said[own - 1].is_free and _is_joined(scoring, said[own - 1].end, start):
        start = said[own - 1].start
    following = own + 1
    is_last = following == len(said) - 1
    if is_last and said[following].is_free and _is_joined(scoring, end, said[following].start):
        end = said[following].end
    return start, end


def _is_joined(scoring: str, end: int, start: int) -> bool:
    return scoring[end:start] in ("，", "；")


def tiers(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """Return the one rule of bands that stand in a row, from the highest down."""
    found = [(parse_number(m["n"]), m["u"]) for m in _FIGURE.finditer(match["figures"])]
    given = [parse_number(words) for words in re.findall(rf"({N})分", match["points"])]
    figures = [figure for figure, _ in found if figure is not None]
    points = [each for each in given if each is not None]
    units = {unit for _, unit in found}
    is_falling = figures == sorted(set(figures), reverse=True)
    if len(figures) != len(points) or len(units) != 1 or not is_falling:
        return ()
    if _is_of_several(match["subject"], len(figures)) or _DENIED.search(match["subject"][-3:]):
        return ()
    if not (match["way"] or match["side"]) or max(points) > scene.points:
        return ()
    is_award = verb_of(match) == "得"
    if is_award and max(points) != scene.points:
        return ()
    is_included = match["way"] is None or match["way"] not in (
        "超过",
        "大于",
        "高于",
        "多于",
        ">",
        "＞",
    )
    bands = tuple(
        Band(
            above=figure,
            is_above_included=is_included,
            below=higher,
            is_below_included=not is_included and higher is not None,
            points=each,
        )
        for figure, higher, each in zip(figures, [None, *figures], points, strict=False)
    )
    unit = units.pop()
    is_rate = unit in ("%", "个百分点", "百分点")
    name = match["subject"]
    measure = MeasureReading(
        key=key_of(name),
        name=name,
        kind=MeasureKind.RATE if is_rate else MeasureKind.QUANTITY,
        unit="%" if is_rate else unit,
    )
    start, end = match.span()
    rule = DraftRule(
        kind=RuleKind.TIER_AWARD if is_award else RuleKind.TIER_DEDUCT,
        measures=(measure,),
        step=None,
        deduction=Decimal(0),
        start=start,
        end=end,
        pattern=pattern.name,
    )
    return (replace(rule, bands=bands),)


_DENIED = re.compile("[未不没无]")
# 有人员和公约的村落, one thing of which two are said: not 集中供水和自来水的普及率.
_BOTH = re.compile("的[^的率度、和与及或]{1,6}$")


def _is_of_several(subject: str, figures: int) -> bool:
    """Tell whether each of the figures may be that of another thing."""
    both = _BOTH.search(subject)
    if both is None:
        return OF_SEVERAL.search(subject) is not None
    things = len(re.findall("[、和与及]", subject)) + 1
    return things == figures or "每" in subject or "或" in subject


def tiers_if(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """Return the rule of bands that earn only where something holds, and one that makes the
    score 0 where it does not; the bands are all that the component gives."""
    also, rules = match["also"], tiers(pattern, match, scene)
    if _NO_CONDITION.search(also) or not rules:
        return ()
    unless = rule_of(pattern, match, yes_no(also), points=Decimal(0))
    return (
        *(replace(rule, condition=also) for rule in rules),
        *(replace(rule, kind=RuleKind.SET_UNLESS) for rule in unless),
    )


# A second figure, or another wording of points.
_NO_CONDITION = re.compile("[率度]$|超过|以[上下]|达到?$|[得扣加减]分|分别|其中|视|酌|或|、")

_FIGURE = re.compile(rf"(?P<n>{N})(?P<u>{UNITS})")


def _measure(said: Sequence[Said], scene: Scene) -> MeasureReading | None:
    """Return what is recorded: what the first band names, else the only rate there is."""
    unit = next((each.unit for each in said if each.unit), "")
    rates = [t.measure for t in scene.targets.of(TargetSort.RATE)]
    name = said[0].subject
    if not name:
        if len(rates) != 1 or unit != "%" or PER_EACH.search(scene.requirement):
            return None
        if re.search("[、和与及]", scene.requirement):
            return None
        name = rates[0].name
    if len(name) < 2:
        return None
    kind = MeasureKind.RATE if unit in ("%", "个百分点", "百分点") else MeasureKind.QUANTITY
    return MeasureReading(key_of(name), name, kind, "%" if kind is MeasureKind.RATE else unit)
