"""The rows of an official table as it was read: written at once, a few queries a kind."""

from collections import defaultdict
from collections.abc import Sequence

from django.apps import apps

from assessment.engine import bands
from assessment.models import (
    CityTable,
    Component,
    Concern,
    Indicator,
    Item,
    Measure,
    Result,
    Rule,
    Section,
)
from assessment.reader.reading import EVERY_OFFICE
from assessment.reader.types import (
    ComponentReading,
    Finding,
    ItemReading,
    Severity,
    TableReading,
)
from cities.models import Office
from trust.touched import bulk_create_with_history, created


def write_table(
    year, city, reading: TableReading, *, offices, source, codes, version: int = 1
) -> CityTable:
    """Make a city's table of what was read, with its history and an empty result a measure.

    offices: by name. codes: of the measures in the order of the table; None: new ones.
    version: above that of the table it replaces, which somebody may have on screen.
    """
    table = CityTable.objects.create(
        year=year,
        city_id=city.pk,
        title=reading.title,
        city_name=reading.city,
        notes=list(reading.notes),
        text_heads=list(reading.text_heads),
        source=source,
        version=version,
    )
    coder = iter(codes) if codes is not None else _new_codes(city.key, reading)
    items = _write_items(year, table, reading, offices=offices)
    _write_rules(_write_components(items), coder)
    _write_concerns(table, reading.findings, {row.name: row for row, _ in items})
    return table


def _new_codes(city_key: str, reading: TableReading):
    items = (item for section in reading.sections for item in section.items)
    for row, item in enumerate(items, 1):
        for number, component in enumerate(item.components, 1):
            for order, _ in enumerate(component.measures, 1):
                yield code_of(city_key, row, component=number, order=order)


def code_of(city_key: str, row: int, *, component: int, order: int) -> str:
    """Return the code of a measure by its place in its city's table: row of the item, then
    its number in the item and in the component, all from 1."""
    return f"{city_key}-{row:02d}-{component}-{order}"


def _write_items(year, table, reading, *, offices) -> list[tuple[Item, ItemReading]]:
    sections = bulk_create_with_history(
        [
            Section(
                table=table,
                order=order,
                number=told.number,
                name=told.name,
                heading=told.heading,
                full=told.full,
            )
            for order, told in enumerate(reading.sections, 1)
        ],
        Section,
    )
    told_items = [
        (section, position, item)
        for section, told in zip(sections, reading.sections, strict=True)
        for position, item in enumerate(told.items, 1)
    ]
    indicators = _indicators(year, told_items)
    rows = bulk_create_with_history(
        [
            Item(
                section=section,
                indicator=indicators[told.name],
                order=position,
                name=told.name,
                text=told.text,
                points=told.points,
                offices_text=told.offices_text,
                unsettled=list(told.unsettled),
                text_heads=list(told.text_heads),
            )
            for section, position, told in told_items
        ],
        Item,
    )
    written = [(row, told) for row, (_, _, told) in zip(rows, told_items, strict=True)]
    _link(Item, "offices", [(row, o) for row, told in written for o in _offices_of(told, offices)])
    return written


def _indicators(year, told_items) -> dict[str, Indicator]:
    """Return the year's indicators by name, new ones made after those of their section."""
    known = {indicator.name: indicator for indicator in year.indicators.all()}
    for section, _, told in told_items:
        if told.name not in known:
            first = section.order * 1000
            taken = [i.order for i in known.values() if first <= i.order < first + 1000]
            order = max(taken, default=first) + 1
            known[told.name] = Indicator.objects.create(year=year, name=told.name, order=order)
    return known


def _offices_of(told: ItemReading, offices) -> list[Office]:
    if EVERY_OFFICE in told.offices:
        return list(offices.values())
    return [offices[name] for name in told.offices]


def _write_components(items) -> list[tuple[Component, ComponentReading]]:
    told = [
        (item, number, component)
        for item, reading in items
        for number, component in enumerate(reading.components, 1)
    ]
    rows = bulk_create_with_history(
        [
            Component(
                item=item, number=number, points=c.points, cap=c.cap, start=c.start, end=c.end
            )
            for item, number, c in told
        ],
        Component,
    )
    return [(row, component) for row, (_, _, component) in zip(rows, told, strict=True)]


def _write_rules(components, coder) -> None:
    measures = _write_measures(components, coder)
    told = [
        (component, order, rule)
        for component, reading in components
        for order, rule in enumerate(reading.rules, 1)
    ]
    rows = bulk_create_with_history(
        [
            Rule(
                component=component,
                order=order,
                kind=rule.kind,
                step=rule.step,
                deduction=rule.deduction,
                cap=rule.cap,
                target=rule.target,
                condition=rule.condition,
                least=rule.least,
                bands=bands.as_json(rule.bands),
                clause=rule.clause,
                start=rule.start,
                end=rule.end,
                pattern=rule.pattern,
            )
            for component, order, rule in told
        ],
        Rule,
    )
    links = [
        (row, measures[component.pk][position])
        for row, (component, _, rule) in zip(rows, told, strict=True)
        for position in rule.measures
    ]
    _link(Rule, "measures", links)


def _write_measures(components, coder) -> dict[int, list[Measure]]:
    """Make the measures, each with its empty result; return them by component."""
    rows = bulk_create_with_history(
        [
            Measure(
                component=component,
                order=order,
                code=next(coder),
                key=m.key,
                name=m.name,
                kind=m.kind,
                unit=m.unit,
                target=m.target,
                places=list(m.places),
            )
            for component, reading in components
            for order, m in enumerate(reading.measures, 1)
        ],
        Measure,
    )
    bulk_create_with_history([Result(measure=measure) for measure in rows], Result)
    by_component = defaultdict(list)
    for measure in rows:
        by_component[measure.component_id].append(measure)
    return by_component


def _link(model, field: str, pairs) -> None:
    """Make many-to-many links with their history: bulk creation tells neither."""
    relation = model._meta.get_field(field)
    through = relation.remote_field.through
    own, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    links = created(
        through.objects.bulk_create([through(**{own: row, other: linked}) for row, linked in pairs])
    )
    tell_links(model, field, links)


def tell_links(model, field: str, links) -> None:
    """Write the many-to-many links of rows into the newest history of each. Two queries."""
    relation = model._meta.get_field(field)
    through = relation.remote_field.through
    own = through._meta.get_field(relation.m2m_field_name()).attname
    other = through._meta.get_field(relation.m2m_reverse_field_name()).attname
    rows = {getattr(link, own) for link in links}
    history = {h.id: h for h in model.history.filter(id__in=rows).order_by("history_id")}
    told = apps.get_model("assessment", f"Historical{through.__name__}")
    created(told.objects.bulk_create(
        told(id=link.pk, history=history[getattr(link, own)],
             **{name: getattr(link, name) for name in (own, other)})
        for link in links
    ))  # fmt: skip


def _write_concerns(table, findings: Sequence[Finding], items: dict[str, Item]) -> None:
    bulk_create_with_history(
        [
            Concern(
                table=table,
                item=items.get(f.item),
                severity=Severity(f.severity).value,
                code=f.code,
                message=f.message,
                phrase=f.phrase,
            )
            for f in findings
        ],
        Concern,
    )
