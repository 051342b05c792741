"""A report to download: PDF, Word, Excel, JSON; all of a year as .zip. Each download is logged.

Readers get the latest submission; the county itself and the auditor may have the draft, which
is marked so (?draft=1), and get it where nothing is submitted yet.
"""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from cities.views.scope import province_or_404
from press.paper.printing import print_one, told_when_impossible
from selfeval.filing.exports import report_json
from selfeval.loading import draft_of, submitted_of
from selfeval.models import Report, Submission
from selfeval.paper.filing import document_for, name_of, paper_for
from selfeval.paper.word import report_docx
from selfeval.paper.workbook import report_xlsx
from selfeval.permissions import can_read_submissions, sees_draft
from trust import jobs, log
from trust.files import handed_out

FORMAT = "{year}年度自评报告"


@require_safe
def pdf(request, report):
    found, submission = _version_or_404(request, report)
    with told_when_impossible():
        data = print_one(document_for(found, submission))
    return _download(request, found, submission, data=data, suffix=".pdf")


@require_safe
def docx(request, report):
    found, submission = _version_or_404(request, report)
    data = report_docx(paper_for(found, submission))
    return _download(request, found, submission, data=data, suffix=".docx")


@require_safe
def xlsx(request, report):
    found, submission = _version_or_404(request, report)
    data = report_xlsx(paper_for(found, submission))
    return _download(request, found, submission, data=data, suffix=".xlsx")


@require_safe
def as_json(request, report):
    found, submission = _version_or_404(request, report)
    if submission is None:
        assessed = draft_of(found)
    else:
        submission.report = found
        assessed = submitted_of(submission)
    told = {"year": found.task.year, "reports": [report_json(found, assessed, submission)]}
    data = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return _download(request, found, submission, data=data, suffix=".json")


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


def _version_or_404(request, pk: int) -> tuple[Report, Submission | None]:
    """Return the report with the version that this person reads; None is the draft.

    Two queries. Raises Http404.
    """
    rows = Report.objects.visible_to(request.user).select_related(
        "task__form", "county__city", "latest__submitted_by"
    )
    found = get_object_or_404(rows, pk=pk)
    may_draft = sees_draft(request.user, found)
    if may_draft and (request.GET.get("draft") == "1" or found.latest is None):
        return found, None
    if found.latest is None or not can_read_submissions(request.user, found):
        raise Http404
    return found, found.latest


def _download(
    request, report: Report, submission: Submission | None, *, data: bytes, suffix: str
) -> HttpResponse:
    name = name_of(report, submission) + suffix
    what = {"文件": name, "版本": f"第{submission.number}次提交" if submission else "草稿"}
    log.write_alone(log.actor_of(request), "下载自评报告", report, after=what)
    return handed_out(data, name)
