"""市州自报 under an office's cell: the figure with its remark and files, and taking it over."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from assessment import permissions
from assessment.actions.results import Conflict
from assessment.collection.shown import shown_value
from assessment.engine.types import MeasureKind
from assessment.models import Indicator, ReportedFigure, Result
from assessment.self_check.beside import figures_by_result
from assessment.self_check.taking_over import (
    EmptyCell,
    ReportedMoved,
    figure_of,
    submission_of,
    take_all_reported,
    take_reported,
)
from assessment.views.cells import cells_and_rows
from cities.permissions import can_read_province
from lib.site_words import said
from trust import log
from trust.refusals import Refused
from trust.versions import version_sent

NOT_AN_OFFICE = "采用由责任处室办理，本账号只能查看。"
ALL_CHANGED = said("打开之后市州自报或本表已有变动，没有采用；下面是最新的，请核对后再采用。")
CHANGED = said("打开之后市州自报或本格已有变动，没有采用；下面是最新的，请核对后再采用。")


@require_GET
def reported(request, year, pk):
    """What the city reports, with remark and files. A fragment for the grid's dialog."""
    return _shown(request, _result(request.user, year, pk))


@require_POST
def take(request, year, pk):
    """Take it over as the cell's value; 409: it is not what was seen any more."""
    result = _result(request.user, year, pk)
    permissions.check_can_record(request.user, result)
    try:
        take_reported(
            result_id=result.pk,
            version=version_sent(request.POST, absent=-1),
            seen=version_sent(request.POST, "seen", absent=-1),
            user=request.user,
            actor=log.actor_of(request),
        )
    except (ReportedMoved, Conflict):
        return _shown(request, _result(request.user, year, pk), note=CHANGED, status=409)
    except Refused as refusal:
        return _shown(request, result, note=str(refusal), status=422)
    result = _result(request.user, year, pk)
    response = _shown(request, result, done=True)
    return trigger_client_event(response, "cell-reported-told", cells_and_rows(year, [result]))


@require_http_methods(["GET", "HEAD", "POST"])
def take_all(request, year, pk):
    """What cities handed in for the empty cells of an indicator; a POST takes all of it over."""
    if not can_read_province(request.user):
        raise Http404
    indicator = get_object_or_404(
        Indicator.objects.select_related("year"), pk=pk, year__number=year
    )
    lines = _empty_cells(request.user, indicator)
    if request.method == "POST":
        if not permissions.can_collect(request.user):
            raise Refused(NOT_AN_OFFICE)
        return _take_all(request, indicator, lines)
    return _lines_page(request, indicator, lines)


@dataclass(frozen=True, slots=True)
class EmptyLine:
    """A cell where nothing is recorded, with what its city handed in."""

    result: Result
    figure: ReportedFigure

    @property
    def shown(self) -> str:
        return shown_value(self.figure.value, MeasureKind(self.figure.kind))

    @property
    def seal(self) -> str:
        return f"{self.result.pk}:{self.result.version}:{self.figure.version}"


def _empty_cells(user, indicator: Indicator) -> list[EmptyLine]:
    """Return those that this person may write. Five queries, one more a signature."""
    figures = figures_by_result(indicator)
    table = "measure__component__item__section__table"
    rows = Result.objects.visible_to(user).filter(pk__in=figures, value=None)
    offices = permissions.ItemOffices.of_cells(list(figures))
    ordered = rows.select_related(f"{table}__year").order_by(
        f"{table}__city__key", "measure__component__number", "measure__order"
    )
    return [
        EmptyLine(row, figures[row.pk])
        for row in ordered
        if not permissions.why_not_recordable(user, row, offices)
    ]


def _take_all(request, indicator: Indicator, lines: list[EmptyLine]) -> HttpResponse:
    """Take over exactly what the page showed."""
    if not lines or request.POST.getlist("cell") != [line.seal for line in lines]:
        return _lines_page(request, indicator, lines, note=ALL_CHANGED, status=409)
    cells = [EmptyCell(x.result.pk, x.result.version, x.figure.version) for x in lines]
    try:
        count = take_all_reported(
            indicator=indicator, cells=cells, user=request.user, actor=log.actor_of(request)
        )
    except (ReportedMoved, Conflict):
        again = _empty_cells(request.user, indicator)
        return _lines_page(request, indicator, again, note=ALL_CHANGED, status=409)
    messages.success(request, f"已采用 {count} 格，来源记入日志和评分卡。")
    return redirect("collection-grid", indicator.year.number, indicator.pk)


def _lines_page(request, indicator, lines: list[EmptyLine], *, note="", status=200):
    context = {"year": indicator.year, "indicator": indicator, "lines": lines, "note": note}
    return render(request, "assessment/self_check/take_all.html", context, status=status)


def _shown(request, result: Result, *, note="", done=False, status=200):
    figure = figure_of(result)
    measure, kind = result.measure, MeasureKind(result.measure.kind)
    taking = figure.takings.order_by("-taken_at", "-pk").first() if figure else None
    context = {
        "result": result,
        "measure": measure,
        "table": measure.component.item.section.table,
        "figure": figure,
        "submission": submission_of(figure) if figure else None,
        "files": figure.files.current() if figure else (),
        "reported": shown_value(figure.value, kind) if figure else "—",
        "shown": shown_value(result.value, kind) or "—",
        "is_same": figure is not None and result.value == figure.value,
        "differs": figure is not None and result.value not in (None, figure.value),
        "taking": taking if taking and taking.value == result.value else None,
        "why_closed": permissions.why_not_recordable(request.user, result),
        "note": note,
        "done": done,
    }
    return render(request, "assessment/self_check/beside.html", context, status=status)


def _result(user, year: int, pk: int) -> Result:
    """Return a result for a person of the province. Raises Http404, PermissionDenied."""
    rows = Result.objects.visible_to(user).for_year(year)
    result = get_object_or_404(
        rows.select_related("measure__component__item__section__table__year"), pk=pk
    )
    if not can_read_province(user):
        raise PermissionDenied
    return result
