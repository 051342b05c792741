"""A version as it is submitted: whether it may be, and what is kept of it for ever."""

from datetime import datetime

from selfeval.engine.checks import blocking
from selfeval.engine.evaluate import figures_of
from selfeval.filing.receipts import digest_of, next_receipt
from selfeval.filing.summary import summarise_submission
from selfeval.loading import Assessed
from selfeval.models import Report, Submission
from trust import log
from trust.refusals import Refused


def check_fit(assessed: Assessed) -> None:
    """Raise Refused while errors stand or explanations are due."""
    left = blocking(assessed.findings)
    if left:
        first = left[0].message.rstrip("。")
        raise Refused(
            f"还有 {len(left)} 个问题须先解决，没有提交。第一个：{first}。"
            "请在“核对结果”中逐条处理后再提交。"
        )


def keep_submission(
    report: Report, assessed: Assessed, user, actor: log.Actor, now: datetime
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
        for row in rows
    ]
