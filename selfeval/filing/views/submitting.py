"""提交: everything that will be sent, the receipt, taking a submission back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.signs import whole_number
from press.paper.printing import told_when_impossible
from selfeval.filing.actions.submitting import submit_report, withdraw_submission
from selfeval.filing.filling import Filling
from selfeval.filing.finding_lines import list_findings
from selfeval.filing.page import Around, build_section
from selfeval.filing.project_names import UNNAMED
from selfeval.filing.sealed import sealed_now, sealed_papers, version_of
from selfeval.filing.views.drafts import (
    filling_of,
    own_report,
    report_or_404,
    section_or_404,
)
from selfeval.models import STAMPED, Report, ReportState, Submission
from selfeval.paper import receipt as papers
from selfeval.permissions import can_file, can_read_submissions
from trust import log
from trust.files import handed_out
from trust.log import actor_of
from trust.models import Outcome
from trust.refusals import Refused
from trust.versions import Outdated, version_sent

CHANGED = "报告在您打开本页之后有改动，没有提交；下面已是最新内容，请核对后再提交。"


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, report):
    """Show what will be sent and what still stands against it, or one ?section= of it; send it."""
    filling = filling_of(request, report)
    found = filling.report
    if request.method != "POST" and (code := request.GET.get("section")):
        return _sheet(request, filling, code)
    if request.method == "POST":
        return _send(request, own_report(request, report))
    if not can_file(request.user, found):
        return redirect("report-fill", report)
    return redirect("report-receipt", report) if _is_sent(found) else _page(request, filling)


def _send(request, report: Report) -> HttpResponse:
    """Submit; a refusal is logged and shown over what stands against it."""
    try:
        submit_report(
            report_id=report.pk,
            version=version_sent(request.POST),
            user=request.user,
            actor=actor_of(request),
        )
    except Outdated:
        return _page(request, filling_of(request, report.pk), problem=CHANGED, status=409)
    except Refused as refusal:
        log.write_alone(
            actor_of(request), "提交自评报告", report, label=str(report), reason=str(refusal),
            outcome=Outcome.REFUSED,
        )  # fmt: skip
        return _page(request, filling_of(request, report.pk), problem=str(refusal), status=422)
    return redirect("report-receipt", report.pk)


@require_safe
def receipt(request, report):
    """The numbered receipt of the latest submission, with the earlier ones."""
    found = _submitted_or_404(request, report)
    kept = found.submissions.select_related("submitted_by").defer("data", "figures")
    submissions = list(kept.order_by("-number"))
    context = {
        "report": found,
        "task": found.task,
        "submission": submissions[0],
        "earlier": submissions[1:],
        "may_withdraw": can_file(request.user, found) and found.state == ReportState.SUBMITTED,
        "is_own": can_file(request.user, found),
        "stamped": sealed_papers(found, version_of(submissions[0])),
    }
    return render(request, "selfeval/filling/receipt.html", context)


@require_safe
def receipt_pdf(request, report):
    """The receipt on paper: of the latest submission, or of ?number=."""
    found = _submitted_or_404(request, report)
    number = request.GET.get("number", "")
    related = ("report__task__form", "report__county__city", "submitted_by")
    kept = found.submissions.select_related(*related)
    kept = kept.filter(number=asked) if (asked := whole_number(number)) is not None else kept
    submission = kept.order_by("-number").first()
    if submission is None:
        raise Http404
    with told_when_impossible():
        data = papers.receipt_pdf(submission)
    return _download(request, data, submission)


@require_POST
def withdraw(request, report):
    """Take the report back before anybody reviews it."""
    found = own_report(request, report)
    try:
        withdraw_submission(
            report_id=found.pk, version=version_sent(request.POST), user=request.user,
            actor=actor_of(request),
        )  # fmt: skip
    except Outdated:
        messages.error(request, "报告状态刚有变动，没有撤回；请看最新状态。")
        return redirect("report-receipt", report)
    messages.success(request, "已撤回，可以继续修改；改好后请再次提交，原回执仍留存备查。")
    return redirect("report-fill", report)


def _sheet(request, filling: Filling, code: str) -> HttpResponse:
    """Return a section as it will be sent, for whom the page of submitting shows it."""
    report = filling.report
    if not can_file(request.user, report) or _is_sent(report):
        raise Http404
    around = Around(before=filling.last_year)
    context = {
        "report": report,
        "sheet": build_section(filling.assessed, section_or_404(filling, code), around),
        "is_changed": request.GET.get("version") != str(report.version),
    }
    return render(request, "selfeval/filling/submit_sheet.html", context)


def _is_sent(report: Report) -> bool:
    return report.latest is not None and not report.is_writable_state


def _page(request, filling: Filling, *, problem="", status=200) -> HttpResponse:
    report = filling.report
    context = {
        "filling": filling,
        "report": report,
        "task": report.task,
        "lines": filling.sections,
        "found": list_findings(filling),
        "files": report.attachments.current().exclude(code=STAMPED).order_by("code", "pk"),
        "stamped": sealed_papers(report, sealed_now(report)),
        "why_closed": filling.why_closed,
        "is_open": filling.is_open,
        "is_scored": filling.assessed.evaluated.score.mode.value != "none",
        "score": filling.assessed.evaluated.score,
        "problem": problem or UNNAMED * report.is_unnamed,
    }
    return render(request, "selfeval/filling/submit.html", context, status=status)


def _submitted_or_404(request, pk: int) -> Report:
    report = report_or_404(request, pk)
    if report.latest is None or not can_read_submissions(request.user, report):
        raise Http404
    return report


def _download(request, data: bytes, submission: Submission) -> HttpResponse:
    name = f"{submission.receipt} 回执.pdf"
    log.write_alone(log.actor_of(request), "下载回执", submission, label=name)
    return handed_out(data, name, to_keep=False)
