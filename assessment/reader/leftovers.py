"""Nothing left over: which rules the words around them put in doubt.

What is left of a sentence when its rules and its 计N分 are taken away is the requirement, or
it says something of the rules: for whom they hold, how often, except when, up to how much.
A rule that something is said of is not a rule of its clause alone, so nobody guesses: it is
given up, and the whole statement is left to a person. The lists of words are in patterns.py.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import accumulate

from assessment.engine.types import RuleKind
from assessment.reader.clause_words import failing_words, share_words, telling_pairs
from assessment.reader.components import skip_labels
from assessment.reader.demands import Span, is_demand
from assessment.reader.meanings import DraftRule
from assessment.reader.patterns import (
    CAP,
    EXCEPTION,
    GROWS,
    REFERS,
    SCOPE,
    SCORING,
    TAIL,
    TAKE,
    WEIGHS,
)
from assessment.reader.rules import DraftComponent
from lib.written_numbers import NUMBER, parse_number

STOPS = re.compile("[。；]")
_BETWEEN = re.compile("[，：（）！？]")
_PUNCTUATION = "，。；：、！？（）"
_BRACKET = re.compile("（[^（）。；]*）")
_WORTH = re.compile(rf"(?:(?P<points>{NUMBER})|满)分$")
_CHANGES = re.compile("[扣减罚加奖]")
_TAKES = re.compile(r"[扣减罚]|[不零0]得?计?分")
_FIGURE = re.compile(r"\d[\d.,]*")
#: A statement of its own: 同一隐患被通报的扣3分 says nothing of the rules before it.
_OWN_POINTS = re.compile(rf"^(?!.*(?:最[多高]|至多|[累合共总]计|[只仅]|按)).*{TAKE}{NUMBER}分$")
#: Rules of a sentence that are asked one by one.
_MOST_STEPS = 50
_SAME = re.compile("同一")
_NOT_BEGUN = re.compile(
    "(?:整年|全年|年度内|一年内)(?:均)?(?:未|没有)(?:启动|开展|组织|实施|举办)[^，。；]*不予?[得计记]分$"
)
#: What goes on with the clause before it: 且每处在20米以上.
_JOINED = re.compile("且(?!在|对|凡|如|若|经)")


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


def without_doubtful(clean: str, drafts: Sequence[DraftComponent]) -> tuple[DraftComponent, ...]:
    """Return the components without the rules that the words around them say something of."""
    doubtful = _Doubts(clean, drafts).found()
    return tuple(replace(draft, rules=list(sure_rules(draft.rules, doubtful))) for draft in drafts)


def sure_rules(rules: list[DraftRule], doubtful: set[Span]) -> Iterator[DraftRule]:
    """Yield the rules that do not stand in these places, nor come on top of one that does."""
    below_is_sure = True
    for rule in rules:
        is_sure = (rule.start, rule.end) not in doubtful and (below_is_sure or not rule.is_on_top)
        if is_sure:
            yield rule
        below_is_sure = is_sure


class _Wall(Enum):
    """What parts the words between from others."""

    RULE = auto()
    POINTS = auto()  # 计N分
    STOP = auto()  # 。 or ；
    PART = auto()  # from here on it is the next component's requirement


@dataclass(frozen=True)
class _Gap:
    """Words between two walls, of the part number (-1: before the first 计N分 of a text)."""

    start: int
    end: int
    before: _Wall
    after: _Wall
    part: int


@dataclass(frozen=True)
class _Doubt:
    """Of the clauses from first to until; only_once: of those that hold whatever the number."""

    first: int
    until: int
    only_once: bool


class _Doubts:
    """All in steps that a search in sorted places answers, so time grows with the text alone."""

    def __init__(self, clean: str, drafts: Sequence[DraftComponent]) -> None:
        self.clean, self.drafts = clean, drafts
        rules = {(r.start, r.end): (n, r) for n, d in enumerate(drafts) for r in d.rules}
        self.spans = sorted(rules)  # of the clauses; several rules of one clause count once
        self.rules = [rules[span][1] for span in self.spans]
        self.part_of = [rules[span][0] for span in self.spans]
        self.stops = [m.start() for m in STOPS.finditer(clean)]
        self.full_stops = [at for at in self.stops if clean[at] == "。"]
        asked = (t for draft in drafts for rule in draft.rules for t in rule.asked)
        self.asked = sorted({(target.start, target.end) for target in asked})
        self.doubts: list[_Doubt] = []

    def found(self) -> set[Span]:
        """Return the clauses that are in doubt."""
        for number, draft in enumerate(self.drafts):
            if EXCEPTION.search(self.clean, draft.part.start, draft.part.marker[0]):
                self._doubt(0, len(self.spans), part=number)
        for span, rule in zip(self.spans, self.rules, strict=True):
            words = rule.condition
            if words and self.clean.startswith(f"{words}，", span[0]) and SCOPE.search(words):
                first = self._place(span[1])
                until = self._place(self._next(self.full_stops, span[1]))
                until = self._reach(first, until) if words.startswith("因") else until
                self._doubt(first, until, part=self._part(span[0]))
            if WEIGHS.search(self.clean, *span):
                number = self._place(span[0])
                self._doubt(number, number + 1, part=self.part_of[number])
        for gap in self._gaps():
            self._ask(gap)
        return {*self._covered(only_once=False), *self._covered(only_once=True)}

    def _reach(self, first: int, until: int) -> int:
        """Return up to which clause a cause may hold: not of what was not begun all year."""
        for number in range(first, min(until, first + _MOST_STEPS)):
            if _NOT_BEGUN.match(self.clean, *self.spans[number]):
                return number
        return until

    def _covered(self, *, only_once: bool) -> Iterator[Span]:
        """Yield the clauses that the doubts of a kind cover."""
        steps = [0] * (len(self.spans) + 1)
        for doubt in self.doubts:
            if doubt.only_once is only_once and doubt.first < doubt.until:
                steps[doubt.first] += 1
                steps[doubt.until] -= 1
        for span, rule, depth in zip(self.spans, self.rules, accumulate(steps), strict=False):
            if depth and (not only_once or self._is_first_step(rule)):
                yield span

    def _is_first_step(self, rule: DraftRule) -> bool:
        """Tell a rule that could hold for the first time or number only, and not for each."""
        is_each = "每" in self.clean[rule.start : rule.end]
        return rule.kind is RuleKind.NOT_DONE or (
            rule.kind is RuleKind.PER_OCCURRENCE and not is_each
        )

    def _gaps(self) -> Iterator[_Gap]:
        walls = [(start, end, _Wall.RULE) for start, end in self.spans]
        walls += [(*draft.part.marker, _Wall.POINTS) for draft in self.drafts]
        walls += [(at, at + 1, _Wall.STOP) for at in self.stops]
        walls += [(d.part.start, d.part.start, _Wall.PART) for d in self.drafts]
        walls.append((len(self.clean), len(self.clean), _Wall.STOP))
        starts = [draft.part.start for draft in self.drafts]
        position, before = 0, _Wall.STOP
        for start, end, wall in sorted(walls, key=lambda each: each[:2]):
            first, last = trimmed(self.clean, position, start)
            if first < last:
                part = bisect_right(starts, first) - 1
                yield _Gap(position, start, before, wall, part)
            position, before = max(position, end), wall

    # --- What one gap says ----------------------------------------------------------------------

    def _ask(self, gap: _Gap) -> None:
        spans = [*clauses(self.clean, gap.start, gap.end)]
        if gap.before is _Wall.RULE:
            spans = self._ask_tail(gap, spans)
        elif gap.before is _Wall.STOP and gap.after is not _Wall.RULE:
            self._ask_sentence(gap, spans)
        if gap.after is _Wall.RULE:
            self._ask_before(gap, spans)
        if gap.after is not _Wall.POINTS:
            self._ask_scope(gap, spans)
        for span in filter(self._grows, spans):
            self._doubt_first_steps(gap, span)

    def _doubt_first_steps(self, gap: _Gap, span: Span) -> None:
        """Doubt what is lost once in the sentence of a deduction that grows: all of it, or where
        that names a failing (连续三次迟报) what speaks of the same."""
        at = bisect_right(self.full_stops, gap.start)
        since = self.full_stops[at - 1] if at else 0
        first = self._place(since)
        until = self._place(self._next(self.full_stops, gap.start))
        words = failing_words(self.clean[slice(*span)])
        if not telling_pairs(words) or until - first > _MOST_STEPS:
            self._doubt(first, until, part=gap.part, only_once=True)
            return
        for number in range(first, until):
            if share_words(words, self.clean[slice(*self.spans[number])]):
                self._doubt(number, number + 1, part=gap.part, only_once=True)

    def _ask_tail(self, gap: _Gap, spans: list[Span]) -> list[Span]:
        """Ask about what follows a rule; return the clauses that belong to what comes next."""
        bracket = _BRACKET.match(self.clean, gap.start, gap.end)
        within = bracket.end() if bracket else gap.start
        own = next((n for n, span in enumerate(spans) if self._is_next(span, within)), len(spans))
        is_last = own == len(spans) or not (
            gap.after is _Wall.RULE or any(self._scores(span) for span in spans[own:])
        )
        said = spans[:own] if not is_last or gap.after is _Wall.POINTS else spans
        said = [span for span in said if not self._is_cap(span)]
        if said:
            self._doubt_before(gap, self.clean[said[0][0] : said[-1][1]])
        return spans[own:]

    def _is_next(self, span: Span, within: int) -> bool:
        """Tell a clause that need not belong to the rule before it."""
        return span[0] >= within and not (
            self._is_cap(span) or TAIL.search(self.clean[slice(*span)])
        )

    def _ask_sentence(self, gap: _Gap, spans: list[Span]) -> None:
        """Ask about a sentence without a rule that follows one: does it speak of it?"""
        said = [self.clean[slice(*span)] for span in spans if not self._is_cap(span)]
        own = next((n for n, words in enumerate(said) if _OWN_POINTS.search(words)), len(said))
        said[own + 1 :] = [words for words in said[own + 1 :] if not words.endswith("除外")]
        said = [_SAME.sub("", words) if _OWN_POINTS.search(words) else words for words in said]
        if any(TAIL.search(words) or REFERS.search(words) for words in said):
            self._doubt_before(gap, "，".join(said))

    def _ask_before(self, gap: _Gap, spans: list[Span]) -> None:
        """Ask about what precedes a rule: nothing but a requirement, or a statement of its own."""
        scored = [n for n, span in enumerate(spans) if self._scores(span)]
        waiting = spans[scored[-1] + 1 :] if scored else spans
        if scored and not self._leaves_whole(gap, spans[scored[-1]]):
            waiting = spans
        elif all(self._is_requirement(span) for span in waiting):
            return
        self._doubt_after(gap, waiting, up_to=gap.end)

    def _leaves_whole(self, gap: _Gap, span: Span) -> bool:
        """Tell whether what is lost after this statement is lost of all the component's points,
        and counted from what the rule is counted from: not after 有登记簿得2分, or, where 95% is
        asked for, after 达到90%得满分."""
        award = _WORTH.search(self.clean, *span)
        if award is None or _CHANGES.search(self.clean, *span):
            return True
        points = parse_number(award["points"]) if award["points"] else None
        rule = self.rules[self._place(gap.end)]
        asked = {target.measure.target for target in rule.asked}
        figures = {parse_number(m[0]) for m in _FIGURE.finditer(self.clean, span[0], award.start())}
        is_all = points in (None, self.drafts[gap.part].part.points)
        return is_all and (not asked or figures <= asked)

    def _ask_scope(self, gap: _Gap, spans: list[Span]) -> None:
        """Ask about what precedes a statement that was not read: does it hold for those after?"""
        scored = [n for n, span in enumerate(spans) if self._scores(span)]
        for n, span in enumerate(spans[: scored[-1]] if scored else ()):
            following = spans[n + 1][0]
            reaches_on = "：" in self.clean[span[1] : following] or self._is_scope(span)
            if reaches_on and not self._scores(span):
                own = spans[n - 1] if n and _JOINED.match(self.clean, *span) else None
                self._doubt_after(gap, [span], up_to=following, but_of=own)

    def _grows(self, span: Span) -> bool:
        """未报送扣1分，超过一个月未报送扣2分: what is lost once is not the same each time."""
        if self._is_cap(span) or not _TAKES.search(self.clean, *span):
            return False
        return bool(GROWS.search(self.clean, *span))

    def _is_cap(self, span: Span) -> bool:
        return bool(CAP.fullmatch(self.clean, *span))

    def _scores(self, span: Span) -> bool:
        return bool(SCORING.search(self.clean, *span))

    def _is_requirement(self, span: Span) -> bool:
        at = bisect_right(self.asked, span[0], key=lambda asked: asked[0])
        return bool(at and self.asked[at - 1][1] >= span[1]) or is_demand(self.clean, span)

    # --- Which rules it is about ----------------------------------------------------------------

    def _doubt_before(self, gap: _Gap, words: str) -> None:
        """Doubt the rules of the sentence before the gap, or all before it if it says so."""
        until = self._place(gap.start)
        if not until:
            return
        first = 0
        if not REFERS.search(words):
            at = bisect_right(self.stops, self.spans[until - 1][0])
            first = self._place(self.stops[at - 1]) if at else 0
        self._doubt(first, until, part=self.part_of[until - 1])

    def _doubt_after(
        self, gap: _Gap, said: list[Span], *, up_to: int, but_of: Span | None = None
    ) -> None:
        """Doubt the rules after words: of their clause's sentence up to ；, up to 。 if the words
        may hold so far, or all that stand below a heading. but_of: what the words are joined to;
        a later statement that names it again says for itself when it holds."""
        until = self._next(self.stops, gap.end)
        if "：" in self.clean[said[0][0] : up_to]:
            until = len(self.clean)
        elif any(self._is_scope(span) for span in said):
            until = self._next(self.full_stops, gap.end)
        first, last = self._place(gap.end), self._place(until)
        if but_of is not None and last - first == 1 and self._names_again(first, but_of):
            return
        self._doubt(first, last, part=gap.part)

    def _names_again(self, number: int, span: Span) -> bool:
        words = self.clean[slice(*self.spans[number])]
        stop = self.clean[max(0, self.spans[number][0] - 1)]
        return stop == "；" and share_words(self.clean[slice(*span)], words.rpartition("，")[0])

    def _is_scope(self, span: Span) -> bool:
        return bool(SCOPE.search(self.clean[slice(*span)]))

    def _doubt(self, first: int, until: int, *, part: int, only_once: bool = False) -> None:
        """Doubt rules of one component."""
        first = max(first, bisect_left(self.part_of, part))
        until = min(until, bisect_right(self.part_of, part))
        self.doubts.append(_Doubt(first, until, only_once))

    def _part(self, position: int) -> int:
        """Return the number of the component whose rule begins there."""
        return self.part_of[self._place(position)]

    def _place(self, position: int) -> int:
        """Return how many clauses begin before the position."""
        return bisect_left(self.spans, (position, 0))

    def _next(self, stops: list[int], position: int) -> int:
        at = bisect_left(stops, position)
        return stops[at] if at < len(stops) else len(self.clean)
