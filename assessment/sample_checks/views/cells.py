"""One cell of the sample: what was found, what it costs, what becomes of it, what proves it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessment.models import CheckFile, SampledCell
from assessment.rectification import permissions as of_problems
from assessment.sample_checks import actions, permissions, settling
from assessment.sample_checks.forms import SettleForm
from assessment.sample_checks.listing import CellLine, lines_of
from assessment.sample_checks.views.scope import cell_or_404, year_of_checks_or_404
from cities.views.scope import province_or_404
from lib.wording import person_as
from trust import files, log
from trust.acts import carry_out
from trust.forms import FilesForm
from trust.refusals import Refused
from trust.versions import Outdated

OUTDATED = "打开本页之后，这一格已由他人填写或处理，没有办理；您写的仍在下面，请核对后再办。"
DONE = {
    "adopt": "已采用核查数；该指标须由另一人重新复核。",
    "explain": "已写明说明，数据不变。",
    "reopen": "已重新打开，可以改核查数、重新处理；已写入的数不会自动改回。",
}


@require_safe
def cell(request, year, pk):
    year_of_checks_or_404(request, year)
    return cell_page(request, cell_or_404(request, year, pk))


def cell_page(
    request, found: SampledCell, *, form=None, files_form=None, status=200
) -> HttpResponse:
    [line] = lines_of([found], found.draw.year)
    user = request.user
    settles = permissions.why_not_settle(user, found)
    context = {
        "year": found.draw.year,
        "cell": found,
        "line": line,
        "form": form or SettleForm(initial={"version": found.version}),
        "act": form.data.get("act", "") if form is not None else "",
        "settles": settles,
        "why_not_explain": permissions.why_not_explain(user, found, line.today),
        "may_reopen": found.is_settled and not permissions.why_not_reopen(user, found),
        "may_file": permissions.may_check(user)
        and not permissions.why_not_now(found.draw.year)
        and not permissions.why_superseded(found),
        "files_form": files_form or FilesForm(),
        "withdrawn": list(found.files.exclude(withdrawn_at=None)),
        "problem": found.rectifications.exclude(state="withdrawn").select_related("year").first(),
        "may_issue": found.differs and of_problems.why_not_issue(user, found.draw.year) == "",
        "recorded": _recorded(line),
    }
    return render(request, "assessment/sample_checks/cell.html", context, status=status)


def _recorded(line: CellLine) -> str:
    """Return who recorded the reported figure."""
    drawn = line.cell
    return person_as(str(drawn.recorded_by or ""), drawn.recorded_as)


@require_POST
def settle(request, year, pk):
    """Adopt what was found, explain the difference, or open it again."""
    year_of_checks_or_404(request, year)
    found = cell_or_404(request, year, pk)
    if not permissions.may_check(request.user):
        raise PermissionDenied
    form, status = SettleForm(request.POST), 422
    if form.is_valid():
        try:
            _carry_out(request, found, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            status = 409
            form.add_error(None, OUTDATED)
        else:
            messages.success(request, DONE[form.cleaned_data["act"]])
            return redirect("sample-check-cell", year, pk)
    return cell_page(request, cell_or_404(request, year, pk), form=form, status=status)


def _carry_out(request, found: SampledCell, told: dict) -> None:
    who = {"user": request.user, "actor": log.actor_of(request)}
    of_it = {"cell_id": found.pk, "version": told["version"], **who}
    match told["act"]:
        case "adopt":
            settling.adopt_found(cell_version=told["cell_version"] or 0, **of_it)
        case "explain":
            settling.explain_difference(reason=told["reason"], **of_it)
        case _:
            settling.reopen_settled(reason=told["reason"], **of_it)


@require_POST
def file_add(request, year, pk):
    """Lay files to a cell; each is judged by itself."""
    year_of_checks_or_404(request, year)
    found = cell_or_404(request, year, pk)
    if not permissions.may_check(request.user):
        raise PermissionDenied
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return cell_page(request, found, files_form=form, status=422)
    good, refused = form.cleaned_data["file"]
    laid = carry_out(
        request,
        actions.lay_check_files,
        cell_id=found.pk,
        files=[(files.store(upload), files.safe_name(upload.name)) for upload in good],
    )
    new, again = laid or ((), ())
    if new:
        messages.success(request, f"已添加{'、'.join(f'“{row.name}”' for row in new)}。")
    for words in (*refused, *(f"“{name}”已经添加过，没有重复添加。" for name in again)):
        messages.warning(request, words)
    return redirect("sample-check-cell", year, pk)


def _file_or_404(request, year: int, pk: int) -> CheckFile:
    rows = CheckFile.objects.visible_to(request.user).filter(cell__draw__year__number=year)
    return get_object_or_404(rows.select_related("file", "cell__draw__year"), pk=pk)


@require_safe
def file(request, year, pk):
    """A file itself, as an attachment."""
    found = _file_or_404(request, year, pk)
    try:
        response = files.serve(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    after = {"SHA-256": found.file.sha256}
    log.write_alone(log.actor_of(request), "下载核查佐证", found.cell, after=after)
    return response


@require_POST
def file_withdraw(request, year, pk):
    province_or_404(request)
    found = _file_or_404(request, year, pk)
    if not permissions.may_check(request.user):
        raise PermissionDenied
    carry_out(
        request,
        actions.take_check_file_back,
        done=f"已撤下“{found.name}”，文件仍留存备查。",
        file_id=found.pk,
    )
    return redirect("sample-check-cell", year, found.cell_id)
