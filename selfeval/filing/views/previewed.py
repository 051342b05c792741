"""A file that is seen before it is written: uploaded, laid beside the draft, confirmed.

Nothing of the plan is kept between the two: confirming reads the stored file again. What a page
sends back is a signed parcel that names the report and the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html

from selfeval.filing import taking_back
from selfeval.filing.filling import Filling
from selfeval.filing.previewed_file import PreviewedFileForm
from selfeval.filing.views.drafts import filling_of
from trust import files, log
from trust.imports import Source
from trust.models import StoredFile
from trust.refusals import Refused

STALE = "预览已过期，请重新选择文件。本次导入未保存任何内容。"


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of file and how it is brought in.

    seconds: how long a preview may wait. tie: what a preview holds for, the report first;
    where the rest is not as it was: moved. plan(filling, data, name, actor=): of the file's bytes.
    shown: what the page is told of a plan, after a confirmation with what it sent.
    write(filling, plan, sent, actor=, source=): carry it out; it returns how many cells were
    written. plan and write raise Refused. said: the sentence then, with name, count and
    the address of page.
    """

    form: type[PreviewedFileForm]
    template: str
    page: str
    salt: str
    seconds: int
    tie: Callable[[Filling], list[int]]
    plan: Callable[..., Any]
    shown: Callable[[Filling, Any, Any], dict[str, Any]]
    write: Callable[..., int]
    said: str
    moved: str = STALE


def bring_in(request, report: int, way: Way):
    """Answer the page: the form, the preview of what was sent, or, confirmed, the way back."""
    filling = filling_of(request, report)
    form = way.form(request.POST or None, request.FILES or None)
    context = {"report": filling.report, "task": filling.report.task, "form": form}
    context["why_closed"] = filling.why_closed
    status = 200
    if request.method == "POST":
        if filling.why_closed:
            raise Refused(filling.why_closed)
        if form.is_valid():
            try:
                if form.cleaned_data["parcel"]:
                    parcel = form.cleaned_data["parcel"]
                    return _carry_out(request, filling, way, parcel=parcel, context=context)
                context |= _preview(request, filling, way, upload=form.cleaned_data["file"])
            except Refused as refusal:
                context["problems"] = str(refusal).splitlines()
        status = 422 if form.errors or "problems" in context else 200
    if "plan" not in context:
        context["imports"] = taking_back.lines_of(filling)
    return render(request, way.template, context, status=status)


def _preview(request, filling: Filling, way: Way, *, upload) -> dict[str, Any]:
    data = upload.read()
    plan = way.plan(filling, data, upload.name, actor=log.actor_of(request))
    stored = files.store(data)
    parcel = signing.dumps([*way.tie(filling), stored.sha256, upload.name], salt=way.salt)
    return _told(plan, parcel, upload.name) | way.shown(filling, plan, None)


def _carry_out(request, filling: Filling, way: Way, *, parcel: str, context: dict[str, Any]):
    digest, name = _opened(parcel, filling, way)
    stored = get_object_or_404(StoredFile, sha256=digest)
    with files.open_file(stored) as file:
        data = file.read()
    actor = log.actor_of(request)
    plan = way.plan(filling, data, name, actor=actor)
    context |= _told(plan, parcel, name) | way.shown(filling, plan, request.POST)
    name = files.safe_name(name)
    count = way.write(filling, plan, request.POST, actor=actor, source=Source(name, stored))
    page = reverse(way.page, args=[filling.report.pk])
    messages.success(request, format_html(way.said, name, count, page))
    return redirect("report-fill", filling.report.pk)


def _told(plan, parcel: str, name: str) -> dict[str, Any]:
    return {"plan": plan, "parcel": parcel, "file_name": files.safe_name(name)}


def _opened(parcel: str, filling: Filling, way: Way) -> tuple[str, str]:
    """Return the file that a preview signed. Raises Refused when it no longer fits."""
    tie = way.tie(filling)
    try:
        *held, digest, name = signing.loads(parcel, salt=way.salt, max_age=way.seconds)
    except (signing.BadSignature, ValueError) as error:
        raise Refused(STALE) from error
    if held[:1] != tie[:1]:
        raise Refused(STALE)
    if held != tie:
        raise Refused(way.moved)
    return digest, name
