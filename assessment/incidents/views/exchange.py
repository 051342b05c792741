"""The register's workbook out, and in again: seen before it is written."""

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from assessment.incidents import permissions
from assessment.incidents.differences import RegisterComparison, compare
from assessment.incidents.exchange import import_incidents
from assessment.incidents.export import incidents_xlsx
from assessment.incidents.forms import IncidentsFileForm
from assessment.views.downloads import download
from assessment.views.exchange import open_parcel, status_of
from assessment.views.scope import year_or_404
from cities.permissions import can_read_province
from trust import files, log
from trust.imports import Source
from trust.models import StoredFile
from trust.refusals import Refused

SALT = "incidents-import"


@require_GET
def incidents_export(request, year):
    """All incidents of the year that count, as a workbook that can be read back."""
    if not can_read_province(request.user):
        raise Http404
    row = year_or_404(request, year)
    return download(request, incidents_xlsx(row), f"{year}年度事件台账.xlsx", action="导出事件台账")


@require_http_methods(["GET", "HEAD", "POST"])
def incidents_import(request, year):
    """Upload a workbook, see what each row would do, then write all or nothing."""
    if not can_read_province(request.user):
        raise Http404
    row = year_or_404(request, year)
    permissions.check(permissions.why_not_register(request.user, row))
    form = IncidentsFileForm(request.POST or None, request.FILES or None)
    context = {"year": row, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["parcel"]:
                return _write(request, row, form.cleaned_data["parcel"])
            context |= _preview(request, row, form.cleaned_data["file"])
        except Refused as refusal:
            context["problems"] = str(refusal).splitlines()
    return render(request, "assessment/incidents/import.html", context, status=status_of(context))


def _preview(request, year, upload) -> dict:
    data = upload.read()
    comparison = compare(year, data, upload.name, user=request.user)
    stored = files.store(data)
    parcel = signing.dumps([year.number, stored.sha256, upload.name, _seen(comparison)], salt=SALT)
    return {"comparison": comparison, "parcel": parcel, "file_name": upload.name}


def _write(request, year, parcel: str):
    _, digest, name, seen = open_parcel(parcel, SALT, year.number)
    stored = get_object_or_404(StoredFile, sha256=digest)
    comparison = compare(year, files.read(stored), name, user=request.user)
    if _seen(comparison) != seen:
        raise Refused("预览之后台账有改动，请重新选择文件预览。本次导入未保存任何内容。")
    count = import_incidents(
        year=year,
        changes=comparison.changes,
        source=Source(name, stored),
        user=request.user,
        actor=log.actor_of(request),
    )
    messages.success(request, f"已写入 {count} 行；各格的次数没有改动，请到录入表核对。")
    return redirect("incidents", year=year.number)


def _seen(comparison: RegisterComparison) -> list[list]:
    """Return what each row would do, to be compared when it is carried out."""
    return [
        [c.place, c.incident.version if c.incident else 0, c.digest, list(c.results)]
        for c in comparison.changes
    ]
