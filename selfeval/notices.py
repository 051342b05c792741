"""Who is told what of the self-evaluation: each event in one function, called by its action."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from cities.models import Role
from cities.recipients import people_by_place, people_of
from lib.wording import ended
from selfeval.models import ExtensionRequest, Report, Return, Task
from selfeval.permissions import moment
from trust import log
from trust.notices.actions import Telling, notify, notify_all
from trust.notices.kinds import NoticeKind

OPENED = "selfeval.opened"
REMINDER = "selfeval.reminder"
RETURNED = "selfeval.returned"
RESULT = "selfeval.result"
EXTENSION = "selfeval.extension"

_COUNTY = frozenset({Role.COUNTY})
KINDS = {
    OPENED: NoticeKind("自评填报任务布置", roles=_COUNTY),
    REMINDER: NoticeKind("自评报告的催报", roles=_COUNTY),
    RETURNED: NoticeKind("自评报告被退回", is_duty=True, roles=_COUNTY),
    RESULT: NoticeKind("自评报告审核通过、公开", roles=_COUNTY),
    EXTENSION: NoticeKind("延期的答复", is_duty=True, roles=_COUNTY),
}

#: By the name of the step (selfeval.states): what the county is told.
_RESULTS = {
    "accept": ("已审核通过", ""),
    "publish": ("已公开", ""),
    "unpublish": ("已撤回公开", "公开页不再提供。"),
}


def tell_opened(task: Task, reports: Sequence[Report], actor: log.Actor) -> None:
    """Counties: a task was given out to them. One query beside those of notify_all."""
    people = people_by_place(Role.COUNTY, [report.county_id for report in reports])
    notify_all(
        [
            Telling(
                people[report.county],
                title=f"{task}已布置，请填报",
                body=f"填报时间 {moment(task.opens_at)} 至 {moment(task.deadline)}。",
                link=_page(report),
                about=report,
            )
            for report in reports
            if report.county in people
        ],
        kind=OPENED,
        actor=actor,
    )


def tell_returned(back: Return, report: Report, actor: log.Actor) -> None:
    """The county: its report was sent back, why, and until when it is to be corrected."""
    until = f"请于 {moment(back.correct_by)} 前修改并重新提交。" if back.correct_by else ""
    body = f"{until}原因：{ended(back.reason)}"
    _tell(report, RETURNED, title=f"{report}已退回修改", body=body, actor=actor)


def tell_step(report: Report, step: str, reason: str, *, actor: log.Actor) -> None:
    """The county: its report was accepted or published, or is public no more."""
    if step not in _RESULTS:
        return
    what, then = _RESULTS[step]
    why = f"原因：{ended(reason)}" if reason else ""
    _tell(report, RESULT, title=f"{report}{what}", body=f"{then}{why}", actor=actor)


def tell_extended(report: Report, until: datetime, actor: log.Actor) -> None:
    """The county: it has more time."""
    body = f"可填报至 {moment(until)}。"
    _tell(report, EXTENSION, title=f"{report}已批准延期", body=body, actor=actor)


def tell_refused(asked: ExtensionRequest, report: Report, actor: log.Actor) -> None:
    """The county: it has not more time, and why."""
    title = f"{report}的延期申请未获同意"
    _tell(report, EXTENSION, title=title, body=ended(asked.answer), actor=actor)


def _tell(report: Report, kind: str, *, title: str, body: str, actor: log.Actor) -> None:
    notify(
        people_of(Role.COUNTY, [report.county_id]),
        kind=kind,
        title=title,
        body=body,
        link=_page(report),
        about=report,
        actor=actor,
    )


def _page(report: Report) -> str:
    """Return where the county goes on with it: the report, which sends on to what it is now."""
    name = "report-fill" if report.is_writable_state else "report-review"
    return reverse(name, args=[report.pk])
