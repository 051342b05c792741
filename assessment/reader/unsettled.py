"""Phrases that give, take or withhold points, or speak of that, and that no rule has read."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assessment.reader.components import clause_end, clause_start, skip_labels, skip_punctuation
from assessment.reader.demands import Span, is_demand
from assessment.reader.leftovers import STOPS, clauses, trimmed
from assessment.reader.patterns import CAP, CONDITION, LABEL, LONGEST_CLAUSE, SCORING, TAIL

# A clause that begins so needs the one before it to be understood.
_LEANING = (
    *("酌情", "视情", "每", "扣", "加", "最", "直"),
    *("再", "另", "可", "并", "则", "按", "给", "倒"),
)


@dataclass(frozen=True)
class Accounted:
    """What of the clean text is accounted for.

    settled: rules' clauses and 计N分. asked: the targets that the rules are about. scoring:
    where only deductions should stand, from each 计N分 to the end of its part.
    """

    settled: Sequence[Span]
    asked: Sequence[Span]
    scoring: Sequence[Span]


def unsettled_spans(clean: str, read: Accounted, cases: Sequence[Span] = ()) -> list[Span]:
    """Return the phrases that nothing accounts for, in order.

    cases: where cases of one failing stand, so that they are one phrase if nothing parts them.

    Detection is wider than the patterns on purpose: see SCORING. Where only deductions should
    stand, words that bear no points are returned too, unless they are a requirement.
    """
    settled = [*read.settled, *_headings(clean)]
    closed = _Closed(settled)
    found: list[Span] = []
    for hit in SCORING.finditer(clean):
        if not closed.covers(hit.start(), hit.end()):
            found.append(_phrase(clean, hit.start(), hit.end(), closed=closed))
            closed.add(found[-1])
    seen = sorted([*settled, *read.asked, *found])
    left = [span for zone in read.scoring for span in _left_over(clean, zone, seen)]
    return _together(clean, _joined(clean, found, left), cases)


def _headings(clean: str) -> Iterator[Span]:
    """Yield 扣分标准：, which only names what follows."""
    return (m.span() for m in LABEL.finditer(clean) if m[0].endswith("："))


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
    """Widen a hit to its statement, stopping at what is read already."""
    floor = closed.last_before(start)
    ceiling = closed.first_after(end, len(clean))
    first = max(clause_start(clean, start), floor)
    last = max(min(clause_end(clean, end - 1), ceiling), end)
    first = skip_labels(clean, first, start)
    first = _with_clauses_before(clean, first, last, floor=floor)
    return min(first, start), _with_tails(clean, last, ceiling)


def _with_clauses_before(clean: str, first: int, last: int, *, floor: int) -> int:
    """Take in the clauses before that no requirement is, and one if the phrase needs it."""
    least = max(floor, last - LONGEST_CLAUSE)
    while (before := _clause_before(clean, first, least=least)) is not None:
        if is_demand(clean, before):
            break
        first = before[0]
    if before is None:
        return first
    leans = clean[first:last].startswith(_LEANING) or CONDITION.search(clean[slice(*before)])
    return before[0] if leans else first


def _clause_before(clean: str, first: int, *, least: int) -> Span | None:
    """Return the clause that a comma joins to what begins there, if it bears no points."""
    if first - 1 <= least or clean[first - 1] not in "，：":
        return None
    before = trimmed(clean, max(clause_start(clean, first - 1), least), first - 1)
    return None if before[0] >= before[1] or SCORING.search(clean, *before) else before


def _with_tails(clean: str, last: int, ceiling: int) -> int:
    """Take in what belongs to the deduction before it: 扣完为止, 以此类推, 不可抗力除外."""
    while last < ceiling and clean[last] == "，":
        first = skip_punctuation(clean, last)
        end = min(clause_end(clean, first), ceiling)
        if not (TAIL.search(clean[first:end]) or CAP.fullmatch(clean, first, end)):
            break
        last = end
    return last


def _left_over(clean: str, zone: Span, read: list[Span]) -> Iterator[Span]:
    """Yield what stands in the zone by itself, neither read nor a requirement. read: in order."""
    position, end = zone
    place = bisect_left(read, zone)
    for first, last in [*_until(read, max(place - 1, 0), end), (end, end)]:
        yield from _sentences_left(clean, position, min(first, end))
        position = max(position, last)


def _until(spans: list[Span], place: int, end: int) -> Iterator[Span]:
    while place < len(spans) and spans[place][0] < end:
        yield spans[place]
        place += 1


def _sentences_left(clean: str, start: int, end: int) -> Iterator[Span]:
    edges = [start, *(m.start() for m in STOPS.finditer(clean, start, end)), end]
    for first, last in zip(edges, edges[1:], strict=False):
        words = trimmed(clean, first, last)
        if not all(is_demand(clean, span) for span in clauses(clean, *words)):
            yield words


def _joined(clean: str, found: list[Span], left: list[Span]) -> list[Span]:
    """Return both in order; what is left of the sentence of a phrase is part of the phrase."""
    phrases: list[Span] = []
    own = set(found)
    for span in sorted([*found, *left]):
        if phrases and _is_one(clean, phrases[-1], span, is_left=span not in own):
            span = phrases.pop()[0], span[1]
        phrases.append(span)
    return phrases


def _together(clean: str, phrases: list[Span], cases: Sequence[Span]) -> list[Span]:
    """Return the phrases, those of cases of one failing joined where nothing stands between."""
    joined: list[Span] = []
    for span in phrases:
        before = joined[-1] if joined else span
        is_case = any(first < before[1] and span[0] < last for first, last in cases)
        if joined and is_case and not clean[before[1] : span[0]].strip("，；"):
            joined[-1] = before[0], span[1]
        else:
            joined.append(span)
    return joined


def _is_one(clean: str, before: Span, span: Span, *, is_left: bool) -> bool:
    """Tell whether two phrases are one statement: nothing stands between them, or a comma
    before what is left of it."""
    first, last = trimmed(clean, before[1], span[0])
    if first < last or STOPS.search(clean, before[1], span[0]):
        return False
    return is_left or before[1] == span[0]
