"""What the rows that read clauses whole share: their words as names, conditions, points.

A clause that is read whole is named with all its words, so that nothing in it is lost on the
person who records whether it happened.
"""

import re
from decimal import Decimal
from functools import lru_cache

from assessment.engine.types import MeasureKind
from assessment.reader.meanings import DraftRule, Match, Scene
from assessment.reader.measures import key_of
from assessment.reader.patterns import (
    AWARD,
    BAND,
    COUNTING,
    LONGEST_CLAUSE,
    SCORING,
    TAKE,
    is_condition,
)
from assessment.reader.rule_patterns import RulePattern
from assessment.reader.types import MeasureReading
from lib.written_numbers import NUMBER as N
from lib.written_numbers import parse_number

Rules = tuple[DraftRule, ...]
NONE = Decimal(0)


def named(words: str) -> str:
    """Return a clause's words as the name of what is recorded for it."""
    return words.replace("，", "").removesuffix("的")


def asked_words(before: str) -> str:
    """Return what is asked for, from the words before its number: 每年召开会议不少于."""
    words = re.split("[，。；：]", before)[-1]
    return re.sub("^(?:每年|全年|年内|年度)|(?:不少于|不低于|至少|≥)$", "", words)


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


@lru_cache(maxsize=8)  # a scoring is asked about once for each clause of it
def awards_in(scoring: str) -> tuple[Decimal, ...]:
    """Return the points that are given there for something; 得0分 gives none."""
    found = (parse_number(words) for words in AWARD.findall(scoring))
    return tuple(points for points in found if points)


def said_of(match: Match, scene: Scene) -> str:
    """Return what is said of the points that a clause gives: up to 本项满分4分 behind it, which
    closes what makes up all of them; what is given beyond that is a matter of its own."""
    offset = match.string.find(scene.scoring)
    for closing in _CLOSES.finditer(match.string, match.end()):
        words = match.string[offset : closing.end()]
        is_all = offset >= 0 and parse_number(closing["n"]) == scene.points
        if is_all and awards_in(words) == (scene.points,):
            return words
    return scene.scoring


_CLOSES = re.compile(rf"[。；][该本此]项(?:目|指标)?满分为?(?P<n>{N})分(?=[。；]|$)")


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


def counts_something(words: str) -> bool:
    """Tell words with a number of something, or for how long: 建成1个, 争取资金100万元; not a
    year, a date or a rate."""
    words = _YEAR.sub("", words)
    return bool(COUNTING.search(words) or _NUMBERED.search(words))


_YEAR = re.compile(r"(?<![\d.])20\d\d年(?=度|[^内间来后前多以\d])")

_NUMBERED = re.compile(r"[\d.]+(?![\d.]|年|月|日|%|号|”)|第[\d一二三]|[一1][次项起个名篇件]")


def speaks_of(scene: Scene, words: str) -> bool:
    """Tell whether words take up something that the component asks for or gives points for."""
    return share_words(words, scene.requirement + scene.scoring.replace(words, ""))


def share_words(words: str, others: str) -> bool:
    """Tell whether words that say something come again in others."""
    return any(pair in others for pair in telling_pairs(words))


def telling_pairs(words: str) -> list[str]:
    """Return what of words says something, two letters each."""
    pairs = (words[at : at + 2] for at in range(len(words) - 1))
    return [pair for pair in pairs if not _USUAL.search(pair)]


def failing_words(clause: str) -> str:
    """Return what of a clause names a failing: 迟报 of 连续三次迟报的扣2分."""
    return _HOW_MUCH.sub("", clause[-LONGEST_CLAUSE:].rpartition("，")[2])


_HOW_MUCH = re.compile(
    rf"{TAKE}{N}分.*|[不零0]得?计?分.*"
    rf"|(?:超过|不足|达到?|连续|累计|再次|多次|屡次?|仍|第)?{N}(?:个?[月天日周年]|[次起项个处件人户])?(?:以[上下内])?"
    r"|再次|多次|屡|连续|加重|其他|其余|超过|增加|追加|[的有每增多加]"
)


_USUAL = re.compile("[未不无没有的了在对或和及，]|发生|情况|工作|完成|要求|单位")
