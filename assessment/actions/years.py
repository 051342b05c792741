"""A year's life: made, moved step by step, its choices of reading set."""

from datetime import date
from functools import partial

from django.db import transaction

from assessment import permissions, states
from assessment.engine import types as engine
from assessment.engine.explain import describe_policy
from assessment.engine.grades import grade_faults
from assessment.frozen.actions import Decision, freeze
from assessment.jobs import lay_out_ahead
from assessment.loading import engine_policy, grades_kept, groups_kept
from assessment.models import Policy, Year, YearState
from assessment.querysets import RELEASED_STATES
from assessment.year.groups import groups_told
from lib.site_words import said
from trust import log
from trust.refusals import Refused
from trust.versions import check_version

#: Stages at whose beginning cards and ranking are read.
PRINTED_STATES = (YearState.REVIEW, *RELEASED_STATES)
#: Columns of a policy that are the choice itself.
CHOICES = (
    "step_reading", "pooling", "cap_components", "counts_bonus", "bonus_cap", "grades",
    "applies_vetoes", "groups",
)  # fmt: skip
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
    decision: Decision | None = None,
) -> Year:
    """Take the year to another stage. Raises Refused with what stands in the way, or Outdated.

    reason: compulsory for going back. decision: what is known of it where the year is finalised,
    which freezes it. Writes: the year, its history, one entry; the snapshot with its own.
    """
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    step = states.transition(year.state, to)
    if step is None or not step.who(user):
        permissions.check_can_set_up(user)
        stage = year.get_state_display()
        raise Refused(f"{year}处于“{stage}”阶段，不能这样变更；请刷新页面后重试。")
    check_version(year, version)
    reason = reason.strip()
    if step.is_backward and not reason:
        raise Refused("退回上一步须写明理由；没有做任何改动。")
    if obstacles := step.guard(year):
        raise Refused("".join(obstacles))
    before = year.get_state_display()
    year.state = to
    _save(year, ["state"], user)
    if to == YearState.FINALISED:
        freeze(
            year=year, decision=decision or Decision(), proposer=None, confirmer=user, actor=actor
        )
    if to in PRINTED_STATES:
        transaction.on_commit(partial(lay_out_ahead.enqueue, year.number), robust=True)
    log.write(
        actor,
        step.label,
        year,
        reason=reason,
        before={"阶段": before},
        after={"阶段": year.get_state_display()},
    )
    return year


@log.acting()
def save_dates(
    *, year: Year, opens: date | None, closes: date | None, version: int, user, actor: log.Actor
) -> Year:
    """Set from when to when offices collect. Raises Refused or Outdated."""
    permissions.check_can_set_up(user)
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    _check_not_frozen(year)
    check_version(year, version)
    if opens and closes and closes < opens:
        raise Refused("采集截止日期早于开始日期，没有保存；请改正后再保存。")
    before = _dates(year)
    year.collection_opens, year.collection_closes = opens, closes
    if _dates(year) != before:
        _save(year, ["collection_opens", "collection_closes"], user)
        log.write(actor, "设定采集日期", year, before=before, after=_dates(year))
    return year


@log.acting()
def save_policy(
    *, year: Year, choice: engine.Policy, version: int, user, actor: log.Actor, reason: str = ""
) -> Policy:
    """Set the year's reading of what the texts leave open. Raises Refused or Outdated.

    reason: compulsory once cities have seen their scores.
    """
    permissions.check_can_set_up(user)
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    _check_not_frozen(year)
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
    policy.step_reading = choice.step_reading.value
    policy.pooling = choice.pooling.value
    policy.cap_components = choice.cap_components
    policy.counts_bonus, policy.bonus_cap = choice.counts_bonus, choice.bonus_cap
    policy.grades = grades_kept(choice.grades)
    policy.applies_vetoes = choice.applies_vetoes
    policy.groups = groups_kept(choice.groups)
    policy.version += 1
    policy._history_user = user
    policy.save(update_fields=[*CHOICES, "version"])
    log.write(
        actor, "设定计分口径", policy, reason=reason, before=_told(before), after=_told(choice)
    )
    return policy


def _check_not_frozen(year: Year) -> None:
    if year.state in permissions.FROZEN:
        raise Refused(f"{year}已审定，不再改动；没有保存。")


def _save(year: Year, fields: list[str], user) -> None:
    year.version += 1
    year._history_user = user
    year.save(update_fields=[*fields, "version"])


def _dates(year: Year) -> dict:
    return {"采集开始": year.collection_opens, "采集截止": year.collection_closes}


def _told(choice: engine.Policy) -> dict:
    return {
        "不足一档": Policy.StepReading(choice.step_reading.value).label,
        "多项任务": Policy.Pooling(choice.pooling.value).label,
        "要点扣完为止": "是" if choice.cap_components else "否",
        **{what: told for what, told in describe_policy(choice) if what in OPTIONAL},
        **({"分组": groups_told(choice.groups)} if choice.groups else {}),
    }
