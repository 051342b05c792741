"""县级合计: what the counties submitted for a cell of the offices' grid, and taking it over."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from assessment import permissions
from assessment.actions.results import Conflict
from assessment.collection.counties import CountySum
from assessment.collection.county_beside import CountyBeside
from assessment.collection.shown import shown_value
from assessment.engine.types import MeasureKind
from assessment.models import Result
from assessment.views.cells import cells_and_rows
from cities.permissions import can_read_province
from lib.site_words import said
from portal.taking_over import SumChanged, sum_of, take_county_sum
from trust import log
from trust.refusals import Refused
from trust.versions import version_sent

CHANGED = said("打开之后县级数据或本格已有变动，没有采用；下面是最新的，请核对后再采用。")


@require_GET
def county_sum(request, year, pk):
    """The breakdown by county, with who is missing. A fragment for the grid's dialog."""
    return _shown(request, _result(request.user, year, pk))


@require_POST
def take(request, year, pk):
    """Take the sum over as the cell's value; 409: it is not the one that was seen any more."""
    result = _result(request.user, year, pk)
    permissions.check_can_record(request.user, result)
    try:
        take_county_sum(
            result_id=result.pk,
            version=version_sent(request.POST, absent=-1),
            seen=_amount(request.POST.get("total", "")),
            user=request.user,
            actor=log.actor_of(request),
        )
    except (SumChanged, Conflict):
        return _shown(request, _result(request.user, year, pk), note=CHANGED, status=409)
    except Refused as refusal:
        return _shown(request, result, note=str(refusal), status=422)
    result = _result(request.user, year, pk)
    response = _shown(request, result, done=True)
    told = cells_and_rows(year, [result])
    beside = CountyBeside(_found(result).shown, "taken", str(result.county_sources.last()))
    told |= {"county": {"id": pk, "text": said(f"县级合计 {beside.shown} {beside.sign}")}}
    return trigger_client_event(response, "county-sum-taken", told)


def _shown(request, result: Result, *, note="", done=False, status=200):
    found = _found(result)
    measure = result.measure
    source = result.county_sources.select_related("taken_by").last()
    stands = source is not None and source.total == result.value
    why = found.why_not(MeasureKind(measure.kind), measure.unit)
    context = {
        "result": result,
        "measure": measure,
        "table": measure.component.item.section.table,
        "found": found,
        "shown": shown_value(result.value, MeasureKind(measure.kind)) or "—",
        "source": source if stands else None,
        "has_changed": stands and found.total != source.total,
        "is_taken": stands and found.total == source.total,
        "why": why,
        "why_closed": permissions.why_not_recordable(request.user, result),
        "note": note,
        "done": done,
    }
    return render(request, "assessment/county_sum.html", context, status=status)


def _found(result: Result) -> CountySum:
    """Return the sum; one of nothing where no form of the year is tied to the measure."""
    return sum_of(result) or CountySum((), ())


def _result(user, year: int, pk: int) -> Result:
    """Return a result for a person of the province. Raises Http404, PermissionDenied."""
    rows = Result.objects.visible_to(user).for_year(year)
    result = get_object_or_404(
        rows.select_related("measure__component__item__section__table__year"), pk=pk
    )
    if not can_read_province(user):
        raise PermissionDenied
    return result


def _amount(sent: str) -> Decimal:
    """Return the sum as it was sent; one that never fits where it is none."""
    try:
        amount = Decimal(sent[:40])
    except InvalidOperation:
        return Decimal(-1)
    return amount if amount.is_finite() else Decimal(-1)
