"""Who may do what about exemptions; every page and action asks here,
and in by_two.permissions what goes for both kinds.

An exemption changes no cell: it may be agreed to from the day the tables are issued until scores
are released. From 反馈 on it is the year that goes back a step, as for any other figure.
"""

from assessment.by_two.permissions import why_not_ones_own
from assessment.models import Year, YearState

OPEN = (YearState.ISSUED, YearState.SELF_CHECK, YearState.COLLECTING, YearState.REVIEW)


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
    return why_not_ones_own(user, year, "豁免") or why_closed(year)
