"""The receipt with the papers to print, and the sealed ones that come back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessment.models import SelfCheckScan, SelfCheckSubmission
from assessment.self_check import handing_in, permissions
from assessment.self_check.paper import PAPERS, receipt_of
from assessment.self_check.views.scope import check_or_404, opened_or_404
from assessment.self_check.word import paper_docx
from assessment.views.downloads import download
from cities.permissions import can_read_province
from lib.signs import whole_number
from press.paper.printing import print_one, told_when_impossible
from trust import files, log
from trust.acts import carry_out
from trust.refusals import Refused
from trust.scans import ScansForm


@require_safe
def receipt(request, year, city):
    """The receipt of what stands, the papers to print, the sealed ones that were sent."""
    return _page(request, *_standing_or_404(request, year, city))


@require_safe
def receipt_pdf(request, year, city):
    check, submission = _standing_or_404(request, year, city)
    return _handed_out(request, receipt_of(submission), "pdf", action="下载自查回执", target=check)


@require_safe
def paper(request, year, city, *, kind, form):
    """自查报告 or 佐证材料目录, as .pdf or .docx; as a draft before it is handed in."""
    opened = opened_or_404(request, year, city)
    if kind not in PAPERS or form not in ("pdf", "docx"):
        raise Http404
    made_of, action = PAPERS[kind]
    return _handed_out(
        request, made_of(opened.table), form, action=action, target=opened.check or opened.table
    )


@require_POST
def scans(request, year, city):
    """Send sealed papers; each is judged by itself."""
    check, submission = _standing_or_404(request, year, city)
    if why := permissions.why_not_send_scan(request.user, check):
        raise Refused(why)
    form = ScansForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, check, submission, form=form, status=422)
    good, refused = form.cleaned_data["file"]
    for upload in good:
        try:
            handing_in.send_scan(
                check=check,
                file=files.store(upload),
                name=upload.name,
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as error:
            refused = [*refused, str(error)]
    if refused:
        return _page(request, check, submission, refused=refused)
    return redirect("self-check-receipt", year, city)


@require_POST
def scan_take_back(request, year, city):
    """Take one of the city's sealed papers off."""
    check, _ = _standing_or_404(request, year, city)
    if why := permissions.why_not_send_scan(request.user, check):
        raise Refused(why)
    carry_out(
        request,
        handing_in.take_back_scan,
        done="已撤下，文件仍留存备查。",
        check=check,
        pk=whole_number(request.POST.get("file", "")) or 0,
    )
    return redirect("self-check-receipt", year, city)


@require_safe
def scan(request, year, pk):
    """A sealed paper itself, as an attachment."""
    rows = SelfCheckScan.objects.visible_to(request.user).select_related("file")
    found = get_object_or_404(rows, submission__year__number=year, pk=pk)
    try:
        response = files.serve(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    after = {"SHA-256": found.file.sha256}
    log.write_alone(log.actor_of(request), "下载自查扫描件", found, after=after)
    return response


def _standing_or_404(request, year: int, city: str):
    check = check_or_404(request, year, city)
    submission = handing_in.standing_of(check)
    if submission is None:
        raise Http404
    return check, submission


def _handed_out(request, made, form: str, *, action: str, target):
    if form == "docx":
        return download(
            request, paper_docx(made), f"{made.name}.docx", action=action, target=target
        )
    with told_when_impossible():
        data = print_one(made.document)
    return download(request, data, f"{made.name}.pdf", action=action, target=target)


def _page(request, check, submission: SelfCheckSubmission, *, form=None, refused=(), status=200):
    held = submission.scans.select_related("added_by", "file")
    context = {
        "year": check.year,
        "city": check.city,
        "submission": submission,
        "sent": [each for each in held if each.withdrawn_at is None],
        "form": form or ScansForm(),
        "refused": refused,
        "why_closed": permissions.why_not_send_scan(request.user, check),
        "province": can_read_province(request.user),
        "earlier": check.submissions.exclude(ended_how="").select_related("year", "ended_by"),
    }
    return render(request, "assessment/self_check/receipt.html", context, status=status)
