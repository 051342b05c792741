"""Whole tables in seven queries, and tables with nothing but some of their items."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet

from assessment.engine import types as engine
from assessment.exemptions.querysets import exempting
from assessment.loading.building import (
    MARK,
    component_of,
    facts_of,
    item_of,
    measure_of,
    measures_of,
    rules_of,
    table_of,
    with_something_left,
)
from assessment.loading.types import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedSection,
    LoadedTable,
    mark_of,
)
from assessment.models import (
    LIGHT_COSTS,
    CityTable,
    Component,
    Evidence,
    Item,
    Measure,
    Rule,
    Section,
)


def load_tables(tables: QuerySet[CityTable]) -> tuple[LoadedTable, ...]:
    """Return the tables with rules and records, in the order of the cities' codes.

    Seven queries, whatever the number of tables.
    """
    rows, below = Section.objects.filter(table__in=tables), _of_tables(tables)
    sections = _load_sections(rows, below, with_something_left)
    return tuple(table_of(head, sections.get(head[0], [])) for head in _heads(tables))


def load_only(items: QuerySet[Item]) -> tuple[LoadedTable, ...]:
    """Return the tables that these items stand in with nothing but them, as load_tables does.

    Seven queries, whatever the number of items; fourteen where nothing counts of one, for
    whether anything else of its section does has to be known then.
    """
    tables = CityTable.objects.filter(pk__in=items.values("section__table"))
    rows = Section.objects.filter(pk__in=items.values("section"))
    sections = _load_sections(rows, _of_items(items), tuple)
    loaded = [table_of(head, sections[head[0]]) for head in _heads(tables)]
    unsure = [table.pk for table in loaded if not all(i.engine.counted for i in table.items)]
    whole = {t.pk: t for t in load_tables(tables.filter(pk__in=unsure))} if unsure else {}
    return tuple(_cut(whole[t.pk], t) if t.pk in whole else t for t in loaded)


def _cut(whole: LoadedTable, part: LoadedTable) -> LoadedTable:
    """Return a whole table with no other items than a part of it."""
    wanted = {item.pk for item in part.items}
    sections = []
    for section in whole.sections:
        if own := tuple(item for item in section.items if item.pk in wanted):
            head = replace(section.engine, items=tuple(item.engine for item in own))
            sections.append(replace(section, items=own, engine=head))
    return replace(
        whole,
        sections=tuple(sections),
        engine=replace(whole.engine, sections=tuple(s.engine for s in sections)),
        facts=facts_of(m for s in sections for i in s.items for m in i.measures),
    )


#: Which rows are meant, by the path from them to their items.
_Below = Callable[[str], Q]


def _of_tables(tables: QuerySet[CityTable]) -> _Below:
    return lambda path: Q(**{f"{path}section__table__in": tables})


def _of_items(items: QuerySet[Item]) -> _Below:
    return lambda path: Q(**{f"{path}in" if path else "pk__in": items})


def _heads(tables: QuerySet[CityTable]) -> list[tuple]:
    return list(
        tables.order_by("city__key").values_list(
            "pk",
            "year__number",
            "city_id",
            "city__key",
            "city_name",
            "title",
            "notes",
            "text_heads",
            "issued_at",
            *(f"year__round_settings__{name}" for name in LIGHT_COSTS),
        )
    )


def evidence_names(tables: QuerySet[CityTable]) -> dict[int, list[str]]:
    """Return the names of the evidence files by result. Queries as evidence_files."""
    held = evidence_files(tables).items()
    names: dict[int, list[str]] = defaultdict(list)
    for result_id, found in held:
        names[result_id] = [name for name, _ in found]
    return names


def evidence_files(tables: QuerySet[CityTable]) -> dict[int, list[tuple[str, str]]]:
    """Return the evidence files by result, each as its name and SHA-256.

    One query; two more where a file proves more cells than the one it was laid to.
    """
    files: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = list(
        Evidence.objects.current()
        .filter(result__measure__component__item__section__table__in=tables)
        .order_by("added_at")
        .values_list("result_id", "scope", "name", "file__sha256")
    )
    is_wide = any(scope != Evidence.Scope.CELL for _, scope, *_ in rows)
    around = _Around(tables) if is_wide else None
    for result_id, scope, *file in rows:
        for covered in around.covered(result_id, scope) if around else [result_id]:
            files[covered].append((file[0], file[1]))
    return files


class _Around:
    """Which results lie around one another: in an item, and in a city for the same offices."""

    def __init__(self, tables: QuerySet[CityTable]) -> None:
        self._place: dict[int, tuple[int, int]] = {}
        self._items: dict[int, list[int]] = defaultdict(list)
        self._tables: dict[int, set[int]] = defaultdict(set)
        rows = Measure.objects.filter(component__item__section__table__in=tables)
        for pk, item, table in rows.values_list(
            "result__pk", "component__item_id", "component__item__section__table_id"
        ):
            self._place[pk] = (item, table)
            self._items[item].append(pk)
            self._tables[table].add(item)
        self._offices = {
            item: set(offices) for item, offices in _offices(_of_tables(tables)).items()
        }

    def covered(self, result_id: int, scope: str) -> list[int]:
        """Return the results that a file laid to this one proves."""
        item, table = self._place[result_id]
        if scope == Evidence.Scope.CELL:
            return [result_id]
        if scope == Evidence.Scope.ITEM:
            return self._items[item]
        own = self._offices.get(item, set())
        beside = (i for i in self._tables[table] if own & self._offices.get(i, set()))
        return sorted({pk for i in (item, *beside) for pk in self._items[i]})


def _load_sections(
    rows: QuerySet[Section],
    below: _Below,
    settled: Callable[[Sequence[LoadedItem]], Sequence[LoadedItem]],
) -> dict[int, list[LoadedSection]]:
    """settled: gives the items of a section as they count together."""
    items = _load_items(below)
    loaded: dict[int, list[LoadedSection]] = defaultdict(list)
    told = rows.order_by("table_id", "order").values_list(
        "pk", "table_id", "number", "name", "heading", "full"
    )
    for pk, table_id, number, name, heading, full in told:
        own = tuple(settled(items.get(pk, ())))
        section = engine.Section(name, full, tuple(i.engine for i in own))
        loaded[table_id].append(LoadedSection(pk, number, heading, own, section))
    return loaded


def _load_items(below: _Below) -> dict[int, list[LoadedItem]]:
    components = _load_components(below)
    offices = _offices(below)
    loaded: dict[int, list[LoadedItem]] = defaultdict(list)
    rows = (
        Item.objects.filter(below(""))
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
            "text_heads",
        )
    )
    for section_id, *head in rows:
        pk = head[0]
        loaded[section_id].append(item_of(head, components.get(pk, []), offices.get(pk, {})))
    return loaded


def _offices(below: _Below) -> dict[int, dict[int, str]]:
    """Return the offices of each item in their order, with their names."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = (
        Item.offices.through.objects.filter(below("item__"))
        .order_by("office__order")
        .values_list("item_id", "office_id", "office__name")
    )
    for item_id, office_id, name in rows:
        found[item_id][office_id] = name
    return found


def _load_components(below: _Below) -> dict[int, list[LoadedComponent]]:
    measures = _load_measures(below)
    rules = rules_of(Rule.objects.filter(below("component__item__")))
    loaded: dict[int, list[LoadedComponent]] = defaultdict(list)
    rows = (
        Component.objects.filter(below("item__"))
        .order_by("item_id", "number")
        .annotate(exempting=exempting())
        .values_list("item_id", "exempting", "pk", "number", "points", "cap", "start", "end", *MARK)
    )
    for item_id, told, *head in rows:
        pk = head[0]
        loaded[item_id].append(
            component_of(head, measures.get(pk, []), rules.get(pk, []), exempting=told)
        )
    return loaded


def _load_measures(below: _Below) -> dict[int, list[LoadedMeasure]]:
    loaded: dict[int, list[LoadedMeasure]] = defaultdict(list)
    ordered = Measure.objects.filter(below("component__item__")).order_by("component_id", "order")
    asked, columns = measures_of(ordered)
    rows = asked.values_list(
        "component_id",
        "result__recorded_by__full_name",
        "result__recorded_by__username",
        *MARK,
        *columns,
    )
    for component_id, full_name, username, *told in rows.iterator(chunk_size=5000):
        mark, row = mark_of(*told[: len(MARK)]), told[len(MARK) :]
        loaded[component_id].append(measure_of(row, by=full_name or username or "", mark=mark))
    return loaded
