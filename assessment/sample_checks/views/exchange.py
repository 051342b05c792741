"""The sample's workbook out, and in again: seen before it is written."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.models import SampledCell, SampleDraw, Year
from assessment.sample_checks import permissions
from assessment.sample_checks.actions import record_findings
from assessment.sample_checks.forms import SampleFileForm
from assessment.sample_checks.population import latest_draw
from assessment.sample_checks.views.scope import draw_asked, year_of_checks_or_404
from assessment.sample_checks.workbook import SampleComparison, compare, sample_xlsx
from assessment.views.downloads import download
from assessment.views.exchange import open_parcel
from trust import files, log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.versions import Outdated

SALT = "sample-check-import"
OUTDATED = "预览之后有的格已由他人填写或处理，请重新导出、核对后再导入。本次导入未保存任何内容。"


@require_safe
def export(request, year):
    """Every cell of the sample, as a workbook that can be read back."""
    row = year_of_checks_or_404(request, year)
    drawn = draw_asked(request, row)
    if drawn is None:
        raise Http404
    drawn.year = row
    data = sample_xlsx(drawn, _cells(drawn))
    return download(request, data, f"{row}抽查核查表.xlsx", action="导出核查表", target=drawn)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request, year):
    """Upload a workbook, see what each row would write, then write all or nothing."""
    row = year_of_checks_or_404(request, year)
    if not permissions.may_check(request.user):
        raise PermissionDenied
    drawn = latest_draw(row)
    why = permissions.why_not_now(row) if drawn else "还没有抽样；"
    form = SampleFileForm(request.POST or None, request.FILES or None)
    context = {"year": row, "form": form, "why_closed": why}
    status = 200
    if request.method == "POST" and form.is_valid() and drawn is not None:
        try:
            permissions.check(why)
            if form.cleaned_data["parcel"]:
                return _write(request, row, drawn, parcel=form.cleaned_data["parcel"])
            context |= _preview(row, drawn, form.cleaned_data["file"])
        except Refused as refusal:
            context["problems"], status = str(refusal).splitlines(), 422
    elif request.method == "POST":
        status = 422
    return render(request, "assessment/sample_checks/import.html", context, status=status)


def _cells(drawn: SampleDraw) -> list[SampledCell]:
    return list(drawn.cells.with_all().order_by("order"))


def _preview(year: Year, drawn: SampleDraw, upload) -> dict:
    data = upload.read()
    comparison = compare(_cells(drawn), data, upload.name)
    stored = files.store(data)
    told = [year.number, stored.sha256, upload.name, drawn.pk, _seen(comparison)]
    return {
        "comparison": comparison,
        "parcel": signing.dumps(told, salt=SALT),
        "file_name": upload.name,
    }


def _write(request, year: Year, drawn: SampleDraw, *, parcel: str):
    _, digest, name, draw, seen = open_parcel(parcel, SALT, year.number)
    stored = get_object_or_404(StoredFile, sha256=digest)
    if draw != drawn.pk:
        raise Refused(OUTDATED)
    comparison = compare(_cells(drawn), files.read(stored), name)
    if _seen(comparison) != seen:
        raise Refused(OUTDATED)
    try:
        written = record_findings(
            year=year,
            findings=[change.finding for change in comparison.changes],
            user=request.user,
            actor=log.actor_of(request),
        )
    except Outdated as outdated:
        raise Refused(OUTDATED) from outdated
    messages.success(request, f"已写入 {len(written)} 格的核查情况。")
    return redirect("sample-checks", year.number)


def _seen(comparison: SampleComparison) -> list[list]:
    """Return what each row would write, to be compared when it is carried out."""
    return [
        [c.cell.pk, c.cell.version, str(c.finding.found), c.finding.words]
        for c in comparison.changes
    ]
