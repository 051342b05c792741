"""What a rule does not hold for, where the words behind it say so: 每次扣1分，因灾延期的除外,
or 每次扣1分，经请假的不扣分.

Of one rule where it stands alone in its sentence, so that the words can speak of no other; of
all the rules of a sentence where the words close it and name an excuse that holds for whatever
is missed (经请假同意的除外). Only where what is recorded is an event, whose name then carries
the exception.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader.demands import Span
from assessment.reader.meanings import DraftRule
from assessment.reader.patterns import SCORING
from assessment.reader.rules import DraftComponent, by_clause, is_alone

_SAYS = r"[^，。；：（）]{2,40}(?:除外|不予?扣分)"
_BEHIND = re.compile(rf"(?:，(?P<words>{_SAYS})|（(?P<inner>{_SAYS})）)(?=[。；]|$)")
# 每季不超过2次的不扣分, 首次不扣分, 可不扣分: for how many, or whether, is another rule.
_HOW_MANY = re.compile(
    r"[\d首第每各均都再暂酌免两二三四五六七八九十]|一[次项起处个]|不超过|以[上下内外]|[达低高]于|多于|少于|情节|(?<!不)可(?!抗)"
)
_EVENTS = (RuleKind.NOT_DONE, RuleKind.PER_OCCURRENCE)
_EXCUSED = (*_EVENTS, RuleKind.SET_COMPONENT)
#: What excuses whatever was missed, at the end of a sentence.
_CLOSING = re.compile(
    r"[，；](?P<words>(?:(?!同一|以上|上述)[^，。；：（）扣])*(?:请假|因公|不可抗力|客观原因|批准|同意|报备|因病|身体原因)"
    r"[^，。；：（）扣]*除外)(?=。|$)"
)


def with_exceptions(clean: str, drafts: Sequence[DraftComponent]) -> tuple[DraftComponent, ...]:
    """Return the components, the words of an exception kept with the rule before them."""
    return tuple(
        replace(draft, rules=_closed(clean, draft) or _each_excepted(clean, draft))
        for draft in drafts
    )


def _closed(clean: str, draft: DraftComponent) -> list[DraftRule]:
    """Return the rules with an excuse that closes a sentence of several, [] if none does."""
    excused: dict[Span, re.Match[str]] = {}
    for found in _CLOSING.finditer(clean, draft.part.marker[1], draft.part.end):
        since = clean.rfind("。", 0, found.start()) + 1
        own = [rule for rule in draft.rules if since <= rule.start < found.start()]
        spans = sorted({(rule.start, rule.end) for rule in own})
        edges = [max(since, draft.part.marker[1]), *(end for _, end in spans)]
        gaps = zip(edges, [*(start for start, _ in spans), found.start()], strict=True)
        is_all_read = not any(clean[first:last].strip("，；、") for first, last in gaps)
        if len(spans) > 1 and is_all_read and all(map(_is_event, own)):
            excused |= {(r.start, r.end): found for r in own}
            last = spans[-1]
    if not excused:
        return []
    rules = []
    for rule in draft.rules:
        excuse = excused.get((rule.start, rule.end))
        end = excuse.end("words") if excuse and (rule.start, rule.end) == last else rule.end
        rules.append(replace(_without(rule, excuse["words"]), end=end) if excuse else rule)
    return rules


def _is_event(rule: DraftRule) -> bool:
    """Tell a rule of one event that can carry an exception in its name."""
    kinds = {measure.kind for measure in rule.measures}
    is_event = len(rule.measures) == 1 and kinds <= {MeasureKind.YES_NO, MeasureKind.COUNT}
    return is_event and rule.kind in _EXCUSED and not rule.condition and not rule.is_on_top


def _without(rule: DraftRule, words: str) -> DraftRule:
    name = f"{rule.measures[0].name}（{words}）"
    measure = replace(rule.measures[0], key=name, name=name)
    condition = "，".join(filter(None, (rule.condition, words)))
    return replace(rule, measures=(measure,), condition=condition)


def _each_excepted(clean: str, draft: DraftComponent) -> list[DraftRule]:
    own = by_clause(draft.rules)
    return [
        _excepted(clean, rule, draft) if len(own[rule.start, rule.end]) == 1 else rule
        for rule in draft.rules
    ]


def _excepted(clean: str, rule: DraftRule, draft: DraftComponent) -> DraftRule:
    found = _BEHIND.match(clean, rule.end, draft.part.end)
    span: Span = (rule.start, rule.end)
    if found is None or rule.kind not in _EVENTS:
        return rule
    words = found["words"] or found["inner"]
    measure = rule.measures[0]
    is_sure = words.endswith("除外") or not _HOW_MANY.search(words)
    said = re.sub("不予?扣分$", "", words)
    is_event = measure.kind in (MeasureKind.YES_NO, MeasureKind.COUNT)
    if not (is_event and is_sure) or SCORING.search(said) or not is_alone(clean, span, draft):
        return rule
    return replace(_without(rule, words), end=found.end())
