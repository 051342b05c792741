"""What the rows that read clauses whole share: their words as names, conditions, points.

A clause that is read whole is named with all its words, so that nothing in it is lost on the
person who records whether it happened.
"""

import re
from decimal import Decimal

from assessment.engine.types import MeasureKind
from assessment.reader.meanings import DraftRule, Match, Scene
from assessment.reader.measures import key_of
from assessment.reader.numerals import parse_number
from assessment.reader.patterns import BAND, SCORING, is_condition
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.types import MeasureReading

Rules = tuple[DraftRule, ...]
NONE = Decimal(0)


def named(words: str) -> str:
    """Return a clause's words as the name of what is recorded for it."""
    return words.replace("，", "").removesuffix("的")


def parted(words: str) -> tuple[str, str]:
    """Return what happened and under which condition, of a clause with commas."""
    clauses = [part for part in re.split("[，：]", words) if part]
    conditions = [part for part in clauses if is_condition(part)]
    if clauses and len(clauses) > 1 and clauses[-1].startswith(("但", "而")):
        return clauses[-1], "，".join(clauses[:-1])
    if len(conditions) == len(clauses):
        conditions = conditions[1:]
    return "".join(part for part in clauses if part not in conditions), "，".join(conditions)


def yes_no(name: str) -> MeasureReading:
    return MeasureReading(key_of(name), name, MeasureKind.YES_NO)


def rule_of(
    pattern: RulePattern,
    match: Match,
    measure: MeasureReading,
    *,
    points: Decimal | None,
    step: Decimal | None = None,
    condition: str = "",
) -> Rules:
    """Return the one rule, () where its points are not known."""
    if points is None:
        return ()
    start, end = match.span()
    return (
        DraftRule(
            kind=pattern.kind,
            measures=(measure,),
            step=step,
            deduction=points,
            start=start,
            end=end,
            pattern=pattern.name,
            condition=condition.removesuffix("的"),
        ),
    )


def own_points(match: Match, scene: Scene) -> Decimal | None:
    """Return what 得N分, 得零分, 不得分 or 得满分 gives."""
    if match.groupdict().get("full"):
        return scene.points
    words = match.groupdict().get("d")
    return parse_number(words) if words else NONE


def has_other_bands(match: Match, scene: Scene) -> bool:
    """Tell one of several bands of a figure (80%以上…，60%以上…) from a threshold of its own."""
    if not BAND.search(match[0]):
        return False
    others = scene.scoring.replace(match[0], "", 1)
    if SCORING.search(scene.requirement):
        others += scene.requirement
    return BAND.search(others) is not None
