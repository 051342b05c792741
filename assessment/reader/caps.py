"""How much may be lost in all, where the text says so: 扣完为止, 最高扣6分.

A bare 扣完为止 caps its component at its points, under any policy. A figure caps the one rule
that a comma joins it to; one that several rules share, that exceeds the points or is below
what is lost at once is left to a person. So is a cap where nothing is counted: who writes
未报送扣1分，最高扣5分 means each time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from assessment.engine.types import Effect
from assessment.reader.cleantext import CleanText
from assessment.reader.demands import Span
from assessment.reader.meanings import DraftRule
from assessment.reader.numerals import NUMBER, parse_number
from assessment.reader.patterns import SCORING
from assessment.reader.rules import DraftComponent, is_alone

_OWN = r"(?:[该本此]项(?:目|指标)?(?:标准)?(?:分[值数]?|得分)?|[该本此]要点(?:分[值数]?)?)"
_ENDS = r"(?=[，。；]|$)"
_ALL = (
    rf"(?:直[到至])?扣[完光](?:{_OWN}|分[值数]?|所有分[值数]?)?(?:为止)?"
    rf"|直?至{_OWN}?(?:扣完|为[0零]分?)(?:为止)?"
)
#: Behind a comma or a stop, up to the next.
WHOLE = re.compile(rf"[，。；](?P<words>{_ALL}){_ENDS}")
MOST = re.compile(
    rf"，(?P<words>(?:(?:最[高多]|至多|累计|合计|共计|总计)(?:最[高多]|至多)?(?:不超过|可?扣)?(?P<n>{NUMBER})分"
    rf"|扣[完满](?P<full>{NUMBER})分|以(?P<limit>{NUMBER})分(?=为限)|(?P<top>{NUMBER})分(?=封顶))"
    rf"(?:为止|为限|封顶)?(?:，(?:{_ALL}))?){_ENDS}"
)
RESTATED = re.compile(
    rf"(?:^|[，。；])(?P<words>(?:[该本此]项(?:目|指标)?)?(?:满分|总分)为?(?P<n>{NUMBER})分){_ENDS}"
)
#: A sentence of its own, of all that the component may lose.
ENDED = re.compile(
    rf"[。；](?P<words>(?:共计|合计|总计|累计)(?P<n>{NUMBER})分，(?:{_ALL}))(?=[。；]|$)"
)
#: Of all that an item's one component may lose: 本项最多扣10分, 以上扣分累计不超过6分.
SHARED = re.compile(
    rf"[，。；](?P<words>(?:以上|上述|[本该此]项)(?:各项|所有)?(?:扣分)?(?:累计|合计|共计|总计)?(?:最[高多])?(?:扣分)?"
    rf"(?:不超过|(?<=最[高多])可?扣|(?<=[累合共总]计)可?扣|(?<=[高多])可?扣)(?P<n>{NUMBER})分(?:为止|为限)?)(?=[。；]|$)"
)


def with_caps(clean: str, drafts: Sequence[DraftComponent]) -> tuple[DraftComponent, ...]:
    """Return the components with the caps that follow their rules."""
    is_one = len(drafts) == 1  # of its item, so that 本项 means it
    return tuple(_component(clean, draft, is_one=is_one) for draft in drafts)


def _component(clean: str, draft: DraftComponent, *, is_one: bool) -> DraftComponent:
    points = draft.part.points
    clauses = sorted({(rule.start, rule.end) for rule in draft.rules})
    found = {span: _cap(clean, span, draft, is_one=is_one) for span in clauses}
    caps = {span: each[0] for span, each in found.items() if each is not None}
    words = {span: each[1] for span, each in found.items() if each is not None}
    restated = [m.span("words") for m in _same(RESTATED, clean, draft)]
    is_counted = len(draft.rules) > 1 or any(rule.step is not None for rule in draft.rules)
    ends = [m.span("words") for m in _same(ENDED, clean, draft)] if is_counted else []
    rules = [_capped(clean, rule, caps=caps, words=words, points=points) for rule in draft.rules]
    cap = points if points in caps.values() or ends else None
    if cap is None and is_one and (shared := _shared(clean, draft)):
        cap, ends = shared[0], [*ends, shared[1]]
    return replace(draft, rules=rules, cap=cap, cap_words=(*words.values(), *restated, *ends))


def _shared(clean: str, draft: DraftComponent) -> tuple[Decimal, Span] | None:
    """Return what all rules of an item's one component may take together, where the words that
    close its scoring say so, and which they are."""
    found = list(SHARED.finditer(clean, draft.part.marker[1], draft.part.end))
    taking = [rule for rule in draft.rules if rule.kind.effect is Effect.DEDUCT]
    if len(found) != 1 or not taking or any(r.kind.effect is Effect.AWARD for r in draft.rules):
        return None
    cap, words = parse_number(found[0]["n"]), found[0].span("words")
    rest = clean[words[1] : draft.part.end]
    if cap is None or SCORING.search(rest) or any(rule.start > words[1] for rule in draft.rules):
        return None
    is_sure = max(rule.deduction for rule in taking) <= cap <= draft.part.points
    return (cap, words) if is_sure else None


def _same(pattern: re.Pattern[str], clean: str, draft: DraftComponent) -> Iterator[re.Match[str]]:
    """Yield what says again how much the component is worth, and no other figure."""
    for match in pattern.finditer(clean, draft.part.marker[1], draft.part.end):
        if parse_number(match["n"]) == draft.part.points:
            yield match


def _capped(
    clean: str,
    rule: DraftRule,
    *,
    caps: Mapping[Span, Decimal],
    words: Mapping[Span, Span],
    points: Decimal,
) -> DraftRule:
    """Return the rule with its cap; words that a comma joins to its clause belong to that."""
    span = (rule.start, rule.end)
    cap = caps.get(span)
    if cap is None:
        return rule
    start, end = words[span]
    is_joined = clean[start - 1] == "，"
    return replace(rule, cap=None if cap == points else cap, end=end if is_joined else rule.end)


def _figure(most: re.Match[str]) -> str:
    return most["n"] or most["full"] or most["limit"] or most["top"]


def cap_said(clause: str) -> Decimal | Literal["points"] | None:
    """Return the cap that a rule's own words state: a figure, or all the points; None for none."""
    clean = CleanText(clause).clean
    most = MOST.search(clean)
    if most is not None:
        return parse_number(_figure(most))
    whole = WHOLE.search(clean)
    return "points" if whole is not None and clean[whole.start()] == "，" else None


def _cap(
    clean: str, span: Span, draft: DraftComponent, *, is_one: bool
) -> tuple[Decimal, Span] | None:
    """Return what caps the rules of a clause (the component's points: all of it) and which
    words say so."""
    points, end = draft.part.points, draft.part.end
    if whole := WHOLE.match(clean, span[1], end):
        is_own = is_one or "项" not in whole["words"]
        is_counted = any(rule.step is not None for rule in draft.rules)
        return (points, whole.span("words")) if is_own and is_counted else None
    most = MOST.match(clean, span[1], end)
    own = [rule for rule in draft.rules if (rule.start, rule.end) == span]
    if most is None or len(own) > 1 or own[0].step is None or not is_alone(clean, span, draft):
        return None
    cap = parse_number(_figure(most))
    is_sure = cap is not None and own[0].deduction <= cap <= points
    return (cap, most.span("words")) if cap is not None and is_sure else None
