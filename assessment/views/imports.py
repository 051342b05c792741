"""采集表导入记录: which workbooks were written, and taking one back as a whole."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessment import permissions
from assessment.actions.imports import take_back_import
from assessment.forms import TakeBackForm
from assessment.models import ResultsImport, Year
from trust import log
from trust.refusals import Refused

PAGE = 20


@require_GET
def results_imports(request, year):
    """The year's imports, the newest first. Three queries beside the person's."""
    row = _year(request, year)
    kept = _imports(request, year).with_moved().select_related("year", "made_by", "taken_back_by")
    page = Paginator(kept, PAGE).get_page(request.GET.get("page"))
    for each in page:
        each.may_be_taken_back = _may_be_taken_back(request.user, each)
    context = {"year": row.number, "page": page}
    return render(request, "assessment/results_imports.html", context)


@require_POST
def take_back(request, year, pk):
    """Put back what stood before an import, if nobody changed any of its cells since."""
    _year(request, year)
    kept = get_object_or_404(_imports(request, year), pk=pk)
    permissions.check_can_take_back(request.user, kept)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(form.errors["reason"]))
        return redirect("results-imports", year=year)
    try:
        take_back_import(
            import_id=kept.pk,
            reason=form.cleaned_data["reason"],
            user=request.user,
            actor=log.actor_of(request),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"已撤回“{kept.file_name or '采集表'}”，{kept.cells} 格恢复原样。"
        )
    return redirect("results-imports", year=year)


def _may_be_taken_back(user, kept: ResultsImport) -> bool:
    is_whole = kept.there == kept.cells and not kept.moved and not kept.taken_back_at
    return is_whole and not permissions.why_not_take_back(user, kept)


def _year(request, number: int) -> Year:
    if not permissions.can_read_province(request.user):
        raise Http404
    return get_object_or_404(Year.objects.visible_to(request.user), number=number)


def _imports(request, year: int):
    return ResultsImport.objects.visible_to(request.user).for_year(year)
