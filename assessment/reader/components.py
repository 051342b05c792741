"""Which part of an item's text belongs to which 计N分."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessment.reader.patterns import (
    AWARD,
    BAND,
    CLAUSE_END,
    COUNTING,
    DOUBTFUL,
    GIVEN_FOR,
    LABEL,
    LESSER,
    LONGEST_CLAUSE,
    POINTS,
    RATE,
    SCORING,
    TAIL,
)
from lib.written_numbers import NUMBER, parse_number

_STOPS = "，。；"
_STOP = re.compile("[。；]")
_MARKS = re.compile(f"[{_STOPS}（）]")
_PUNCTUATION = "，。；：、！？）"


@dataclass(frozen=True)
class ComponentSpan:
    """Positions in the clean text. marker: where 计N分 stands; end is exclusive."""

    points: Decimal
    marker: tuple[int, int]
    start: int
    end: int


def split_parts(clean: str) -> tuple[ComponentSpan, ...]:
    """Return the components' parts; together they cover the text without gaps.

    The clauses that deduct follow their 计N分, so a component ends with the last
    of them, and what comes then is the next one's requirement.
    """
    markers = _markers(clean)
    spans = [(m.start(), m.end("points") + 1) for m in markers]
    bounds = [0]
    bounds += [_requirement_start(clean, here, following) for here, following in _pairs(spans)]
    bounds.append(len(clean))
    return tuple(
        ComponentSpan(parse_number(marker["points"]) or Decimal(0), span, start, end)
        for marker, span, start, end in zip(markers, spans, bounds, bounds[1:], strict=False)
    )


BRACKETED = re.compile(rf"（({NUMBER})分）")
_NUMBERED = re.compile(
    r"(?:^|(?<=[。；，）]))(?:\d{1,2}[.、）](?!\d)|（[\d一二三四五六七八九十]{1,2}）|[①-⑳]|[一二三四五六七八九十]、)"
)


def bracketed_parts(clean: str, points: Decimal) -> tuple[ComponentSpan, ...]:
    """Return the components of a text that writes （2分） for 计2分; these are all its points.

    Only where they make up the item's, and each is followed by what it loses or stands under a
    number of its own: 机构（2分）、会议（3分），未落实扣1分 does not say whose the 1 is.
    """
    marks = list(BRACKETED.finditer(clean))
    each = [parse_number(mark[1]) or Decimal(0) for mark in marks]
    if not marks or sum(each) != points:
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(clean)]
    if all(SCORING.search(clean, m.end(), end) for m, end in zip(marks, ends, strict=True)):
        return split_parts(BRACKETED.sub(r"计\1分，", clean))  # as long as before
    starts = [number.start() for number in _NUMBERED.finditer(clean)]
    bounds = [*starts, len(clean)]
    if len(starts) != len(marks) or len(marks) < 2 or SCORING.search(clean, 0, starts[0]):
        return ()
    if not all(a < m.start() < b for a, m, b in zip(bounds, marks, bounds[1:], strict=False)):
        return ()
    if _goes_on_for_all(clean, marks[-1].end()):
        return ()
    bounds[0] = 0
    return tuple(
        ComponentSpan(worth, mark.span(), start, end)
        for worth, mark, start, end in zip(each, marks, bounds, bounds[1:], strict=False)
    )


def _goes_on_for_all(clean: str, position: int) -> bool:
    """Tell whether sentences behind the last of several may take points from all of them; what
    says so (以上要求，不达标不得分) is left to a person whatever stands before it."""
    stop = _STOP.search(clean, position)
    if clean[position : position + 1] not in ("，", "；", "。", "：", ""):
        rest = clean[position:]
    else:
        rest = clean[stop.end() :] if stop else ""
    if re.match("以上|上述", rest) and not re.search("[扣加减]", rest):
        return False
    return SCORING.search(rest) is not None


def awarded_parts(clean: str, points: Decimal) -> tuple[ComponentSpan, ...]:
    """Return a component for each 得N分 of a text whose points are given so.

    () where these do not make up the item's points, or are bands of one figure.
    """
    hits = [hit for hit in AWARD.finditer(clean) if parse_number(hit[1])]
    each = [parse_number(hit[1]) or Decimal(0) for hit in hits]
    if len(hits) < 2 or sum(each) != points:
        return ()
    starts = [_award_start(clean, hit.start()) for hit in hits]
    clauses = [clean[start : hit.start()] for start, hit in zip(starts, hits, strict=True)]
    others = [clause for clause in clauses if not _is_of_own_rate(clause, clauses)]
    if any(_is_one_of_several(clause) for clause in others) or _is_unsure(clean, hits):
        return ()
    bounds = [0, *starts[1:], len(clean)]
    return tuple(
        ComponentSpan(worth, (start, start), first, end)
        for worth, start, first, end in zip(each, starts, bounds, bounds[1:], strict=False)
    )


# 覆盖率达到100%: of a rate that it names itself.
_OWN_RATE = re.compile(
    rf"(?P<name>(?:[^，。；、和与及或每\d]|及(?=时)){{2,40}}?{RATE})(?:达到?|为|不低于)?{NUMBER}%(?:及?以上)?的?，?"
)


def _is_of_own_rate(clause: str, clauses: list[str]) -> bool:
    """Tell one of several rates, each with points of its own, from a band of one of them."""
    rate = _OWN_RATE.fullmatch(clause)
    if rate is None or BAND.search(rate["name"]):
        return False
    named = [other for other in clauses if rate["name"] in other or re.match(r"[\d达不低]", other)]
    return len(named) == 1


def _is_unsure(clean: str, hits: list[re.Match[str]]) -> bool:
    """Tell whether something is deducted beside points that one sentence gives for two things."""
    stops = [clean.count("。", 0, hit.start()) + clean.count("；", 0, hit.start()) for hit in hits]
    ends = [
        m for m in CLAUSE_END.finditer(clean) if not AWARD.search(clean, m.start() - 1, m.end())
    ]
    return len(set(stops)) < len(stops) and any(ends)


def _is_one_of_several(clause: str) -> bool:
    """Tell a band or a rank from a thing of its own; bands in a row (分别) are one thing."""
    if clause.endswith("分别"):
        return "其中" in clause
    return bool(
        BAND.search(clause)
        or COUNTING.search(clause)
        or DOUBTFUL.search(clause)
        or LESSER.search(clause)
        or "每" in clause
        or "其中" in clause
    )


def _award_start(clean: str, position: int) -> int:
    """Return where the words begin for which points are given: behind the points or the stop
    before."""
    stop = max(clean.rfind(mark, 0, position) for mark in "。；")
    points = max((m.end() for m in CLAUSE_END.finditer(clean, 0, position)), default=0)
    return skip_punctuation(clean, max(stop + 1, points))


def _markers(clean: str) -> list[re.Match[str]]:
    """Return each 计N分 that says what a component is worth."""
    found = [m for m in POINTS.finditer(clean) if parse_number(m["points"])]
    return [m for m in found if not GIVEN_FOR.search(_clause_before(clean, m.start()))]


def _clause_before(clean: str, position: int) -> str:
    """Return the words that 计N分 closes, with the comma between them."""
    comma = position and clean[position - 1] == "，"
    return clean[clause_start(clean, position - 1 if comma else position) : position]


def _pairs(
    spans: list[tuple[int, int]],
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    return zip(spans, spans[1:], strict=False)


def _requirement_start(clean: str, here: tuple[int, int], following: tuple[int, int]) -> int:
    start = here[1]
    for hit in SCORING.finditer(clean, here[1], following[0]):
        end = clause_end(clean, hit.end() - 1)
        start = max(start, hit.end() if end > following[0] else end)
    start = _after_tails(clean, start, following[0]) if start > here[1] else start
    return min(skip_punctuation(clean, start), following[0])


def _after_tails(clean: str, start: int, end: int) -> int:
    """Return where the words end that still belong to the deduction before."""
    while True:
        first = skip_punctuation(clean, start)
        last = min(clause_end(clean, first), end)
        if not TAIL.search(clean[first:last]):
            return start
        start = last


def skip_punctuation(clean: str, position: int) -> int:
    while position < len(clean) and clean[position] in _PUNCTUATION:
        position += 1
    return position


def skip_labels(clean: str, position: int, end: int) -> int:
    """Skip punctuation and 1. or （一） or ① or 扣分标准： before words."""
    while position < end:
        label = LABEL.match(clean, position, end)
        after = label.end() if label else skip_punctuation(clean, position)
        if after == position:
            break
        position = after
    return min(position, end)


def clause_end(clean: str, position: int) -> int:
    """Return where the clause around position ends; brackets in it are skipped.

    It is looked for within LONGEST_CLAUSE characters, so that the time grows with the text alone.
    """
    limit = min(position + LONGEST_CLAUSE, len(clean))
    depth, first_stop = 0, limit
    for mark in _MARKS.finditer(clean, position, limit):
        letter = mark[0]
        depth += (letter == "（") - (letter == "）")
        if depth < 0 or (depth == 0 and letter in _STOPS):
            return mark.start()
        if letter in _STOPS:
            first_stop = min(first_stop, mark.start())
    return first_stop  # of a bracket that never closes


def clause_start(clean: str, position: int) -> int:
    """Return where the clause around position begins; brackets in it are skipped.

    It is looked for within LONGEST_CLAUSE characters.
    """
    limit = max(position - LONGEST_CLAUSE, 0)
    marks = list(_MARKS.finditer(clean, limit, position))
    depth = 0
    for mark in reversed(marks):
        letter = mark[0]
        depth += (letter == "）") - (letter == "（")
        if depth < 0 or (depth == 0 and letter in _STOPS):
            return mark.end()
    return marks[-1].end() if depth > 0 and marks else limit
