"""Who may do what about exemptions; every page and action asks here.

An exemption changes no cell: it may be agreed to from the day the tables are issued until scores
are released. From 反馈 on it is the year that goes back a step, as for any other figure.
"""

from assessment.models import Exemption, Item, Year, YearState
from assessment.permissions import can_set_up
from cities.permissions import persona_of

OPEN = (YearState.ISSUED, YearState.SELF_CHECK, YearState.COLLECTING, YearState.REVIEW)


def sees_exemptions(user) -> bool:
    """The province's people, the auditor and cities; counties and administrators do not."""
    persona = persona_of(user)
    return persona.sees_all_cities or persona.is_city


def why_closed(year: Year) -> str:
    """Return why nothing is exempted in a year now, or an empty string."""
    if year.state in OPEN:
        return ""
    stage = year.get_state_display()
    if year.state == YearState.PREPARING:
        return f"{year}处于“{stage}”阶段，指标表下达以后才办理豁免；请届时再办。"
    if year.state == YearState.FEEDBACK:
        return f"{year}处于“{stage}”阶段，豁免只能查看；请由考核办退回复核后办理。"
    return f"{year}处于“{stage}”阶段，豁免只能查看；确有错误的由考核办退回以前的阶段办理。"


def why_not_propose(user, year: Year) -> str:
    """Return why this person may propose none now, or an empty string. A query at most."""
    if not can_set_up(user):
        own = Item.objects.collected_by(user).filter(section__table__year=year)
        if not persona_of(user).is_office or not own.exists():
            return "豁免由采集该指标的处室或考核办提出，本账号只能查看。"
    return why_closed(year)


def may_act(user, exemption: Exemption) -> bool:
    """Whether this person is of the assessment office or of an office that collects the item. A
    query for who is of an office."""
    if can_set_up(user):
        return True
    own = persona_of(user).office_ids
    items = Item.objects.filter(
        section__table__year=exemption.year_id,
        section__table__city=exemption.city_id,
        indicator=exemption.indicator_id,
        offices__in=own,
    )
    return bool(own) and items.exists()
