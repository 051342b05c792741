"""One item for the live grid, from rows that it has at hand."""

from collections import defaultdict
from collections.abc import Iterable

from assessment.engine import types as engine
from assessment.loading.building import (
    MARK,
    MEASURE_KINDS,
    component_of,
    item_of,
    rules_of,
)
from assessment.loading.types import LoadedItem, LoadedMeasure, Record, mark_of
from assessment.models import Item, Measure, Result, Rule


def load_item(item: Item, results: Iterable[Result]) -> LoadedItem:
    """Return one item for the live grid from results that were already fetched
    with their measures and components. One query: rules with their measures."""
    measures, components = defaultdict(list), {}
    for result in sorted(results, key=lambda r: r.measure.order):
        measure = result.measure
        components[measure.component_id] = measure.component
        measures[measure.component_id].append(measure_of(measure, result))
    rules = rules_of(Rule.objects.filter(component__item=item))
    loaded = [
        component_of(
            (c.pk, c.number, c.points, c.start, c.end, *_mark(c)),
            measures[c.pk],
            rules.get(c.pk, []),
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
    )
    return item_of(head, loaded, ())


def measure_of(measure: Measure, result: Result) -> LoadedMeasure:
    """The same from model instances; who recorded is left out (the live grid does not show it)."""
    record = Record(
        result.pk,
        result.version,
        result.value,
        tuple(result.ticked),
        result.remark,
        "",
        result.recorded_as,
        result.recorded_at,
    )
    head = engine.Measure(
        measure.code, measure.name, MEASURE_KINDS[measure.kind], measure.unit, measure.target
    )
    places = tuple(measure.places)
    return LoadedMeasure(measure.pk, measure.key, places, head, record, mark_of(*_mark(measure)))


def _mark(row) -> list:
    return [getattr(row, column) for column in MARK]
