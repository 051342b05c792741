"""A year's tables with the figures of a round in the place of what offices recorded.

As such they are filled in, exported and compared with the time that is gone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from assessment.loading import LoadedItem, LoadedMeasure, LoadedTable, load_only, load_tables
from assessment.models import CityTable, Indicator, Item, Round, RoundFigure
from assessment.self_check.places import Cell, Place, places_in
from assessment.self_check.reading import as_reported


@dataclass(frozen=True, slots=True)
class RoundTables:
    """tables: as they stand in the round; of now: the same with what offices recorded so far."""

    round: Round
    tables: tuple[LoadedTable, ...]
    now: tuple[LoadedTable, ...]

    @property
    def measures(self) -> dict[int, LoadedMeasure]:
        """Return the measures by result."""
        return {m.record.result_id: m for t in self.tables for m in t.measures}

    @property
    def cells(self) -> dict[int, tuple[LoadedTable, LoadedItem, LoadedMeasure]]:
        """Return where each measure stands, by result."""
        return {
            m.record.result_id: (t, item, m)
            for t in self.tables
            for item in t.items
            for m in item.measures
        }


def read_round(held: Round, tables: QuerySet[CityTable]) -> RoundTables:
    """Return tables as they stand in a round. Six queries, as many for any number of rows."""
    now = load_tables(tables)
    rows = held.figures.filter(city__in=[t.city_id for t in now])
    return as_in_round(held, now, rows.select_related("recorded_by"))


def read_items(held: Round, items: QuerySet[Item]) -> RoundTables:
    """Return the tables of these items, with nothing but them, as they stand in a round. Queries
    as load_only, and one."""
    now = load_only(items)
    names = {item.name for table in now for item in table.items}
    rows = held.figures.filter(city__in=[t.city_id for t in now], item_name__in=names)
    return as_in_round(held, now, rows.select_related("recorded_by"))


def as_in_round(
    held: Round, now: tuple[LoadedTable, ...], figures: Iterable[RoundFigure]
) -> RoundTables:
    """Return loaded tables with these figures of a round. No query but the figures'."""
    by_city: dict[int, dict[Place, RoundFigure]] = defaultdict(dict)
    for figure in figures:
        by_city[figure.city_id][figure.place] = figure
    tables = tuple(as_reported(table, by_city.get(table.city_id, {})) for table in now)
    return RoundTables(held, tables, now)


def cells_of(tables: Iterable[LoadedTable]) -> Mapping[Cell, LoadedMeasure]:
    """Return the measures of tables by where they belong. No query."""
    return {(t.city_id, place): m for t in tables for place, m in places_in(t)}


def tables_of_round(held: Round) -> QuerySet[CityTable]:
    """Return the year's issued tables. No query yet."""
    return CityTable.objects.filter(year=held.year_id, issued_at__isnull=False)


def items_of(held: Round, indicator: Indicator) -> QuerySet[Item]:
    """Return an indicator's items in these tables. No query yet."""
    return Item.objects.filter(indicator=indicator, section__table__in=tables_of_round(held))
