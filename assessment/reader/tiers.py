"""Bands of one figure as the texts word them: 90%以上得10分，80%以上不足90%得8分，….

All bands of a component are read together or none is: each ends where the next begins, and
where 以上 and 以下 name the same figure it belongs to 以上.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.engine.bands import fault_of
from assessment.engine.types import Band, MeasureKind, RuleKind
from assessment.reader.meanings import DraftRule, Match, Scene
from assessment.reader.measures import key_of
from assessment.reader.numerals import NUMBER as N
from assessment.reader.numerals import parse_number
from assessment.reader.patterns import PER_EACH, TAKE, UNIT
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.target_patterns import TargetSort
from assessment.reader.types import MeasureReading

_UNIT = rf"(?:%|个?百分点|万?吨|天|日|{UNIT})"
_FROM = r"大于等于|大于或等于|不低于|不少于|不小于|达到?|满"
_OVER = r"超过|大于|高于|多于"
_UP_TO = r"小于等于|小于或等于|不超过|不高于|不大于"
_UNDER = r"小于|不足|低于|少于|不满|未达到?|达不到"
_PART = (
    rf"(?:(?:{_FROM}|{_UP_TO}|{_OVER}|{_UNDER}){N}{_UNIT}?(?:（含）)?"
    rf"|{N}{_UNIT}?(?:[（(]含[^（）]{{0,6}}[）)])?及?以[上下内]"
    rf"|{N}{_UNIT}?[-~—至到]{N}{_UNIT}?(?:之?间)?)"
)
#: What a band of its own points is worded as; its groups subject, band, d.
TIER = (
    rf"(?:其中)?(?P<subject>[^。；：，每\d]{{0,40}}?)(?P<band>{_PART}(?:的?，?(?:且|并|但)?{_PART})?)"
    rf"(?:的|之间)*，?(?P<verb>[得记计]|{TAKE})(?P<d>{N})分"
)
#: Several bands in a row, then their points: 35%以上、25%以上和15%以上，分别得7分、5分和3分.
TIERS = (
    rf"(?P<subject>[^。；：，每\d]{{2,60}}?)(?P<way>{_FROM}|{_OVER})?"
    rf"(?P<figures>{N}{_UNIT}(?P<side>以上)?(?:[、和]{N}{_UNIT}(?:以上)?){{1,6}})的?，?"
    rf"分别(?P<verb>[得记计]|{TAKE})(?P<points>{N}分(?:[、和]{N}分){{1,6}})"
)
_TIER = re.compile(rf"(?:^|(?<=[，。；、]))(?:或)?{TIER}(?=[，。；]|$)")
_READ = re.compile(
    rf"(?P<way>{_FROM}|{_UP_TO}|{_OVER}|{_UNDER})(?P<n>{N})(?P<u>{_UNIT})?"
    rf"|(?P<n2>{N})(?P<u2>{_UNIT})?(?:（含[^（）]*）)?及?以(?P<side>[上下内])"
    rf"|(?P<low>{N})(?P<u4>{_UNIT})?[-~—至到](?P<high>{N})(?P<u3>{_UNIT})?"
)
_WAYS = {
    **dict.fromkeys(
        ("大于等于", "大于或等于", "不低于", "不少于", "不小于", "达到", "达", "满"),
        ("above", True),
    ),
    **dict.fromkeys(("超过", "大于", "高于", "多于"), ("above", False)),
    **dict.fromkeys(("小于等于", "小于或等于", "不超过", "不高于", "不大于"), ("below", True)),
    **dict.fromkeys(
        ("小于", "不足", "低于", "少于", "不满", "未达", "未达到", "达不到"), ("below", False)
    ),
}


@dataclass(frozen=True)
class _Said:
    """One band as worded. is_loose: 以下, whose end belongs to 以上 where both name it."""

    subject: str
    unit: str
    band: Band
    verb: str
    is_loose: bool
    start: int


def tier(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """Return the rule of one band, () unless all bands of the component fit together."""
    offset = match.string.find(scene.scoring)
    said = list(_all(scene.scoring))
    own = next((n for n, each in enumerate(said) if _is_at(match, each, offset)), None)
    bands = _joined(said)
    if own is None or bands is None or said[own].verb != _verb(match):
        return ()
    measure = _measure(said, scene)
    if measure is None or max(band.points for band in bands) > scene.points:
        return ()
    is_award = said[own].verb == "得"
    if is_award and max(band.points for band in bands) != scene.points:
        return ()
    start, end = match.span()
    rule = DraftRule(
        kind=RuleKind.TIER_AWARD if is_award else RuleKind.TIER_DEDUCT,
        measures=(measure,),
        step=None,
        deduction=Decimal(0),
        start=start,
        end=end,
        pattern=pattern.name,
        condition=match["band"],
    )
    given_up = said[own].band.is_below_included and not bands[own].is_below_included
    edge = bands[own].below if given_up else None
    return (replace(rule, bands=(bands[own],), edge=edge),)


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
    if _OF_SEVERAL.search(match["subject"]) or re.search("[未不没无]", match["subject"][-3:]):
        return ()
    if not (match["way"] or match["side"]) or max(points) > scene.points:
        return ()
    is_award = _verb(match) == "得"
    if is_award and max(points) != scene.points:
        return ()
    is_included = match["way"] is None or match["way"] not in ("超过", "大于", "高于", "多于")
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


_FIGURE = re.compile(rf"(?P<n>{N})(?P<u>{_UNIT})")


def _is_at(match: Match, said: _Said, offset: int) -> bool:
    return match.start("band") == said.start + offset


def _verb(match: Match) -> str:
    return "得" if match["verb"] in ("得", "记", "计") else "扣"


def _all(scoring: str) -> Iterator[_Said]:
    for match in _TIER.finditer(scoring):
        read = _band(match)
        if read is not None:
            band, unit, is_loose = read
            subject = match["subject"].removesuffix("的").removesuffix("在")
            yield _Said(
                subject=subject,
                unit=unit,
                band=band,
                verb=_verb(match),
                is_loose=is_loose,
                start=match.start("band"),
            )


def _band(match: Match) -> tuple[Band, str, bool] | None:
    points = parse_number(match["d"])
    ends: dict[str, tuple[Decimal, bool]] = {}
    units: set[str] = set()
    is_loose = False
    for part in _READ.finditer(match["band"]):
        if part["low"]:
            found = [("above", part["low"], True), ("below", part["high"], True)]
            is_loose = True
        elif part["side"]:
            side = "above" if part["side"] == "上" else "below"
            found = [(side, part["n2"], True)]
            is_loose = is_loose or side == "below"
        else:
            side, is_included = _WAYS[part["way"]]
            found = [(side, part["n"], is_included)]
        units |= {part[name] for name in ("u", "u2", "u3", "u4") if part[name]}
        for side, words, is_included in found:
            figure = parse_number(words)
            if figure is None or side in ends:
                return None
            ends[side] = figure, is_included
    if points is None or len(units) > 1 or not ends:
        return None
    above, is_above = ends.get("above", (None, False))
    below, is_below = ends.get("below", (None, False))
    band = Band(
        above=above,
        is_above_included=is_above,
        below=below,
        is_below_included=is_below,
        points=points,
    )
    return band, next(iter(units), ""), is_loose


def _joined(said: Sequence[_Said]) -> list[Band] | None:
    """Return the bands in the order of the text, each up to the next; None where they leave a
    gap, overlap, or are not of one figure."""
    named = {each.subject for each in said[1:]} - {"", said[0].subject if said else ""}
    units = {each.unit for each in said} - {""}
    if len(said) < 2 or named or len(units) > 1 or len({each.verb for each in said}) > 1:
        return None
    if _OF_SEVERAL.search(said[0].subject):
        return None
    bands = [_without_edge(each, said) for each in said]
    closed = _above_nothing([_closed(band, bands) for band in bands], said[0].verb)
    return None if fault_of(closed) or _has_gap(closed) else closed


# Each of several things, each time, or the opposite of what the band says.
_OF_SEVERAL = re.compile(
    "[、和与及或]|^(?:一次|单[起次村个])|每|(?:未|不|没有?|未能|不能|无|未曾)$"
)


def _above_nothing(bands: list[Band], verb: str) -> list[Band]:
    """Let 5人以下扣1分，5人以上扣3分 cost nothing where there is nobody."""
    lowest = next((band for band in bands if band.above is None), None)
    if verb != "扣" or lowest is None or lowest.points > min(band.points for band in bands):
        return bands
    from_one = replace(lowest, above=Decimal(0), is_above_included=False)
    return [from_one if band is lowest else band for band in bands]


def _without_edge(each: _Said, said: Sequence[_Said]) -> Band:
    """Return the band of 60%以下 without 60%, where that begins another."""
    begins = {other.band.above for other in said if other.band.is_above_included}
    if each.is_loose and each.band.below in begins:
        return replace(each.band, is_below_included=False)
    return each.band


def _closed(band: Band, bands: Sequence[Band]) -> Band:
    """End a band that is open on one side where the nearest other one begins."""
    if band.below is None and band.above is not None:
        above = {b.above: b for b in bands if b.above is not None and b.above > band.above}
        if above:
            end = min(above)
            return replace(band, below=end, is_below_included=not above[end].is_above_included)
    elif band.above is None and band.below is not None:
        below = {b.below: b for b in bands if b.below is not None and b.below < band.below}
        if below:
            end = max(below)
            return replace(band, above=end, is_above_included=not below[end].is_below_included)
    return band


def _has_gap(bands: Sequence[Band]) -> bool:
    """Tell whether some figure between the bands lies in none of them."""
    lowest = Decimal("-Infinity")
    ordered = sorted(bands, key=lambda b: lowest if b.above is None else b.above)
    return any(
        one.below is None
        or one.below != two.above
        or not (one.is_below_included or two.is_above_included)
        for one, two in zip(ordered, ordered[1:], strict=False)
    )


def _measure(said: Sequence[_Said], scene: Scene) -> MeasureReading | None:
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
