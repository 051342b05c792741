"""导入 and 导出 of a page of 系统设置."""

import hashlib
import json
from collections import Counter

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from import_export.admin import ImportExportMixin

from setup.exchange.reading import NOTHING_SAVED, Rows, read_rows
from setup.exchange.resource import WORDS, MasterData
from setup.exchange.workbook import SafeWorkbook
from trust import files, log
from trust.models import StoredFile
from trust.refusals import Refused

#: How long a previewed import may wait for its confirmation (seconds).
PREVIEW_HOLDS = 30 * 60
SALT = "master-data"
OLD = f"预览已过期，请重新选择文件。{NOTHING_SAVED}"
MOVED = f"预览之后有人修改了数据，结果已与预览不同；请重新选择文件预览。{NOTHING_SAVED}"


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label="工作簿",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="用本页“导出”得到的 .xlsx，改好后上传；写入前先显示会有哪些变化。",
        error_messages={"required": "请先选择要导入的文件。"},
    )


class ExchangeMixin(ImportExportMixin):
    """Gives a SetupAdmin its import (preview, then all or nothing) and its export.

    resource_classes: one MasterData class. Who manages may import, who reads may export.
    """

    import_export_change_list_template = None
    formats = [SafeWorkbook]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.is_managed_by(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # --- Import ---

    def import_action(self, request: HttpRequest, **kwargs) -> HttpResponse:
        """GET: the form. POST: what the file would change; nothing is written."""
        self._check_import(request)
        form = WorkbookForm(request.POST or None, request.FILES or None)
        told = {"form": form}
        if request.method == "POST" and form.is_valid():
            try:
                told |= self._preview(request, form.cleaned_data["file"])
            except Refused as refusal:
                told["refusal"] = str(refusal)
        return self._page(request, told)

    def process_import(self, request: HttpRequest, **kwargs) -> HttpResponse:
        """Write what was previewed, all or nothing."""
        self._check_import(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            counts = self._write(request)
        except Refused as refusal:
            return self._page(request, {"form": WorkbookForm(), "refusal": str(refusal)})
        messages.success(request, f"导入完成：{_counted(counts)}。")
        return redirect(self._address("changelist"))

    def _check_import(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _resource(self, request: HttpRequest) -> MasterData:
        return self.resource_classes[0](actor=log.actor_of(request))

    def _preview(self, request: HttpRequest, upload) -> dict:
        data, resource = upload.read(), self._resource(request)
        rows = read_rows(data, upload.name, resource)
        result = resource.import_data(rows.dataset, dry_run=True)
        if problems := resource.problems(result, rows.lines):
            return {"problems": problems, "file_name": upload.name}
        shown = _shown(result, rows)
        parcel = [self.opts.label_lower, files.store(data).sha256, upload.name, _digest(result)]
        return {
            "rows": shown,
            "headers": result.diff_headers,
            "counts": _counted(_counts(result)),
            "changes": sum(row["kind"] != WORDS["skip"] for row in shown),
            "parcel": signing.dumps(parcel, salt=SALT),
            "file_name": upload.name,
        }

    def _write(self, request: HttpRequest) -> Counter:
        digest, name, previewed = self._opened(request.POST.get("parcel", ""))
        stored = get_object_or_404(StoredFile, sha256=digest)
        with files.open_file(stored) as file:
            data = file.read()
        resource = self._resource(request)
        rows = read_rows(data, name, resource)
        with transaction.atomic():
            result = resource.import_data(rows.dataset)
            if resource.problems(result, rows.lines) or _digest(result) != previewed:
                raise Refused(MOVED)
            counts = _counts(result)
            log.write(
                resource.actor, f"导入{self.opts.verbose_name}", label=name,
                after={"SHA-256": digest, **{WORDS[k]: counts[k] for k in WORDS}},
            )  # fmt: skip
        return counts

    def _opened(self, parcel: str) -> tuple[str, str, str]:
        try:
            label, *content = signing.loads(parcel, salt=SALT, max_age=PREVIEW_HOLDS)
        except signing.BadSignature as error:
            raise Refused(OLD) from error
        if label != self.opts.label_lower:
            raise Refused(OLD)
        return tuple(content)

    def _page(self, request: HttpRequest, told: dict) -> HttpResponse:
        failed = "refusal" in told or "problems" in told or told["form"].errors
        columns = [f.column_name for f in self._resource(request).get_import_fields()]
        context = {
            **self.admin_site.each_context(request),
            "title": f"导入{self.opts.verbose_name}",
            "opts": self.opts,
            "columns": columns,
            "import_url": self._address("import"),
            "process_url": self._address("process_import"),
            "export_url": self._address("export"),
            "changelist_url": self._address("changelist"),
            **told,
        }
        return TemplateResponse(
            request, "admin/import_export/import.html", context, status=422 if failed else 200
        )

    def _address(self, page: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")

    # --- Export ---

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Hand out the rows that the list's filters show."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            rows = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            return redirect(self._address("changelist"))
        return self._workbook(request, rows)

    def _workbook(self, request: HttpRequest, queryset) -> HttpResponse:
        dataset = self._resource(request).export(queryset, force_native_type=True)
        dataset.title = self.opts.verbose_name
        name = f"{self.opts.verbose_name}{timezone.localtime():%Y%m%d}.xlsx"
        log.write_alone(
            log.actor_of(request), f"导出{self.opts.verbose_name}", label=name,
            after={"行数": len(dataset)},
        )  # fmt: skip
        data, kind = SafeWorkbook().export_data(dataset), files.CONTENT_TYPES[".xlsx"]
        response = HttpResponse(data, content_type=kind)
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response


def _shown(result, rows: Rows) -> list[dict]:
    """Return the rows of the preview: those that change first, in the order of the file."""
    lines = zip(rows.lines, result.valid_rows(), strict=True)
    shown = [
        {"line": line, "kind": WORDS[row.import_type], "cells": row.diff} for line, row in lines
    ]
    return sorted(shown, key=lambda row: row["kind"] == WORDS["skip"])


def _counts(result) -> Counter:
    return Counter({kind: result.totals[kind] for kind in WORDS})


def _counted(counts: Counter) -> str:
    return "，".join(f"{word} {counts[kind]} 行" for kind, word in WORDS.items())


def _digest(result) -> str:
    """Return what stands for the differences, to see at the writing that they still hold."""
    told = [[row.import_type, list(row.diff or [])] for row in result.valid_rows()]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
