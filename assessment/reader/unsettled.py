"""Phrases that give, take or withhold points and that no rule has read."""

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
    found: list[Span] = []
    for hit in SCORING.finditer(clean):
        if _is_inside(hit.start(), hit.end(), [*settled, *found]):
            continue
        start, end = _phrase(clean, hit.start(), hit.end(), [*settled, *found])
        found.append((start, end))
    return found


def _is_inside(start: int, end: int, spans: list[Span]) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _phrase(clean: str, start: int, end: int, closed: list[Span]) -> Span:
    """Widen a hit to its clause, stopping at what is read already."""
    floor = max((last for _, last in closed if last <= start), default=0)
    ceiling = min((first for first, _ in closed if first >= end), default=len(clean))
    first = max(clause_start(clean, start), floor)
    last = max(min(clause_end(clean, end - 1), ceiling), end)
    first = skip_punctuation(clean, first)
    return min(_with_clause_before(clean, first, last, floor), start), last


def _with_clause_before(clean: str, first: int, last: int, floor: int) -> int:
    """Take in the clause before, if the phrase cannot be understood without it."""
    if first - 1 <= floor or clean[first - 1] != "，":
        return first
    before = skip_punctuation(clean, max(clause_start(clean, first - 1), floor))
    leans = clean[first:last].startswith(_LEANING) or CONDITION.search(clean[before : first - 1])
    return before if leans and not SCORING.search(clean, before, first) else first
