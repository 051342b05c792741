"""Points for a place, whoever ranks: 第1名得10分，第2名得9分, 前三名分别加3分、2分、1分.

What is recorded is the place itself, so that nobody need guess which figure it is the order of,
nor among whom. A ranking that comes more than once a year, or of which the last places count,
is left to a person.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assessment.engine.types import Band, Effect, MeasureKind, RuleKind
from assessment.reader.clause_words import rule_of
from assessment.reader.meanings import DraftRule, Match, Scene
from assessment.reader.measures import key_of
from assessment.reader.patterns import CUT_OFF, REFERS, SCORING
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ORDER = r"[\d一二三四五六七八九十]{1,2}"
_WHO = r"(?:单位|班组|市州|地区|者)?的?"
_RANKED = r"(?P<subject>)(?P<ranked>[^。；：，每\d]{2,40}?)的?，?"
_VERB = r"(?P<verb>得|[另再]?加)"
#: The first place of several; the others stand behind.
PLACES = rf"{_RANKED}第[一1]名{_WHO}，?{_VERB}(?P<d>{N})分"
#: All places of several: 前三名分别加3分、2分、1分, 前4名的分别按名次另加4至1分.
PLACES_ROW = (
    rf"{_RANKED}前(?P<n>{_ORDER})名{_WHO}，?(?:(?:分别|依次)(?:按名次)?|按名次(?:分别|依次)?){_VERB}"
    rf"(?:(?P<points>{N}分?(?:[、和]{N}分?){{1,9}}(?<=分))|(?P<most>{N})分?[-—–~至到]{{1,2}}(?P<least>{N})分)"
)
#: As many points for each of the first: 前三名各加2分.
PLACES_SAME = rf"{_RANKED}前(?P<n>{_ORDER})名?{_WHO}，?[各均]?{_VERB}(?P<d>{N})分"
_NEXT = rf"[、，；]第(?P<n>{_ORDER})名{_WHO}，?(?P<verb>得|[另再]?加)(?P<d>{N})分"
_TIME = re.compile(_NEXT)
_BEHIND = re.compile(
    rf"(?P<all>(?:[、，；]第{_ORDER}名{_WHO}，?(?:得|[另再]?加){N}分){{1,9}})"
    r"(?P<on>(?:，|（)?(?:以此|依此|依次|照此|按此)类推）?)?(?=[，。；]|$)"
)
_GOES_ON = re.compile(r"(?:，|（)?(?:以此|依此|依次|照此|按此)类推")
_MOST_PLACES = 20


def places(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """第1名得10分，第2名得9分，第3名得8分，以此类推."""
    behind = _BEHIND.match(match.string, match.end())
    following = [*_TIME.finditer(behind["all"])] if behind else []
    if behind is None or any(each["verb"][-1] != match["verb"][-1] for each in following):
        return ()
    order = [parse_number(each["n"]) for each in following]
    is_cut = behind["on"] is None and _GOES_ON.match(match.string, behind.end())
    if is_cut or order != [Decimal(at + 2) for at in range(len(following))]:
        return ()
    points = [parse_number(words) for words in (match["d"], *(each["d"] for each in following))]
    rules = _rules(pattern, match, scene, points=points, goes_on=behind["on"] is not None)
    return tuple(replace(rule, end=behind.end()) for rule in rules)


def places_row(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """前三名分别加3分、2分、1分; 前4名分别按名次加4至1分."""
    count = int(parse_number(match["n"]) or 0)
    if match["points"]:
        points = [parse_number(words) for words in re.findall(N, match["points"])]
    else:
        most, least = parse_number(match["most"]), parse_number(match["least"])
        if most is None or least is None or count < 2:
            return ()
        step = (most - least) / (count - 1)
        points = [most - step * at for at in range(count)] if step in (1, Decimal("0.5")) else []
    if len(points) != count or _GOES_ON.match(match.string, match.end()):
        return ()
    return _rules(pattern, match, scene, points=points)


def places_same(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """前三名各加2分."""
    count, points = parse_number(match["n"]), parse_number(match["d"])
    if not count or not points or count > _MOST_PLACES:
        return ()
    band = Band(
        above=Decimal(1),
        is_above_included=True,
        below=count,
        is_below_included=True,
        points=points,
    )
    return _by_bands(pattern, match, scene, bands=[band])


def _rules(
    pattern: RulePattern,
    match: Match,
    scene: Scene,
    *,
    points: Sequence[Decimal | None],
    goes_on: bool = False,
) -> tuple[DraftRule, ...]:
    known = [each for each in points if each]
    steps = {before - after for before, after in pairwise(known)}
    if len(known) != len(points) or len(known) < 2 or min(steps) <= 0:
        return ()
    if goes_on:
        if len(steps) > 1:
            return ()
        known += _going_on(known[-1], steps.pop())
    if len(known) > _MOST_PLACES:
        return ()
    bands = [
        Band(
            above=Decimal(at),
            is_above_included=True,
            below=Decimal(at),
            is_below_included=True,
            points=each,
        )
        for at, each in enumerate(known, start=1)
    ]
    return _by_bands(pattern, match, scene, bands=bands, goes_on=goes_on)


def _going_on(last: Decimal, step: Decimal) -> list[Decimal]:
    """Return what the places behind the last one get, down to the last that gets anything."""
    found: list[Decimal] = []
    while (last := last - step) > 0 and len(found) <= _MOST_PLACES:
        found.append(last)
    return found


def _by_bands(
    pattern: RulePattern,
    match: Match,
    scene: Scene,
    *,
    bands: Sequence[Band],
    goes_on: bool = False,
) -> tuple[DraftRule, ...]:
    """Return the rule, of points within the 100 only where it is said what every place gets."""
    kind = RuleKind.PLACE_AWARD if match["verb"] == "得" else RuleKind.PLACE_BONUS
    most = max(band.points for band in bands)
    if kind.effect is Effect.AWARD and (most != scene.points or not goes_on):
        return ()
    ranked = re.sub("(?:的|进入|位列|名列|列)$", "", match["ranked"])
    if not _RANKS.search(ranked) or _LIMITS.search(ranked):
        return ()
    if CUT_OFF.match(ranked) or REFERS.search(ranked) or SCORING.search(ranked):
        return ()
    name = f"{ranked}（名次）"
    measure = MeasureReading(key_of(name), name, MeasureKind.COUNT, "名")
    rules = rule_of(pattern, match, measure, points=Decimal(0))
    return tuple(replace(rule, kind=kind, bands=tuple(bands)) for rule in rules)


# Who ranks, or by what.
_RANKS = re.compile("排名|排位|名列|位列|位居|考核|考评|测评|评比|评估|综合")
# A ranking of several, several times a year, from the other end, or of who is somebody else.
_LIMITS = re.compile(
    "[季月周旬]|半年|[、和与及或]|各|分别|连续|累计|同比|进步|提升|进位|倒数|末|[后]|逆序|并列|同一"
    "|未|不|没|无|除|[县乡镇村]|区(?!域)|投诉|事故|信访|上访|其[他余]|首次|当[次期]|获|参加|组织|代表|[一单某][项次个]|竞赛|比赛"
)
