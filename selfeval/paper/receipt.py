"""The receipt (回执) of a submission: what arrived, when, from whom, to be kept by the county."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from lib.slots import Slot
from press.paper.printing import Document, print_one
from press.paper.wording import moment
from selfeval.loading import submitted_of
from selfeval.models import Submission
from selfeval.paper.filing import full_filing_of
from selfeval.paper.model import Filing, short, verification
from trust.files import safe_name


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """What an office may say otherwise: above the paper, before and behind what arrived, and who
    signs."""

    heading: str
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()


#: Of a year and a county, as they stood when the report arrived.
receipt_words: Slot[[int, str, datetime], ReceiptWords] = Slot("the words of a receipt")


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """rows: what is said of the submission, as (label, words)."""

    words: ReceiptWords
    receipt: str
    rows: tuple[tuple[str, str], ...]
    filing: Filing
    foot: str

    @property
    def title(self) -> str:
        return self.words.heading


def receipt_pdf(submission: Submission) -> bytes:
    """Return the receipt. Two queries for the log's digest and two for its words if
    report.task.form, report.county.city and submitted_by are loaded. Raises PaperError."""
    return print_one(receipt_document(submission))


def receipt_document(submission: Submission) -> Document:
    paper = receipt_of(submission)
    html = render_to_string(
        "paper/selfeval/receipt.html", {"title": paper.title, "paper": paper, "foot": paper.foot}
    )
    return Document(safe_name(f"回执 {submission.receipt}"), paper.title, html)


def receipt_of(submission: Submission) -> ReceiptPaper:
    report = submission.report
    filing = full_filing_of(report, submission, submitted_of(submission))
    is_late = "逾期（在宽限期内收到）" if filing.is_late else "按时"
    project = (("项目", filing.project),) if filing.project else ()
    unit = f"{filing.city}{filing.county}"
    rows = (
        ("填报单位", unit),
        *project,
        ("评价年度", f"{report.task.year}年度"),
        ("评价表式", f"{report.task.form}"),
        ("填报任务", report.task.title),
        ("提交次数", f"第 {submission.number} 次提交"),
        ("收到时间", filing.submitted_at),
        ("截止时间", moment(report.task.deadline)),
        ("是否按时", is_late),
        ("提交人", filing.submitted_by),
        ("自评得分", _score(submission)),
        ("校验码", verification(submission.digest)),
        ("数据摘要（SHA-256）", submission.digest),
    )
    foot = f"日志摘要 {short(filing.log_digest)}" if filing.log_digest else ""
    words = receipt_words(report.task.year, unit, submission.submitted_at)
    return ReceiptPaper(words, submission.receipt, rows, filing, foot)


def _score(submission: Submission) -> str:
    return f"{submission.total_shown}　{submission.grade}".strip("　")
