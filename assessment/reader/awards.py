"""Points that are given beside others that are taken: what is sure of them.

按时报送得10分，每迟报1次扣1分 gives all there is and takes it away again for the same thing;
有登记簿得3分，未答复一次扣2分 speaks of two. Which is meant no pattern can tell, so what is
taken is read and what is given is left to a person. Where one sentence gives points for one
thing and the next for another, what a third takes belongs to neither.
"""

from collections.abc import Sequence
from dataclasses import replace

from assessment.engine.types import Effect, RuleKind
from assessment.reader.meanings import DraftRule
from assessment.reader.patterns import AWARD
from assessment.reader.rules import DraftComponent


def with_sure_awards(clean: str, drafts: Sequence[DraftComponent]) -> tuple[DraftComponent, ...]:
    """Return the components without rules that may not mean what stands beside them."""
    is_parted = len(drafts) > 1 and all(d.part.marker[0] == d.part.marker[1] for d in drafts)
    return tuple(replace(draft, rules=_sure(clean, draft, is_parted=is_parted)) for draft in drafts)


def _sure(clean: str, draft: DraftComponent, *, is_parted: bool) -> list[DraftRule]:
    rules = draft.rules
    if is_parted:
        rules = [rule for rule in rules if _gives_in_sentence(clean, rule)]
    given = {r.kind for r in rules if r.kind.effect is Effect.AWARD} - {RuleKind.AWARD_BASE}
    if len(given) > 1 or (given and any(r.kind.effect is Effect.DEDUCT for r in rules)):
        rules = [r for r in rules if r.kind not in given and r.kind is not RuleKind.SET_UNLESS]
    return rules


def _gives_in_sentence(clean: str, rule: DraftRule) -> bool:
    """Tell whether the sentence of a rule is one that gives points."""
    start = max(clean.rfind(stop, 0, rule.start) for stop in "。；") + 1
    ends = [at for stop in "。；" if (at := clean.find(stop, rule.end)) >= 0]
    return AWARD.search(clean, start, min(ends, default=len(clean))) is not None
