"""Where a reported figure belongs in an official table, whatever became of the table's rows."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from assessment.loading import LoadedItem, LoadedMeasure, LoadedTable
from assessment.models import Measure

#: Indicator, number of the component, measure, kind, which of several of that name.
Place = tuple[str, int, str, str, int]
#: Which cell of the year: the city, and the place in its table.
Cell = tuple[int, Place]


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


def placed(measures: QuerySet[Measure], *columns: str) -> Iterator[tuple[Cell, tuple[Any, ...]]]:
    """Yield the cell of measures with these columns, no table being read. One query.

    measures: those of a component in their order, and none of a name and kind left out.
    """
    item, met = "component__item", Counter[tuple[int, str, str]]()
    rows = measures.values_list(
        f"{item}__section__table__city", "component", f"{item}__name", "component__number", "name",
        "kind", *columns,
    )  # fmt: skip
    for row in rows:
        city, component, item_name, number, name, kind = row[:6]
        alike = (component, name, kind)
        met[alike] = nth = met[alike] + 1
        yield (city, (item_name, number, name, kind, nth)), row[6:]


def place_of(measure: Measure) -> Place:
    """Return the place of a row whose component and item are loaded. One query."""
    alike = Measure.objects.filter(
        component=measure.component_id, name=measure.name, kind=measure.kind
    )
    nth = alike.filter(order__lte=measure.order).count()
    component = measure.component
    return component.item.name, component.number, measure.name, measure.kind, nth
