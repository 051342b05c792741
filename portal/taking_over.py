"""Taking over the counties' sum as a city's result, with what it was made of."""

from decimal import Decimal

from assessment.actions.results import Entry, record_result
from assessment.collection.counties import CountySum, sum_for
from assessment.engine.types import MeasureKind
from assessment.models import COUNTY_SUM, CountySource, Result
from lib.site_words import said
from trust import log
from trust.refusals import Refused


class SumChanged(Exception):  # noqa: N818 -- named for what happened
    """The counties' figures are not those the person saw."""


@log.acting()
def take_county_sum(
    *, result_id: int, version: int, seen: Decimal, user, actor: log.Actor
) -> CountySource:
    """Record the counties' sum in a cell and keep which submissions it is made of.

    seen: the sum that the person saw. Raises Refused, Conflict (the cell was changed) or
    SumChanged. A new version also where the value stood already: an import that wrote it is
    then not taken back under it.
    """
    result = Result.objects.select_related(
        "measure__component__item__section__table__year"
    ).get(pk=result_id)  # fmt: skip
    found = _fitting(result, seen)
    source = f"{COUNTY_SUM}{found.told}"
    action = "采用县级合计" if result.value == found.total else "录入"
    entry = Entry(result_id, found.total, version, source=source, action=action, renews=True)
    written = record_result(entry=entry, user=user, actor=actor)
    return CountySource.objects.create(
        result=written,
        total=found.total,
        unit=found.unit,
        parts=found.parts,
        missing=[name for name, _ in found.missing],
        taken_by=user,
        taken_as=actor.standing[:80],
    )


def _fitting(result: Result, seen: Decimal) -> CountySum:
    """Return the sum as it stands, if it may be taken over and is the one that was seen."""
    found = sum_of(result)
    if found is None:
        raise Refused(said("没有表式与这一项关联，不能采用县级合计；请联系考核办。"))
    if why := found.why_not(MeasureKind(result.measure.kind), result.measure.unit):
        raise Refused(why)
    if found.total != seen:
        raise SumChanged
    return found


def sum_of(result: Result) -> CountySum | None:
    """Return what the counties submitted for a cell. Two queries."""
    table = result.measure.component.item.section.table
    return sum_for(table.year.number, result.measure.key, table.city_id)
