"""One item for the live grid, from rows that it has at hand."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from assessment.engine import types as engine
from assessment.loading.building import (
    MEASURE_KINDS,
    NO_MARK,
    component_of,
    item_of,
    rules_of,
)
from assessment.loading.types import LoadedItem, LoadedMeasure, Record
from assessment.models import Item, Measure, Result, Rule


def load_item(item: Item, results: Iterable[Any]) -> LoadedItem:
    """Return one item for the live grid from results that were already fetched
    with their measures and components, and with what exempts these (Result's with_exempting).
    One query: rules with their measures.

    Marks of what was changed by hand are left out: the live grid shows none.
    """
    measures, components, exempting = defaultdict(list), {}, {}
    for result in sorted(results, key=lambda r: r.measure.order):
        measure = result.measure
        components[measure.component_id] = measure.component
        exempting[measure.component_id] = result.exempting
        measures[measure.component_id].append(measure_of(measure, result))
    rules = rules_of(Rule.objects.filter(component__item=item))
    loaded = [
        component_of(
            (c.pk, c.number, c.points, c.cap, c.start, c.end, *NO_MARK),
            measures[c.pk],
            rules.get(c.pk, []),
            exempting=exempting[c.pk],
        )
        for c in sorted(components.values(), key=lambda c: c.number)
    ]
    head = (
        item.pk,
        item.indicator_id,
        item.name,
        item.text,
        item.points,
        item.offices_text,
        item.unsettled,
        item.text_heads,
    )
    return item_of(head, loaded, {})


def measure_of(measure: Measure, result: Result) -> LoadedMeasure:
    """The same from model instances; who recorded, and marks, are left out."""
    record = Record(
        result_id=result.pk,
        version=result.version,
        value=result.value,
        ticked=tuple(result.ticked),
        remark=result.remark,
        recorded_by="",
        recorded_as=result.recorded_as,
        recorded_at=result.recorded_at,
        confirmed_as=result.confirmed_as if result.is_confirmed else "",
        is_signed=result.sign_off_id is not None,
    )
    head = engine.Measure(
        measure.code, measure.name, MEASURE_KINDS[measure.kind], measure.unit, measure.target
    )
    return LoadedMeasure(measure.pk, measure.key, tuple(measure.places), head, record)
