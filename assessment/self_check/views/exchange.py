"""A city's own workbook out and in: filled in off line, previewed, written whole."""

from collections.abc import Mapping

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.actions.exchange import Undecided, decided
from assessment.collection.differences import Comparison
from assessment.forms import ResultsFileForm, TakeBackForm
from assessment.models import SelfCheckImport
from assessment.self_check.actions import ReportedConflict
from assessment.self_check.reading import read_reported
from assessment.self_check.taking_back import kept_imports, take_back_import
from assessment.self_check.views.scope import Opened, opened_or_404
from assessment.self_check.workbook import compare_reported, import_reported, self_check_xlsx
from assessment.views.downloads import download
from assessment.views.exchange import CHOOSE, open_parcel, status_of
from lib.signs import whole_number
from press.workbooks.conflicts import Choice, chosen
from trust import files, log
from trust.acts import carry_out
from trust.files import safe_name
from trust.imports import Source
from trust.models import StoredFile
from trust.refusals import Refused

SALT = "self-check-import"


class SelfCheckFileForm(ResultsFileForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = "用“导出自查表”得到的 .xlsx，填好后上传。"


@require_safe
def export(request, year, city):
    """The workbook of one's own table; of another's as it was handed in."""
    opened = opened_or_404(request, year, city)
    data = self_check_xlsx(read_reported(opened.table).table)
    name = safe_name(f"{year}年度{opened.table.city_name}自查表.xlsx")
    return download(request, data, name, action="导出自查表", target=opened.table)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request, year, city):
    """Upload a filled workbook, see every difference, then write all or nothing; or take an
    earlier one (import) back."""
    opened = opened_or_404(request, year, city)
    if not opened.is_own:
        raise PermissionDenied
    form = SelfCheckFileForm(request.POST or None, request.FILES or None)
    context = {"year": opened.year, "table": opened.table, "form": form}
    context["why_closed"] = opened.why_closed
    context["kept_imports"] = kept_imports(opened.check)
    if "import" in request.POST:
        return _take_back(request, opened)
    if request.method == "POST" and form.is_valid():
        try:
            if opened.why_closed:
                raise Refused(f"{opened.why_closed}本次导入未保存任何内容。")
            if form.cleaned_data["parcel"]:
                return _write(request, opened, form, context=context)
            context |= _preview(opened, form)
        except Refused as refusal:
            context["problems"] = str(refusal).splitlines()
    return render(request, "assessment/self_check/import.html", context, status=status_of(context))


def _take_back(request, opened: Opened) -> HttpResponse:
    form, here = TakeBackForm(request.POST), (opened.year.number, opened.table.city.key)
    if form.is_valid():
        carry_out(
            request,
            take_back_import,
            done=_told_back,
            table=opened.table,
            import_id=whole_number(request.POST["import"], 2**53) or 0,
            now=opened.now,
            **form.cleaned_data,
        )
    else:
        messages.error(request, "".join(form.errors["reason"]))
    return redirect("self-check-import", *here)


def _told_back(kept: SelfCheckImport) -> str:
    told = f"已撤回“{kept.file_name or '自查表'}”，{kept.cells - len(kept.left)} 格恢复原样。"
    left = f"没有撤回的 {len(kept.left)} 格：{'；'.join(kept.left)}。"
    return f"{told}{left}" if kept.left else told


def _preview(opened: Opened, form) -> dict:
    upload = form.cleaned_data["file"]
    data = upload.read()
    comparison = compare_reported(opened.table, data, upload.name)
    return _shown(opened, comparison, files.store(data), name=upload.name, choices={})


def _shown(
    opened: Opened,
    comparison: Comparison,
    stored: StoredFile,
    *,
    name: str,
    choices: Mapping[int, Choice],
) -> dict:
    seen = {str(d.result_id): d.version for d in comparison.differences}
    content = [opened.year.number, stored.sha256, name, seen]
    return {
        "comparison": comparison,
        "conflicts": [(d, choices.get(d.result_id, "")) for d in comparison.conflicts],
        "parcel": signing.dumps(content, salt=f"{SALT}:{opened.table.city_id}"),
        "file_name": name,
    }


def _write(request, opened: Opened, form, *, context: dict) -> HttpResponse:
    salt = f"{SALT}:{opened.table.city_id}"
    _, digest, name, seen = open_parcel(form.cleaned_data["parcel"], salt, opened.year.number)
    stored = get_object_or_404(StoredFile, sha256=digest)
    comparison = compare_reported(opened.table, files.read(stored), name)
    if moved := [d for d in comparison.differences if seen.get(str(d.result_id)) != d.version]:
        raise Refused(_moved(moved[0].measure))
    choices = chosen(request.POST, [d.result_id for d in comparison.conflicts])
    try:
        count = import_reported(
            table=opened.table,
            differences=decided(comparison, choices, advice=CHOOSE),
            source=Source(name, stored),
            now=opened.now,
            user=request.user,
            actor=log.actor_of(request),
        )
    except Undecided as undecided:
        context |= _shown(opened, comparison, stored, name=name, choices=choices)
        context["problems"] = undecided.lines
        return render(request, "assessment/self_check/import.html", context, status=422)
    except ReportedConflict as conflict:
        raise Refused(_moved(conflict.current.name)) from conflict
    messages.success(request, f"已写入 {count} 处变化。")
    return redirect("self-check", opened.year.number, opened.table.city.key)


def _moved(measure: str) -> str:
    return f"“{measure}”在预览之后已被他人修改；请重新选择文件预览。本次导入未保存任何内容。"
