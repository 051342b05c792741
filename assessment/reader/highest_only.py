"""What is added or earned for each, and the same matter only once: 同一事项就高计分，不重复加分.

Which of two counts the records must say, so the names of what is counted carry the words. Only
where they can speak of nothing else: all that the component gives stands before them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assessment.engine.types import Effect, RuleKind
from assessment.reader.meanings import DraftRule
from assessment.reader.rules import DraftComponent
from lib.written_numbers import NUMBER

_POINTS = "(?:加分|计分|得分|记分|计算|奖励)?"
_NOT_TWICE = rf"不(?:得|予|再)?(?:重复|累计|累加|叠加){_POINTS}"
_HIGHEST = (
    r"(?:(?:只|均|仅)?(?:按|取|以|就)?(?:照)?(?:其)?(?:就高不就低|就高|从高|最高)"
    rf"(?:分|分值|级别|层级|等次|奖项|一项|一次|项|原则)?(?:进行)?{_POINTS})"
)
_SAID = re.compile(
    r"[，。；](?P<words>(?:对?同[一类][一-龥]{1,10}?)(?:[一-龥、]{0,8}?的?，?)"
    rf"(?:{_HIGHEST}(?:，?{_NOT_TWICE})?|{_NOT_TWICE}))(?=[。；]|，最[高多]|$)"
)
# Of failings, or of who or when: 同一问题, 同一单位, 同一季度.
_OTHERS = re.compile(
    "[扣罚]|问题|事故|情形|违|案件|隐患|单位|部门|科室|[县市区乡镇村人]不|[年季月周日]"
)


def with_highest_only(clean: str, drafts: Sequence[DraftComponent]) -> tuple[DraftComponent, ...]:
    """Return the components, such words kept with the rules that they speak of."""
    return tuple(replace(draft, rules=_kept(clean, draft)) for draft in drafts)


def _kept(clean: str, draft: DraftComponent) -> list[DraftRule]:
    own = [rule for rule in draft.rules if _is_given(rule)]
    found = _SAID.match(clean, own[-1].end, draft.part.end) if own else None
    if found is None or _OTHERS.search(found["words"]) or any(rule.condition for rule in own):
        return draft.rules
    is_of_bonus = "加分" in found["words"]
    others = [rule for rule in draft.rules if rule not in own]
    if any(r.kind.effect is not Effect.DEDUCT or not is_of_bonus for r in others):
        return draft.rules
    if is_of_bonus and any(r.kind.effect is Effect.AWARD for r in own):
        return draft.rules
    if not _holds_all(clean, draft, own):
        return draft.rules
    last = (own[-1].start, own[-1].end)
    return [
        _named(rule, found, is_last=(rule.start, rule.end) == last) if rule in own else rule
        for rule in draft.rules
    ]


def _is_given(rule: DraftRule) -> bool:
    return rule.kind.effect is Effect.BONUS or rule.kind is RuleKind.AWARD_EACH


def _holds_all(clean: str, draft: DraftComponent, own: Sequence[DraftRule]) -> bool:
    """Tell whether every figure that is added or earned there belongs to one of the rules."""
    spans = {(rule.start, rule.end) for rule in own}
    within = 0
    hits = list(_GIVEN.finditer(clean, draft.part.marker[1], draft.part.end))
    for start, end in spans:
        within += len(_GIVEN.findall(clean, start, end))
    return within == len(hits)


_GIVEN = re.compile(rf"(?<!最[高多])(?<!至多)[加得计记]{NUMBER}分")


def _named(rule: DraftRule, found: re.Match[str], *, is_last: bool) -> DraftRule:
    words = found["words"].replace("，", "、")
    [measure] = rule.measures
    name = f"{measure.name}（{words}）"
    named = replace(measure, key=name, name=name)
    end = found.end() if is_last else rule.end
    return replace(rule, measures=(named,), end=end, condition=found["words"])
