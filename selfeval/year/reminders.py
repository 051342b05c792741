"""催报: who is reminded of what, once; in the site and by e-mail.

A reminder is a row (what the site shows the county) and a notice to each of its people, which goes
out by mail as any other does. The row is unique a report, reason and deadline: sending again
sends nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from cities.models import Account, Role
from cities.recipients import people_by_place
from selfeval.models import Reminder, Report, ReportState, Task
from selfeval.notices import REMINDER
from selfeval.permissions import check_can_manage, moment
from selfeval.states import WRITABLE
from trust import log
from trust.notices.actions import Telling, notify_all
from trust.touched import created

#: Days before the deadline on which a county is reminded, the last first, and after it.
DAYS_BEFORE = (1, 3, 7)
OVERDUE = "overdue"
#: How long after the deadline a county is still told that it is over.
OVERDUE_DAYS = 7
_WORDS = {
    "before-7": "还剩 7 天",
    "before-3": "还剩 3 天",
    "before-1": "还剩 1 天",
    OVERDUE: "已经逾期",
}


@dataclass(frozen=True)
class Due:
    """A report to be reminded of, and why."""

    report: Report
    kind: str
    due_at: datetime


def due_reminders(now: datetime, year: int | None = None) -> list[Due]:
    """Return what is due and was not sent: the most pressing reason of each report.

    Two queries.
    """
    found = []
    for report in _unsubmitted(year):
        kind = kind_of(report.due_at, now) if report.due_at else ""
        if kind:
            found.append(Due(report, kind, report.due_at))
    return _not_sent(found)


def kind_of(due_at: datetime, now: datetime) -> str:
    """Return the reason to remind of a deadline now, or an empty string."""
    if now > due_at:
        return OVERDUE if now - due_at <= timedelta(days=OVERDUE_DAYS) else ""
    days = next((d for d in DAYS_BEFORE if due_at - now <= timedelta(days=d)), None)
    return f"before-{days}" if days else ""


def words_of(reminder: Reminder) -> str:
    """Return why a county was reminded, as the site shows it."""
    return _WORDS.get(reminder.kind, "请抓紧填报")


@log.acting()
def send_due(*, actor: log.Actor, now: datetime | None = None, year=None) -> list[Reminder]:
    """Send what is due, each once; return the reminders sent."""
    now = now or timezone.now()
    return _send(due_reminders(now, year), actor, "自动催报")


@log.acting()
def remind(
    *, task_id: int, user, actor: log.Actor, report_ids: Iterable[int] | None = None,
    now: datetime | None = None,
) -> list[Reminder]:  # fmt: skip
    """Remind those counties of a task that have not submitted; a county once a day.

    report_ids: only these. Raises Refused unless the assessment office asks.
    """
    check_can_manage(user, actor)
    now = now or timezone.now()
    task = Task.objects.get(pk=task_id)
    wanted = None if report_ids is None else set(report_ids)
    kind = f"manual-{timezone.localdate(now):%Y-%m-%d}"
    found = [
        Due(report, kind, report.due_at or task.deadline)
        for report in _unsubmitted(None).filter(task=task)
        if wanted is None or report.pk in wanted
    ]
    return _send(_not_sent(found), actor, "催报", task=task)


def _unsubmitted(year: int | None):
    rows = (
        Report.objects.filter(state__in=WRITABLE)
        .exclude(task__opened_at=None)
        .select_related("task", "county")
        .defer("data", "cells", "open_cells")
    )
    return rows if year is None else rows.filter(task__year=year)


def _not_sent(found: list[Due]) -> list[Due]:
    reports = [due.report.pk for due in found]
    sent = set(
        Reminder.objects.filter(report__in=reports).values_list("report_id", "kind", "due_at")
    )
    return [due for due in found if (due.report.pk, due.kind, due.due_at) not in sent]


def _send(found: list[Due], actor: log.Actor, action: str, *, task: Task | None = None):
    """Keep the rows, tell the people, log. A fixed number of queries for any number of reports."""
    if not found:
        return []
    people = people_by_place(Role.COUNTY, {due.report.county_id for due in found})
    reminders = created(Reminder.objects.bulk_create(
        Reminder(
            report=due.report, kind=due.kind, due_at=due.due_at,
            recipients=[who.email for who in people.get(due.report.county, []) if who.email],
        )
        for due in found
    ))  # fmt: skip
    notify_all(
        [_told(some, people[county]) for some in _together(found)
         if (county := some[0].report.county) in people],
        kind=REMINDER, actor=actor,
    )  # fmt: skip
    told = [f"{due.report.task.year} {due.report.named} {due.kind}" for due in found]
    label = str(task) if task else f"{len(found)} 份报告"
    log.write(actor, action, task, label=label, after={"报告": told})
    return reminders


def _together(found: list[Due]) -> list[list[Due]]:
    """Return what goes into one notice: a report, or a county's projects of which there is the
    same to say."""
    letters: dict[tuple, list[Due]] = defaultdict(list)
    for due in found:
        report = due.report
        of_project = (report.county_id, report.task_id, report.state, due.kind, due.due_at)
        letters[of_project if report.task.by_project else (report.pk,)].append(due)
    return list(letters.values())


def _told(some: list[Due], people: list[Account]) -> Telling:
    """Return what is told about reports of one county in one task."""
    due = some[0]
    report, task = due.report, due.report.task
    state = "退回待修改" if report.state == ReportState.RETURNED else "尚未提交"
    if task.by_project:
        named = "\n".join(f"　　{due.report.project or '未命名项目'}" for due in some)
        state = f"有 {len(some)} 个项目{state}"
    listed = f"\n\n各项目：\n{named}" if task.by_project else ""
    if due.kind == OVERDUE:
        urge = "已过截止时间，请尽快与考核办联系。"
    else:
        urge = "请登录系统，按时完成并提交。"
    return Telling(
        people,
        title=f"【催报】{task}（{report.county_name}）",
        body=f"贵单位的{task.year}年度《{task.undated}》{state}，"
        f"截止时间 {moment(due.due_at)}。{urge}{listed}",
        link=reverse("report-fill", args=[report.pk]),
        about=report,
    )
