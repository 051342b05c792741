"""Names of failings: 无就业跟踪服务 must not be shown as 就业跟踪服务, whose 否 is the opposite."""

import re
from functools import lru_cache

from assessment.engine.types import MeasureKind
from assessment.reader.cleantext import CleanText

# 非正常上访, 非法占地: what is counted, not what is denied.
_NEGATIVE = re.compile(r"[未无没不勿缺拒漏]|逾期|延误|非(?!正常|法|农|税)")
_DEDUCTS = re.compile(r"[，：]?[各加均共再另]?扣")


def loses_negation(name: str, phrase: str) -> bool:
    """Whether the phrase denies something and the name does not."""
    return bool(_NEGATIVE.search(phrase)) and not _NEGATIVE.search(name)


@lru_cache(maxsize=4096)  # a year's tables say the same things over and over
def failing_of(clause: str) -> str:
    """Return what has to happen for a clause to deduct («未召开听证会» of 未召开听证会扣2分)."""
    return _DEDUCTS.split(CleanText(clause).clean)[0]


def shown_name(name: str, kind: MeasureKind, clauses: list[str]) -> str:
    """Return a measure's name as people read it beside 是 or 否.

    clauses: of the rules that use it. A name that dropped the negation of its phrase
    gives way to the phrase.
    """
    if kind is not MeasureKind.YES_NO:
        return name
    failings = (failing_of(clause) for clause in clauses)
    return next((f for f in failings if loses_negation(name, f)), name)
