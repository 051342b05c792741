"""What every step of a year goes through, taken at once or confirmed by a second person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone

from assessment import permissions, states
from assessment.flow.signing import name_of
from assessment.frozen.actions import Decision, freeze
from assessment.jobs import lay_out_ahead
from assessment.models import StepProposal, Year, YearState
from assessment.models.steps import LONGEST_STEP_REASON
from assessment.notices.steps import tell_moved
from assessment.publishing.actions import publish
from assessment.querysets import RELEASED_STATES
from trust import log
from trust.refusals import Refused
from trust.versions import check_version

#: Stages at whose beginning cards and ranking are read.
PRINTED_STATES = (YearState.REVIEW, *RELEASED_STATES)


@dataclass(frozen=True, slots=True)
class AskedStep:
    """A step as it was asked for, found sound."""

    reason: str
    details: dict[str, str]
    exceptions: list[dict[str, str]]


def asked_step(year: Year, to: str, user, *, version: int | None) -> tuple[Year, states.Transition]:
    """Return the year, locked, and the step. Raises Refused or Outdated."""
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    step = states.transition(year.state, to)
    if step is None or not step.who(user):
        permissions.check_can_set_up(user)
        stage = year.get_state_display()
        raise Refused(f"{year}处于“{stage}”阶段，不能这样变更；请刷新页面后重试。")
    check_version(year, version)
    return year, step


def checked(
    year: Year,
    step: states.Transition,
    *,
    reason: str,
    excuses: Mapping[str, str] | None,
    details: Mapping[str, str] | None,
) -> AskedStep:
    """Return what a step was asked with. Raises Refused with what stands in the way."""
    reason = reason.strip()
    if step.is_backward and not reason:
        raise Refused("退回上一步须写明理由；没有做任何改动。")
    exceptions = _excepted(year, step, excuses or {})
    names = (*step.details, *step.optional)
    given = {name: (details or {}).get(name, "").strip() for name in names}
    if lacking := [states.DETAILS[name] for name in step.details if not given[name]]:
        raise Refused(f"“{step.said}”须填写{'、'.join(lacking)}；没有做任何改动。")
    return AskedStep(reason[:LONGEST_STEP_REASON], given, exceptions)


def _excepted(
    year: Year, step: states.Transition, excuses: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return what is missing with why the year goes on. Raises Refused."""
    lacks = step.guard(year)
    if obstacles := [lack.text for lack in lacks if lack.blocks]:
        raise Refused("".join(obstacles))
    told = [(lack, excuses.get(lack.key, "").strip()) for lack in lacks if lack.is_excusable]
    if unsaid := [lack.text for lack, why in told if not why]:
        more = f"等 {len(unsaid)} 项。" if len(unsaid) > 3 else ""
        raise Refused(
            f"{''.join(unsaid[:3])}{more}请先办理，或逐项写明不等的原因；没有做任何改动。"
        )
    return [{"text": lack.text, "reason": why[:LONGEST_STEP_REASON]} for lack, why in told]


def new_step(
    year: Year, step: states.Transition, asked: AskedStep, *, user, actor: log.Actor
) -> StepProposal:
    """Return the unsaved record of a step."""
    return StepProposal(
        year=year,
        source=step.source,
        target=step.target,
        reason=asked.reason,
        details=asked.details,
        exceptions=asked.exceptions,
        proposed_by=user,
        proposed_as=name_of(actor),
    )


def take(
    year: Year, step: states.Transition, taken: StepProposal, *, user, actor: log.Actor
) -> Year:
    """Move the locked year, keep the step's record, log. To be called last in an action."""
    before = year.get_state_display()
    year.state = step.target
    year.version += 1
    year._history_user = user
    year.save(update_fields=["state", "version"])
    taken.moved_at, taken.moved_version = timezone.now(), year.version
    taken.save()
    if step.freezes:
        _freeze(year, taken, user=user, actor=actor)
    if step.publishes:
        publish(year=year, step=taken, user=user, actor=actor)
    if step.target in PRINTED_STATES:
        transaction.on_commit(partial(lay_out_ahead.enqueue, year.number), robust=True)
    tell_moved(year, taken, actor)
    log.write(
        actor,
        step.label,
        year,
        reason=taken.reason,
        before={"阶段": before},
        after={"阶段": year.get_state_display()} | told_of(taken),
    )
    return year


def _freeze(year: Year, taken: StepProposal, *, user, actor: log.Actor) -> None:
    told = taken.details
    decision = Decision(
        body=told.get("body", ""),
        decided_on=date.fromisoformat(day) if (day := told.get("decided_on")) else None,
        document=told.get("document", ""),
    )
    by_two = taken.confirmed_by_id is not None
    freeze(
        year=year,
        decision=decision,
        proposer=taken.proposed_by if by_two else None,
        proposed_as=taken.proposed_as,
        confirmer=user,
        actor=actor,
    )


def told_of(taken: StepProposal) -> dict:
    """Return what the log says of a step beside the stages: who proposed, on which grounds."""
    told: dict[str, object] = dict(states.grounds_told(taken.details))
    if taken.exceptions:
        told["例外事项"] = [f"{each['text']}原因：{each['reason']}" for each in taken.exceptions]
    if taken.confirmed_by_id:
        told["提议人"] = taken.proposed_as
    return told
