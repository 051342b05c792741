"""Who may do what about veto decisions; every page and action asks here,
and in by_two.permissions what goes for both kinds.

A decision writes a cell, so it goes by the rules of cells: while offices collect, and not where
the cell is signed. From 反馈 on a figure is corrected by what that stage has for it.
"""

from assessment.by_two.permissions import why_not_ones_own
from assessment.models import Result, Year, YearState
from assessment.permissions import OPEN_FOR_RECORDING, why_signed
from trust.refusals import Refused

_BEFORE = (YearState.PREPARING, YearState.ISSUED, YearState.SELF_CHECK)


def why_closed(year: Year) -> str:
    """Return why no veto is decided or lifted in a year now, or an empty string."""
    if year.state in OPEN_FOR_RECORDING:
        return ""
    stage = year.get_state_display()
    if year.state in _BEFORE:
        return f"{year}处于“{stage}”阶段，处室采集开始后才作否决决定；请届时再办。"
    ways = {
        YearState.REVIEW: "请由考核办退回处室采集后办理",
        YearState.FEEDBACK: "请由考核办退回复核、再退回处室采集后办理；有异议的按申诉办理",
    }
    way = ways.get(YearState(year.state), "确有错误的由考核办按更正程序办理")
    return f"{year}处于“{stage}”阶段，否决决定只能查看；{way}。"


def why_not_propose(user, year: Year) -> str:
    """Return why this person may propose no veto now, or an empty string. A query at most."""
    return why_not_ones_own(user, year, "否决") or why_closed(year)


def check_can_decide(result: Result) -> None:
    """Raise Refused unless a decision of two persons may write the cell now."""
    table = result.measure.component.item.section.table
    if why := why_closed(table.year):
        raise Refused(f"{why}没有办理。")
    if not table.is_issued:
        raise Refused(f"{table.city_name}的指标表尚未下达，没有办理。")
    if why := why_signed(result):
        raise Refused(f"{why}没有办理。")
