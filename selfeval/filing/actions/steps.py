"""Taking a step of the flow: what submitting, withdrawing and reviewing share."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from selfeval import states
from selfeval.filing.actions.rows import label_of, locked_report, save_report
from selfeval.models import Report
from selfeval.notices import tell_step
from trust import log
from trust.refusals import Refused
from trust.versions import check_version

NO_REASON = "请写明理由；没有做任何改动。"


def take_step(
    report_id: int,
    version: int | None,
    name: str,
    *,
    user,
    actor: log.Actor,
    now: datetime | None = None,
    reason: str = "",
    beside: Callable[[Report], dict] | None = None,
) -> Report:
    """Take a step that changes nothing but where the report stands.

    beside: what else is written with the step, once it is allowed; returns words for the log. In
    the transaction of an action. Raises Refused or Outdated.
    """
    now = now or timezone.now()
    report = locked_report(report_id)
    check_version(report, version)
    step = checked_step(report, name, user, now=now, reason=reason)
    fields = _arrive(report, step, now)
    told = beside(report) if beside else {}
    before = report.get_state_display()
    report.state = step.target
    save_report(report, user, ["state", *fields])
    tell_step(report, step.name, reason, actor=actor)
    log.write(
        actor,
        step.label,
        report,
        label=label_of(report),
        before={"状态": before},
        after={"状态": report.get_state_display()} | _told_of(report) | told,
        reason=reason.strip(),
    )
    return report


def checked_step(report: Report, name: str, user, *, now: datetime, reason: str) -> states.Step:
    """Return the step of this name that the person may take now. Raises Refused."""
    step = states.step_of(report, name, user)
    if step is None:
        raise Refused(_why_no_step(report, name))
    why = states.why_not(step, report, now)
    if why:
        raise Refused(why)
    if step.needs_reason and not reason.strip():
        raise Refused(NO_REASON)
    return step


def _why_no_step(report: Report, name: str) -> str:
    label = next((step.label for step in states.STEPS if step.name == name), name)
    if states.step_of(report, name) is None:
        state = report.get_state_display()
        return f"{report.named}的报告处于“{state}”，不能办理“{label}”；请刷新页面。"
    return f"“{label}”不由您办理。"


def _arrive(report: Report, step: states.Step, now: datetime) -> list[str]:
    """Set what a stage carries with it; return the columns."""
    match step.name:
        case "accept":
            report.accepted, report.accepted_at = report.latest, now
            return ["accepted", "accepted_at"]
        case "publish":
            report.published_at = now
            return ["published_at"]
        case "unpublish":
            report.published_at = None
            return ["published_at"]
    return []


def _told_of(report: Report) -> dict:
    latest = report.latest
    return {"回执号": latest.receipt, "总分": latest.total_shown} if latest else {}
