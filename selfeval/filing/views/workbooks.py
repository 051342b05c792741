"""离线填报: the form as a workbook, and back with a preview of every difference."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from press.workbooks.conflicts import Choice, chosen
from selfeval.filing import offline, taking_back
from selfeval.filing.filling import Filling
from selfeval.filing.previewed_file import PreviewedFileForm
from selfeval.filing.views import previewed
from selfeval.filing.views.drafts import filling_of
from selfeval.filing.views.previewed import Way
from selfeval.filing.workbook.writing import workbook_of
from trust import files, log
from trust.imports import Source
from trust.refusals import Refused

#: How long a previewed import may wait for its confirmation.
PREVIEW_SECONDS = 30 * 60
SALT = "selfeval-workbook"


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


def _tie(filling: Filling) -> list[int]:
    return [filling.report.pk, filling.report.version]


def _plan(filling: Filling, data: bytes, name: str, *, actor: log.Actor) -> offline.Plan:
    return offline.plan_of(filling, data, name, actor=actor)


def _choices(plan: offline.Plan, sent) -> Mapping[str, Choice]:
    return {} if sent is None else chosen(sent, [change.address for change in plan.conflicts])


def _shown(filling: Filling, plan: offline.Plan, sent) -> dict:
    choices = _choices(plan, sent)
    return {"changes": [(change, choices.get(change.address, "")) for change in plan.changes]}


def _write(filling: Filling, plan: offline.Plan, sent, *, actor: log.Actor, source: Source) -> int:
    return offline.carry_out(filling, plan, actor, choices=_choices(plan, sent), source=source)


BOOK = Way(
    form=WorkbookForm,
    template="selfeval/filling/workbook.html",
    page="report-workbook-import",
    salt=SALT,
    seconds=PREVIEW_SECONDS,
    tie=_tie,
    plan=_plan,
    shown=_shown,
    write=_write,
    said='已导入“{}”，写入 {} 处变化。导入错了可以<a href="{}#imports">撤回这次导入</a>。',
    moved=offline.MOVED,
)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request, report):
    """Upload a filled workbook, see every difference, then write all or nothing."""
    return previewed.bring_in(request, report, BOOK)


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
