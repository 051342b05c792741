"""Steps that two persons take: one proposes, another confirms or declines."""

from collections.abc import Mapping

from django.db.models import Count, Q, Sum
from django.utils import timezone

from assessment import permissions, states
from assessment.flow import changes, moving
from assessment.flow.changes import ProposedChange
from assessment.flow.signing import name_of
from assessment.models import (
    CityTable,
    Consequences,
    ObjectionWindow,
    Policy,
    Result,
    StepProposal,
    Year,
)
from assessment.models.steps import LONGEST_STEP_REASON
from assessment.notices.steps import (
    tell_changed,
    tell_declined,
    tell_proposed,
    tell_withdrawn,
)
from cities.models import Account, Membership, Role, Substitution
from cities.substitutes.hands import acting_for, acting_within, hand, is_own
from trust import log
from trust.refusals import Refused

NOTHING = "没有做任何改动。"


def open_proposal(year: Year) -> StepProposal | None:
    """Return the proposal that waits for its second person. One query."""
    waiting = StepProposal.objects.filter(
        year=year, moved_at=None, declined_at=None, withdrawn_at=None
    )
    return waiting.select_related("proposed_by").first()


def second_persons(user) -> int:
    """Return how many other accounts of the assessment office there are, without who is one
    person with this one (代办). One query."""
    held = Membership.objects.in_force().filter(role=Role.ASSESSMENT_OFFICE)
    accounts = Account.objects.filter(is_active=True, pk__in=held.values("account"))
    apart = Substitution.objects.in_force()
    ones = apart.filter(absent=user).values("substitute"), apart.filter(substitute=user)
    return accounts.exclude(
        Q(pk=user.pk) | Q(pk__in=ones[0]) | Q(pk__in=ones[1].values("absent"))
    ).count()


def standing_of(year: Year) -> dict[str, list]:
    """Return what a year's scores rest on, as versions: another wherever anything moved. Four
    queries."""
    policy = Policy.objects.filter(year=year).values_list("version", flat=True).first()
    results = Result.objects.for_year(year.number).aggregate(
        Count("pk"), Sum("version"), Sum("confirmed_version")
    )
    tables = CityTable.objects.filter(year=year).aggregate(Count("pk"), Sum("version"))
    entailed = Consequences.objects.filter(year=year).values_list("version", flat=True).first()
    return {
        "阶段和日期": [year.version],
        "计分口径": [policy],
        "采集结果": list(results.values()),
        "指标表": list(tables.values()),
        "结果运用": [entailed],
    }


def _standing_for(year: Year, change: ProposedChange | None) -> dict[str, list]:
    """Return what a proposal rests on: a window on itself alone, for objections go on meanwhile."""
    if change is None or change.what != changes.WINDOW:
        return standing_of(year)
    window = ObjectionWindow.objects.filter(year=year).values_list("version", flat=True).first()
    return {"阶段和日期": [year.version], "申诉期": [window]}


def moved_since(proposal: StepProposal, year: Year) -> list[str]:
    """Return what is another than when it was proposed, in words. Four queries."""
    now = _standing_for(year, changes.change_of(proposal))
    return [what for what, told in proposal.standing.items() if now.get(what) != told]


@log.acting()
def propose_step(
    *,
    year: Year,
    to: str,
    user,
    actor: log.Actor,
    reason: str = "",
    version: int | None = None,
    excuses: Mapping[str, str] | None = None,
    details: Mapping[str, str] | None = None,
) -> StepProposal:
    """Propose a step; the year stays where it is. Arguments as of move_year. Raises Refused."""
    year, step = moving.asked_step(year, to, user, version=version)
    if not step.by_two:
        raise Refused(f"“{step.said}”不须提议，请直接办理；{NOTHING}")
    _check_none_waits(year)
    asked = moving.checked(year, step, reason=reason, excuses=excuses, details=details)
    actor = acting_within(actor, permissions.can_set_up)
    proposal = moving.new_step(year, step, asked, user=user, actor=actor)
    proposal.standing = standing_of(year)
    proposal.save()
    tell_proposed(proposal, step.said, actor)
    log.write(
        actor, f"提议{step.label}", proposal, reason=proposal.reason, after=moving.told_of(proposal)
    )
    return proposal


@log.acting()
def propose_change(
    *, year: Year, change: ProposedChange, reason: str, user, actor: log.Actor
) -> StepProposal:
    """Propose to change something of the locked year, which stays where it is. Raises Refused.

    That it is sound, and whose it is to propose, is the caller's to know.
    """
    _check_none_waits(year)
    actor = acting_within(actor, permissions.can_set_up)
    proposal = StepProposal(
        year=year,
        source=year.state,
        target=year.state,
        reason=reason[:LONGEST_STEP_REASON],
        change=change.kept(),
        standing=_standing_for(year, change),
        proposed_by=user,
        proposed_as=name_of(actor),
    )
    proposal.save()
    label = changes.LABELS[change.what]
    tell_proposed(proposal, label, actor)
    log.write(
        actor, f"提议{label}", proposal, label=f"{year}{label}", reason=proposal.reason,
        before=change.before, after=change.after,
    )  # fmt: skip
    return proposal


def _check_none_waits(year: Year) -> None:
    if (waiting := open_proposal(year)) is not None:
        raise Refused(
            f"{waiting.proposed_as}已提议“{label_of(waiting)}”，还没有答复；"
            f"请先确认、不同意，或由提议人撤回。{NOTHING}"
        )


@log.acting()
def confirm_step(*, proposal_id: int, user, actor: log.Actor) -> Year:
    """Let a proposal take effect. Raises Refused: not by whoever proposed it, and not once
    anything moved since."""
    proposal, year = _waiting(proposal_id, user)
    if by := _proposer(user, proposal):
        raise Refused(f"“{label_of(proposal)}”是{by}提议的，须由考核办的另一个账号确认；没有办理。")
    change = changes.change_of(proposal)
    step = None if change else states.transition(year.state, proposal.target)
    moved = moved_since(proposal, year)
    if not (step or change) or proposal.source != year.state or moved:
        raise Refused(
            f"提议以后，{'、'.join(moved) or '阶段'}又有变动，不能照原来的提议确认；"
            "请核对后由提议人撤回，或选“不同意”，再重新提议。"
        )
    if step and (obstacles := [lack.text for lack in step.guard(year) if lack.blocks]):
        raise Refused("".join(obstacles))
    actor = acting_within(actor, permissions.can_set_up)
    proposal.confirmed_by, proposal.confirmed_as = user, name_of(actor)
    proposal.confirmed_at = timezone.now()
    if change:
        return _change(year, proposal, change, user=user, actor=actor)
    assert step is not None  # noqa: S101 -- one of the two is there
    return moving.take(year, step, proposal, user=user, actor=actor)


def _change(
    year: Year, proposal: StepProposal, change: ProposedChange, *, user, actor: log.Actor
) -> Year:
    """Carry out a change that was agreed to; the year is another version, so that its course
    tells it."""
    row = changes.carry_out(year, change, user)
    year.version += 1
    year._history_user = user
    year.save(update_fields=["version"])
    proposal.moved_at, proposal.moved_version = timezone.now(), year.version
    proposal.save()
    tell_changed(year, proposal, change.differences, actor=actor)
    log.write(
        actor,
        changes.ACTIONS[change.what],
        row,
        reason=proposal.reason,
        before=change.before,
        after=change.after | {"提议人": proposal.proposed_as},
    )
    return year


@log.acting()
def decline_step(*, proposal_id: int, reason: str, user, actor: log.Actor) -> StepProposal:
    """Say no, with a reason. Raises Refused."""
    proposal, _ = _waiting(proposal_id, user)
    if _proposer(user, proposal):
        raise Refused("自己提议的请按“撤回提议”；没有办理。")
    reason = reason.strip()[:LONGEST_STEP_REASON]
    if not reason:
        raise Refused("不同意须写明理由；没有办理。")
    actor = acting_within(actor, permissions.can_set_up)
    proposal.declined_by, proposal.declined_as = user, name_of(actor)
    proposal.declined_at, proposal.answer = timezone.now(), reason
    proposal.save()
    tell_declined(proposal, actor)
    log.write(actor, f"不同意{label_of(proposal)}", proposal, reason=reason)
    return proposal


@log.acting()
def withdraw_step(*, proposal_id: int, user, actor: log.Actor) -> StepProposal:
    """Take one's own proposal back, or as a substitute that of who is away. Raises Refused."""
    proposal, _ = _waiting(proposal_id, user)
    if not is_own(user, proposal.proposed_by_id):
        raise Refused(f"“{label_of(proposal)}”由{proposal.proposed_as}提议，只能由本人撤回。")
    actor = acting_for(actor, proposal.proposed_by)
    proposal.withdrawn_at = timezone.now()
    proposal.save()
    tell_withdrawn(proposal, label_of(proposal), actor)
    log.write(actor, f"撤回提议{label_of(proposal)}", proposal)
    return proposal


def _waiting(proposal_id: int, user) -> tuple[StepProposal, Year]:
    """Return an open proposal and its year, the year locked first. Raises Refused."""
    permissions.check_can_set_up(user)
    years = Year.objects.select_for_update(of=("self",), no_key=True)
    year = years.filter(step_proposals=proposal_id).first()
    if year is None:
        raise Refused(f"这项提议已不存在；{NOTHING}")
    proposal = year.step_proposals.select_for_update(of=("self",)).get(pk=proposal_id)
    if proposal.moved_at or proposal.declined_at or proposal.withdrawn_at:
        raise Refused(f"“{label_of(proposal)}”的提议已经办结；{NOTHING}请刷新页面。")
    return proposal, year


def _proposer(user, proposal: StepProposal) -> str:
    """Return how to name who proposed it where that counts as this person, else ""."""
    return hand(user, proposal.proposed_by_id, at=proposal.proposed_at)


def label_of(proposal: StepProposal) -> str:
    """Return what is proposed, in words."""
    if proposal.change:
        return changes.LABELS[proposal.change["what"]]
    step = states.transition(proposal.source, proposal.target)
    return step.said if step else str(proposal.to_stage)
