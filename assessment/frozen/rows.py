"""The table of a snapshot under the keys of the rows that it was frozen of, so that a card made of
it opens them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedSection,
    LoadedTable,
)

Part = TypeVar("Part")


class _AnotherTable(ValueError):
    """Rows are not those that were frozen."""


def keyed_as(told: LoadedTable, rows: LoadedTable) -> LoadedTable | None:
    """Return the table that a snapshot tells with the keys of its rows, None where their items,
    measures or rules are not the same ones any more, whatever they say."""
    try:
        pairs = _pairs(told.sections, rows.sections, lambda section: section.name)
        return replace(told, sections=tuple(_section(*pair) for pair in pairs))
    except _AnotherTable:
        return None


def _pairs(
    told: Iterable[Part], rows: Iterable[Part], name: Callable[[Part], object]
) -> Iterator[tuple[Part, Part]]:
    """Yield each with its row. Raises _AnotherTable."""
    found, held = list(told), list(rows)
    if [name(one) for one in found] != [name(one) for one in held]:
        raise _AnotherTable
    return zip(found, held, strict=True)


def _section(told: LoadedSection, row: LoadedSection) -> LoadedSection:
    pairs = _pairs(told.items, row.items, lambda item: item.indicator_id)
    return replace(told, pk=row.pk, items=tuple(_item(*pair) for pair in pairs))


def _item(told: LoadedItem, row: LoadedItem) -> LoadedItem:
    pairs = _pairs(told.components, row.components, lambda component: component.number)
    return replace(told, pk=row.pk, components=tuple(_component(*pair) for pair in pairs))


def _component(told: LoadedComponent, row: LoadedComponent) -> LoadedComponent:
    measures = _pairs(told.measures, row.measures, lambda measure: measure.code)
    rules = _pairs(told.rules, row.rules, lambda rule: rule.engine.clause)
    return replace(
        told,
        pk=row.pk,
        measures=tuple(replace(one, pk=held.pk) for one, held in measures),
        rules=tuple(replace(one, pk=held.pk) for one, held in rules),
    )
