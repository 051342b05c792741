"""A block pasted into the grid: understood, shown where there is anything to see, then written."""

from collections.abc import Mapping

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from assessment import permissions
from assessment.actions.results import Conflict, Entry, record_block
from assessment.collection.cells import clock
from assessment.collection.grids import OfficeGrid, build_grid
from assessment.collection.pasting import GridSheet, look_at, sheet_of
from assessment.collection.plausibility import last_year
from assessment.engine import types as engine
from assessment.loading import engine_policy, load_only
from assessment.models import Indicator, Item, Result, Year
from assessment.views.cells import cells_and_rows
from assessment.views.grid_answers import look_answer
from cities.lookup import Gazetteer
from cities.permissions import can_read_province, persona_of
from press.pasted import Look, read_pasted
from trust.log import actor_of
from trust.refusals import Refused
from trust.wire import answers_json, outcome, whole_of


@require_POST
@answers_json
def paste(request, year, pk):
    """Write a pasted block, or answer with what it would do where a person has to look first.

    All or none of what the person agreed to is written; a colleague's write in between leads
    back to the preview. Queries: year, indicator, tables 7, last year, places 2, refusals 2.
    """
    pasted = read_pasted(request.body)
    active = whole_of(pasted.told, "at")
    grid, sheet = _sheet(request.user, year, pk)
    if active not in sheet.starts:
        raise Http404
    refusals = _refusals(request.user, grid)
    if len(refusals) == len(sheet.cells):
        raise Refused(refusals[active])
    look = look_at(sheet, pasted, active, refusals=refusals)
    if look.may_write(pasted):
        try:
            return _written(request, year, look)
        except Conflict:  # between reading and locking
            _, again = _sheet(request.user, year, pk)
            return look_answer(look_at(again, pasted, active, refusals=refusals))
    return look_answer(look)


def _sheet(user, number: int, pk: int) -> tuple[OfficeGrid, GridSheet]:
    """Return the indicator's grid over all cities, on whatever page they stand.

    Raises Http404 for those who do not see all cities.
    """
    if not can_read_province(user):
        raise Http404
    year = get_object_or_404(Year.objects.visible_to(user).select_related("policy"), number=number)
    indicator = get_object_or_404(Indicator, pk=pk, year=year)
    tables = load_only(Item.objects.visible_to(user).filter(indicator=indicator))
    policy = getattr(year, "policy", None)
    grid = build_grid(
        tables,
        pk,
        engine_policy(policy) if policy else engine.Policy(),
        office_ids=persona_of(user).office_ids,
        is_collecting=permissions.is_open_for_recording(year),
    )
    before = last_year(number, [table.city_id for table in tables], [indicator.name])
    return grid, sheet_of(grid, Gazetteer.load(), number, before=before)


def _refusals(user, grid: OfficeGrid) -> Mapping[int, str]:
    """Return why the person may not write a cell, by result; one query where none is closed."""
    closed = [
        cell.result_id for row in grid.rows for cell in row.cells if cell and not cell.is_open
    ]
    if not closed:
        return {}
    offices = permissions.ItemOffices()
    results = Result.objects.filter(pk__in=closed).select_related(
        "measure__component__item__section__table__year"
    )
    return {r.pk: permissions.why_not_recordable(user, r, offices) for r in results}


def _written(request, year: int, look: Look) -> JsonResponse:
    entries = [Entry(int(line.key), line.value, line.version) for line in look.writes]
    results = []
    if entries:
        results = record_block(entries=entries, user=request.user, actor=actor_of(request))
    stands = cells_and_rows(year, results) if results else {"cells": [], "rows": []}
    saved = {str(result.pk): result.version for result in results}
    return JsonResponse(outcome(saved) | stands | {"saved_at": clock()})
