"""Nothing left over: which rules the words around them put in doubt.

What is left of a sentence when its rules and its 计N分 are taken away is the requirement, or
it says something of the rules: for whom they hold, how often, except when, up to how much.
A rule that something is said of is not a rule of its clause alone, so nobody guesses: it is
given up, and the whole statement is left to a person. The lists of words are in patterns.py.
"""

import re
from collections.abc import Iterator

from assessment.reader.components import skip_labels
from assessment.reader.patterns import (
    DEMAND,
    TELLING,
)

Span = tuple[int, int]

STOPS = re.compile("[。；]")
_BETWEEN = re.compile("[，：（）！？]")
_PUNCTUATION = "，。；：、！？（）"


def trimmed(clean: str, start: int, end: int) -> Span:
    """Return where the words stand in clean[start:end], without the marks and labels around
    them; the end is the start where there are none."""
    first = skip_labels(clean, start, end)
    while first < end and clean[first] == "（":
        first = skip_labels(clean, first + 1, end)
    while end > first and clean[end - 1] in _PUNCTUATION:
        end -= 1
    return first, end


def clauses(clean: str, start: int, end: int) -> Iterator[Span]:
    """Yield what stands between commas, colons and brackets; nothing empty."""
    edges = [start, *(m.start() for m in _BETWEEN.finditer(clean, start, end)), end]
    for first, last in zip(edges, edges[1:], strict=False):
        span = trimmed(clean, first, last)
        if span[0] < span[1]:
            yield span


def is_demand(clean: str, span: Span) -> bool:
    """Tell a requirement from what holds for a deduction (完成建房, but not 完成建房的)."""
    return bool(DEMAND.match(clean, *span)) and not TELLING.search(clean, *span)
