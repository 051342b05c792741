"""The only bridge between rows and the engine.

A year is read in a fixed number of queries, whatever the number of cities, into
plain objects; pages, exports and paper all work on these and never on rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from assessment.engine import types as engine
from assessment.models import (
    CityTable,
    Component,
    Evidence,
    Item,
    Measure,
    Policy,
    Result,
    Rule,
    Section,
    Year,
)

RULE_KINDS = {kind.value: kind for kind in engine.RuleKind}
MEASURE_KINDS = {kind.value: kind for kind in engine.MeasureKind}


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded for a measure, by whom and when. value None: nothing (—)."""

    result_id: int
    version: int
    value: Decimal | None
    ticked: tuple[str, ...]
    remark: str
    recorded_by: str
    recorded_as: str
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoadedMeasure:
    pk: int
    key: str
    places: tuple[str, ...]
    engine: engine.Measure
    record: Record

    @property
    def code(self) -> str:
        return self.engine.code


@dataclass(frozen=True, slots=True)
class LoadedRule:
    pk: int
    start: int
    end: int
    pattern: str
    engine: engine.Rule


@dataclass(frozen=True, slots=True)
class LoadedComponent:
    pk: int
    number: int
    start: int
    end: int
    measures: tuple[LoadedMeasure, ...]
    rules: tuple[LoadedRule, ...]
    engine: engine.Component


@dataclass(frozen=True, slots=True)
class LoadedItem:
    pk: int
    indicator_id: int
    text: str
    offices_text: str
    office_ids: tuple[int, ...]
    unsettled: tuple[str, ...]
    components: tuple[LoadedComponent, ...]
    engine: engine.Item

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def points(self) -> Decimal:
        return self.engine.points

    @property
    def measures(self) -> Iterable[LoadedMeasure]:
        return (m for c in self.components for m in c.measures)


@dataclass(frozen=True, slots=True)
class LoadedSection:
    pk: int
    number: str
    heading: str
    items: tuple[LoadedItem, ...]
    engine: engine.Section

    @property
    def name(self) -> str:
        return self.engine.name


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """One city's table with its rules and records; facts are keyed by measure code."""

    pk: int
    year: int
    city_id: int
    city_key: str
    city: str  # the name printed on the table
    title: str
    notes: tuple[str, ...]
    issued: bool
    sections: tuple[LoadedSection, ...]
    engine: engine.Table
    facts: dict[str, engine.Fact] = field(repr=False)

    @property
    def items(self) -> Iterable[LoadedItem]:
        return (i for s in self.sections for i in s.items)

    @property
    def measures(self) -> Iterable[LoadedMeasure]:
        return (m for i in self.items for m in i.measures)


def engine_policy(policy: Policy) -> engine.Policy:
    return engine.Policy(
        step_reading=engine.StepReading(policy.step_reading),
        pooling=engine.Pooling(policy.pooling),
        cap_components=policy.cap_components,
    )


def load_policy(year: Year) -> engine.Policy:
    """Return the year's choices, or the defaults where none were made. One query."""
    policy = Policy.objects.filter(year=year).first()
    return engine_policy(policy) if policy else engine.Policy()


def load_tables(tables: QuerySet[CityTable]) -> tuple[LoadedTable, ...]:
    """Return the tables with rules and records, in the order of the cities' codes.

    Seven queries, whatever the number of tables.
    """
    heads = list(
        tables.order_by("city__key").values_list(
            "pk", "year__number", "city_id", "city__key", "city_name", "title", "notes", "issued_at"
        )
    )
    sections = _load_sections(tables)
    return tuple(_table(head, sections.get(head[0], [])) for head in heads)


def load_item(item: Item, results: Iterable[Result]) -> LoadedItem:
    """Return one item for the live grid from results that were already fetched
    with their measures and components. One query: rules with their measures."""
    measures, components = defaultdict(list), {}
    for result in sorted(results, key=lambda r: r.measure.order):
        measure = result.measure
        components[measure.component_id] = measure.component
        measures[measure.component_id].append(_measure_of(measure, result))
    rules = _rules(Rule.objects.filter(component__item=item))
    loaded = [
        _component((c.pk, c.number, c.points, c.start, c.end), measures[c.pk], rules.get(c.pk, []))
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
    return _item(head, loaded, ())


def facts_of(measures: Iterable[LoadedMeasure]) -> dict[str, engine.Fact]:
    return {
        m.code: engine.Fact(engine.FactStatus.RECORDED, m.record.value)
        for m in measures
        if m.record.value is not None
    }


def evidence_names(tables: QuerySet[CityTable]) -> dict[int, list[str]]:
    """Return the names of the evidence files by result. One query."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = (
        Evidence.objects.current()
        .filter(result__measure__component__item__section__table__in=tables)
        .order_by("added_at")
        .values_list("result_id", "name")
    )
    for result_id, name in rows:
        names[result_id].append(name)
    return names


def _load_sections(tables) -> dict[int, list[LoadedSection]]:
    items = _load_items(tables)
    loaded: dict[int, list[LoadedSection]] = defaultdict(list)
    rows = (
        Section.objects.filter(table__in=tables)
        .order_by("table_id", "order")
        .values_list("pk", "table_id", "number", "name", "heading", "full")
    )
    for pk, table_id, number, name, heading, full in rows:
        own = tuple(items.get(pk, ()))
        section = engine.Section(name, full, tuple(i.engine for i in own))
        loaded[table_id].append(LoadedSection(pk, number, heading, own, section))
    return loaded


def _load_items(tables) -> dict[int, list[LoadedItem]]:
    components = _load_components(tables)
    offices = _offices(tables)
    loaded: dict[int, list[LoadedItem]] = defaultdict(list)
    rows = (
        Item.objects.filter(section__table__in=tables)
        .order_by("section_id", "order")
        .values_list(
            "section_id",
            "pk",
            "indicator_id",
            "name",
            "text",
            "points",
            "offices_text",
            "unsettled",
        )
    )
    for section_id, *head in rows:
        pk = head[0]
        loaded[section_id].append(_item(head, components.get(pk, []), offices.get(pk, ())))
    return loaded


def _offices(tables) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    rows = (
        Item.offices.through.objects.filter(item__section__table__in=tables)
        .order_by("office__order")
        .values_list("item_id", "office_id")
    )
    for item_id, office_id in rows:
        found[item_id] += (office_id,)
    return found


def _load_components(tables) -> dict[int, list[LoadedComponent]]:
    measures = _load_measures(tables)
    rules = _rules(Rule.objects.filter(component__item__section__table__in=tables))
    loaded: dict[int, list[LoadedComponent]] = defaultdict(list)
    rows = (
        Component.objects.filter(item__section__table__in=tables)
        .order_by("item_id", "number")
        .values_list("item_id", "pk", "number", "points", "start", "end")
    )
    for item_id, *head in rows:
        pk = head[0]
        loaded[item_id].append(_component(head, measures.get(pk, []), rules.get(pk, [])))
    return loaded


def _load_measures(tables) -> dict[int, list[LoadedMeasure]]:
    loaded: dict[int, list[LoadedMeasure]] = defaultdict(list)
    rows = (
        Measure.objects.filter(component__item__section__table__in=tables)
        .order_by("component_id", "order")
        .values_list(
            "component_id",
            "pk",
            "key",
            "places",
            "code",
            "name",
            "kind",
            "unit",
            "target",
            "result__pk",
            "result__version",
            "result__value",
            "result__ticked",
            "result__remark",
            "result__recorded_by__full_name",
            "result__recorded_by__username",
            "result__recorded_as",
            "result__recorded_at",
        )
    )
    for component_id, pk, key, places, code, name, kind, unit, target, *record in rows.iterator(
        chunk_size=5000
    ):
        result_id, version, value, ticked, remark, full_name, username, recorded_as, at = record
        loaded[component_id].append(
            LoadedMeasure(
                pk,
                key,
                tuple(places),
                engine.Measure(code, name, MEASURE_KINDS[kind], unit, target),
                Record(
                    result_id,
                    version or 0,
                    value,
                    tuple(ticked or ()),
                    remark or "",
                    full_name or username or "",
                    recorded_as or "",
                    at,
                ),
            )
        )
    return loaded


def _measure_of(measure: Measure, result: Result) -> LoadedMeasure:
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
    return LoadedMeasure(measure.pk, measure.key, tuple(measure.places), head, record)


def _rules(rules) -> dict[int, list[LoadedRule]]:
    """One query: a row for every measure of a rule."""
    heads: dict[int, tuple] = {}
    measured: dict[int, list[str]] = defaultdict(list)
    rows = rules.order_by("component_id", "order", "measures__order").values_list(
        "pk",
        "measures__code",
        "component_id",
        "kind",
        "step",
        "deduction",
        "clause",
        "start",
        "end",
        "pattern",
    )
    for pk, code, *head in rows:
        heads[pk] = tuple(head)
        if code is not None:
            measured[pk].append(code)
    loaded: dict[int, list[LoadedRule]] = defaultdict(list)
    for pk, (component_id, kind, step, deduction, clause, start, end, pattern) in heads.items():
        rule = engine.Rule(RULE_KINDS[kind], tuple(measured[pk]), step, deduction, clause)
        loaded[component_id].append(LoadedRule(pk, start, end, pattern, rule))
    return loaded


def _component(head, measures, rules) -> LoadedComponent:
    pk, number, points, start, end = head
    component = engine.Component(
        points, tuple(m.engine for m in measures), tuple(r.engine for r in rules)
    )
    return LoadedComponent(pk, number, start, end, tuple(measures), tuple(rules), component)


def _item(head, components, office_ids) -> LoadedItem:
    pk, indicator_id, name, text, points, offices_text, unsettled = head
    item = engine.Item(name, points, tuple(c.engine for c in components))
    return LoadedItem(
        pk,
        indicator_id,
        text,
        offices_text,
        tuple(office_ids),
        tuple(unsettled),
        tuple(components),
        item,
    )


def _table(head, sections) -> LoadedTable:
    pk, year, city_id, city_key, city, title, notes, issued_at = head
    sections = tuple(sections)
    table = engine.Table(city, tuple(s.engine for s in sections))
    facts = facts_of(m for s in sections for i in s.items for m in i.measures)
    return LoadedTable(
        pk,
        year,
        city_id,
        city_key,
        city,
        title,
        tuple(notes),
        issued_at is not None,
        sections,
        table,
        facts,
    )
