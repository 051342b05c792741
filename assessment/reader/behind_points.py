"""What stands behind the points and says that they are for each: 扣35分/次, 扣0.5分（每次）."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from assessment.reader.clause_words import Rules, named, parted, rule_of
from assessment.reader.good_deeds import counts_twice
from assessment.reader.meanings import Match, Scene, event_measure
from assessment.reader.patterns import LONGEST_CLAUSE
from assessment.reader.rule_patterns import RulePattern
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ONE = Decimal(1)


def behind(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """扣35分/次, 扣0.5分（每次）."""
    unit = re.search(f"[{_UNITS}]", match["tail"])
    by = re.search(
        "，?按([^，。；]{1,8})数，?$", match.string[match.start() : match.start("d")][:-1]
    )
    if by and (unit is None or not by[1].endswith(unit[0]) or re.search(r"[超倍重每\d]", by[1])):
        return ()
    heading = _heading(match)
    words = f"{heading}{match['subject']}"
    words = words if unit and unit[0] != "次" else f"{words}次数"
    _, condition = parted(match["subject"])
    if _has_higher_band(match, scene) or _FOR_HOW_LONG.search(match["subject"]):
        return ()
    if counts_twice(match["subject"], match["tail"].replace("累加", "").replace("累计", "")):
        return ()
    if heading or "：" in match["subject"]:
        condition = match["subject"].rpartition("：")[2]
    measure = replace(event_measure(named(words)), unit=unit[0] if unit else "次")
    points = parse_number(match["d"]) or None
    return rule_of(pattern, match, measure, points=points, step=_ONE, condition=condition)


_FOR_HOW_LONG = re.compile(rf"{N}个?(?:天|日|小时|工作日|周|月|年)的?$")  # 迟报一天扣1分/份


def _has_higher_band(match: Match, scene: Scene) -> bool:
    """Tell 5人以上扣1分/次，10人以上扣2分/次: would the second come on top of the first?"""
    own = _open_bands(match["subject"].rpartition("：")[2])
    all_of_it = _counted_bands(scene.scoring)
    return sum(all_of_it[each] for each in set(own)) > len(own)


@lru_cache(maxsize=32)  # a scoring is asked about once for each clause of it
def _counted_bands(scoring: str) -> Counter[str]:
    return Counter(_open_bands(scoring))


def _open_bands(words: str) -> tuple[str, ...]:
    return tuple(
        f"{m[1]}{m[2]}" for m in re.finditer(rf"([一-龥]{{0,2}}){N}([一-龥])及?以上", words)
    )


def _heading(match: Match) -> str:
    """Return the heading that the cases of an event stand under (发生致残事件：), "" for none."""
    if "：" in match["subject"]:
        return ""
    before = match.string[max(0, match.start() - LONGEST_CLAUSE) : match.start()]
    found = _HEADING.search(before)
    return found[1] if found else ""


_HEADING = re.compile(r"(?:^|[。；，])([^。；，：]{2,40}：)[^。：]*$")
_UNITS = "起项例件名户人家条份篇个处次村"
