"""A city's table with what the city reports in the place of what offices recorded.

As such it is shown, filled in off line, scored by the one calculator and printed as any table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedSection,
    LoadedTable,
    Record,
    facts_of,
    load_policy,
    load_tables,
)
from assessment.models import CityTable, ReportedFigure, ReportedFile, SelfCheck, Year
from assessment.rounds.lights import with_lights
from assessment.scores.standing import CityStanding, score_tables
from assessment.self_check.places import Place, places_in

#: Who agreed to a judged figure: what a city says of itself waits for nobody.
REPORTED = "自报"


@dataclass(frozen=True, slots=True)
class ReportedTable:
    """table: as the city reports it. files: those that stand, by result; left: figures whose
    measure the table has no more."""

    table: LoadedTable
    check: SelfCheck | None
    files: Mapping[int, Sequence[ReportedFile]] = field(default_factory=dict)
    left: tuple[ReportedFigure, ...] = ()

    @property
    def measures(self) -> dict[int, LoadedMeasure]:
        """Return its measures by result."""
        return {m.record.result_id: m for m in self.table.measures}

    @property
    def unreported(self) -> list[tuple[LoadedItem, LoadedMeasure]]:
        return [(i, m) for i in self.table.items for m in i.to_record if m.record.value is None]

    @property
    def is_begun(self) -> bool:
        return any(m.record.value is not None for m in self.table.measures)


def read_reported(table: CityTable) -> ReportedTable:
    """Return what a city reports, be it nothing yet. Needs year and city loaded. Ten queries."""
    (loaded,) = with_lights(load_tables(CityTable.objects.filter(pk=table.pk)))
    check = SelfCheck.objects.filter(year=table.year, city=table.city_id).first()
    if check is None:
        return ReportedTable(as_reported(loaded, {}), None)
    figures = {f.place: f for f in check.figures.select_related("recorded_by")}
    files: dict[int, list[ReportedFile]] = {}
    rows = ReportedFile.objects.current().filter(figure__self_check=check)
    for row in rows.select_related("file", "added_by"):
        files.setdefault(row.figure_id, []).append(row)
    by_place = dict(places_in(loaded))
    found = {
        by_place[place].record.result_id: files[figure.pk]
        for place, figure in figures.items()
        if place in by_place and figure.pk in files
    }
    left = tuple(f for place, f in figures.items() if place not in by_place and not _is_empty(f))
    return ReportedTable(as_reported(loaded, figures), check, found, left)


def as_reported(table: LoadedTable, figures: Mapping[Place, ReportedFigure]) -> LoadedTable:
    """Return a table whose records are what its city reports. No query."""
    own = {m.pk: figures.get(place) for place, m in places_in(table)}
    sections = tuple(_section(section, own) for section in table.sections)
    facts = facts_of(m for s in sections for item in s.items for m in item.measures)
    return replace(table, sections=sections, facts=facts)


def self_score(table: LoadedTable, year: Year) -> CityStanding:
    """Score what a city reports. Ranks mean nothing: it is scored alone. Queries: the policy's."""
    return score_tables(year.number, [table], load_policy(year)).cities[0]


def _is_empty(figure: ReportedFigure) -> bool:
    return figure.value is None and not figure.remark


def _section(section: LoadedSection, own: Mapping) -> LoadedSection:
    return replace(section, items=tuple(_item(item, own) for item in section.items))


def _item(item: LoadedItem, own: Mapping) -> LoadedItem:
    return replace(item, components=tuple(_component(c, own) for c in item.components))


def _component(component: LoadedComponent, own: Mapping) -> LoadedComponent:
    return replace(component, measures=tuple(_measures(component.measures, own)))


def _measures(measures: Iterable[LoadedMeasure], own: Mapping) -> Iterable[LoadedMeasure]:
    for measure in measures:
        yield replace(measure, record=_record(measure, own.get(measure.pk)))


def _record(measure: LoadedMeasure, figure: ReportedFigure | None) -> Record:
    if figure is None:
        return Record(
            result_id=measure.record.result_id,
            version=0,
            value=None,
            ticked=(),
            remark="",
            recorded_by="",
            recorded_as="",
            recorded_at=None,
        )
    return Record(
        result_id=measure.record.result_id,
        version=figure.version,
        value=figure.value,
        ticked=tuple(place for place in figure.ticked if place in measure.places),
        remark=figure.remark,
        recorded_by=str(figure.recorded_by or ""),
        recorded_as=figure.recorded_as,
        recorded_at=figure.recorded_at,
        confirmed_as=REPORTED,
    )
