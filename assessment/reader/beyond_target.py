"""Points outside the 100 for what lies beyond a target: 每超额完成500人加0.2分，最多加1分.

Only where there is one target that it can be beyond of, and more of it is better; where less is
better, only from a base (补考率15%的得9分，以此为底，每下降2个百分点加3分).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assessment.engine.types import RuleKind
from assessment.reader.meanings import (
    DraftRule,
    Match,
    Scene,
    fits,
    is_listed,
    is_sure,
    one_rule,
    step_of,
)
from assessment.reader.measures import Target
from assessment.reader.patterns import CEILING_BEFORE, CEILING_BEHIND, PER_EACH, RATE, UNIT
from assessment.reader.rate_words import says_rate
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.target_patterns import TargetSort
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

_ADDS = rf"，?(?:另|再|可)?加(?P<d>{N})分"
OVER_UNITS = (
    rf"每(?:超额?(?:完成)?|超过(?:目标|任务)?|多完成)(?P<step>{N})(?P<unit>{UNIT})(?P<noun>[一-龥]{{0,6}}?)的?"
    rf"{_ADDS}"
)
OVER_RATE = (
    rf"(?P<rates>[一-龥]{{0,12}}{RATE})?(?:(?:超过|高于)(?P<bar>{N})%的?，?)?"
    rf"每(?:超过?|超出|高于|高出)(?P<step>{N})(?:个百分点|%)的?{_ADDS}"
)
UNDER_BASE = rf"(?:以此为[底基]，?)?每(?:下降|降低)(?P<step>{N})(?:个百分点|%)的?{_ADDS}"
_MOST = re.compile(
    rf"，(?P<words>(?:(?:累计|合计|共计)?(?:最[高多]|至多)|累计不超过|合计不超过)可?加?(?P<n>{N})分)(?=[，。；]|$)"
)
_RISES = re.compile(rf"每?(?:上升|升高|超过|高于|增加|提高){N}(?:%|个百分点)，?扣")
_FULL = Decimal(100)


def over_units(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """每超额完成500人加0.2分, of the one thing that is asked for."""
    targets = scene.targets.main()
    fitting = [target for target in targets if fits(target, match)]
    if len(fitting) != 1 or len(targets) > 1 or not is_sure(fitting, scene):
        return ()
    return _beyond(pattern, match, scene, target=fitting[0])


def over_rate(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """每超过1个百分点加0.2分, of the only rate that is asked for."""
    rates = scene.targets.of(TargetSort.RATE)
    if len(rates) != 1 or is_listed(match.string, rates[0]) or PER_EACH.search(scene.requirement):
        return ()
    [rate], words = rates, match["rates"] or ""
    is_own = not words or says_rate(words, rate.words, scene.requirement)
    if not is_own or match["bar"] and parse_number(match["bar"]) != rate.measure.target:
        return ()
    if len(re.findall(r"\d%", scene.requirement)) > 1 or rate.measure.target == _FULL:
        return ()
    return _beyond(pattern, match, scene, target=rate)


def under_base(pattern: RulePattern, match: Match, scene: Scene) -> tuple[DraftRule, ...]:
    """以此为底，每下降2个百分点加3分, where a rise costs points: less is better."""
    before = scene.before
    if before is None or before.kind is not RuleKind.AWARD_BASE or not before.asked:
        return ()
    between = match.string[before.end : match.start()].strip("，；")
    target = before.asked[0].measure.target
    if between or target is None or not _RISES.search(scene.scoring):
        return ()
    rules = one_rule(pattern, match, before.measures[0], step=step_of(match))
    return _capped(match, [replace(rule, target=target) for rule in rules])


def _beyond(
    pattern: RulePattern, match: Match, scene: Scene, *, target: Target
) -> tuple[DraftRule, ...]:
    figure = target.measure.target
    if not figure or _is_ceiling(match.string, target):
        return ()
    rules = one_rule(pattern, match, target.measure, step=step_of(match))
    return _capped(match, [replace(rule, asked=(target,), target=figure) for rule in rules])


def _is_ceiling(clean: str, target: Target) -> bool:
    """Tell a target of which less is better: 控制在5%以内."""
    before = re.split("[，。；]", clean[max(0, target.start - 8) : target.end])[-1]
    is_most = CEILING_BEFORE.search(re.split(r"\d", before)[0])
    is_worse = _WORSE.search(target.measure.name)
    return bool(is_most or is_worse or CEILING_BEHIND.match(clean, target.end))


# Of what more is worse.
_WORSE = re.compile(
    "投诉|事故|案件|发案|死亡|伤亡|信访|上访|返贫|超标|违规|违法|失业|漏损|补考|逾期|缺勤"
)


def _capped(match: Match, rules: Sequence[DraftRule]) -> tuple[DraftRule, ...]:
    """Return the rules with the most that they add, where the words behind say so."""
    most = _MOST.match(match.string, match.end())
    cap = parse_number(most["n"]) if most else None
    if most is None:
        return tuple(rules)
    if cap is None or any(rule.deduction > cap for rule in rules):
        return ()
    return tuple(replace(rule, cap=cap, end=most.end("words")) for rule in rules)
