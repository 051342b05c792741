"""Many cities with whole tables, quickly: copies of one imported table under made-up names."""

import random
from decimal import Decimal

from assessment.models import (
    CityTable,
    Component,
    Item,
    Measure,
    Result,
    Rule,
    Section,
)
from cities.models import Place, PlaceKind

BATCH = 2000


def copy_table(table: CityTable, count: int) -> list[CityTable]:
    """Make count cities beside the table's, each with a copy of it and invented results.

    No history is written: these rows exist to be read in numbers.
    """
    cities = Place.objects.bulk_create(
        Place(key=f"9{n:05d}", kind=PlaceKind.CITY, name=f"第{n}市") for n in range(count)
    )
    tables = CityTable.objects.bulk_create(
        CityTable(
            year=table.year,
            city=city,
            city_name=city.name,
            title=table.title.replace(table.city_name, city.name),
            issued_at=table.issued_at,
        )
        for city in cities
    )
    sections = _copies(Section, table.sections.order_by("order"), "table", tables)
    items = _copies_below(Item, "section", sections)
    _copy_links(Item.offices.through, "item", items)
    components = _copies_below(Component, "item", items)
    measures = _copies_below(Measure, "component", components, _new_code)
    rules = _copies_below(Rule, "component", components)
    _copy_measures_of_rules(rules, measures)
    _invent_results(measures)
    return tables


def _copies(model, originals, parent: str, new_parents) -> dict[int, list]:
    """Return for each original its copies, one for each new parent, in their order."""
    made = {}
    for original in originals:
        rows = [_clone(original, parent, new, at) for at, new in enumerate(new_parents)]
        made[original.pk] = model.objects.bulk_create(rows, batch_size=BATCH)
    return made


def _copies_below(model, parent: str, parents: dict[int, list], change=None) -> dict[int, list]:
    made = {}
    for original in model.objects.filter(**{f"{parent}__in": list(parents)}):
        news = parents[getattr(original, f"{parent}_id")]
        rows = [_clone(original, parent, new, at, change) for at, new in enumerate(news)]
        made[original.pk] = model.objects.bulk_create(rows, batch_size=BATCH)
    return made


def _clone(original, parent: str, new_parent, at: int, change=None):
    values = {
        f.attname: getattr(original, f.attname)
        for f in original._meta.concrete_fields
        if not f.primary_key
    }
    values[f"{parent}_id"] = new_parent.pk
    row = type(original)(**values)
    if change:
        change(row, at)
    return row


def _new_code(measure: Measure, at: int) -> None:
    measure.code = f"9{at:05d}{measure.code[6:]}"


def _copy_links(through, own: str, copies: dict[int, list]) -> None:
    rows = []
    for link in through.objects.filter(**{f"{own}__in": list(copies)}):
        values = {f.attname: getattr(link, f.attname) for f in link._meta.fields if f.name != "id"}
        for copy in copies[values[f"{own}_id"]]:
            rows.append(through(**(values | {f"{own}_id": copy.pk})))
    through.objects.bulk_create(rows, batch_size=BATCH)


def _copy_measures_of_rules(rules: dict[int, list], measures: dict[int, list]) -> None:
    through = Rule.measures.through
    rows = [
        through(rule_id=rule.pk, measure_id=measure.pk)
        for link in through.objects.filter(rule__in=list(rules))
        for rule, measure in zip(rules[link.rule_id], measures[link.measure_id], strict=True)
    ]
    through.objects.bulk_create(rows, batch_size=BATCH)


def _invent_results(measures: dict[int, list]) -> None:
    dice = random.Random(2017)
    rows = [Result(measure=m, value=_figure(m, dice)) for own in measures.values() for m in own]
    Result.objects.bulk_create(rows, batch_size=BATCH)


def _figure(measure: Measure, dice: random.Random) -> Decimal:
    match measure.kind:
        case Measure.Kind.YES_NO:
            return Decimal(int(dice.random() < 0.1))
        case Measure.Kind.COUNT:
            return Decimal(dice.choice((0, 0, 0, 1, 2)))
        case Measure.Kind.RATE:
            return Decimal(dice.randint(850, 1000)) / 10
    return (measure.target * dice.randint(60, 110) / 100).to_integral_value()
