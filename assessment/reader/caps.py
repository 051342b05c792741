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
from assessment.reader.components import skip_punctuation
from assessment.reader.demands import Span
from assessment.reader.meanings import DraftRule
from assessment.reader.patterns import AWARD, SCORING
from assessment.reader.rules import DraftComponent, by_clause, is_alone
from lib.written_numbers import NUMBER, parse_number

_OWN = r"(?:[该本此]项(?:目|指标)?(?:标准)?(?:分[值数]?|得分)?|[该本此]要点(?:分[值数]?)?)"
_ENDS = r"(?=[，。；]|$)"
_ALL = (
    rf"(?:直[到至])?扣[完光](?:{_OWN}|分[值数]?|所有分[值数]?)?(?:为止)?"
    rf"|直?至{_OWN}?(?:扣完|为[0零]分?)(?:为止)?"
)
#: Behind a comma or a stop, up to the next.
WHOLE = re.compile(rf"[，。；](?P<words>{_ALL}){_ENDS}")
MOST = re.compile(
    rf"，(?P<words>(?:(?:最[高多]|至多|累计|合计|共计|总计)(?:最[高多]|至多)?(?:不超过|可?(?P<verb>[扣加得计记]))?(?P<n>{NUMBER})分"
    rf"|(?P<own>[扣加得])分(?:累计|合计)?(?:最[高多])?不(?:得)?超过(?P<over>{NUMBER})分"
    rf"|扣[完满](?P<full>{NUMBER})分|以(?P<limit>{NUMBER})分(?=为限)|(?P<top>{NUMBER})分(?=封顶))"
    rf"(?:为止|为限|封顶)?(?:，(?:{_ALL}))?){_ENDS}"
)
RESTATED = re.compile(
    rf"(?:^|[，。；])(?P<words>(?:[该本此]项(?:目|指标)?)?(?:满分|总分)为?(?P<n>{NUMBER})分){_ENDS}"
)
#: At the head of what is scored: 得3分，漏接一次扣2分.
GIVEN_WHOLE = re.compile(rf"(?P<words>得(?P<n>{NUMBER})分)，")
#: A sentence of its own, of all that the component may lose.
ENDED = re.compile(
    rf"[。；](?P<words>(?:共计|合计|总计|累计)(?P<n>{NUMBER})分，(?:{_ALL}))(?=[。；]|$)"
)


# All that the component may lose, in a sentence of its own: 本项最多扣10分, 以上扣分累计不超过6分.
_SAYS_ALL = (
    r"(?:[该本此]项(?:目|指标|工作|内容)?|(?:以上|上述)(?:各项|几项|各条|所有)?)(?:考核)?(?:扣分)?"
)
_AT_MOST = rf"(?:最[高多]|至多)(?:不超过|可?扣分?)?(?P<n1>{NUMBER})分(?:为止|为限|封顶)?"
_IN_ALL = (
    r"(?:(?:累计|合计|总计|共计|总)扣分?|扣分(?:累计|合计|总计|总[和数])?|累计|合计|总计)?"
    rf"(?:最[高多]|至多)?不(?:得)?超过(?P<n2>{NUMBER})分"
)
OVERALL = re.compile(
    rf"[。；](?P<words>(?P<all>{_SAYS_ALL})?(?:累计|合计|总计|共计|总共)?"
    rf"(?:{_AT_MOST}|{_IN_ALL}|扣完(?P<n3>{NUMBER})分(?:为止|为限)?"
    rf"|扣?分?以(?P<n4>{NUMBER})分(?:为限|封顶)))(?=[。；]|$)"
)
#: The same of what is given: 最高加5分, behind a stop.
GIVEN_MOST = re.compile(
    rf"[。；](?P<words>(?:[该本此]项)?(?:累计|合计)?(?:最[高多]|至多)(?:不超过|可?(?P<verb>[加得计记])分?)"
    rf"(?P<n>{NUMBER})分(?:为止|为限|封顶)?)(?=[。；]|$)"
)


def with_caps(clean: str, drafts: Sequence[DraftComponent]) -> tuple[DraftComponent, ...]:
    """Return the components with the caps that follow their rules."""
    is_one = len(drafts) == 1  # of its item, so that 本项 means it
    return tuple(_component(clean, draft, is_one=is_one) for draft in drafts)


def _component(clean: str, draft: DraftComponent, *, is_one: bool) -> DraftComponent:
    points = draft.part.points
    clauses = sorted(by_clause(draft.rules).items())
    found = {span: _cap(clean, own, draft, is_one=is_one) for span, own in clauses}
    found |= _ends_of_one(clean, draft, found) | _ends_of_given(clean, draft)
    caps = {span: each[0] for span, each in found.items() if each is not None}
    words = {span: each[1] for span, each in found.items() if each is not None}
    restated = [m.span("words") for m in _same(RESTATED, clean, draft)]
    restated += _worth_again(clean, draft) if is_one else []
    is_counted = len(draft.rules) > 1 or any(rule.step is not None for rule in draft.rules)
    ends = [m.span("words") for m in _same(ENDED, clean, draft)] if is_counted else []
    overall = _overall(clean, draft, is_one=is_one) if is_counted else None
    takes = {(r.start, r.end) for r in draft.rules if r.kind.effect is Effect.DEDUCT}
    is_whole = any(caps.get(span) == points for span in takes) or bool(ends)
    return replace(
        draft,
        rules=[_capped(clean, rule, caps=caps, words=words, points=points) for rule in draft.rules],
        cap=overall[0] if overall else points if is_whole else None,
        cap_words=(*words.values(), *restated, *ends, *((overall[1],) if overall else ())),
    )


def _overall(clean: str, draft: DraftComponent, *, is_one: bool) -> tuple[Decimal, Span] | None:
    """Return what all of a component may lose, where one sentence says so at its end."""
    taken = [rule for rule in draft.rules if rule.kind.effect is Effect.DEDUCT]
    found = list(OVERALL.finditer(clean, draft.part.marker[1], draft.part.end))
    if len(found) != 1 or not taken or not is_one:
        return None
    [most] = found
    cap = parse_number(most["n1"] or most["n2"] or most["n3"] or most["n4"])
    others = {r.kind.effect for r in draft.rules} & {Effect.BONUS, Effect.AWARD}
    if cap is None or cap > draft.part.points or ("扣" not in most["words"] and others):
        return None
    if SCORING.search(clean, most.end(), draft.part.end):
        return None  # of those before it, or of those behind it too?
    is_said = most["all"] or len({(rule.start, rule.end) for rule in taken}) == 1
    is_less = cap < max(rule.deduction for rule in taken)
    if is_less or not (is_said or cap == draft.part.points):
        return None
    return cap, most.span("words")


def _ends_of_one(
    clean: str, draft: DraftComponent, found: Mapping[Span, tuple[Decimal, Span] | None]
) -> dict[Span, tuple[Decimal, Span]]:
    """Return the cap that a sentence gives the rule before it, where every other rule has one and
    they make up the points: …，共计6分。…。共计6分，扣完为止."""
    rows = list(ENDED.finditer(clean, draft.part.marker[1], draft.part.end))
    if len(rows) != 1 or len(found) != len(draft.rules) or len(found) < 2:
        return {}
    own = [span for span in found if span[1] == rows[0].start()]
    others = [cap[0] for span, cap in found.items() if cap is not None and span not in own]
    cap = parse_number(rows[0]["n"])
    is_sum = cap is not None and sum(others, cap) == draft.part.points
    if cap is None or len(own) != 1 or len(others) != len(found) - 1 or not is_sum:
        return {}
    return {own[0]: (cap, rows[0].span("words"))}


_GIVES = {"加": Effect.BONUS, "得": Effect.AWARD, "计": Effect.AWARD, "记": Effect.AWARD}


def _ends_of_given(clean: str, draft: DraftComponent) -> dict[Span, tuple[Decimal, Span]]:
    """Return the cap that a sentence gives the one rule that adds points, or that gives them."""
    rows = list(GIVEN_MOST.finditer(clean, draft.part.marker[1], draft.part.end))
    if len(rows) != 1:
        return {}
    [most] = rows
    effect = _GIVES.get(most["verb"] or "")
    own = [rule for rule in draft.rules if rule.kind.effect is effect]
    scoring = clean[draft.part.marker[1] : draft.part.end].replace(most["words"], "")
    is_alone = len(re.findall(rf"[{_VERBS[effect]}]{NUMBER}分", scoring)) == 1 if effect else False
    cap = parse_number(most["n"])
    if cap is None or not is_alone or len(own) != 1 or not _may_cap(own[0], cap, draft):
        return {}
    return {(own[0].start, own[0].end): (cap, most.span("words"))}


_VERBS = {Effect.BONUS: "加", Effect.AWARD: "得计记"}


def _may_cap(rule: DraftRule, cap: Decimal, draft: DraftComponent) -> bool:
    """Tell whether a figure can be the most of a rule: bonus lies beyond the points."""
    is_within = rule.kind.effect is Effect.BONUS or cap <= draft.part.points
    return rule.step is not None and rule.deduction <= cap and is_within


def _same(pattern: re.Pattern[str], clean: str, draft: DraftComponent) -> Iterator[re.Match[str]]:
    """Yield what says again how much the component is worth, and no other figure."""
    for match in pattern.finditer(clean, draft.part.marker[1], draft.part.end):
        if parse_number(match["n"]) == draft.part.points:
            yield match


def _worth_again(clean: str, draft: DraftComponent) -> list[Span]:
    """Return 得3分 that only says what the component is worth, as 计3分 does: all its points, for
    nothing that stands before it, and taken away again by the very next clause."""
    part = draft.part
    first = skip_punctuation(clean, part.marker[1])
    given = GIVEN_WHOLE.match(clean, first, part.end)
    if given is None or (first and clean[first - 1] != "。"):
        return []
    others = AWARD.search(clean, given.end(), part.end) or SCORING.search(clean, part.start, first)
    is_taken = any(
        rule.start == given.end() and rule.kind.effect is Effect.DEDUCT for rule in draft.rules
    )
    is_whole = parse_number(given["n"]) == part.points
    return [given.span("words")] if is_whole and is_taken and not others else []


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
    is_all = cap == points and rule.kind.effect is Effect.DEDUCT
    return replace(rule, cap=None if is_all else cap, end=end if is_joined else rule.end)


def _figure(most: re.Match[str]) -> str:
    return most["n"] or most["full"] or most["limit"] or most["top"] or most["over"]


def cap_said(clause: str) -> Decimal | Literal["points"] | None:
    """Return the cap that a rule's own words state: a figure, or all the points; None for none."""
    clean = CleanText(clause).clean
    most = MOST.search(clean)
    if most is not None:
        return parse_number(_figure(most))
    whole = WHOLE.search(clean)
    return "points" if whole is not None and clean[whole.start()] == "，" else None


def _cap(
    clean: str, own: Sequence[DraftRule], draft: DraftComponent, *, is_one: bool
) -> tuple[Decimal, Span] | None:
    """Return what caps the rules of one clause (the component's points: all of it) and which
    words say so."""
    points, end = draft.part.points, draft.part.end
    span = (own[0].start, own[0].end)
    if whole := WHOLE.match(clean, span[1], end):
        is_own = is_one or "项" not in whole["words"]
        is_counted = any(rule.step is not None for rule in draft.rules)
        return (points, whole.span("words")) if is_own and is_counted else None
    most = MOST.match(clean, span[1], end)
    if most is None or len(own) > 1 or own[0].step is None or not is_alone(clean, span, draft):
        return None
    cap = parse_number(_figure(most))
    verb = most["verb"] or most["own"]
    is_of_it = verb is None or own[0].kind.effect is _GIVES.get(verb, Effect.DEDUCT)
    is_sure = cap is not None and is_of_it and _may_cap(own[0], cap, draft)
    return (cap, most.span("words")) if cap is not None and is_sure else None
