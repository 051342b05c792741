"""Who may do what in rounds; every page and action asks here.

The assessment office opens, closes and reopens them and issues alerts; an office records what it
collects. day: today, as the caller's clock has it.
"""

from datetime import date

from assessment.models import Item, Round, RoundAlert, RoundSettings, Year, YearState
from assessment.permissions import (
    FROZEN,
    ItemOffices,
    can_collect,
    can_set_up,
    is_own_item,
)
from assessment.year.fixed import ROUNDS, why_fixed
from cities.permissions import persona_of
from trust.refusals import Refused

#: Stages in which rounds are held: a year's tables are issued long before its collection opens.
STAGES = (YearState.ISSUED, YearState.SELF_CHECK, YearState.COLLECTING)


def sees_rounds(user) -> bool:
    """The province's people and the auditor."""
    return persona_of(user).sees_all_cities


def sees_alerts(user) -> bool:
    """They, and cities, each its own."""
    persona = persona_of(user)
    return persona.sees_all_cities or persona.is_city


def settings_of(year: Year) -> RoundSettings:
    """Return the year's settings, those of a year without any if need be. One query."""
    return RoundSettings.objects.filter(year=year).first() or RoundSettings(year=year)


def _why_not_stage(year: Year) -> str:
    if year.state in STAGES:
        return ""
    stage = year.get_state_display()
    when = "下达以后" if year.state == YearState.PREPARING else "处室采集结束以前"
    return f"{year}处于“{stage}”阶段，调度在{when}办理，现在只能查看。"


def why_not_hold(user, year: Year) -> str:
    """Return why this person may not open, change, close or reopen rounds now, or ""."""
    if not can_set_up(user):
        return "调度由考核办开展和结束，本账号不能办理。"
    return _why_not_stage(year)


def why_not_set(user, year: Year) -> str:
    """Return why this person may not change the settings now, or ""."""
    if not can_set_up(user):
        return "调度设置由考核办办理，本账号不能改动。"
    return why_fixed(year, ROUNDS)


def why_closed(held: Round, day: date) -> str:
    """Return why nobody may report in a round now, or "". Needs its year loaded."""
    if why := _why_not_stage(held.year):
        return why
    if held.is_open(day):
        return ""
    if held.closed_at is not None:
        return f"{held.name}已由考核办结束，只能查看；确需更正的请联系考核办重新开放。"
    return (
        f"{held.name}已于 {held.due_on:%Y-%m-%d} 截止，逾期不再收报；"
        "确需补报的请联系考核办顺延或准予逾期报送。"
    )


def why_not_report(user, held: Round, day: date) -> str:
    """Return why this person may not report figures in a round at all, or ""."""
    if not can_collect(user):
        return "调度数由采集指标的处室填报，本账号只能查看。"
    return why_closed(held, day)


def check_own(user, item: Item, offices: ItemOffices) -> None:
    """Raise Refused where an item is none of this person's. Its table must be loaded."""
    if not is_own_item(user, item, offices):
        raise Refused(f"“{item.name}”不由本处室采集，不能填报；没有保存。")
    table = item.section.table
    if not table.is_issued:
        raise Refused(f"{table.city_name}的指标表尚未下达，不能填报；没有保存。")


def why_not_issue(user, held: Round) -> str:
    """Return why this person may issue no alerts of a round now, or ""."""
    if not can_set_up(user):
        return "预警通知单由考核办签发，本账号不能办理。"
    if held.year.state in FROZEN:
        return f"{held.year}已审定，不再签发预警通知单。"
    return ""


def why_not_withdraw(user, alert: RoundAlert) -> str:
    """Return why this person may not withdraw an alert now, or ""."""
    if not can_set_up(user):
        return "预警通知单由考核办签发和撤回，本账号不能办理。"
    if alert.is_withdrawn:
        return f"{alert.named}已经撤回；请刷新页面查看。"
    return ""


def check(why: str) -> None:
    """Raise Refused where there is a reason."""
    if why:
        raise Refused(f"{why.rstrip('。')}。没有做任何改动。")
