"""Which claims look like one matter, and at which levels a clause gives a bonus. Pure."""

import re
from collections.abc import Iterable
from typing import Protocol

#: Highest first; what a level is also called in tables.
LEVELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("国家级", ("国家级", "国家", "中央", "国务院", "全国")),
    ("省部级", ("省部级", "省部", "部级", "省委", "省政府", "省级", "全省")),
    ("厅局级", ("厅局级", "厅级", "厅局", "省移民局", "省水利厅")),
    ("市级", ("市级", "市州级", "市委", "市政府", "地市级")),
    ("县级", ("县级", "区县级")),
)
OTHER = "其他"
_NOISE = re.compile(r"[\s“”\"'《》〈〉()（）〔〕\[\]【】，,。.、;；:：—\-_·]+")
#: A title this short says little: only as a whole it is the same.
_SHORTEST = 6


class ClaimWords(Protocol):
    """What two claims are compared by."""

    number: int
    title: str
    document_number: str


def levels_in(clause: str) -> list[str]:
    """Return the levels that a clause names, the highest first, in its own words where these are
    levels (省级); all where it names none."""
    left, named = clause, []
    for level, words in LEVELS:
        hits = [word for word in words if word in left]
        if hits:
            named.append(next((word for word in hits if word.endswith("级")), level))
            for word in hits:
                left = left.replace(word, "□")
    return [*(named or [level for level, _ in LEVELS]), OTHER]


def bare(words: str) -> str:
    """Return words without spaces, quotes and stops."""
    return _NOISE.sub("", words).casefold()


def looks_alike(one: ClaimWords, other: ClaimWords) -> bool:
    """Say whether two claims seem to be of one matter: the same document, or the same title,
    or a title that is part of the other."""
    numbers = bare(one.document_number), bare(other.document_number)
    if numbers[0] and numbers[0] == numbers[1]:
        return True
    titles = sorted((bare(one.title), bare(other.title)), key=len)
    if titles[0] == titles[1]:
        return True
    return len(titles[0]) >= _SHORTEST and titles[0] in titles[1]


def alike(claim: ClaimWords, others: Iterable[ClaimWords]) -> list[ClaimWords]:
    """Return the others that seem to be of the same matter as a claim, by number."""
    found = [other for other in others if looks_alike(claim, other)]
    return sorted(found, key=lambda other: other.number)
