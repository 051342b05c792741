"""离线填报: the form as a workbook, and back with a preview of every difference."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from press.workbooks.conflicts import Choice, chosen
from selfeval.filing import offline, taking_back
from selfeval.filing.filling import Filling
from selfeval.filing.previewed_file import PreviewedFileForm
from selfeval.filing.views.drafts import filling_of
from selfeval.filing.workbook.writing import workbook_of
from trust import files, log
from trust.imports import Source
from trust.models import StoredFile
from trust.refusals import Refused

#: How long a previewed import may wait for its confirmation.
PREVIEW_SECONDS = 30 * 60
SALT = "selfeval-workbook"
STALE = "预览已过期，请重新选择文件。本次导入未保存任何内容。"


class WorkbookForm(PreviewedFileForm):
    """A workbook to preview, or the signed parcel of a preview to carry out."""

    noun = "工作簿"
    help_text = "用本页下载的 .xlsx，填好后上传；先列出每一处变化，确认后才写入。"
    accept = ".xlsx"

    file = forms.FileField(label="填好的工作簿", required=False)


@require_safe
def download(request, report):
    """The form with what is entered, to be filled in without the network."""
    filling = filling_of(request, report)
    found = filling.report
    name = files.safe_name(f"{found.file_title} 填报表.xlsx")
    data = workbook_of(found)
    log.write_alone(log.actor_of(request), "下载填报表", found, label=name)
    return files.handed_out(data, name)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request, report):
    """Upload a filled workbook, see every difference, then write all or nothing."""
    filling = filling_of(request, report)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context = {"report": filling.report, "task": filling.report.task, "form": form}
    context["why_closed"] = filling.why_closed
    status = 200
    if request.method == "POST":
        if filling.why_closed:
            raise Refused(filling.why_closed)
        if form.is_valid():
            try:
                if form.cleaned_data["parcel"]:
                    return _carry_out(request, filling, form, context=context)
                context |= _preview(request, filling, form)
            except Refused as refusal:
                context["problems"] = str(refusal).splitlines()
        status = 422 if form.errors or "problems" in context else 200
    if "plan" not in context:
        context["imports"] = taking_back.lines_of(filling)
    return render(request, "selfeval/filling/workbook.html", context, status=status)


def _preview(request, filling: Filling, form: WorkbookForm) -> dict:
    upload = form.cleaned_data["file"]
    data = upload.read()
    plan = offline.plan_of(filling, data, upload.name, actor=log.actor_of(request))
    stored = files.store(data)
    content = [filling.report.pk, filling.report.version, stored.sha256, upload.name]
    return _shown(plan, signing.dumps(content, salt=SALT), upload.name, choices={})


def _shown(plan: offline.Plan, parcel: str, name: str, *, choices: Mapping[str, Choice]) -> dict:
    changes = [(change, choices.get(change.address, "")) for change in plan.changes]
    return {
        "plan": plan,
        "changes": changes,
        "parcel": parcel,
        "file_name": files.safe_name(name),
    }


def _carry_out(request, filling: Filling, form: WorkbookForm, *, context: dict):
    digest, name = _opened(form.cleaned_data["parcel"], filling)
    stored = get_object_or_404(StoredFile, sha256=digest)
    with files.open_file(stored) as file:
        data = file.read()
    actor = log.actor_of(request)
    plan = offline.plan_of(filling, data, name, actor=actor)
    choices = chosen(request.POST, [change.address for change in plan.conflicts])
    context |= _shown(plan, form.cleaned_data["parcel"], name, choices=choices)
    name = files.safe_name(name)
    source = Source(name, stored)
    count = offline.carry_out(filling, plan, actor, choices=choices, source=source)
    messages.success(request, _said_imported(name, count, filling.report.pk))
    return redirect("report-fill", filling.report.pk)


def _said_imported(name: str, count: int, report: int) -> str:
    return format_html(
        '已导入“{}”，写入 {} 处变化。导入错了可以<a href="{}#imports">撤回这次导入</a>。',
        name,
        count,
        reverse("report-workbook-import", args=[report]),
    )


@require_POST
def take_back(request, report, pk):
    """Put back what stood before an import, if nobody changed any of its cells since."""
    filling = filling_of(request, report)
    if filling.why_closed:
        raise Refused(filling.why_closed)
    kept = get_object_or_404(filling.report.imports.visible_to(request.user), pk=pk)
    try:
        taking_back.take_back(filling, kept, log.actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        name = kept.file_name or "填报表"
        messages.success(request, f"已撤回“{name}”的导入，{kept.cells} 格恢复原样。")
    return redirect("report-workbook-import", report)


def _opened(parcel: str, filling: Filling) -> tuple[str, str]:
    """Return the file that a preview signed. Raises Refused when it no longer fits."""
    try:
        pk, version, digest, name = signing.loads(parcel, salt=SALT, max_age=PREVIEW_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Refused(STALE) from error
    if pk != filling.report.pk:
        raise Refused(STALE)
    if version != filling.report.version:
        raise Refused(offline.MOVED)
    return digest, name
