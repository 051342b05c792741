"""What bands in a row leave without points, said once more: 不足65%，或口碑欠佳，不得分
behind 超过90%和65%，且口碑上佳，分别得8分和5分.

Only where it is the same figure under the lowest of them, or the opposite of what they count
under: it then changes nothing, and anything else would.
"""

import re
from dataclasses import replace
from decimal import Decimal

from assessment.engine.types import Band, MeasureKind, RuleKind
from assessment.reader.bands_said import UNITS
from assessment.reader.clause_words import rule_of
from assessment.reader.meanings import DraftRule, Match, Scene
from assessment.reader.measures import key_of
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.tiers import TIERS_IF
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

TIERS_AGAIN = (
    rf"(?P<subject>[^。；：，每\d]{{2,60}}?)(?:不足|低于|少于|未达到?)(?P<n>{N})(?P<unit>{UNITS})的?，?"
    r"或者?(?P<also>[^，。；：每\d]{4,40}?)的?，?不得分"
)
_ROW = re.compile(TIERS_IF)
_FIGURES = re.compile(rf"({N})({UNITS})")
#: How good it has to be, and how bad it is then.
_GOOD = re.compile("(?:上佳|良好|优良|较好|好|佳)$")
_BAD = re.compile("(?:欠佳|不佳|不好|较差|很差|差)$")


def tiers_again(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """Return the band below the row of bands just before, () where it is not just that."""
    before = scene.before
    if before is None or before.kind is not RuleKind.SET_UNLESS or not scene.is_only:
        return ()
    row = _ROW.fullmatch(match.string, before.start, before.end)
    if row is None or match.string[before.end : match.start()] not in ("，", "。", "；"):
        return ()
    figure, unit = _FIGURES.findall(row["figures"])[-1]
    lowest = parse_number(match["n"])
    is_same = row["subject"] == match["subject"] and (figure, unit) == (match["n"], match["unit"])
    if lowest is None or not is_same or not _is_opposite(row["also"], match["also"]):
        return ()
    name, is_rate = match["subject"], unit in ("%", "个百分点", "百分点")
    kind = MeasureKind.RATE if is_rate else MeasureKind.QUANTITY
    measure = MeasureReading(key_of(name), name, kind, "%" if is_rate else unit)
    rules = rule_of(pattern, match, measure, points=Decimal(0))
    band = Band(
        above=None,
        is_above_included=False,
        below=lowest,
        is_below_included=False,
        points=Decimal(0),
    )
    return tuple(replace(rule, bands=(band,)) for rule in rules)


def _is_opposite(good: str, bad: str) -> bool:
    """Tell 口碑欠佳 of 口碑上佳, and of nothing else."""
    is_sure = _GOOD.search(good) and not _BAD.search(good) and _BAD.search(bad)
    return bool(is_sure) and _GOOD.sub("", good) == _BAD.sub("", bad)
