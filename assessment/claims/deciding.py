"""What an office decides of a claim: sent back, accepted, accepted in part, not; taken back."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from assessment.claims import permissions
from assessment.claims.actions import alike_to, locked_year, move, taken, write_event
from assessment.claims.rules import claimables_of
from assessment.claims.taking import cells_of, follow
from assessment.models import BonusClaim, ClaimState
from assessment.notices import claims as notices
from cities.substitutes.hands import acting_within
from lib.rounding import format_figure, format_points
from lib.site_words import said
from trust import log
from trust.refusals import Refused

GONE = said("申报所依据的加分条款在指标表里已不存在（指标表重新导入过）；请退回，由市州改报。")
#: What stands for «no claim of the same matter».
NOT_THE_SAME = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """amount: what is accepted, None for 不采纳. same: the number of the claim of the same
    matter, NOT_THE_SAME for none, None where the office did not say."""

    amount: Decimal | None
    reason: str
    same: int | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """left: what of it the cells do not say yet, in sentences."""

    claim: BonusClaim
    left: list[str]


@log.acting()
def return_claim(
    *, claim: BonusClaim, version: int, text: str, user, actor: log.Actor
) -> BonusClaim:
    """Send a claim back to its city for what is lacking. Raises Refused or Outdated."""
    claim, step = taken(claim, "return", version=version, user=user)
    actor = acting_within(actor, lambda who: step.who(who, claim))
    if not text.strip():
        raise Refused("退回须写明要补充什么；没有退回。")
    move(claim, step.target, user=user)
    write_event(claim, step.label, text, user=user, actor=actor)
    notices.tell_returned(claim, text, actor)
    log.write(actor, "退回加分申报", claim, reason=text)
    return claim


@log.acting()
def decide_claim(
    *, claim: BonusClaim, verdict: Verdict, version: int, user, actor: log.Actor
) -> Decided:
    """Accept, wholly or in part, or reject; the cells follow (assessment.claims.taking).

    Raises Refused, Outdated, or Conflict where somebody wrote the cell at the same moment. Of one
    matter only the highest counts: whether it is one is to be said wherever it looks so.
    """
    locked_year(claim.year)
    name = "reject" if verdict.amount is None else "accept"
    before = cells_of(claim.year, claim.city_id)
    claim, step = taken(claim, name, version=version, user=user)
    actor = acting_within(actor, lambda who: step.who(who, claim))
    if why := permissions.why_not_the_one_to_decide(user, claim):
        raise Refused(f"{why}没有决定。")
    if not verdict.reason.strip():
        raise Refused("请写明采纳或不采纳的理由；没有决定。")
    _settle_matter(claim, verdict)
    state = _accept(claim, verdict)
    claim.decided_by, claim.decided_as, claim.decided_at = user, actor.standing[:80], timezone.now()
    fields = ["taken", "taken_points", "decided_by", "decided_as", "decided_at", "same_as"]
    move(claim, state, fields, user=user)
    write_event(claim, state.label, verdict.reason, user=user, actor=actor)
    left = follow(before, claim, user=user, actor=actor)
    notices.tell_decided(claim, verdict.reason, actor)
    log.write(actor, f"加分申报{state.label}", claim, after=_told(claim), reason=verdict.reason)
    return Decided(claim, left)


@log.acting()
def reopen_claim(*, claim: BonusClaim, version: int, text: str, user, actor: log.Actor) -> Decided:
    """Take a decision back, so that it can be decided anew; the cells follow. Raises Refused,
    Outdated or Conflict."""
    locked_year(claim.year)
    before = cells_of(claim.year, claim.city_id)
    claim, step = taken(claim, "reopen", version=version, user=user)
    if not text.strip():
        raise Refused("撤回决定须写明理由；没有撤回。")
    was = _told(claim)
    claim.taken = claim.taken_points = claim.decided_by = claim.decided_at = None
    claim.decided_as = ""
    fields = ["taken", "taken_points", "decided_by", "decided_as", "decided_at"]
    move(claim, step.target, fields, user=user)
    write_event(claim, step.label, text, user=user, actor=actor)
    left = follow(before, claim, user=user, actor=actor)
    notices.tell_reopened(claim, text, actor)
    log.write(actor, "撤回加分决定", claim, before=was, reason=text)
    return Decided(claim, left)


def _accept(claim: BonusClaim, verdict: Verdict) -> ClaimState:
    """Set what is accepted; return the state that it makes. Seven queries, none for 不采纳."""
    if verdict.amount is None:
        return ClaimState.REJECTED
    found = {each.code: each for each in claimables_of(claim.year, claim.city_id)}
    claimable = found.get(claim.code)
    if claimable is None:
        raise Refused(f"{GONE}没有决定。")
    if why := claimable.why_not(verdict.amount):
        raise Refused(f"{why}；没有决定。")
    claim.taken, claim.taken_points = verdict.amount, claimable.points(verdict.amount)
    if claim.taken_points > claimable.points(claim.amount):
        raise Refused(
            f"采纳的加分 {format_points(claim.taken_points)} 分多于申报的 "
            f"{format_points(claim.points)} 分；没有决定。"
        )
    return ClaimState.ACCEPTED if verdict.amount == claim.amount else ClaimState.PARTLY


def _settle_matter(claim: BonusClaim, verdict: Verdict) -> None:
    """Set of which matter it is. Two queries at most."""
    others = {other.number: other for other in alike_to(claim)}
    if verdict.same is None:
        if others and claim.same_as_id is None and verdict.amount is not None:
            names = "、".join(f"第 {number} 号" for number in others)
            raise Refused(f"与{names}像是同一事项，请选明是否同一事项；没有决定。")
        return
    if verdict.same == NOT_THE_SAME:
        claim.same_as = None
        return
    rows = BonusClaim.objects.standing().filter(year=claim.year_id, city=claim.city_id)
    other = rows.exclude(pk=claim.pk).filter(number=verdict.same).first()
    if other is None:
        raise Refused("所选的同一事项已撤回或不采纳，请重新选择；没有决定。")
    claim.same_as = other


def _told(claim: BonusClaim) -> dict:
    told = {"状态": claim.get_state_display()}
    if claim.taken is not None:
        told["采纳数"] = format_figure(claim.taken)
        told["采纳加分"] = format_points(claim.taken_points)
    if claim.same_as_id:
        told["同一事项"] = f"第 {claim.same_as.number} 号"
    return told
