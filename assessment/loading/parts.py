"""The items that some results stand in, in as few queries as can be."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from assessment.engine import types as engine
from assessment.exemptions.querysets import exempting
from assessment.loading.building import (
    MEASURE_KINDS,
    NO_MARK,
    component_of,
    item_of,
    rows_in,
    rules_of,
)
from assessment.loading.types import LoadedComponent, LoadedItem, LoadedMeasure, LoadedRule, Record
from assessment.models import Component, Rule

_ITEM = (
    "item__section__table_id", "item__section__name", "item__section__full",
    "item_id", "item__indicator_id", "item__name", "item__points",
)  # fmt: skip
_COMPONENT = ("pk", "number", "points", "cap", "start", "end")
_RESULT = ("pk", "version", "value", "remark", "recorded_as", "recorded_at")
_AGREED = ("confirmed_version", "confirmed_as", "confirmed_at", "sign_off_id")
_MEASURE = (
    *(f"measures__{name}" for name in ("pk", "key", "code", "name", "kind", "unit", "target")),
    *(f"measures__result__{name}" for name in (*_RESULT, *_AGREED)),
)
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
    rows = list(
        Component.objects.filter(item__in=touched)
        .order_by("item_id", "number", "measures__order")
        .annotate(
            exempting=exempting(),
            spots=Cast("measures__places", TextField()),
            ticks=Cast("measures__result__ticked", TextField()),
        )
        .values_list(*_ITEM, *_COMPONENT, "exempting", "spots", "ticks", *_MEASURE)
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
            _measure(row[_OF_COMPONENT:]) for row in own if row[_OF_COMPONENT + 2] is not None
        ]
        yield component_of((*head, *NO_MARK), measures, rules.get(pk, []), exempting=told)


def _measure(row: Sequence) -> LoadedMeasure:
    spots, ticks, pk, key, code, name, kind, unit, target, *record = row
    result, version, value, remark, recorded_as, recorded_at, *agreed = record
    confirmed_version, confirmed_as, confirmed_at, sign_off = agreed
    is_confirmed = confirmed_version == version
    return LoadedMeasure(
        pk=pk,
        key=key,
        places=tuple(rows_in(spots)),
        engine=engine.Measure(code, name, MEASURE_KINDS[kind], unit, target),
        record=Record(
            result_id=result,
            version=version or 0,
            value=value,
            ticked=tuple(rows_in(ticks)),
            remark=remark or "",
            recorded_by="",
            recorded_as=recorded_as or "",
            recorded_at=recorded_at,
            confirmed_as=confirmed_as if is_confirmed else "",
            confirmed_at=confirmed_at if is_confirmed else None,
            is_signed=sign_off is not None,
        ),
    )
