"""Files in and out: official tables, the data-entry workbook, scores."""

import json
from collections.abc import Mapping

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from assessment import permissions
from assessment.actions.exchange import Undecided, decided, import_differences
from assessment.actions.importing import import_tables
from assessment.actions.results import Conflict
from assessment.collection.differences import Comparison, compare
from assessment.exports.official import tables_docx, tables_xlsx
from assessment.exports.results import results_xlsx
from assessment.exports.results_grid import results_grid_xlsx
from assessment.exports.tables import tables_json
from assessment.forms import ResultsFileForm, TablesFileForm
from assessment.frozen.shown import scores_book, scores_told
from assessment.loading import load_tables
from assessment.models import CityTable, Indicator, Year
from assessment.tables.adopting import count_kept
from assessment.tables.intake import fold, read_tables
from assessment.views import scope
from assessment.views.downloads import download
from cities.permissions import can_read_province, persona_of
from press.workbooks.conflicts import Choice, chosen
from trust import files, log
from trust.imports import Source
from trust.models import StoredFile
from trust.refusals import Refused

#: How the data-entry workbook is laid out: its writer, and what its file's name adds.
LAYOUTS = {"list": (results_xlsx, ""), "grid": (results_grid_xlsx, "，录入表样式")}
#: How long a previewed import may wait for its confirmation.
PREVIEW_SECONDS = 30 * 60
CHOOSE = "请在“冲突”中逐项选择，或一次选定全部，再写入。"


@require_http_methods(["GET", "POST"])
def tables_import(request, year):
    """Upload official tables, see what would happen, then take them over."""
    permissions.check_can_set_up(request.user)
    form = TablesFileForm(request.POST or None, request.FILES or None)
    context = {"year": year, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["parcel"]:
                return _take_over(request, year, form)
            context |= _preview_tables(request, year, form)
        except Refused as refusal:
            context["problems"] = str(refusal).splitlines()
    return render(request, "assessment/tables_import.html", context, status=status_of(context))


def _preview_tables(request, year, form) -> dict:
    upload = form.cleaned_data["file"]
    data, replace = upload.read(), form.cleaned_data["replace"]
    city = form.cleaned_data["city"]
    readings, codes = read_tables(data, upload.name, year, city=city)
    report = import_tables(
        number=year,
        readings=readings,
        codes=codes,
        actor=log.actor_of(request),
        replace=replace,
        dry_run=True,
    )
    stored = files.store(data)
    content = [year, stored.sha256, upload.name, replace, city]
    return {
        "report": report,
        "findings": fold(report.findings),
        "kept": count_kept(report.findings),
        "parcel": signing.dumps(content, salt="tables-import"),
        "file_name": upload.name,
    }


def _take_over(request, year, form):
    content = open_parcel(form.cleaned_data["parcel"], "tables-import", year)
    _, digest, name, replace, city = content
    stored = get_object_or_404(StoredFile, sha256=digest)
    readings, codes = read_tables(_bytes_of(stored), name, year, city=city)
    report = import_tables(
        number=year,
        readings=readings,
        codes=codes,
        actor=log.actor_of(request),
        source=Source(name, stored),
        replace=replace,
    )
    done = len(report.created) + len(report.replaced)
    messages.success(request, f"已导入 {done} 张指标表，{len(report.unchanged)} 张没有变化。")
    return redirect("city-tables", year=year)


@require_GET
def tables_export(request, year, form):
    """All of the year's tables as .json, .xlsx or .docx."""
    tables = load_tables(_visible_tables(request, year))
    match form:
        case "json":
            text = json.dumps(tables_json(year, tables), ensure_ascii=False, indent=1)
            data = text.encode()
        case "xlsx":
            data = tables_xlsx(tables)
        case "docx":
            data = tables_docx(tables)
        case _:
            raise Http404
    return download(request, data, f"{year}年度考核指标表.{form}", action="导出指标表")


@require_GET
def results_export(request, year):
    """The data-entry workbook: an office gets its own indicators, the others all.

    ?indicator= asks for one indicator, whoever collects it; ?layout=grid for a sheet an
    indicator with a row a city.
    """
    if not can_read_province(request.user):
        raise Http404
    layout = request.GET.get("layout", "list")
    if layout not in LAYOUTS:
        raise Http404
    write, said = LAYOUTS[layout]
    tables = load_tables(_visible_tables(request, year))
    if asked := request.GET.get("indicator"):
        indicator = _indicator_or_404(year, asked)
        data = write(tables, indicator_id=indicator.pk)
        name = f"{year}年度采集表（{indicator.name}{said}）.xlsx"
        return download(request, data, name, action="导出采集表")
    persona = persona_of(request.user)
    office = next(iter(persona.office_ids)) if len(persona.office_ids) == 1 else None
    name = f"{year}年度采集表（按指标分表）.xlsx" if said else f"{year}年度采集表.xlsx"
    return download(request, write(tables, office), name, action="导出采集表")


def _indicator_or_404(year: int, pk: str) -> Indicator:
    if not pk.isdecimal() or len(pk) > 9:
        raise Http404
    return get_object_or_404(Indicator, year__number=year, pk=pk)


@require_http_methods(["GET", "POST"])
def results_import(request, year):
    """Upload a filled workbook, see every difference, then write all or nothing."""
    if not can_read_province(request.user):
        raise Http404
    if not permissions.can_collect(request.user):
        raise Refused("采集表由责任处室导入；本账号只能查看和导出。")
    row = scope.year_or_404(request, year)
    form = ResultsFileForm(request.POST or None, request.FILES or None)
    context = {"year": year, "form": form, "indicators": Indicator.objects.filter(year=row)}
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["parcel"]:
                return _write_results(request, row, form, context=context)
            context |= _preview_results(request, row, form)
        except Refused as refusal:
            context["problems"] = str(refusal).splitlines()
    return render(request, "assessment/results_import.html", context, status=status_of(context))


def status_of(context: Mapping) -> int:
    """Return what a page on which a file is handed in answers: 422 where it was refused."""
    form = context["form"]
    return 422 if context.get("problems") or (form.is_bound and form.errors) else 200


def _preview_results(request, year, form) -> dict:
    upload = form.cleaned_data["file"]
    data = upload.read()
    comparison = compare(year, data, upload.name, user=request.user)
    return _shown_results(year, comparison, files.store(data), name=upload.name, choices={})


def _shown_results(
    year, comparison: Comparison, stored: StoredFile, *, name: str, choices: Mapping[int, Choice]
) -> dict:
    seen = {str(d.result_id): d.version for d in comparison.differences}
    parcel = signing.dumps([year.number, stored.sha256, name, seen], salt="results-import")
    conflicts = [(d, choices.get(d.result_id, "")) for d in comparison.conflicts]
    return {
        "comparison": comparison,
        "conflicts": conflicts,
        "parcel": parcel,
        "file_name": name,
    }


def _write_results(request, year, form, *, context: dict):
    _, digest, name, seen = open_parcel(form.cleaned_data["parcel"], "results-import", year.number)
    stored = get_object_or_404(StoredFile, sha256=digest)
    comparison = compare(year, _bytes_of(stored), name, user=request.user)
    moved = [d for d in comparison.differences if seen.get(str(d.result_id)) != d.version]
    if moved:
        raise Refused(_moved(moved[0].city, moved[0].measure))
    choices = chosen(request.POST, [d.result_id for d in comparison.conflicts])
    try:
        differences = decided(comparison, choices, advice=CHOOSE)
        count = import_differences(
            differences,
            user=request.user,
            actor=log.actor_of(request),
            source=Source(name, stored),
        )
    except Undecided as undecided:
        context |= _shown_results(year, comparison, stored, name=name, choices=choices)
        context["problems"] = undecided.lines
        return render(request, "assessment/results_import.html", context, status=422)
    except Conflict as conflict:
        raise Refused(
            _moved(
                conflict.current.measure.component.item.section.table.city_name,
                conflict.current.measure.name,
            )
        ) from conflict
    messages.success(request, f"已写入 {count} 处变化。")
    return redirect("collection", year=year.number)


def _moved(city: str, measure: str) -> str:
    return f"{city}“{measure}”在预览之后已被他人修改；请重新选择文件预览。本次导入未保存任何内容。"


@require_GET
def scores_export(request, year, form):
    """The scores as .json or as a workbook that recomputes them."""
    if not can_read_province(request.user):
        raise Http404
    return scores_file(request, scope.year_or_404(request, year), form)


def scores_file(request, year: Year, form: str) -> HttpResponse:
    match form:
        case "json":
            data = scores_told(year)
        case "xlsx":
            data = scores_book(year)
        case _:
            raise Http404
    return download(request, data, f"{year}考核得分.{form}", action="导出得分")


def _visible_tables(request, year):
    tables = CityTable.objects.visible_to(request.user).for_year(year)
    if not tables.exists():
        raise Http404
    return tables


def open_parcel(parcel: str, salt: str, year: int) -> list:
    """Return what a preview signed. Raises Refused when it is old or for another year."""
    try:
        content = signing.loads(parcel, salt=salt, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise Refused("预览已过期，请重新选择文件。本次导入未保存任何内容。") from error
    if content[0] != year:
        raise Refused("预览属于另一个年度，请重新选择文件。本次导入未保存任何内容。")
    return content


def _bytes_of(stored: StoredFile) -> bytes:
    with files.open_file(stored) as file:
        return file.read()
