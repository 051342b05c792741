"""A year's tables with what is tried of them, and the scores that follow. No query."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from assessment.engine.errors import EngineError
from assessment.engine.results import ItemScore
from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedSection,
    LoadedTable,
    facts_of,
    with_bounds,
)
from assessment.scores.standing import Standings, score_tables
from assessment.trial.asked import TRIED_EXEMPT, Asked

#: Whoever tries a figure that is judged has judged it.
TRIED = "试算"


def tried(standings: Standings, asked: Asked) -> Standings:
    """Return the scores with what is asked; where the engine cannot compute it, those that stand,
    and the reason among the faults."""
    tables = [changed_table(city.table, asked) for city in standings.cities]
    try:
        return score_tables(standings.year, tables, asked.policy)
    except EngineError as error:
        asked.faults.append(f"照这样改无法计算，下面仍是现行得分：{error}")
        asked.touched.clear()
        return standings


def changed_table(table: LoadedTable, asked: Asked) -> LoadedTable:
    """Return a table with what is asked of it, itself where nothing is."""
    if not any(item.pk in asked.touched for item in table.items):
        return table
    sections = tuple(_section(section, asked) for section in table.sections)
    return replace(
        table,
        sections=sections,
        engine=replace(table.engine, sections=tuple(s.engine for s in sections)),
        facts=facts_of(m for s in sections for item in s.items for m in item.measures),
    )


def _section(section: LoadedSection, asked: Asked) -> LoadedSection:
    items = tuple(_item(i, asked) if i.pk in asked.touched else i for i in section.items)
    head = replace(section.engine, items=tuple(item.engine for item in items))
    return replace(section, items=items, engine=head)


def _item(item: LoadedItem, asked: Asked) -> LoadedItem:
    components = tuple(_component(component, asked) for component in item.components)
    head = replace(item.engine, components=tuple(c.engine for c in components))
    return replace(item, components=components, engine=head)


def _component(component: LoadedComponent, asked: Asked) -> LoadedComponent:
    rules = tuple(
        replace(rule, engine=replace(rule.engine, **asked.rules[rule.pk]))
        if rule.pk in asked.rules
        else rule
        for rule in component.rules
    )
    points = component.engine.points
    measures = tuple(with_bounds((_tried(m, asked) for m in component.measures), rules, points))
    head = replace(
        component.engine,
        measures=tuple(m.engine for m in measures),
        rules=tuple(r.engine for r in rules),
        cap=asked.caps.get(component.pk, component.engine.cap),
        exempt=_exempt(component, asked.exempt.get(component.pk)),
    )
    return replace(component, measures=measures, rules=rules, engine=head)


def _exempt(component: LoadedComponent, wanted: bool | None) -> str:
    if wanted is None:
        return component.engine.exempt
    return TRIED_EXEMPT if wanted else ""


def _tried(measure: LoadedMeasure, asked: Asked) -> LoadedMeasure:
    if measure.pk in asked.targets:
        head = replace(measure.engine, target=asked.targets[measure.pk])
        measure = replace(measure, engine=head)
    if measure.pk in asked.figures:
        return _measure(measure, asked.figures[measure.pk])
    return measure


def _measure(measure: LoadedMeasure, value: Decimal | None) -> LoadedMeasure:
    record = replace(
        measure.record, value=value, ticked=(), remark="", recorded_by=TRIED, recorded_as="",
        recorded_at=None, confirmed_as=TRIED,
    )  # fmt: skip
    return replace(measure, record=record)


class Touched(NamedTuple):
    """An item of a city in which something is tried, with its score before and after."""

    city: str
    item: LoadedItem
    before: ItemScore
    after: ItemScore


def items_touched(before: Standings, after: Standings, touched: set[int]) -> Sequence[Touched]:
    """Return the items of these keys, in the order of the tables."""
    return [
        Touched(old.city, item, scored_before, scored_after)
        for old, new in zip(before.cities, after.cities, strict=True)
        for old_s, new_s, section in zip(
            old.score.sections, new.score.sections, new.table.sections, strict=True
        )
        for item, scored_before, scored_after in zip(
            section.items, old_s.items, new_s.items, strict=True
        )
        if item.pk in touched
    ]
