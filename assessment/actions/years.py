"""A year's life: made, moved step by step, its choices of reading set."""

from collections.abc import Mapping
from datetime import date

from assessment import permissions, states
from assessment.engine import types as engine
from assessment.engine.explain import describe_policy
from assessment.engine.grades import grade_faults
from assessment.flow import changes, moving
from assessment.flow.changes import ProposedChange
from assessment.flow.proposing import propose_change
from assessment.loading import engine_policy
from assessment.models import Policy, StepProposal, Year, YearState
from assessment.querysets import RELEASED_STATES
from assessment.year.fixed import DATES, POLICY, why_fixed
from assessment.year.groups import groups_told
from cities.substitutes.hands import acting_within
from lib.site_words import said
from trust import log
from trust.refusals import Refused
from trust.versions import check_version

#: What the log says of a choice only where a year makes it, in the words of the card.
OPTIONAL = ("加分", "等次", "否决条款")


@log.acting()
def create_year(*, number: int, user, actor: log.Actor) -> Year:
    """Make a year with the default choices. Raises Refused if it is there already."""
    permissions.check_can_set_up(user)
    year, created = Year.objects.get_or_create(number=number)
    if not created:
        raise Refused(f"{year}已经建立，请直接打开；没有做任何改动。")
    Policy.objects.create(year=year)
    log.write(actor, "新建年度", year)
    return year


@log.acting()
def move_year(
    *,
    year: Year,
    to: str,
    user,
    actor: log.Actor,
    reason: str = "",
    version: int | None = None,
    excuses: Mapping[str, str] | None = None,
    details: Mapping[str, str] | None = None,
) -> Year:
    """Take the year to another stage. Raises Refused with what stands in the way, or Outdated.

    reason: compulsory for going back. excuses: by Lack.key, why the year goes on though that is
    missing. details: what the step records. Writes: the year, its history, the step, one entry.
    """
    year, step = moving.asked_step(year, to, user, version=version)
    if step.by_two:
        raise Refused(f"“{step.said}”须由两人办理：请先提议，再由考核办的另一人确认；没有改动。")
    asked = moving.checked(year, step, reason=reason, excuses=excuses, details=details)
    actor = acting_within(actor, permissions.can_set_up)
    taken = moving.new_step(year, step, asked, user=user, actor=actor)
    return moving.take(year, step, taken, user=user, actor=actor)


@log.acting()
def save_dates(
    *, year: Year, dates: Mapping[str, tuple[date | None, date | None]], version: int, user,
    actor: log.Actor, closes_itself: bool | None = None,
) -> Year:  # fmt: skip
    """Set from when to when steps are planned, by stage; others stay. Raises Refused or Outdated.

    Nothing opens or closes by them, they are shown with the days left; recording alone does where
    the year has it so. closes_itself: whether it does; None leaves it.
    """
    permissions.check_can_set_up(user)
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if why := why_fixed(year, DATES):
        raise Refused(f"{why}；没有保存。")
    check_version(year, version)
    for step, (opens, closes) in dates.items():
        if opens and closes and closes < opens:
            stage = "采集" if step == YearState.COLLECTING else YearState(step).said
            raise Refused(f"{stage}截止日期早于开始日期，没有保存；请改正后再保存。")
    before = _dates(year)
    if closes_itself is not None:
        year.collection_closes_itself = closes_itself
    if YearState.COLLECTING in dates:
        year.collection_opens, year.collection_closes = dates[YearState.COLLECTING]
    planned = {
        step: [str(day or "") for day in days]
        for step, days in dates.items()
        if step != YearState.COLLECTING
    }
    year.dates = {step: days for step, days in (year.dates | planned).items() if any(days)}
    if (after := _dates(year)) != before:
        names = ["collection_opens", "collection_closes", "collection_closes_itself", "dates"]
        _save(year, names, user)
        others = {**before, **after}.keys() - {YearState.COLLECTING.said, "采集到期"}
        action = "设定各步日期" if others else "设定采集日期"
        log.write(actor, action, year, before=before, after=after)
    return year


@log.acting()
def save_policy(
    *, year: Year, choice: engine.Policy, version: int, user, actor: log.Actor, reason: str = ""
) -> Policy | StepProposal:
    """Set the year's reading of what the texts leave open. Raises Refused or Outdated.

    Once cities have seen their scores it is only proposed, with a reason, and another person
    confirms it.
    """
    permissions.check_can_set_up(user)
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if why := why_fixed(year, POLICY):
        raise Refused(f"{why}；没有保存。")
    policy, _ = Policy.objects.select_for_update().get_or_create(year=year)
    check_version(policy, version)
    reason = reason.strip()
    if year.state in RELEASED_STATES and not reason:
        raise Refused(said("得分已向市州反馈，改变计分口径须写明理由；没有保存。"))
    for _, fault in grade_faults(choice.grades):
        raise Refused(f"{fault}没有保存。")
    before = engine_policy(policy)
    if before == choice:
        return policy
    wanted = changes.columns_of_policy(choice)
    if year.state in RELEASED_STATES:
        change = ProposedChange(changes.POLICY, wanted, before=_told(before), after=_told(choice))
        return propose_change(year=year, change=change, reason=reason, user=user, actor=actor)
    changes.set_policy(policy, wanted, user)
    log.write(
        actor, changes.ACTIONS[changes.POLICY], policy, reason=reason, before=_told(before),
        after=_told(choice),
    )  # fmt: skip
    return policy


def _save(year: Year, fields: list[str], user) -> None:
    year.version += 1
    year._history_user = user
    year.save(update_fields=[*fields, "version"])


def _dates(year: Year) -> dict:
    planned = {step: year.planned(step) for step in states.STEPS}
    told: dict[str, object] = {
        step.said: [str(day or "") for day in days] for step, days in planned.items() if any(days)
    }
    return told | ({"采集到期": "自动关闭"} if year.collection_closes_itself else {})


def _told(choice: engine.Policy) -> dict:
    return {
        "不足一档": Policy.StepReading(choice.step_reading.value).label,
        "多项任务": Policy.Pooling(choice.pooling.value).label,
        "要点扣完为止": "是" if choice.cap_components else "否",
        **{what: told for what, told in describe_policy(choice) if what in OPTIONAL},
        **({"分组": groups_told(choice.groups)} if choice.groups else {}),
    }
