"""The items that some results stand in, in as few queries as can be."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from assessment.exemptions.querysets import exempting
from assessment.loading.building import (
    NO_MARK,
    component_of,
    item_of,
    measure_of,
    measures_of,
    rules_of,
)
from assessment.loading.types import LoadedComponent, LoadedItem, LoadedRule
from assessment.models import Component, Rule

_ITEM = (
    "item__section__table_id", "item__section__name", "item__section__full",
    "item_id", "item__indicator_id", "item__name", "item__points",
)  # fmt: skip
_COMPONENT = ("pk", "number", "points", "cap", "start", "end")
_OF_ITEM, _OF_COMPONENT = len(_ITEM), len(_COMPONENT) + 1


class ItemInTable(NamedTuple):
    """full: what its section is worth."""

    table: int
    section: str
    full: Decimal
    item: LoadedItem


def load_items(results: Collection[int]) -> list[ItemInTable]:
    """Return the items that results of these keys stand in, with all that is recorded of them.

    Its text and offices, who recorded, and marks of what was changed by hand are left out. Two
    queries.
    """
    touched = Component.objects.filter(measures__result__in=results).order_by().values("item")
    asked, columns = measures_of(Component.objects.filter(item__in=touched), "measures__")
    rows = list(
        asked.order_by("item_id", "number", "measures__order")
        .annotate(exempting=exempting())
        .values_list(*_ITEM, *_COMPONENT, "exempting", *columns)
    )
    rules = rules_of(Rule.objects.filter(component__in={row[_OF_ITEM] for row in rows}))
    return [
        _item(own[0], list(_components(own, rules)))
        for own in (list(group) for _, group in groupby(rows, key=itemgetter(3)))
    ]


def _item(row: Sequence, components: Sequence[LoadedComponent]) -> ItemInTable:
    table, section, full, pk, indicator, name, points = row[:_OF_ITEM]
    head = (pk, indicator, name, "", points, "", (), ())
    return ItemInTable(table, section, full, item_of(head, components, {}))


def _components(
    rows: Sequence[Sequence], rules: dict[int, list[LoadedRule]]
) -> Iterator[LoadedComponent]:
    for pk, group in groupby(rows, key=itemgetter(_OF_ITEM)):
        own = [row[_OF_ITEM:] for row in group]
        *head, told = own[0][:_OF_COMPONENT]
        measures = [
            measure_of(row[_OF_COMPONENT:]) for row in own if row[_OF_COMPONENT + 2] is not None
        ]
        yield component_of((*head, *NO_MARK), measures, rules.get(pk, []), exempting=told)
