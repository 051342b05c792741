"""导入 and 导出 of a page of 系统设置: django-import-export's pages, with this product's guards."""

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from import_export.admin import ImportExportMixin
from import_export.forms import ImportForm
from import_export.tmp_storages import BaseStorage

from setup.exchange.resource import NOTHING_SAVED, Outcome
from setup.exchange.workbook import SafeWorkbook
from trust import files, log
from trust.models import StoredFile
from trust.refusals import Refused

#: How long a previewed import may wait for its confirmation (seconds).
PREVIEW_HOLDS = 30 * 60
OLD = f"预览已过期，请重新选择文件。{NOTHING_SAVED}"
MOVED = f"预览之后有人修改了数据，结果已与预览不同；请重新选择文件预览。{NOTHING_SAVED}"


class WorkbookForm(ImportForm):
    import_file = forms.FileField(
        label="工作簿",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="用本页“导出”得到的 .xlsx，改好后上传；写入前先显示会有哪些变化。",
        error_messages={"required": "请先选择要导入的文件。"},
    )
    format = forms.ChoiceField(widget=forms.HiddenInput)  # there is one


class ParcelForm(forms.Form):
    """What was previewed: a stored file and the differences it made, signed for one list."""

    parcel = forms.CharField(required=False)

    def __init__(self, *, salt: str, **kwargs):
        super().__init__(**kwargs)
        self.salt = salt

    def clean(self) -> dict:
        """Return what the package asks of its own form. Raises Refused."""
        told = self.cleaned_data["parcel"]
        try:
            sha256, name, digest = signing.loads(told, salt=self.salt, max_age=PREVIEW_HOLDS)
        except signing.BadSignature as error:
            raise Refused(OLD) from error
        return {"format": "0", "import_file_name": sha256, "original_file_name": name,
                "digest": digest}  # fmt: skip


class Upload(BaseStorage):
    """A workbook from outside with its name: in memory at first, once previewed by its digest."""

    def __init__(self, data: bytes | None = None, **kwargs):
        super().__init__(**kwargs)
        self.data = data

    def read(self) -> tuple[bytes, str]:
        if self.data is not None:
            return self.data, self.name
        with files.open_file(StoredFile.objects.get(sha256=self.name)) as file:
            return file.read(), f"{self.name}.xlsx"

    def remove(self):
        """Nothing: the log names the file, which stays."""


class ExchangeMixin(ImportExportMixin):
    """Gives a SetupAdmin its import (preview, then all or nothing) and its export.

    resource_classes: one MasterData class. Who manages may import, who reads may export.
    """

    import_export_change_list_template = None
    formats = [SafeWorkbook]
    import_form_class = WorkbookForm
    confirm_form_class = ParcelForm
    tmp_storage_class = Upload
    skip_admin_log = True  # the product's own log says more
    skip_export_form = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.is_managed_by(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_resource_kwargs(self, request: HttpRequest, *args, **kwargs) -> dict:
        return {"actor": log.actor_of(request)}

    # --- Import ---

    def import_action(self, request: HttpRequest, **kwargs) -> TemplateResponse:
        """GET: the form. POST: what the file would change; nothing is written."""
        with log.acting():
            page = super().import_action(request, **kwargs)
            transaction.set_rollback(True)  # the actions wrote, to see what a file would change
        told = page.context_data
        told["title"] = f"导入{self.opts.verbose_name}"
        if "confirm_form" in told:
            told["parcel"] = self._parcel(told["form"].cleaned_data["import_file"], told["result"])
        elif request.method == "POST":
            page.status_code = 422
        return page

    def process_import(self, request: HttpRequest, **kwargs) -> HttpResponse:
        """Write what was previewed, all or nothing."""
        if not self.has_import_permission(request):  # before the package looks at the method
            raise PermissionDenied
        try:
            return super().process_import(request, **kwargs)
        except Refused as refusal:
            page = self.import_action(request)
            page.context_data["refusal"] = str(refusal)
            return page

    def process_dataset(self, dataset, form, request: HttpRequest, **kwargs) -> Outcome:
        told = form.cleaned_data
        with log.acting():
            result = super().process_dataset(dataset, form, request, **kwargs)
            if result.refusal or result.problems or result.digest != told["digest"]:
                raise Refused(MOVED)
            log.write(
                log.actor_of(request),
                f"导入{self.opts.verbose_name}",
                label=told["original_file_name"],
                after={"SHA-256": told["import_file_name"], **result.counts},
            )
        return result

    def add_success_message(self, result: Outcome, request: HttpRequest) -> None:
        messages.success(request, f"导入完成：{result.counted}。")

    def get_import_context_data(self, **kwargs) -> dict:
        return {"columns": self.resource_classes[0]().get_diff_headers()}

    def get_import_form_kwargs(self, request: HttpRequest) -> dict:
        """Bind the form to what was sent with it, not to a parcel that was refused."""
        sent = super().get_import_form_kwargs(request)
        return {"initial": sent["initial"]} if "parcel" in request.POST else sent

    def get_confirm_form_kwargs(self, request: HttpRequest, import_form=None) -> dict:
        return {"data": request.POST, "salt": self.opts.label_lower}

    def write_to_tmp_storage(self, import_file, input_format) -> Upload:
        return Upload(import_file.read(), name=import_file.name)

    def add_data_read_fail_error_to_form(self, form, e: Exception) -> None:
        if not isinstance(e, Refused):
            raise e
        form.add_error(None, str(e))

    def _parcel(self, upload, result: Outcome) -> str:
        upload.seek(0)
        told = [files.store(upload.read()).sha256, upload.name, result.digest]
        return signing.dumps(told, salt=self.opts.label_lower)

    # --- Export ---

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Hand out the rows that the list's filters show."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            response = super().export_action(request)
        except IncorrectLookupParameters:
            return redirect("admin:{}_{}_changelist".format(*self.get_model_info()))
        response["Content-Disposition"] = content_disposition_header(True, self._file_name())
        return response

    def get_data_for_export(self, request: HttpRequest, queryset, **kwargs):
        dataset = super().get_data_for_export(request, queryset, **kwargs)
        dataset.title = self.opts.verbose_name
        log.write_alone(
            log.actor_of(request),
            f"导出{self.opts.verbose_name}",
            label=self._file_name(),
            after={"行数": len(dataset)},
        )
        return dataset

    def _file_name(self) -> str:
        return f"{self.opts.verbose_name}{timezone.localtime():%Y%m%d}.xlsx"
