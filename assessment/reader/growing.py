"""What costs more each time: 第一起扣5分、第二起扣6分，以此类推.

Only where 以此类推 says that it goes on, and the points that are named go on by one step:
what a fourth time costs after 1, 2 and 4 points, or where nothing is said of it, nobody guesses.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assessment.engine.types import MeasureKind
from assessment.reader.clause_words import rule_of
from assessment.reader.meanings import DraftRule, Match, Scene
from assessment.reader.measures import key_of
from assessment.reader.patterns import COUNTING, DOUBTFUL, TAKE
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ORDER = r"[\d一二三四五六七八九十]{1,2}"
_ONES = r"(?:人次|[起次处件例人户项家条个])"
#: The first time of what grows; the others, and that it goes on, stand behind.
GROWING = (
    rf"(?P<subject>[^。；：，每]{{0,60}}?)的?，?第[一1](?P<unit>{_ONES})(?P<noun>[一-龥]{{0,20}}?)的?，?"
    rf"{TAKE}(?P<d>{N})分"
)
#: All times in a row, then their points: 第一处、第二处、第三处塌滑，分别扣4分、5分、6分.
GROWING_ROW = (
    rf"(?P<subject>[^。；：，每]{{0,60}}?)的?，?(?P<order>第[一1](?P<unit>{_ONES})(?:[、和]第{_ORDER}{_ONES}){{1,9}})"
    rf"(?P<open>[.…]{{1,6}}|等)?(?P<noun>[一-龥]{{0,20}}?)的?，?分别{TAKE}(?P<points>{N}分?(?:[、和]{N}分?){{1,9}})"
)
_GOES_ON = r"(?:，|（)?(?:以此|依此|依次|照此|按此)类推）?(?=[，。；]|$)"
_TIME = re.compile(rf"[、，；]第(?P<n>{_ORDER})(?P<unit>{_ONES})的?，?{TAKE}(?P<d>{N})分")
_BEHIND = re.compile(rf"(?P<times>(?:[、，；]第{_ORDER}{_ONES}的?，?{TAKE}{N}分){{1,9}}){_GOES_ON}")


def growing(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """第一起扣5分、第二起扣6分，以此类推."""
    found = _BEHIND.match(match.string, match.end())
    times = [*_TIME.finditer(found["times"])] if found else []
    if found is None or any(time["unit"] != match["unit"] for time in times):
        return ()
    order = [parse_number(time["n"]) for time in times]
    points = [parse_number(words) for words in (match["d"], *(time["d"] for time in times))]
    return _rules(pattern, match, order=[Decimal(1), *order], points=points, end=found.end())


def growing_row(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """第一处、第二处、第三处塌滑，分别扣4分、5分、6分，以此类推."""
    goes_on = re.compile(_GOES_ON).match(match.string, match.end())
    units = set(re.findall(rf"第{_ORDER}({_ONES})", match["order"]))
    if goes_on is None or len(units) > 1:
        return ()
    order = [parse_number(n) for n in re.findall(rf"第({_ORDER}){_ONES}", match["order"])]
    points = [parse_number(words) for words in re.findall(N, match["points"])]
    if len(order) > len(points) or (len(order) < len(points) and not match["open"]):
        return ()
    order += [Decimal(at + 1) for at in range(len(order), len(points))]
    return _rules(pattern, match, order=order, points=points, end=goes_on.end())


def _rules(
    pattern: RulePattern,
    match: Match,
    *,
    order: Sequence[Decimal | None],
    points: Sequence[Decimal | None],
    end: int,
) -> tuple[DraftRule, ...]:
    known = [each for each in points if each]
    is_in_order = [*order] == [Decimal(at + 1) for at in range(len(points))]
    steps = {after - before for before, after in pairwise(known)}
    step = steps.pop() if len(steps) == 1 else Decimal(0)
    name = match["subject"].removesuffix("的") + match["noun"]
    if not is_in_order or len(known) != len(points) or steps or step <= 0:
        return ()
    if len(name) < 3 or any(map(_is_doubtful, (match["subject"], match["noun"]))):
        return ()
    measure = MeasureReading(key_of(name), name, MeasureKind.COUNT, match["unit"])
    rules = rule_of(pattern, match, measure, points=known[0], step=step)
    return tuple(replace(rule, end=end) for rule in rules)


def _is_doubtful(words: str) -> bool:
    return bool(COUNTING.search(words) or DOUBTFUL.search(words) or _RESTRICTS.search(words))


# Which of the times counts as the first, or how large it is.
_RESTRICTS = re.compile(
    "连续|累计|再次|以[上下内]|超过|不足|未?达到?|[时后前]$|期间|各|除|[、和与及或]|的[县区市州镇乡村]+$|\\d"
)
