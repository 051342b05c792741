"""附件: files laid to an indicator, a table or the whole report."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from selfeval.engine.wording import words_for
from selfeval.filing.actions.attachments import add_attachment, withdraw_attachment
from selfeval.filing.filling import Filling
from selfeval.filing.views.drafts import filling_of, own_report
from selfeval.models import Attachment
from selfeval.permissions import can_read_attachment
from trust import files, log
from trust.forms import FilesForm
from trust.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, report):
    """The panel of a code's files (GET); lay a file there after its bytes were looked at."""
    filling = filling_of(request, report)
    code = request.POST.get("code", request.GET.get("code", ""))
    if request.method != "POST":
        return _panel(request, filling, code)
    own_report(request, report)
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _panel(request, filling, code, form=form, status=422)
    good, refused = form.cleaned_data["file"]
    added = []
    for upload in good:
        name = files.safe_name(upload.name)
        try:
            add_attachment(
                report_id=filling.report.pk,
                code=code,
                file=files.store(upload),
                name=name,
                user=request.user,
                actor=log.actor_of(request),
            )
            added.append(f"“{name}”")
        except Refused as error:
            refused = [*refused, str(error)]
    if not added:
        raise Refused("".join(refused))
    return _panel(request, filling, code, note=f"已添加{'、'.join(added)}。", refused=refused)


@require_safe
def download(request, attachment):
    """The file itself. A reviewer gets what was submitted with some version."""
    found = _attachment(request, attachment)
    if not can_read_attachment(request.user, found):
        raise PermissionDenied
    try:
        response = files.serve(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    log.write_alone(log.actor_of(request), "下载附件", found, after={"SHA-256": found.file.sha256})
    return response


@require_POST
def withdraw(request, attachment):
    """Take a file back; it stays in the store and with what was submitted."""
    found = _attachment(request, attachment)
    withdraw_attachment(attachment_id=found.pk, user=request.user, actor=log.actor_of(request))
    note = f"已撤下“{found.name}”，文件仍留存备查。"
    return _panel(request, filling_of(request, found.report_id), found.code, note=note)


def _attachment(request, pk: int) -> Attachment:
    found = Attachment.objects.visible_to(request.user)
    related = ("file", "report__county")
    return get_object_or_404(found.select_related(*related), pk=pk)


def _panel(
    request, filling: Filling, code: str, *, note="", refused=(), form=None, status=200
) -> HttpResponse:
    """The files of one code; tells the page how many there are now."""
    rows = Attachment.objects.filter(report=filling.report, code=code)
    rows = list(rows.select_related("added_by").order_by("-added_at", "-pk"))
    current = [row for row in rows if row.withdrawn_at is None]
    context = {
        "report": filling.report,
        "code": code,
        "name": _name_of(filling, code),
        "note": note,
        "refused": refused,
        "current": current,
        "withdrawn": [row for row in rows if row.withdrawn_at],
        "form": form or FilesForm(),
        "why_closed": filling.why_closed,
    }
    response = render(request, "selfeval/filling/attachments.html", context, status=status)
    return trigger_client_event(response, "files-count", {"code": code, "count": len(current)})


def _name_of(filling: Filling, code: str) -> str:
    """Return what a code is called. Raises Http404 for one that the form has not."""
    if not code:
        return "整份报告"
    year = filling.report.task.year
    for place in _places(filling):
        if place[0] == code:
            return words_for(place[1], year)
    raise Http404


def _places(filling: Filling) -> list[tuple[str, str]]:
    """Return (code, label) of all that files can be laid to, in the form's order."""
    laid = filling.assessed.laid
    tables = [(table.code, table.label) for table in laid.index.tables.values()]
    return [*tables, *((place.code, place.node.label) for place in laid.nodes)]
