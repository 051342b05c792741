"""Who may do what with what cities report of themselves; every page and action asks here."""

from datetime import datetime

from django.utils import timezone

from assessment.models import (
    CityTable,
    SelfCheck,
    SelfCheckState,
    SelfCheckSubmission,
    SelfCheckWindow,
    Year,
    YearState,
)
from cities.permissions import persona_of
from lib.site_words import said

#: Stages in which a city may report: in the second one only where late is accepted.
STAGES = (YearState.SELF_CHECK, YearState.COLLECTING)
BEFORE = (YearState.PREPARING, YearState.ISSUED)


def sees_self_checks(user) -> bool:
    """The province's people, the auditor and cities; counties and administrators do not."""
    persona = persona_of(user)
    return persona.sees_all_cities or persona.is_city


def is_own(user, city_id: int) -> bool:
    return city_id in persona_of(user).city_ids


def window_of(year: Year) -> SelfCheckWindow:
    """Return the year's window, that of a year without days if need be. One query."""
    return SelfCheckWindow.objects.filter(year=year).first() or SelfCheckWindow(year=year)


def moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def window_told(window: SelfCheckWindow) -> str:
    """Return the window in words, "" where no day is set."""
    days = [
        f"{moment(window.opens_at)} 起" if window.opens_at else "",
        f"{moment(window.closes_at)} 截止" if window.closes_at else "",
    ]
    told = "，".join(filter(None, days))
    return f"{told}，逾期仍可上报" if told and window.accepts_late else told


def why_not_open(
    year: Year, window: SelfCheckWindow, check: SelfCheck | None, *, now: datetime
) -> str:
    """Return why this city may not report now, or an empty string. now: when it arrived."""
    stage = year.get_state_display()
    if year.state in BEFORE:
        return said(f"{year}处于“{stage}”阶段，市州自查还没有开始；开始后在此填报。")
    if year.state not in STAGES:
        return said(f"{year}处于“{stage}”阶段，市州自查已结束，只能查看；确有错误的请联系考核办。")
    if check is not None and check.is_handed_in:
        return "已经上报，不再改动；要更正请在截止前撤回，或请考核办退回。"
    if check is not None and check.state == SelfCheckState.RETURNED:
        return ""
    return _why_out_of_time(year, window, now)


def _why_out_of_time(year: Year, window: SelfCheckWindow, now: datetime) -> str:
    if window.opens_at and now < window.opens_at:
        return f"自查从 {moment(window.opens_at)} 开始填报，现在还不能填；请届时再办。"
    if window.accepts_late or not is_over(year, window, now):
        return ""
    if year.state != YearState.SELF_CHECK:
        return said(
            f"{year}已进入“{year.get_state_display()}”阶段，市州自查已结束，不再收报；"
            "确需补报的请联系考核办。"
        )
    return (
        f"自查上报已于 {moment(window.closes_at)} 截止，以到达时间为准；已填的仍在。"
        "确需补报的，请说明原因，联系考核办顺延或准予逾期上报。"
    )


def is_over(year: Year, window: SelfCheckWindow, now: datetime) -> bool:
    """Whether whoever hands in now is late."""
    if window.closes_at:
        return now > window.closes_at
    return year.state != YearState.SELF_CHECK


def is_late(year: Year, window: SelfCheckWindow, check: SelfCheck | None, *, now: datetime) -> bool:
    """Whether what is handed in now is late: not where it was in time and was sent back. A query
    once the window is over."""
    if not is_over(year, window, now):
        return False
    back = SelfCheckSubmission.End.RETURNED
    was_in_time = check is not None and (
        check.submissions.filter(ended_how=back, is_late=False).exists()
    )
    return not was_in_time


def why_not_write(
    user, table: CityTable, check: SelfCheck | None, *, window: SelfCheckWindow, now: datetime
) -> str:
    """Return why this person may not fill in, hand in or lay files now, or an empty string.
    Needs the table's year loaded."""
    if not is_own(user, table.city_id):
        return f"{table.city_name}的自查由本市填报，这里只能查看。"
    if not table.is_issued:
        return f"{table.city_name}的指标表尚未下达，暂不能填报；请联系考核办。"
    return why_not_open(table.year, window, check, now=now)


def why_not_withdraw(user, check: SelfCheck, window: SelfCheckWindow, *, now: datetime) -> str:
    """Return why this person may not take back what was handed in, or an empty string."""
    if not is_own(user, check.city_id):
        return "上报只能由本市撤回；考核办可以退回。"
    if not check.is_handed_in:
        return "现在没有已上报的内容，无须撤回；请刷新页面。"
    if check.year.state not in STAGES:
        return said("市州自查已结束，不能撤回；确有错误的请联系考核办。")
    if (window.opens_at and now < window.opens_at) or is_over(check.year, window, now):
        return "上报期已过，不能自行撤回；要更正请联系考核办退回。"
    return ""


def why_not_return(user, check: SelfCheck) -> str:
    """Return why this person may not send a city's report back, or an empty string."""
    if not persona_of(user).is_assessment_office:
        return "只有考核办可以退回自查。"
    if not check.is_handed_in:
        return "还没有上报，或已经退回；请刷新页面。"
    if check.year.state not in STAGES:
        return f"{check.year}处于“{check.year.get_state_display()}”阶段，市州不能再填，不能退回。"
    return ""


def why_not_send_scan(user, check: SelfCheck | None) -> str:
    """Return why this person may not send or take off the sealed paper, or an empty string.

    A deadline does not matter: the paper follows the report, and is sealed when it is sealed.
    """
    if check is None or not is_own(user, check.city_id):
        return "盖章扫描件由本市上传，这里只能查看。"
    if not check.is_handed_in:
        return "上报以后才上传盖章扫描件：纸面上要印有回执号。"
    if check.year.state not in (*STAGES, YearState.REVIEW):
        return "本年度自查已结束，扫描件不再改动；需要更换请联系考核办。"
    return ""
