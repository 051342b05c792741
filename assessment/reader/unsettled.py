"""Phrases that give, take or withhold points and that no rule has read."""

from bisect import bisect_left, bisect_right, insort
from itertools import accumulate

from assessment.reader.components import clause_end, clause_start, skip_punctuation
from assessment.reader.patterns import CONDITION, SCORING

Span = tuple[int, int]

# A clause that begins so needs the one before it to be understood.
_LEANING = (
    *("酌情", "视情", "每", "扣", "加", "最", "直"),
    *("再", "另", "可", "并", "则", "按", "给", "倒"),
)


def unsettled_spans(clean: str, settled: list[Span]) -> list[Span]:
    """Return the phrases outside the settled spans (rules' clauses, 计N分), in order.

    Detection is wider than the patterns on purpose: see SCORING.
    """
    closed = _Closed(settled)
    found: list[Span] = []
    for hit in SCORING.finditer(clean):
        if not closed.covers(hit.start(), hit.end()):
            found.append(_phrase(clean, hit.start(), hit.end(), closed=closed))
            closed.add(found[-1])
    return found


class _Closed:
    """What is read already: asked about once a hit, so each answer takes a few steps only.

    What is added begins before every hit that comes after it.
    """

    def __init__(self, spans: list[Span]) -> None:
        ordered = sorted(spans)
        self._firsts = [first for first, _ in ordered]
        self._furthest = list(accumulate((last for _, last in ordered), max))
        self._lasts = sorted(last for _, last in ordered)
        self._added = 0

    def covers(self, start: int, end: int) -> bool:
        """Tell whether one span holds all of it."""
        place = bisect_right(self._firsts, start)
        return max(self._furthest[place - 1] if place else 0, self._added) >= end

    def last_before(self, position: int) -> int:
        """Return the end of what was read before the position, 0 if nothing was."""
        place = bisect_right(self._lasts, position)
        return self._lasts[place - 1] if place else 0

    def first_after(self, position: int, none: int) -> int:
        """Return the beginning of what is read from the position on."""
        place = bisect_left(self._firsts, position)
        return self._firsts[place] if place < len(self._firsts) else none

    def add(self, span: Span) -> None:
        self._added = max(self._added, span[1])
        insort(self._lasts, span[1])


def _phrase(clean: str, start: int, end: int, *, closed: _Closed) -> Span:
    """Widen a hit to its clause, stopping at what is read already."""
    floor = closed.last_before(start)
    ceiling = closed.first_after(end, len(clean))
    first = max(clause_start(clean, start), floor)
    last = max(min(clause_end(clean, end - 1), ceiling), end)
    first = skip_punctuation(clean, first)
    return min(_with_clause_before(clean, first, last, floor=floor), start), last


def _with_clause_before(clean: str, first: int, last: int, *, floor: int) -> int:
    """Take in the clause before, if the phrase cannot be understood without it."""
    if first - 1 <= floor or clean[first - 1] != "，":
        return first
    before = skip_punctuation(clean, max(clause_start(clean, first - 1), floor))
    leans = clean[first:last].startswith(_LEANING) or CONDITION.search(clean[before : first - 1])
    return before if leans and not SCORING.search(clean, before, first) else first
