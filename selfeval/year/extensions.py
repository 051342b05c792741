"""延期申请: a county asks for more time, the assessment office answers. What is granted is an
extension as any other (actions.grant_extension)."""

from datetime import datetime

from django.utils import timezone

from selfeval.filing.actions.rows import label_of, locked_report
from selfeval.models import ExtensionRequest, Report
from selfeval.notices import tell_refused
from selfeval.permissions import can_file, check_can_manage, moment
from selfeval.year.actions import grant_extension
from trust import log
from trust.refusals import Refused

LONGEST_REASON = 500


def why_not_to_ask(user, report: Report) -> str:
    """Return why this person may not ask for more time now; "" where they may. Needs the task."""
    if not can_file(user, report):
        return f"只有{report.county_name}的填报人可以申请延期，您只能查看。"
    if not report.is_writable_state:
        return f"报告处于“{report.get_state_display()}”，不需要延期。"
    return ""


@log.acting()
def ask_extension(
    *, report_id: int, until: datetime, reason: str, user, actor: log.Actor
) -> ExtensionRequest:
    """Ask for more time for the county of a report, in its task. Raises Refused."""
    report = locked_report(report_id)
    why = why_not_to_ask(user, report)
    if why:
        raise Refused(why)
    due = report.due_at or report.task.deadline
    if until <= max(timezone.now(), due):
        raise Refused(f"申请的时间须晚于现在和现在的期限 {moment(due)}；没有提出申请。")
    waiting = ExtensionRequest.objects.waiting().filter(task=report.task, county=report.county)
    if waiting.exists():
        raise Refused("已有一份延期申请等待答复，没有重复提出。")
    asked = ExtensionRequest.objects.create(
        task=report.task, county=report.county, until=until, reason=reason, asked_by=user
    )
    what = {"申请延至": until}
    log.write(actor, "申请延期", asked, label=label_of(report), after=what, reason=reason)
    return asked


@log.acting()
def answer_request(
    *, pk: int, is_granted: bool, answer: str, user, actor: log.Actor
) -> ExtensionRequest:
    """Grant a request as it was asked, or say no with a reason. Raises Refused."""
    check_can_manage(user, actor)
    rows = ExtensionRequest.objects.select_for_update(of=("self",)).select_related("county")
    asked = rows.filter(pk=pk).first()
    if asked is None or asked.answered_at is not None:
        raise Refused("这份延期申请已经答复过，请刷新页面。")
    if not is_granted and not answer.strip():
        raise Refused("请写明不同意的理由，填报单位会看到；没有答复。")
    report = asked.task.reports.filter(county=asked.county).order_by("pk").first()
    if is_granted:
        if report is None:
            raise Refused("这个任务里已没有该单位的报告；没有答复。")
        grant_extension(
            report_id=report.pk, until=asked.until, reason=asked.reason, user=user, actor=actor
        )
    asked.is_granted, asked.answer = is_granted, answer.strip()
    asked.answered_by, asked.answered_at = user, timezone.now()
    asked.save(update_fields=["is_granted", "answer", "answered_by", "answered_at"])
    if report is not None and not is_granted:
        tell_refused(asked, report, actor)
    what = {"批准": is_granted, "申请延至": asked.until}
    log.write(actor, "答复延期申请", asked, label=str(asked), after=what, reason=answer.strip())
    return asked
