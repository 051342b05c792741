"""Points that are given beside others that are taken: what is sure of them.

按时报送得10分，每迟报1次扣1分 gives all there is and takes it away again, for the same thing: the
points stand at the bottom, and what is counted is taken from them (AWARD_BASE). Beside them,
有登记簿得3分，未答复一次扣2分 speaks of two things: whoever has the register earns its points, and
loses some of them for the other. Where neither is sure, what is taken is read and what is given is
left to a person. Where one sentence gives points for one thing and the next for another, what a
third takes belongs to neither.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assessment.engine.types import Effect, MeasureKind, RuleKind
from assessment.reader.meanings import DraftRule
from assessment.reader.patterns import AWARD, LESSER, SCORING
from assessment.reader.rules import DraftComponent


def with_sure_awards(clean: str, drafts: Sequence[DraftComponent]) -> tuple[DraftComponent, ...]:
    """Return the components without rules that may not mean what stands beside them."""
    is_parted = len(drafts) > 1 and all(d.part.marker[0] == d.part.marker[1] for d in drafts)
    return tuple(replace(draft, rules=_sure(clean, draft, is_parted=is_parted)) for draft in drafts)


def _sure(clean: str, draft: DraftComponent, *, is_parted: bool) -> list[DraftRule]:
    rules = draft.rules
    if is_parted:
        rules = [rule for rule in rules if _gives_in_sentence(clean, rule)]
    rules = _without_full(clean, draft, rules)
    rules = [_on_one_measure(clean, rule, rules) for rule in rules]
    awards = [r for r in rules if r.kind.effect is Effect.AWARD]
    given = {r.kind for r in awards} - {RuleKind.AWARD_BASE}
    taken = [r for r in rules if r.kind.effect is Effect.DEDUCT]
    waits = [
        r
        for r in awards
        if r.kind in given and _is_taken_unread(r, rules, clean=clean, draft=draft)
    ]
    rules = [r for r in rules if r not in waits]
    awards = [r for r in awards if r not in waits]
    if len(given) > 1 or (awards and given and taken):
        made = _beside(awards[0], taken, clean=clean, draft=draft) if len(awards) == 1 else None
        kept = [r for r in rules if r.kind not in given and r.kind is not RuleKind.SET_UNLESS]
        rules = kept if made is None else [made if r is awards[0] else r for r in rules]
    return rules


def _is_taken_unread(
    award: DraftRule, rules: Sequence[DraftRule], *, clean: str, draft: DraftComponent
) -> bool:
    """Tell whether the sentence goes on with a deduction that nothing read: of the same?"""
    ends = [at for stop in "。；" if (at := clean.find(stop, award.end, draft.part.end)) >= 0]
    hits = _TAKEN.finditer(clean, award.end, min(ends, default=draft.part.end))
    return not all(any(r.start <= h.start() < r.end for r in rules) for h in hits)


_TAKEN = re.compile("扣(?!完|[^，。；]{0,3}为止)")


# --- What gets all the points ---------------------------------------------------------------------


def _without_full(clean: str, draft: DraftComponent, rules: Sequence[DraftRule]) -> list[DraftRule]:
    """Return the rules without 及时报送的得满分, unless all others say what gets less.

    未及时报送的不得分, 否则不得分, 每逾期1天扣1分: what else costs points would cost none then.
    """
    full = next((r for r in rules if r.kind is RuleKind.SET_COMPONENT and r.deduction), None)
    if full is None:
        return list(rules)
    others = [rule for rule in rules if rule is not full]
    words = _FULL.sub("", clean[full.start : full.end])
    hits = SCORING.finditer(clean, draft.part.marker[1], draft.part.end)
    is_all_read = all(any(r.start <= h.start() < r.end for r in rules) for h in hits)
    if others and is_all_read and all(_is_less(clean, words, rule) for rule in others):
        return list(rules)
    return [rule for rule in others if rule.kind is not RuleKind.SET_UNLESS]


_FULL = re.compile("的?，?[得计记]满分$")
_SAYS_NOT = re.compile("[未没不无有的，]|不得分|[得计记]零?0?分")


def _is_less(clean: str, words: str, rule: DraftRule) -> bool:
    """Tell that a rule says what gets less than all that these words get."""
    clause = clean[rule.start : rule.end]
    if rule.kind.effect is Effect.DEDUCT:
        return _is_short_of(words, clause)
    if rule.kind is RuleKind.SET_UNLESS:
        return True
    is_none = rule.kind is RuleKind.SET_COMPONENT and not rule.deduction
    named = rule.measures[0].name
    return is_none and named != words and _SAYS_NOT.sub("", named) == _SAYS_NOT.sub("", words)


def _gives_in_sentence(clean: str, rule: DraftRule) -> bool:
    """Tell whether the sentence of a rule is one that gives points."""
    start = max(clean.rfind(stop, 0, rule.start) for stop in "。；") + 1
    ends = [at for stop in "。；" if (at := clean.find(stop, rule.end)) >= 0]
    return AWARD.search(clean, start, min(ends, default=len(clean))) is not None


def _on_one_measure(clean: str, rule: DraftRule, rules: Sequence[DraftRule]) -> DraftRule:
    """Let a base stand on the rate that is deducted from behind it: they are one figure."""
    if rule.kind is not RuleKind.AWARD_BASE:
        return rule
    behind = (
        r for r in rules if r.kind is RuleKind.RATE_BELOW and clean[rule.end : r.start] in "，；"
    )
    found = next(behind, None)
    is_one = found is not None and found.measures[0].target == rule.measures[0].target
    return replace(rule, measures=found.measures) if found is not None and is_one else rule


# --- An award beside what is taken ----------------------------------------------------------------

_COUNTED = (MeasureKind.COUNT, MeasureKind.QUANTITY, MeasureKind.RATE)


def _beside(
    award: DraftRule, taken: Sequence[DraftRule], *, clean: str, draft: DraftComponent
) -> DraftRule | None:
    """Return the award as it is meant beside what is taken, None where that is not sure."""
    is_whole = award.kind is RuleKind.AWARD_ONCE and award.deduction == draft.part.points
    if any(rule.kind is RuleKind.SET_UNLESS for rule in draft.rules):
        return None
    if not taken or not is_whole or any(rule.start < award.end for rule in taken):
        return None
    given = AWARD.sub("", clean[award.start : award.end])
    losses = [clean[rule.start : rule.end] for rule in taken]
    if LESSER.search(given) or re.search("[、，]?(?:但|除)", given):
        return None
    if all(_is_of_another(given, loss) for loss in losses):
        return award
    first = taken[0]
    is_next = clean[award.end : first.start] == "，"
    is_counted = len(first.measures) == 1 and first.measures[0].kind in _COUNTED
    if is_next and is_counted and first.step is not None and _is_short_of(given, losses[0]):
        return replace(award, kind=RuleKind.AWARD_BASE, measures=first.measures, asked=first.asked)
    return None


# That something is there; how good it is, or of how many, another word would say.
_IS_THERE = re.compile("(?:建?有|设有|配有|制定|建立|成立|编制|印发|出台|签订|设立)")
_HOW_GOOD = re.compile(
    "按[时期照]|及时|如期|准时|齐[全整备]|完[整备善]|健全|规范|准确|真实|到位|清[晰楚]|有效|有力|全[部面覆]|逐|均|都|各|每|所有"
    "|无|未|没|不|零|达|率|落实|实行|执行|\\d"
)
_DENIES = re.compile("[未无没缺不少漏]")
# 缺一项, 少一个: of several that the award names.
_ONE_OF = re.compile(r"[缺少漏](?:[一1]|每)?(?:[项个种份样件类]|$)")


def _is_of_another(given: str, loss: str) -> bool:
    """Tell 有登记簿得3分，未答复一次扣2分: whether there is one says nothing of the other."""
    if not _IS_THERE.match(given) or _HOW_GOOD.search(given):
        return False
    if _ONE_OF.search(loss) and re.search("[、和及与]", given):
        return False
    return not (_DENIES.search(loss) and (_shares_words(given, loss) or _IS_BARE.match(loss)))


_IS_BARE = re.compile(
    r"(?:未|没有?|不|无)(?:建立|制定|成立|编制|印发|出台|签订|设立|有|达标|落实|到位)?的?，?扣"
)

_TIMES = "每?(?:出现|发[现生]|有)?(?:[一1](?:个|[次项件处条份例起人户期]))?"
#: What is done well, and how alone it falls short of that; is_named: of what, the loss says too.
_DEGREES = (
    ("按[时期]|及时|如期|准时|规定时[限间]|限时", "(?:迟|逾|延|超[期时]|拖)", False),
    ("齐[全整备]|完[整备]|健全", "(?:缺|漏|少)", False),
    ("准确|无误", "[一-龥]{0,4}?(?:错|差错|误|不准)", False),
    ("规范", "[一-龥]{0,4}?不规范", False),
    ("真实", "[一-龥]{0,4}?(?:不真?实|虚假)", False),
    ("全部|逐|均|全覆盖|达标|到位", "(?:缺|漏|少)", False),
    ("全部|逐|均|全覆盖|达标|到位", "[一-龥]{0,8}?[未不]", True),
    ("^做好|^完成|^落实", "(?:缺|漏|少)", False),
)
_NONE_OF = re.compile("^(?:全年|年度内?|整年|当年|本年度?)?(?:未|无|没有|零)(?:发[生现]|出现)?")
_HAPPENED = re.compile(r"每?(?:发[生现]|出现|有)[一1](?:人次|批次|[次起例件处人批])，?扣")
_SEVERAL = re.compile(r"[、，和与且并]|及(?!时)|以[上下]|超过|\d")


def _is_short_of(given: str, loss: str) -> bool:
    """Tell that the loss is the one degree of what is given: 每迟报1次 of 按时报送."""
    given = given.replace("100%", "全部").rstrip("，")
    if _SEVERAL.search(given):
        return False
    if _NONE_OF.match(given):
        what = _NONE_OF.sub("", given).removesuffix("，").removesuffix("的")
        return len(what) > 1 and bool(what in loss or _HAPPENED.match(loss))
    if re.search("[未无没不](?!误)", given):
        return False
    if len(given) > 2 and re.match(f"{_TIMES}(?:未|不|没有){re.escape(given)}", loss):
        return True
    return any(
        re.search(well, given)
        and re.match(_TIMES + badly, loss)
        and (not is_named or _shares_words(given, loss))
        for well, badly, is_named in _DEGREES
    )


def _shares_words(one: str, other: str) -> bool:
    pairs = (one[at : at + 2] for at in range(len(one) - 1))
    return any(pair in other for pair in pairs if re.fullmatch("[一-龥]{2}", pair))
