"""Who may do what about 问题清单; every page and action asks here."""

from assessment import permissions as of_year
from assessment.models import Rectification, Year, YearState
from assessment.querysets import RELEASED_STATES
from cities.permissions import persona_of

#: Problems are issued and answered from 复核 on; what is left goes on after 公布.
OPEN_STAGES = (
    YearState.REVIEW,
    YearState.FEEDBACK,
    YearState.FINALISED,
    YearState.PUBLISHED,
)
_S = Rectification.Source


def sees_problems(user) -> bool:
    """The province's people, the auditor and cities; counties and administrators do not."""
    persona = persona_of(user)
    return persona.sees_all_cities or persona.is_city


def is_city(user, found: Rectification) -> bool:
    return found.city_id in persona_of(user).city_ids


def is_assessment_office(user, found: Rectification) -> bool:
    return persona_of(user).is_assessment_office


def why_closed(year: Year) -> str:
    """Return why nothing may be done about problems of a year now, whoever asks, or ""."""
    if year.state in OPEN_STAGES:
        return ""
    stage = year.get_state_display()
    return f"{year}处于“{stage}”阶段，问题清单从“复核”阶段起办理，现在只能查看；"


def why_not_issue(user, year: Year) -> str:
    """Return why this person may issue no problem now, or ""."""
    if not of_year.can_set_up(user):
        return "问题清单由考核办下发；"
    return why_closed(year)


def why_not_from(year: Year, source: str) -> str:
    """Return why no problem may be made of such a thing yet, or "": what a city reads of its
    deductions before scores are released would tell it its score."""
    if source == _S.DEDUCTION and year.state not in RELEASED_STATES:
        return "得分还没有反馈，不能从评分卡的扣分下发问题；"
    return ""
