"""Where a reported figure belongs in an official table, whatever became of the table's rows."""

from collections import Counter
from collections.abc import Iterator

from assessment.loading import LoadedItem, LoadedMeasure, LoadedTable
from assessment.models import Measure

#: Indicator, number of the component, measure, kind, which of several of that name.
Place = tuple[str, int, str, str, int]


def places_in(table: LoadedTable) -> Iterator[tuple[Place, LoadedMeasure]]:
    """Yield every measure of a table with its place. No query."""
    for item in table.items:
        yield from places_of_item(item)


def places_of_item(item: LoadedItem) -> Iterator[tuple[Place, LoadedMeasure]]:
    for component in item.components:
        met: Counter[tuple[str, str]] = Counter()
        for measure in component.measures:
            called = (measure.name, measure.engine.kind.value)
            met[called] += 1
            yield (item.name, component.number, *called, met[called]), measure


def place_of(measure: Measure) -> Place:
    """Return the place of a row whose component and item are loaded. One query."""
    alike = Measure.objects.filter(
        component=measure.component_id, name=measure.name, kind=measure.kind
    )
    nth = alike.filter(order__lte=measure.order).count()
    component = measure.component
    return component.item.name, component.number, measure.name, measure.kind, nth
