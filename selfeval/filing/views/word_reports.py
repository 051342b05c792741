"""导入 Word 报告: the county's own .docx beside the form, and what is confirmed of it written."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from selfeval.engine.wording import words_for
from selfeval.filing import taking_back
from selfeval.filing.filling import Filling
from selfeval.filing.previewed_file import PreviewedFileForm
from selfeval.filing.views.drafts import filling_of
from selfeval.filing.word_report.intake import read_word_report
from selfeval.filing.word_report.planning import WordPlan, carry_out, plan_of
from trust import files, log
from trust.imports import Source
from trust.models import StoredFile
from trust.refusals import Refused

#: How long a previewed import may wait for its confirmation: it is read line by line.
PREVIEW_SECONDS = 2 * 60 * 60
SALT = "selfeval-word-report"
STALE = "预览已过期，请重新选择文件。本次导入未保存任何内容。"
WHOSE = "请先确认这就是要填的这一份报告，再写入。本次导入未保存任何内容。"


class WordReportForm(PreviewedFileForm):
    """A Word report to preview, or the signed parcel of a preview to carry out."""

    noun = " Word 报告"
    help_text = "本县自己写好的 .docx；先逐格对照，勾选确认后才写入。"
    accept = ".docx"

    file = forms.FileField(label="Word 报告", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request, report):
    """Upload a Word report, see what it says beside the draft, write what is ticked."""
    filling = filling_of(request, report)
    form = WordReportForm(request.POST or None, request.FILES or None)
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
                context |= _preview(request, filling, form.cleaned_data["file"])
            except Refused as refusal:
                context["problems"] = str(refusal).splitlines()
        status = 422 if form.errors or "problems" in context else 200
    if "plan" not in context:
        context["imports"] = taking_back.lines_of(filling)
    return render(request, "selfeval/filling/word_report.html", context, status=status)


def _preview(request, filling: Filling, upload) -> dict:
    data = upload.read()
    reading = read_word_report(filling, data, upload.name)
    plan = plan_of(filling, reading, actor=log.actor_of(request))
    stored = files.store(data)
    parcel = signing.dumps([filling.report.pk, stored.sha256, upload.name], salt=SALT)
    return _shown(filling, plan, parcel, name=upload.name)


def _shown(filling: Filling, plan: WordPlan, parcel: str, *, name: str, ticked=None) -> dict:
    """ticked: keys of what was ticked before; None: what is sure."""
    year = filling.assessed.year
    labels = {s.code: words_for(s.label, year) for s in filling.assessed.form.sections}
    lines = [(c, c.is_sure if ticked is None else c.key in ticked) for c in plan.cells]
    groups = groupby(lines, key=lambda line: line[0].section)
    return {
        "plan": plan,
        "groups": [(labels.get(code, ""), list(found)) for code, found in groups],
        "parcel": parcel,
        "file_name": files.safe_name(name),
    }


def _carry_out(request, filling: Filling, form: WordReportForm, *, context: dict):
    parcel = form.cleaned_data["parcel"]
    digest, name = _opened(parcel, filling)
    stored = get_object_or_404(StoredFile, sha256=digest)
    with files.open_file(stored) as file:
        reading = read_word_report(filling, file.read(), name)
    actor, ticked = log.actor_of(request), request.POST.getlist("take")
    plan = plan_of(filling, reading, actor=actor)
    context |= _shown(filling, plan, parcel, name=name, ticked=set(ticked))
    context["is_ours"] = "is-ours" in request.POST
    if plan.strange and not context["is_ours"]:
        raise Refused(WHOSE)
    name = files.safe_name(name)
    count = carry_out(filling, plan, ticked, actor=actor, source=Source(name, stored))
    messages.success(request, _said_imported(name, count, filling.report.pk))
    return redirect("report-fill", filling.report.pk)


def _said_imported(name: str, count: int, report: int) -> str:
    return format_html(
        '已从“{}”写入 {} 格。导入错了可以<a href="{}#imports">撤回这次导入</a>。',
        name,
        count,
        reverse("report-word-import", args=[report]),
    )


def _opened(parcel: str, filling: Filling) -> tuple[str, str]:
    """Return the file that a preview signed. Raises Refused when it no longer fits."""
    try:
        pk, digest, name = signing.loads(parcel, salt=SALT, max_age=PREVIEW_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Refused(STALE) from error
    if pk != filling.report.pk:
        raise Refused(STALE)
    return digest, name
