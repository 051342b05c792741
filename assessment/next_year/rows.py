"""Tables with all that was read into them as new rows of another year, a few queries a kind."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import models

from assessment.actions.table_rows import code_of, tell_links
from assessment.models import (
    CityTable,
    Component,
    Indicator,
    Item,
    Measure,
    Result,
    Rule,
    Section,
    Year,
)
from trust.touched import bulk_create_with_history, created

#: What of a row is not of its words and rules, but of what was done with it.
_STARTS_ANEW = {
    "confirmed_at": None,
    "confirmed_by_id": None,
    "issued_at": None,
    "issued_by_id": None,
    "source_id": None,
    "version": 1,
}
_ITEM = "section__table"
#: What a table is made of, owners first: the way to the table, and what a row belongs to.
_PARTS: tuple[tuple[type[models.Model], str, str, type[models.Model]], ...] = (
    (Section, "table", "table_id", CityTable),
    (Item, _ITEM, "section_id", Section),
    (Component, f"item__{_ITEM}", "item_id", Item),
    (Measure, f"component__item__{_ITEM}", "component_id", Component),
    (Rule, f"component__item__{_ITEM}", "component_id", Component),
)
_LINKS = ((Item, "offices", "item"), (Rule, "measures", "rule"))

Made = dict[type[models.Model], dict[int, Any]]


def copy_tables(tables: Sequence[CityTable], *, year: Year, titles: Mapping[int, str]) -> Made:
    """Return the new rows of every kind by the key of the one that they are like.

    titles: by key of the table. Measures get codes by their place, and an empty result each;
    who changed a row by hand stays with it, since it is still not what its words say.
    To be called within an action. Queries: the same for any number of tables.
    """
    indicators = _copy_indicators(tables[0].year, year)
    made: Made = {CityTable: {}}
    heads = [_like(row, year_id=year.pk, title=titles[row.pk]) for row in tables]
    _create(CityTable, tables, heads, made=made)
    for model, way, belongs, owner in _PARTS:
        rows = _rows_of(model, way, tables)
        new = [_like(row, **{belongs: made[owner][getattr(row, belongs)].pk}) for row in rows]
        for row in new if model is Item else ():
            row.indicator_id = indicators[row.indicator_id]
        codes = _codes(rows, tables) if model is Measure else {}
        for row, like in zip(rows, new, strict=True) if codes else ():
            like.code = codes[row.pk]
        _create(model, rows, new, made=made)
    for model, field, own in _LINKS:
        _copy_links(model, field, own=own, made=made)
    results = [Result(measure=row) for row in made[Measure].values()]
    bulk_create_with_history(results, Result)
    return made


def _rows_of(model: type[models.Model], way: str, tables: Sequence[CityTable]) -> list[Any]:
    rows = model._base_manager.filter(**{f"{way}__in": tables}).order_by("pk")
    return list(rows.select_related("component") if model is Measure else rows)


def _like(row: Any, **changes: Any) -> Any:
    """Return an unsaved row like this one."""
    fields = row._meta.concrete_fields
    values = {field.attname: getattr(row, field.attname) for field in fields}
    values.pop(row._meta.pk.attname)
    fresh = {name: value for name, value in _STARTS_ANEW.items() if name in values}
    return type(row)(**values | fresh | changes)


def _create(model: type[models.Model], rows: Sequence, new: Sequence, *, made: Made) -> None:
    there = bulk_create_with_history(list(new), model)
    made[model] = {row.pk: like for row, like in zip(rows, there, strict=True)}


def _copy_indicators(source: Year, target: Year) -> dict[int, int]:
    """Return the keys of the new year's indicators by those of the other's; one that is there
    under the same name stays."""
    there = {row.name: row for row in target.indicators.all()}
    rows = list(source.indicators.all())
    new = [
        Indicator(year=target, order=row.order, name=row.name)
        for row in rows
        if row.name not in there
    ]
    there |= {row.name: row for row in created(Indicator.objects.bulk_create(new))}
    return {row.pk: there[row.name].pk for row in rows}


def _codes(measures: Sequence[Measure], tables: Sequence[CityTable]) -> dict[int, str]:
    """Return the codes that measures have in a table which was just read. One query."""
    items = Item.objects.filter(section__table__in=tables).order_by(
        "section__table", "section__order", "order"
    )
    keys = items.values_list("section__table", "section__table__city__key", "pk")
    places = {
        pk: (city, row)
        for _, own in groupby(keys, lambda told: told[0])
        for row, (_, city, pk) in enumerate(own, 1)
    }
    return {
        m.pk: code_of(*places[m.component.item_id], component=m.component.number, order=m.order)
        for m in measures
    }


def _copy_links(model: type[models.Model], field: str, *, own: str, made: Made) -> None:
    through = model._meta.get_field(field).remote_field.through
    other = through._meta.get_field(model._meta.get_field(field).m2m_reverse_field_name())
    held = through.objects.filter(**{f"{own}__in": list(made[model])}).order_by("pk")
    there = made.get(other.related_model)
    new = [
        through(**{own: made[model][getattr(link, f"{own}_id")],
                   other.attname: there[key].pk if there else key})
        for link in held for key in (getattr(link, other.attname),)
    ]  # fmt: skip
    links = created(through.objects.bulk_create(new))
    tell_links(model, field, links)
