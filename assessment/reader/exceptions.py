"""What a rule does not hold for, where the words behind it say so: 每次扣1分，因灾延期的除外,
or 每次扣1分，经请假的不扣分.

Only where the rule stands alone in its sentence, so that the words can speak of no other, and
where what is recorded is an event, whose name then carries the exception.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader.demands import Span
from assessment.reader.meanings import DraftRule
from assessment.reader.patterns import SCORING
from assessment.reader.rules import DraftComponent, is_alone

_SAYS = r"[^，。；：（）]{2,40}(?:除外|不予?扣分)"
_BEHIND = re.compile(rf"(?:，(?P<words>{_SAYS})|（(?P<inner>{_SAYS})）)(?=[。；]|$)")
# 每季不超过2次的不扣分, 首次不扣分, 可不扣分: for how many, or whether, is another rule.
_HOW_MANY = re.compile(
    r"[\d首第每各均都再暂酌免两二三四五六七八九十]|一[次项起处个]|不超过|以[上下内外]|[达低高]于|多于|少于|情节|(?<!不)可(?!抗)"
)
_EVENTS = (RuleKind.NOT_DONE, RuleKind.PER_OCCURRENCE)


def with_exceptions(clean: str, drafts: Sequence[DraftComponent]) -> tuple[DraftComponent, ...]:
    """Return the components, the words of an exception kept with the rule before them."""
    return tuple(
        replace(draft, rules=[_excepted(clean, rule, draft) for rule in draft.rules])
        for draft in drafts
    )


def _excepted(clean: str, rule: DraftRule, draft: DraftComponent) -> DraftRule:
    found = _BEHIND.match(clean, rule.end, draft.part.end)
    span: Span = (rule.start, rule.end)
    own = [other for other in draft.rules if (other.start, other.end) == span]
    if found is None or len(own) > 1 or rule.kind not in _EVENTS or rule.condition:
        return rule
    words = found["words"] or found["inner"]
    measure = rule.measures[0]
    is_sure = words.endswith("除外") or not _HOW_MANY.search(words)
    said = re.sub("不予?扣分$", "", words)
    is_event = measure.kind in (MeasureKind.YES_NO, MeasureKind.COUNT)
    if not (is_event and is_sure) or SCORING.search(said) or not is_alone(clean, span, draft):
        return rule
    name = f"{measure.name}（{words}）"
    named = replace(measure, key=name, name=name)
    return replace(rule, measures=(named,), end=found.end(), condition=words)
