"""A report to download: PDF, Word, Excel, JSON; all of a year as .zip. Each download is logged.

Readers get the latest submission; the county itself and the auditor may have the draft, which
is marked so (?draft=1), and get it where nothing is submitted yet. What goes round for signature
(?sign=1) and the empty form (?blank=1) are the same without the mark.
"""

import json
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from cities.views.scope import province_or_404
from press.paper.printing import print_one, told_when_impossible
from selfeval.filing.exports import report_json
from selfeval.loading import draft_of, submitted_of
from selfeval.models import Report, Submission
from selfeval.paper.filing import document_for, name_of, paper_for
from selfeval.paper.model import Edition
from selfeval.paper.word import report_docx
from selfeval.paper.workbook import report_xlsx
from selfeval.permissions import can_read_submissions, sees_draft
from trust import jobs, log
from trust.files import handed_out

#: What the county may ask for beside what is submitted.
EDITIONS = {"draft": Edition.DRAFT, "sign": Edition.TO_SIGN, "blank": Edition.BLANK}
FORMAT = "{year}年度自评报告"


class _Version(NamedTuple):
    """What somebody reads of a report. submission: None of what is not submitted."""

    report: Report
    submission: Submission | None
    edition: Edition

    @property
    def name(self) -> str:
        return name_of(self.report, self.submission, self.edition)


@require_safe
def pdf(request, report):
    version = _version_or_404(request, report)
    with told_when_impossible():
        data = print_one(document_for(*version))
    return _download(request, version, data=data, suffix=".pdf")


@require_safe
def docx(request, report):
    version = _version_or_404(request, report)
    data = report_docx(paper_for(*version))
    return _download(request, version, data=data, suffix=".docx")


@require_safe
def xlsx(request, report):
    version = _version_or_404(request, report)
    data = report_xlsx(paper_for(*version))
    return _download(request, version, data=data, suffix=".xlsx")


@require_safe
def as_json(request, report):
    version = _version_or_404(request, report)
    found, submission, _ = version
    if submission is None:
        assessed = draft_of(found)
    else:
        submission.report = found
        assessed = submitted_of(submission)
    told = {"year": found.task.year, "reports": [report_json(found, assessed, submission)]}
    data = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return _download(request, version, data=data, suffix=".json")


@require_http_methods(["GET", "HEAD", "POST"])
def reports_zip(request, year):
    """All of a year's submitted reports: made in the background, with progress."""
    province_or_404(request)
    if not Report.objects.for_year(year).exclude(latest=None).exists():
        raise Http404
    if request.method != "POST":
        return redirect("jobs")
    job = jobs.start(
        kind="selfeval_zip",
        title=f"{FORMAT.format(year=year)}（.zip）",
        parameters={"year": year},
        owner=request.user,
        request_actor=log.actor_of(request),
    )
    return redirect("job", pk=job.pk)


def _version_or_404(request, pk: int) -> _Version:
    """Return the version that this person reads, in the edition that was asked for.

    Two queries. Raises Http404.
    """
    rows = Report.objects.visible_to(request.user).select_related(
        "task__form", "county__city", "latest__submitted_by"
    )
    found = get_object_or_404(rows, pk=pk)
    asked = next((e for name, e in EDITIONS.items() if request.GET.get(name) == "1"), None)
    if sees_draft(request.user, found) and (asked or found.latest is None):
        return _Version(found, None, asked or Edition.DRAFT)
    if found.latest is None or not can_read_submissions(request.user, found):
        raise Http404
    return _Version(found, found.latest, Edition.SUBMITTED)


def _download(request, version: _Version, *, data: bytes, suffix: str) -> HttpResponse:
    name, submission = version.name + suffix, version.submission
    kept = f"第{submission.number}次提交" if submission else version.edition.value
    log.write_alone(
        log.actor_of(request),
        "下载自评报告",
        version.report,
        after={"文件": name, "版本": kept},
    )
    return handed_out(data, name)
