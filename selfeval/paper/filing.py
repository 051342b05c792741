"""From rows to papers: whose report it is, and documents ready for the press."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from operator import or_

from django.db.models import Q

from cities.models import Account, Place
from lib.wording import person_as
from press.paper.printing import Document
from press.paper.wording import moment
from selfeval.filing.receipts import digest_of
from selfeval.filing.sealed import sent_for_words
from selfeval.loading import Assessed, blank_of, draft_of, submitted_of
from selfeval.models import Report, Submission, Task
from selfeval.paper.annexes import place_words
from selfeval.paper.document import desk_of, paper_of
from selfeval.paper.model import AttachedFile, Edition, Filing, ReportPaper
from selfeval.paper.report import report_html
from trust import log
from trust.files import safe_name


def filing_of(report: Report, submission: Submission | None) -> Filing:
    """Return whose report it is and how far it has come, nobody named.

    submission: None for a draft. No query if county.city is loaded.
    """
    city = report.county.city.name if report.county.city else ""
    if submission is None:
        state = report.get_state_display()
        return Filing(report.county_name, city, state, project=report.project)
    return Filing(
        county=report.county_name,
        city=city,
        project=report.project,
        state=report.get_state_display(),
        receipt=submission.receipt,
        number=submission.number,
        submitted_at=moment(submission.submitted_at),
        is_late=submission.is_late,
        digest=submission.digest,
    )


def full_filing_of(report: Report, submission: Submission, assessed: Assessed) -> Filing:
    """Return the same with who submitted it, what was attached to what, and the log's digest.

    Two queries if county.city and submitted_by are loaded.
    """
    return replace(
        filing_of(report, submission),
        submitted_by=person_as(str(submission.submitted_by), submission.submitted_as),
        log_digest=last_change(report, submission),
        attachments=tuple(_files(submission, assessed)),
        sealed=tuple(_sealed(submission)),
    )


def _files(submission: Submission, assessed: Assessed) -> Iterable[AttachedFile]:
    desk = desk_of(assessed)
    for held in submission.files:
        place = place_words(desk, held["code"]) if held.get("code") else "全表"
        yield AttachedFile(held["name"], held.get("sha256", ""), place)


def _sealed(submission: Submission) -> Iterable[AttachedFile]:
    for held in submission.sealed:
        number = held.get("sent_for")
        said = sent_for_words(number) + "（不是本次）" * (number not in (None, submission.number))
        yield AttachedFile(held["name"], held.get("sha256", ""), said)


def last_change(report: Report, submission: Submission) -> str:
    """Return the digest of the entry that last changed what a submission's papers say.

    A submission is never changed; people, places and the task are named as they are called
    now. Two queries.
    """
    rows = {
        Task: [report.task_id],
        Account: [submission.submitted_by_id],
        Place: [report.county_id, report.county.city_id],
    }
    submitting = log.entries_on(Report, Report.objects.filter(pk=report.pk))
    submitting &= Q(action="提交自评报告", after__回执号=submission.receipt)
    named = (log.entries_on(m, m.objects.filter(pk__in=keys)) for m, keys in rows.items())
    return log.last_change(reduce(or_, named, submitting))


def paper_for(
    report: Report, submission: Submission | None, edition: Edition = Edition.DRAFT
) -> ReportPaper:
    """Return a report as it was submitted, or the draft in this edition. Two queries, as for
    full_filing_of; for a draft none if last year's report is loaded."""
    if submission is None:
        filing = replace(filing_of(report, None), edition=edition)
        if edition is Edition.BLANK:
            return paper_of(blank_of(report), filing)
        return paper_of(draft_of(report), replace(filing, digest=digest_of(report.data)))
    submission.report = report
    assessed = submitted_of(submission)
    return paper_of(assessed, full_filing_of(report, submission, assessed))


def name_of(report: Report, submission: Submission | None, edition: Edition = Edition.DRAFT) -> str:
    """Return the name of a report's file, without its ending."""
    mark = "" if submission else f"（{edition}）"
    return safe_name(f"{report.file_title}{mark}")


def document_for(
    report: Report, submission: Submission | None, edition: Edition = Edition.DRAFT
) -> Document:
    """Return a report's paper ready for the press."""
    paper = paper_for(report, submission, edition)
    is_public = submission is not None and submission.is_public
    name = name_of(report, submission, edition)
    return Document(name, paper.title, report_html(paper), is_public)
