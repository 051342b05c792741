"""市州自报 under an office's cell: the figure with its remark and files, and taking it over."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from assessment import permissions
from assessment.actions.results import Conflict
from assessment.collection.shown import shown_value
from assessment.engine.types import MeasureKind
from assessment.models import Result
from assessment.self_check.taking_over import (
    ReportedMoved,
    figure_of,
    submission_of,
    take_reported,
)
from assessment.views.cells import cells_and_rows
from cities.permissions import can_read_province
from lib.site_words import said
from trust import log
from trust.refusals import Refused
from trust.versions import version_sent

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
