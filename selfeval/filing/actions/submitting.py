"""提交 and 撤回: a version as it is submitted, whether it may be, what is kept of it for ever."""

from datetime import datetime

from django.utils import timezone

from selfeval import states
from selfeval.engine.checks import blocking
from selfeval.engine.evaluate import figures_of
from selfeval.filing.actions.rows import label_of, locked_report, save_report
from selfeval.filing.actions.steps import checked_step, take_step
from selfeval.filing.project_names import UNNAMED
from selfeval.filing.receipts import digest_of, next_receipt
from selfeval.filing.summary import summarise, summarise_submission
from selfeval.loading import Assessed, draft_of
from selfeval.models import STAMPED, Report, Submission
from selfeval.permissions import why_not_state, why_not_writable
from trust import log
from trust.refusals import Refused
from trust.versions import check_version


@log.acting()
def submit_report(
    *, report_id: int, version: int, user, actor: log.Actor, now: datetime | None = None
) -> Submission:
    """Submit what stands; return the version kept, with its receipt.

    now: when it arrived. What was submitted already and stands unchanged gives the same
    submission again, whichever tab asks. Raises Refused (deadline, checks) or Outdated.
    """
    now = now or timezone.now()
    report = locked_report(report_id)
    already = _already_submitted(report)
    if already is not None and user is not None and not _why_not_own(user, report):
        return already
    why = why_not_writable(user, report, now)
    if why:
        raise Refused(why)
    if report.is_unnamed:
        raise Refused(UNNAMED)
    check_version(report, version)
    step = checked_step(report, "submit", user, now=now, reason="")
    assessed = draft_of(report)
    _check_fit(assessed)
    submission = _keep(report, assessed, user, actor=actor, now=now)
    _answer_return(report, submission)
    before = report.get_state_display()
    report.state, report.latest, report.submitted_at = step.target, submission, now
    fields = ["state", "latest", "submitted_at", *summarise(report, assessed)]
    save_report(report, user, fields)
    log.write(
        actor,
        "提交自评报告",
        report,
        label=label_of(report),
        before={"状态": before},
        after={
            "状态": report.get_state_display(), "回执号": submission.receipt,
            "第几次": submission.number, "总分": submission.total_shown,
            "SHA-256": submission.digest, "逾期": submission.is_late,
        },
    )  # fmt: skip
    return submission


@log.acting()
def withdraw_submission(
    *, report_id: int, version: int, user, actor: log.Actor, now: datetime | None = None
) -> Report:
    """Take a submitted report back before anybody reviews it. Raises Refused or Outdated."""
    return take_step(report_id, version, "withdraw", user=user, actor=actor, now=now)


def _already_submitted(report: Report) -> Submission | None:
    """Return the latest submission if it is what stands and nobody sent it back since."""
    if report.is_writable_state or report.latest is None:
        return None
    return report.latest if report.latest.digest == digest_of(report.data) else None


def _why_not_own(user, report: Report) -> str:
    return "" if states.the_county(user, report) else why_not_state(report)


def _answer_return(report: Report, submission: Submission) -> None:
    """Tie the correction to the return that asked for it. One query unless there is one."""
    if not report.returned_from:
        return
    last = report.returns.order_by("-pk").first()
    if last is not None:
        last.answered_by = submission
        last.save(update_fields=["answered_by"])


def _check_fit(assessed: Assessed) -> None:
    """Raise Refused while errors stand or explanations are due."""
    left = blocking(assessed.findings)
    if left:
        first = left[0].message.rstrip("。")
        raise Refused(
            f"还有 {len(left)} 个问题须先解决，没有提交。第一个：{first}。"
            "请在“核对结果”中逐条处理后再提交。"
        )


def _keep(
    report: Report, assessed: Assessed, user, *, actor: log.Actor, now: datetime
) -> Submission:
    """Keep what stands as the next version, with its receipt, findings, figures and files."""
    submission = Submission(
        report=report,
        number=(report.latest.number if report.latest else 0) + 1,
        receipt=next_receipt(report.task.year),
        data=report.data,
        digest=digest_of(report.data),
        findings=_findings_json(assessed),
        figures=_figures_json(assessed),
        attachments=_attachments_json(report),
        submitted_at=now,
        submitted_by=user,
        submitted_as=actor.role[:80],
        is_late=report.due_at is not None and now > report.due_at,
    )
    summarise_submission(submission, assessed)
    submission.save(force_insert=True)
    return submission


def _findings_json(assessed: Assessed) -> list[dict]:
    answers = assessed.answers.explanations
    return [
        {
            "severity": found.severity.value,
            "code": found.code,
            "place": found.place,
            "message": found.message,
            "explanation": answers.get(found.key, ""),
        }
        for found in assessed.findings
    ]


def _figures_json(assessed: Assessed) -> dict[str, str]:
    """Return the figures that measures of the city's table can take over; numbers only."""
    figures = figures_of(assessed.evaluated)
    return {key: f"{value.number:f}" for key, value in figures.items() if value.is_number}


def _attachments_json(report: Report) -> list[dict]:
    rows = report.attachments.current().select_related("file")
    return [
        {"id": row.pk, "code": row.code, "name": row.name, "sha256": row.file.sha256}
        | ({"sent_for": row.sent_for} if row.code == STAMPED else {})
        for row in rows
    ]
