"""Which version a sealed paper (盖章扫描件) was sent for, and whether it is of the one at hand."""

from dataclasses import dataclass

from selfeval.filing.receipts import digest_of
from selfeval.models import Attachment, Report, Submission

OF_EARLIER = "上一次提交的扫描件，需重新盖章上传"
OF_LONG_AGO = "第 {} 次提交的扫描件，需重新盖章上传"
OF_LATER = "提交以后上传，属第 {} 次提交"
CHANGED = "上传以后内容改过，需重新盖章上传"


@dataclass(frozen=True, slots=True)
class SealedVersion:
    """What a paper is sealed for: the number of a submission, and the digest of its words."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """A file that was sent. why_not: why it does not count for the version at hand; "": it does."""

    file: Attachment
    why_not: str

    @property
    def sent_for(self) -> str:
        return sent_for_words(self.file.sent_for)


def version_of(submission: Submission) -> SealedVersion:
    return SealedVersion(submission.number, submission.digest)


def sealed_now(report: Report) -> SealedVersion:
    """Return what a paper that is sent now is of: of what was submitted, or of what the county is
    about to submit. Needs latest loaded."""
    latest = report.latest
    if latest is not None and not report.is_writable_state:
        return version_of(latest)
    return SealedVersion((latest.number if latest else 0) + 1, digest_of(report.data))


def sealed_papers(report: Report, version: SealedVersion) -> list[SealedPaper]:
    """Return the papers that stand, the newest first, held against a version. One query."""
    rows = report.attachments.stamped().select_related("added_by")
    return [SealedPaper(row, _why_not(row, version)) for row in rows]


def sent_for_words(number: int | None) -> str:
    return f"第 {number} 次提交" if number else "未写明哪一次提交"


def _why_not(row: Attachment, version: SealedVersion) -> str:
    if row.sent_for is None or row.sent_for == version.number - 1:
        return OF_EARLIER
    if row.sent_for < version.number:
        return OF_LONG_AGO.format(row.sent_for)
    if row.sent_for > version.number:
        return OF_LATER.format(row.sent_for)
    return CHANGED if row.sent_digest not in ("", version.digest) else ""
