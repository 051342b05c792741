"""What the clauses of counted_patterns.py mean."""

import re
from dataclasses import replace
from decimal import Decimal

from assessment.engine.types import Effect, MeasureKind
from assessment.reader.clause_words import Rules, named, rule_of
from assessment.reader.meanings import (
    Match,
    Resolver,
    Scene,
    event_measure,
    one_rule,
    words_before,
)
from assessment.reader.measures import key_of
from assessment.reader.patterns import BAND, PER_EACH, SCORING, TIMES
from assessment.reader.rule_patterns import RulePattern, Yields
from assessment.reader.types import MeasureReading
from assessment.reader.wider_meanings import counts_in
from lib.written_numbers import parse_number

_ONE = Decimal(1)


def _lacking_either(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每少印发一种通知或少商议一次: how many of the one and of the other are lacking, together."""
    if _NO_THING.search(match["a"]) or _NO_THING.search(match["b"]):
        return ()
    if PER_EACH.search(scene.requirement) or SCORING.search(_others(match, scene)):
        return ()
    name = words_before(match).replace("，", "").removesuffix("的")
    return one_rule(pattern, match, event_measure(name), step=_ONE)


# Who, for how long, or another failing.
_NO_THING = re.compile("[未不无没各均都且并或的和及、]|以[上下内]|人次")


def _lacking(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """每缺一名巡护人员, where no number of them is named: how many are lacking is recorded."""
    if counts_in(match["unit"], scene):
        return ()
    return _by_name(pattern, match, scene)


def _failing_lacking(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """没有如期报送的，每少1次: what fails is named, so that it is counted by its name."""
    if counts_in(match["unit"], scene) and PER_EACH.search(scene.requirement):
        return ()
    return _by_name(pattern, match, scene)


def _by_name(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    if scene.targets.found or _NO_NOUN.search(match["noun"]):
        return ()
    name = words_before(match).replace("，", "").removesuffix("的")
    return one_rule(pattern, match, event_measure(name), step=_ONE)


# 每少1次以上, 每少1次各, 每少1次的乡镇: from how many on, of which, or whose.
_NO_NOUN = re.compile("^及?以[上下内]|[各均]$|^的.|的[一-龥]{0,3}(?:单位|部门|[县区市州乡镇村])$")


def _single_of_size(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """造成决口的，单起长度5米以上的扣12分，扣完为止: each of them, as all may be lost of it."""
    if not _IS_COUNTED.match(match.string, match.end()) or re.search(TIMES, match[0]):
        return ()
    others = _others(match, scene)
    if (
        BAND.search(others)
        or re.search("单[起次处件]", others)
        or SCORING.search(scene.requirement)
    ):
        return ()
    if _HAS_NOT.search(match["subject"]) or re.search("[或和及、且并]", match["size"]):
        return ()
    name = named(match["subject"] + match["size"])
    measure = MeasureReading(key_of(name), name, MeasureKind.COUNT, match["unit"])
    points = parse_number(match["d"]) or None
    return rule_of(pattern, match, measure, points=points, step=_ONE, condition=match["size"])


_HAS_NOT = re.compile(
    "^(?:各[一-龥]{0,6}单位)?[未没无不]|[未没无不]有?(?:造成|发生|出现|导致|引发|形成|酿成)"
)
_IS_COUNTED = re.compile("，(?:直[至到])?扣[完光]")


def _on_top_each(pattern: RulePattern, match: Match, scene: Scene) -> Rules:
    """如有大棚被冲，按8分/户追加扣分: on top of what the clause before takes."""
    before = scene.before
    if before is None or before.kind.effect is not Effect.DEDUCT or before.is_on_top:
        return ()
    if match.string[before.end : match.start()] != "，" or len(before.measures) != 1:
        return ()
    base = before.measures[0].name.removesuffix("（评定）")
    name = f"{base}：{named(match['subject'])}"
    measure = MeasureReading(key_of(name), name, MeasureKind.COUNT, match["unit"])
    points = parse_number(match["d"]) or None
    rules = rule_of(pattern, match, measure, points=points, step=_ONE, condition=match["subject"])
    return tuple(replace(rule, is_on_top=True) for rule in rules)


def _others(match: Match, scene: Scene) -> str:
    return scene.scoring.replace(match[0], "", 1)


COUNTED_RESOLVERS: dict[Yields, Resolver] = {
    Yields.LACKING: _lacking,
    Yields.LACKING_EITHER: _lacking_either,
    Yields.LACKING_FAILING: _failing_lacking,
    Yields.SINGLE_OF_SIZE: _single_of_size,
    Yields.ON_TOP_EACH: _on_top_each,
}
