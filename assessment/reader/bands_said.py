"""Where the bands of a figure begin and end, as the texts say it: 90%以上, 4万吨至8万吨.

All bands of a component are taken together or none is: each ends where the next begins, and
where 以上 and 以下 name the same figure it belongs to 以上. A band may give or take nothing
(80%以下不得分, 90%以上不扣分); it closes the others all the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.engine.bands import fault_of, threshold_of
from assessment.engine.types import Band
from assessment.reader.patterns import TAKE, UNIT
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

UNITS = rf"(?:%|个?百分点|万?吨|天|日|小时|个?工作日|{UNIT})"
FROM = r"大于等于|大于或等于|不低于|不少于|不小于|达到?|满|≥"
OVER = r"超过|大于|高于|多于|[>＞]"
_UP_TO = r"小于等于|小于或等于|不超过|不高于|不大于|≤"
_UNDER = r"小于|不足|低于|少于|不满|未达到?|达不到|[<＜]"
_FIGURE = rf"(?<![\d.]){N}(?![\d.])"
_WITH = r"(?:[（(][不]?含[^（）]{0,6}[）)])"
_RANGE = rf"{_FIGURE}{UNITS}?{_WITH}?[-~～—至到]{N}(?![\d.]){UNITS}?{_WITH}?(?:之?间)?"
_PART = (
    rf"(?:达到?{_RANGE}|(?:{FROM}){_FIGURE}{UNITS}?(?:（含）)?(?:及?以上)?"
    rf"|(?:{_UP_TO}|{OVER}|{_UNDER}){_FIGURE}{UNITS}?(?:（含）)?"
    rf"|{_FIGURE}{UNITS}?(?:[（(]含[^（）]{{0,6}}[）)])?及?以[上下内]"
    rf"|{_RANGE})"
)
_BY = r"(?:\d{1,2}月(?:底|末|\d{1,2}日)前?)?"  # 12月底支出进度
_HEAD = (
    rf"(?:其中)?(?P<subject>{_BY}[^。；：，每\d]{{0,40}}?)"
    rf"(?P<band>{_PART}(?:的?，?(?:且|并|但)?{_PART})?)(?:的|之间)*，?"
)
_GIVEN = rf"(?P<verb>[得记计]|{TAKE})(?P<d>{N})分"
_NOTHING = r"(?:该项|本项|此项)?(?:不予?[得计记给赋]分|(?:记|计|为|按)零分|无分)"
#: What a band is worded as that has points of its own, and one that gives none; their groups
#: subject and band, and verb and d of the first.
TIER = _HEAD + _GIVEN
TIER_OF_NOTHING = _HEAD + _NOTHING
_SAID = re.compile(
    rf"(?:^|(?<=[，。；、]))(?:或)?{_HEAD}"
    rf"(?:{_GIVEN}|(?P<nothing>{_NOTHING})|(?P<free>不予?扣分))(?=[，。；]|$)"
)
_READ = re.compile(
    rf"(?:达到?)?(?P<low>{N})(?P<u4>{UNITS})?(?P<from>{_WITH})?[-~～—至到]"
    rf"(?P<high>{N})(?P<u3>{UNITS})?(?P<to>{_WITH})?(?:之?间)?"
    rf"|(?P<way>{FROM}|{_UP_TO}|{OVER}|{_UNDER})(?P<n>{N})(?P<u>{UNITS})?(?:（含）)?(?P<more>及?以上)?"
    rf"|(?P<n2>{N})(?P<u2>{UNITS})?(?:[（(]含[^（）]*[）)])?及?以(?P<side>[上下内])"
)
_WAYS = {
    **dict.fromkeys(
        ("大于等于", "大于或等于", "不低于", "不少于", "不小于", "达到", "达", "满", "≥"),
        ("above", True),
    ),
    **dict.fromkeys(("超过", "大于", "高于", "多于", ">", "＞"), ("above", False)),
    **dict.fromkeys(("小于等于", "小于或等于", "不超过", "不高于", "不大于", "≤"), ("below", True)),
    **dict.fromkeys(
        ("小于", "不足", "低于", "少于", "不满", "未达", "未达到", "达不到", "<", "＜"),
        ("below", False),
    ),
}


@dataclass(frozen=True)
class Said:
    """One band as worded. is_loose: 以下, whose end belongs to 以上 where both name it.
    at: where its figures stand; start, end: its clause; is_free: 不扣分, which ends no clause."""

    subject: str
    unit: str
    band: Band
    verb: str
    is_loose: bool
    at: int
    start: int
    end: int
    is_free: bool


def verb_of(match: re.Match[str]) -> str:
    """Return 得 of a band that gives, though it gives nothing, and 扣 of one that takes."""
    verb = match.groupdict().get("verb")
    return "得" if verb in (None, "得", "记", "计") else "扣"


def all_said(scoring: str) -> Iterator[Said]:
    """Yield the bands of a component in the order of its words."""
    for match in _SAID.finditer(scoring):
        read = _band(match)
        if read is not None:
            band, unit, is_loose = read
            yield Said(
                subject=match["subject"].removesuffix("的").removesuffix("在"),
                unit=unit,
                band=band,
                verb="扣" if match["free"] else verb_of(match),
                is_loose=is_loose,
                at=match.start("band"),
                start=match.start(),
                end=match.end(),
                is_free=match["free"] is not None,
            )


def _band(match: re.Match[str]) -> tuple[Band, str, bool] | None:
    points = parse_number(match["d"]) if match["d"] else Decimal(0)
    ends: dict[str, tuple[Decimal, bool]] = {}
    units: set[str] = set()
    is_loose = False
    for part in _READ.finditer(match["band"]):
        found, is_open = _ends(part)
        is_loose = is_loose or is_open
        units |= {part[name] for name in ("u", "u2", "u3", "u4") if part[name]}
        for side, words, is_included in found:
            figure = parse_number(words)
            if figure is None or side in ends:
                return None
            ends[side] = figure, is_included
    if points is None or len(units) > 1 or not ends or _JOINS.fullmatch(_rest(match)) is None:
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


def _ends(part: re.Match[str]) -> tuple[list[tuple[str, str, bool]], bool]:
    """Return the ends that some words name, and whether another band may have the figure."""
    if part["low"]:
        return _range_ends(part)
    if part["side"]:
        side = "above" if part["side"] == "上" else "below"
        return [(side, part["n2"], True)], side == "below"
    side, is_included = _WAYS[part["way"]]
    return [(side, part["n"], is_included)], False


def _range_ends(part: re.Match[str]) -> tuple[list[tuple[str, str, bool]], bool]:
    """90%（含）-95% is without 95%; where nothing is said, either end may be another band's."""
    lowest, highest = part["from"], part["to"]
    is_from = lowest is None or "不" not in lowest
    is_to = "不" not in highest if highest else lowest is None or "不" in lowest
    return (
        [("above", part["low"], is_from), ("below", part["high"], is_to)],
        lowest is None and highest is None,
    )


# What may join the two ends of a band; anything else says more than they do.
_JOINS = re.compile("的?，?[且并但]?")


def _rest(match: re.Match[str]) -> str:
    return _READ.sub("", match["band"])


def joined(said: Sequence[Said]) -> list[Band] | None:
    """Return the bands in the order of the text, each up to the next; None where they leave a
    gap, overlap, are not of one figure, or say one threshold and its opposite."""
    named = {each.subject for each in said[1:]} - {"", said[0].subject if said else ""}
    units = {each.unit for each in said} - {""}
    if len(said) < 2 or named or len(units) > 1 or len({each.verb for each in said}) > 1:
        return None
    if OF_SEVERAL.search(said[0].subject) or _is_one_threshold(said):
        return None
    bands = [_without_edge(each, said) for each in said]
    closed = _above_nothing([_closed(band, bands) for band in bands], said[0].verb)
    if fault_of(closed) or _has_gap(closed) or not _is_open_at_most(closed, units):
        return None
    return closed


# Each of several things, each time, or the opposite of what the band says.
OF_SEVERAL = re.compile(
    "[、和与及或]|^(?:一次|单[起次村个])|[每各]|所有|任[一何]|(?:未|不|没有?|未能|不能|无|未曾)$"
)


def _is_one_threshold(said: Sequence[Said]) -> bool:
    """Tell 90%以上得10分，90%以下不得分, which only says again that less earns nothing."""
    giving = [each for each in said if each.band.points]
    return len(giving) == 1 and len({threshold_of(each.band) for each in said}) == 1


def _above_nothing(bands: list[Band], verb: str) -> list[Band]:
    """Let 5人以下扣1分，5人以上扣3分 cost nothing where there is nobody."""
    lowest = next((band for band in bands if band.above is None), None)
    if verb != "扣" or lowest is None or lowest.points > min(band.points for band in bands):
        return bands
    from_one = replace(lowest, above=Decimal(0), is_above_included=False)
    return [from_one if band is lowest else band for band in bands]


def _without_edge(each: Said, said: Sequence[Said]) -> Band:
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
    ordered = sorted(bands, key=_begins)
    return any(
        one.below is None
        or one.below != two.above
        or not (one.is_below_included or two.is_above_included)
        for one, two in zip(ordered, ordered[1:], strict=False)
    )


def _is_open_at_most(bands: Sequence[Band], units: set[str]) -> bool:
    """Tell whether the band of the most points goes on to the end, as what lies beyond it can
    hardly cost or earn nothing: not 80%-90%扣2分，70%-80%扣4分."""
    ordered = sorted(bands, key=_begins)
    most = max(bands, key=lambda band: band.points)
    ends = {None, Decimal(100)} if units == {"%"} else {None}
    is_lowest = most is ordered[0] and most.above in (None, Decimal(0))
    return is_lowest or (most is ordered[-1] and most.below in ends)


def _begins(band: Band) -> Decimal:
    return Decimal("-Infinity") if band.above is None else band.above
