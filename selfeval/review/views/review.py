"""审核: a submitted report beside what helps to judge it; its steps, returns and remarks."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.permissions import persona_of
from lib.site_words import said
from selfeval import permissions, states
from selfeval.filing.actions.submitting import withdraw_submission
from selfeval.filing.sealed import sealed_papers, version_of
from selfeval.models import Remark, Report, Submission
from selfeval.review import listing
from selfeval.review.actions import flow, remarks
from selfeval.review.forms import RemarkForm, ReturnForm
from selfeval.review.reviewed_version import ReviewedVersion, changes_of, differences
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused
from trust.sessions import reauthentication_required
from trust.versions import Outdated, version_sent

OUTDATED = "打开本页之后，报告已有变动，没有办理；请核对下面的最新内容后再办。"
#: Days that a return gives for its correction, unless the reviewer says otherwise.
DAYS_TO_CORRECT = 7

_STEPS = {
    "withdraw": (withdraw_submission, "已撤回，可以继续修改。"),
    "take_up": (flow.take_up, "已开始审核；填报单位此后不能自行撤回。"),
    "pass_on": (flow.pass_on, said("初审通过，已报省级审核。")),
    "accept": (flow.accept_report, "已审核通过。"),
    "unpublish": (flow.unpublish_report, "已撤回公开。"),
}
#: Acts before which the password is asked again.
_GRAVE = ("unpublish",)


@require_safe
def review(request, report):
    row = report_or_404(request, report)
    reviewed = ReviewedVersion(row, _version_or_404(request, row), request.user)
    stamped = sealed_papers(row, version_of(reviewed.submission))
    context = {
        "report": row,
        "reviewed": reviewed,
        "board": reviewed.comments,
        "submission": reviewed.submission,
        "is_latest": reviewed.submission.pk == row.latest_id,
        "kind": listing.KINDS[row.state],
        "form": RemarkForm() if reviewed.may_remark else None,
        "closed": {step.name: states.why_not(step, row) for step in reviewed.steps},
        "next": _next_waiting(request, row),
        "may_download": True,
        "stamped": stamped,
        "is_sealed": any(not paper.why_not for paper in stamped),
    }
    return render(request, "selfeval/review/review.html", context)


def report_or_404(request, pk: int) -> Report:
    """Return a report that was submitted, with all that its pages need. One query."""
    rows = Report.objects.visible_to(request.user).exclude(latest=None)
    rows = rows.select_related("task__form", "county__city", "latest").defer("data", "cells")
    return get_object_or_404(rows, pk=pk)


def _version_or_404(request, report: Report) -> Submission:
    """Return the version asked for (?number=), else the latest. One query for an older one."""
    asked = request.GET.get("number", "")
    if not asked or asked == str(report.latest.number):
        return report.latest
    if not asked.isdecimal() or len(asked) > 4:
        raise Http404
    return get_object_or_404(Submission, report=report, number=int(asked))


def _next_waiting(request, report: Report) -> Report | None:
    """Return another report that waits for this reviewer, the earliest submitted. One query."""
    where = listing.waiting_for(persona_of(request.user))
    rows = Report.objects.visible_to(request.user).filter(where).exclude(pk=report.pk)
    return rows.only("pk", "county_name", "project").order_by("submitted_at").first()


@require_POST
def step(request, report):
    """Take a step that needs no page of its own: begin, pass on, accept …"""
    name = request.POST.get("step", "")
    if name not in _STEPS:
        raise Http404
    row = report_or_404(request, report)
    if states.step_of(row, name, request.user) is None and not may_ever(request.user, row, name):
        raise PermissionDenied
    take = reauthentication_required(_take) if name in _GRAVE else _take
    return take(request, row, name)


def may_ever(user, report: Report, name: str) -> bool:
    """Whether a step of this name is this person's, where the report stands now or not."""
    return any(each.name == name and each.who(user, report) for each in states.STEPS)


def _take(request, report: Report, name: str):
    action, done = _STEPS[name]
    more = {"reason": request.POST.get("reason", "")} if name == "unpublish" else {}
    taken = carry_out(
        request,
        action,
        done=f"{report.named} {report.task}{done}",
        outdated=OUTDATED,
        report_id=report.pk,
        version=version_sent(request.POST),
        **more,
    )
    if taken and name == "withdraw":
        return redirect("report-fill", report.pk)
    return redirect("report-review", report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request, report):
    """Return a report for correction, or undo its acceptance: why, which cells, until when."""
    row = report_or_404(request, report)
    reviewed = ReviewedVersion(row, row.latest, request.user)
    if not reviewed.may_return:
        if not (may_ever(request.user, row, "return") or may_ever(request.user, row, "reopen")):
            raise PermissionDenied
        messages.error(request, f"报告处于“{row.get_state_display()}”，现在不能退回。")
        return redirect("report-review", row.pk)
    places = _places(reviewed)
    if request.method == "POST":
        form = ReturnForm(request.POST, places=places)
        if form.is_valid() and _sent_back(request, reviewed, form):
            return redirect("report-review", row.pk)
        status = 422
    else:
        form, status = ReturnForm(places=places, initial=_proposed(reviewed)), 200
    context = {"report": row, "reviewed": reviewed, "form": form, "is_reopening": _reopens(row)}
    return render(request, "selfeval/review/return.html", context, status=status)


def _places(reviewed: ReviewedVersion) -> dict[str, str]:
    """Return the cells that may be picked: those remarked on first, then those found wrong."""
    choices = reviewed.choices()
    said = [line.remark.cell for line in reviewed.remarks if line.is_open]
    found = [entry["place"] for entry in reviewed.submission.findings]
    named = [place for place in dict.fromkeys([*said, *found]) if place in choices]
    return {place: choices[place] for place in named}


def _proposed(reviewed: ReviewedVersion) -> dict:
    said = [line.remark.cell for line in reviewed.remarks if line.is_open and line.remark.cell]
    return {
        "version": reviewed.report.version,
        "scope": ReturnForm.PICKED if said else ReturnForm.WHOLE,
        "cells": said,
        "correct_by": timezone.localdate() + timedelta(days=DAYS_TO_CORRECT),
    }


def _reopens(report: Report) -> bool:
    return report.state == "accepted"


def _sent_back(request, reviewed: ReviewedVersion, form: ReturnForm) -> bool:
    report = reviewed.report
    action = flow.reopen_accepted if _reopens(report) else flow.return_report
    try:
        action(
            report_id=report.pk,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            cells=form.picked(),
            correct_by=form.cleaned_data["correct_by"],
            user=request.user,
            actor=log.actor_of(request),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    except Outdated:
        form.data = {**form.data.dict(), "version": report.version}
        form.add_error(None, OUTDATED)
        return False
    messages.success(request, f"已退回{report.named}，理由和意见已一并发出。")
    return True


@require_POST
def remark(request, report):
    """Write a remark at a cell, or on the whole report."""
    row = report_or_404(request, report)
    _check_reviewer(request, row)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
        return redirect("report-review", row.pk)
    done = "意见已保存；退回时一并发给填报单位。"
    carry_out(request, remarks.write_remark, done=done, report_id=row.pk, **form.cleaned_data)
    return redirect("report-review", row.pk)


@require_POST
def settle_remark(request, report, remark):
    """Settle a remark, or take back one that was not sent yet (delete=1)."""
    row = report_or_404(request, report)
    _check_reviewer(request, row)
    said = get_object_or_404(Remark.objects.visible_to(request.user), pk=remark, report=row)
    if "delete" in request.POST:
        carry_out(request, remarks.delete_remark, done="意见已删除。", remark_id=said.pk)
    else:
        carry_out(request, remarks.settle_remark, done="意见已了结。", remark_id=said.pk)
    return redirect("report-review", row.pk)


def _check_reviewer(request, report: Report) -> None:
    if not permissions.can_review(request.user, report):
        raise PermissionDenied


@require_safe
def compare(request, report):
    """Two versions of a report cell by cell (?from=1&to=2); default: the last two."""
    row = report_or_404(request, report)
    reviewed = ReviewedVersion(row, row.latest, request.user)
    last = row.latest.number
    numbers = {version.number for version in reviewed.submissions}
    first, second = _asked(request, "from", max(last - 1, 1)), _asked(request, "to", last)
    if not {first, second} <= numbers:
        raise Http404
    pair = {s.number: s for s in Submission.objects.filter(report=row, number__in=[first, second])}
    found = differences(reviewed.assessed, pair[first], pair[second])
    context = {
        "report": row,
        "reviewed": reviewed,
        "before": pair[first],
        "after": pair[second],
        "changes": changes_of(found),
    }
    return render(request, "selfeval/review/compare.html", context)


def _asked(request, name: str, default: int) -> int:
    sent = request.GET.get(name, "")
    if sent and (not sent.isdecimal() or len(sent) > 4):
        raise Http404
    return int(sent) if sent else default
