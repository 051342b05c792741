"""What the clauses of tier_patterns.py mean."""

import re
from dataclasses import replace
from decimal import Decimal

from assessment.reader.bands_again import tiers_again
from assessment.reader.beyond_target import over_rate, over_units, under_base
from assessment.reader.giving_meanings import GIVING_RESOLVERS
from assessment.reader.growing import growing, growing_row
from assessment.reader.judged_bonus import judged_bonus, judged_bonus_each
from assessment.reader.meanings import DraftRule, Match, Resolver, Scene
from assessment.reader.patterns import COUNTING
from assessment.reader.ranking import places, places_row, places_same
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.tiers import tiers_if
from lib.written_numbers import NUMBER as N


def _judged_each(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """视淹没范围扣4—12分/次: what is judged is the sum of all times, each within the bounds."""
    rules = GIVING_RESOLVERS[Yields.JUDGED](pattern, match, scene)
    is_limited = COUNTING.search(match["subject"]) or _LIMITED.search(match["subject"])
    if is_limited or any(rule.deduction > scene.points for rule in rules):
        return ()
    return tuple(replace(rule, step=Decimal(1)) for rule in rules)


# Some of the times only: 前三次每次酌情扣.
_LIMITED = re.compile(rf"前{N}|首次|以[上下内后]|超过|连续|累计|第{N}")

TIER_RESOLVERS: dict[Yields, Resolver] = {
    Yields.TIERS_IF: tiers_if,
    Yields.TIERS_AGAIN: tiers_again,
    Yields.JUDGED_EACH: _judged_each,
    Yields.JUDGED_BONUS: judged_bonus,
    Yields.JUDGED_BONUS_EACH: judged_bonus_each,
    Yields.PLACES: places,
    Yields.PLACES_ROW: places_row,
    Yields.PLACES_SAME: places_same,
    Yields.OVER_UNITS: over_units,
    Yields.OVER_RATE: over_rate,
    Yields.UNDER_BASE: under_base,
    Yields.GROWING: growing,
    Yields.GROWING_ROW: growing_row,
}
