"""灯色扣分: what lights of rounds cost by the year's settings, laid to loaded tables as rules.

Nothing of it is a row: the rules, of measures that had such a light, follow from the settings and
the lights from the rounds that the assessment office ended, wherever a table is scored. A year
whose lights cost nothing is left as it is, without a query.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from assessment.engine.types import Light, Lit
from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedRule,
    LoadedTable,
    facts_of,
)
from assessment.models import Round, RoundFigure
from assessment.rounds.pace import LightCosts, is_timed, pace_of
from assessment.self_check.places import Place, places_of_item

#: Keys of rules that are no rows: beyond those of rows, two for a measure.
_NO_ROW = 10**12

Cell = tuple[int, int, Place]  # year, city, place
Figures = Mapping[Cell, Sequence[RoundFigure]]


def measure_of_rule(rule: int) -> int | None:
    """Return the key of the measure whose lights a rule is about; None of a rule that is a row."""
    return (rule - _NO_ROW) // 2 if rule > _NO_ROW else None


def with_lights(tables: Iterable[LoadedTable]) -> tuple[LoadedTable, ...]:
    """Return tables with what lights cost them. One query where they cost anything."""
    tables = tuple(tables)
    wanted = [table for table in tables if table.light_costs is not None]
    figures = _figures({t.year for t in wanted}, {t.city_id for t in wanted}) if wanted else {}
    return tuple(_table(table, figures) for table in tables)


def _figures(years: Collection[int], cities: Collection[int]) -> Figures:
    """Return the figures of rounds that count, in the order of these. One query."""
    rows = RoundFigure.objects.filter(
        round__in=Round.objects.ended().filter(year__number__in=years), city__in=cities
    )
    found: dict[Cell, list[RoundFigure]] = {}
    for row in rows.select_related("round__year").order_by("round__as_of", "pk"):
        found.setdefault((row.round.year.number, row.city_id, row.place), []).append(row)
    return found


def _table(table: LoadedTable, figures: Figures) -> LoadedTable:
    costs = table.light_costs
    if costs is None:
        return table
    sections = []
    for section in table.sections:
        items = tuple(
            _item(item, costs, of=(table.year, table.city_id), figures=figures)
            for item in section.items
        )
        head = replace(section.engine, items=tuple(item.engine for item in items))
        sections.append(replace(section, items=items, engine=head))
    return replace(
        table,
        sections=tuple(sections),
        engine=replace(table.engine, sections=tuple(s.engine for s in sections)),
        facts=facts_of(m for s in sections for item in s.items for m in item.measures),
    )


def _lit(measure: LoadedMeasure, figure: RoundFigure, costs: LightCosts) -> Lit:
    as_of = figure.round.as_of
    pace = pace_of(figure.value, measure.engine.target, as_of, thresholds=costs.thresholds)
    assert pace is not None  # noqa: S101 -- a timed measure with a figure has one
    told = f"{figure.round.name}（截至 {as_of:%Y-%m-%d}，{pace.against_time}）"
    return Lit(pace.light, told)


def _item(
    item: LoadedItem, costs: LightCosts, *, of: tuple[int, int], figures: Figures
) -> LoadedItem:
    """of: the year's number and the city."""
    lights = {
        measure.pk: tuple(
            _lit(measure, figure, costs)
            for figure in figures.get((*of, place), ())
            if figure.value is not None
        )
        for place, measure in places_of_item(item)
        if is_timed(measure.engine)
    }
    if not lights or not costs.holds_for(item.indicator_id):
        return item
    components = tuple(_component(c, costs, lights) for c in item.components)
    head = replace(item.engine, components=tuple(c.engine for c in components))
    return replace(item, components=components, engine=head)


def _component(
    component: LoadedComponent, costs: LightCosts, lights: Mapping[int, tuple[Lit, ...]]
) -> LoadedComponent:
    measures = tuple(
        replace(m, lights=lights[m.pk]) if m.pk in lights else m for m in component.measures
    )
    own = [
        LoadedRule(_NO_ROW + 2 * measure.pk + nth, 0, 0, "", rule)
        for measure in measures
        for nth, light in enumerate((Light.RED, Light.YELLOW))
        if any(lit.light is light for lit in measure.lights)
        and (rule := costs.rule(light, measure.engine)) is not None
    ]
    rules = (*component.rules, *own)
    head = replace(component.engine, rules=tuple(rule.engine for rule in rules))
    return replace(component, measures=measures, rules=rules, engine=head)
