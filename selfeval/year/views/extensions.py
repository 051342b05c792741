"""延期申请: asked on a page of the county's report, answered on the page of the task."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from selfeval.models import ExtensionRequest, Report
from selfeval.permissions import can_file, check_can_manage, sees_draft
from selfeval.year.extensions import answer_request, ask_extension, why_not_to_ask
from selfeval.year.forms import AskForm
from trust import log
from trust.acts import carry_out


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, report):
    """What was asked and answered (GET); ask for more time."""
    rows = Report.objects.visible_to(request.user).select_related("task__form", "county__city")
    found = get_object_or_404(rows.defer("data", "cells"), pk=report)
    if not sees_draft(request.user, found):
        raise PermissionDenied
    if request.method == "POST" and not can_file(request.user, found):
        raise PermissionDenied
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        asked = carry_out(
            request,
            ask_extension,
            done="已提出延期申请，等待考核办答复。",
            report_id=found.pk,
            **form.cleaned_data,
        )
        if asked is not None:
            return redirect("report-extension-ask", found.pk)
    requests = ExtensionRequest.objects.filter(task=found.task, county=found.county)
    context = {
        "report": found,
        "task": found.task,
        "form": form,
        "requests": requests.select_related("asked_by", "answered_by"),
        "why_closed": why_not_to_ask(request.user, found),
    }
    status = 422 if form.is_bound else 200
    return render(request, "selfeval/filling/extension.html", context, status=status)


@require_POST
def answer(request, asked):
    """The office grants a request, or says no with its reason."""
    rows = ExtensionRequest.objects.visible_to(request.user)
    found = rows.filter(pk=asked).first()
    if found is None:
        raise Http404
    check_can_manage(request.user, log.actor_of(request))
    is_granted = request.POST.get("granted") == "1"
    carry_out(
        request,
        answer_request,
        done="已批准延期。" if is_granted else "已答复不同意。",
        pk=found.pk,
        is_granted=is_granted,
        answer=request.POST.get("answer", "")[:500],
    )
    return redirect("selfeval-missing", found.task_id)
