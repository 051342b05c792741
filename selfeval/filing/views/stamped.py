"""盖章扫描件: the county sends the sealed paper, and sees what it has sent."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lib.signs import whole_number
from selfeval.filing.actions.stamped import (
    send_stamped,
    take_back_stamped,
    why_not_stampable,
)
from selfeval.filing.sealed import sealed_now, sealed_papers
from selfeval.filing.views.drafts import own_report, report_or_404
from selfeval.permissions import sees_draft
from trust import files, log
from trust.refusals import Refused
from trust.scans import ScansForm


@require_http_methods(["GET", "HEAD", "POST"])
def stamped(request, report):
    """The step's page; its files are judged one by one, as attachments are."""
    found = report_or_404(request, report)
    if not sees_draft(request.user, found):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, found)
    own_report(request, report)
    form = ScansForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    good, refused = form.cleaned_data["file"]
    for upload in good:
        try:
            send_stamped(
                report_id=found.pk,
                file=files.store(upload),
                name=upload.name,
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as error:
            refused = [*refused, str(error)]
    if refused:
        return _page(request, found, refused=refused)
    return redirect("report-stamped", found.pk)


@require_POST
def take_back(request, report):
    """Take one of the county's sealed papers back."""
    found = own_report(request, report)
    take_back_stamped(
        report_id=found.pk,
        pk=whole_number(request.POST.get("file", "")) or 0,
        user=request.user,
        actor=log.actor_of(request),
        now=timezone.now(),
    )
    return redirect("report-stamped", found.pk)


def _page(request, report, *, form=None, refused=(), status=200):
    context = {
        "report": report,
        "task": report.task,
        "sent": sealed_papers(report, sealed_now(report)),
        "form": form or ScansForm(),
        "refused": refused,
        "why_closed": why_not_stampable(request.user, report),
    }
    return render(request, "selfeval/filling/stamped.html", context, status=status)
