"""序时进度: how the figures of a round stand to the time that is gone, city by city."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from assessment.collection.shown import shown_value
from assessment.engine.types import Measure, MeasureKind
from assessment.loading import LoadedTable, load_tables
from assessment.models import CityTable, Round, RoundFigure
from assessment.rounds.pace import (
    Light,
    Pace,
    Thresholds,
    gone_percent,
    is_timed,
    pace_of,
    percent,
    year_gone,
)
from assessment.rounds.reading import as_in_round
from assessment.self_check.places import Cell, Place, places_in
from lib.rounding import format_figure

NOT_FOR_TIME = "不适用"
LOOKS = {Light.GREEN: "done", Light.YELLOW: "todo", Light.RED: "bad"}


@dataclass(frozen=True, slots=True)
class PaceCell:
    """A measure of a city in a round. key: what it is called as cities share it. is_timed: whether
    it has a quantity to reach by the end of the year; pace None: it has not, or nothing was
    reported (—)."""

    city_id: int
    indicator_id: int
    place: Place
    key: str
    measure: Measure
    figure: Decimal | None
    is_timed: bool
    pace: Pace | None

    @property
    def item(self) -> str:
        """Return what its item is called."""
        return self.place[0]

    @property
    def light(self) -> Light | None:
        return self.pace.light if self.pace else None

    @property
    def look(self) -> str:
        """Return the colour of its light as of a state, "" for none."""
        return LOOKS[self.pace.light] if self.pace else ""

    @property
    def word(self) -> str:
        """Return what stands beside the colour; «—» for no figure."""
        if not self.is_timed:
            return NOT_FOR_TIME
        return f"{self.pace.light.word} {percent(self.pace.share)}" if self.pace else "—"

    @property
    def value(self) -> str:
        head = self.measure
        shown = shown_value(self.figure, head.kind)
        is_plain = head.kind is MeasureKind.YES_NO or not shown
        return (shown or "—") if is_plain else f"{shown} {head.unit}".rstrip()

    @property
    def target(self) -> str:
        head = self.measure
        if head.target is None:
            return "—"
        bar = "≥ " if head.kind is MeasureKind.RATE else ""
        return f"{bar}{format_figure(head.target)} {head.unit}".rstrip()

    @property
    def share(self) -> str:
        return percent(self.pace.share if self.pace else None)

    @property
    def ratio(self) -> str:
        return percent(self.pace.ratio if self.pace else None)


@dataclass(frozen=True, slots=True)
class LightCount:
    """How many measures stand how. missing: timed ones without a figure."""

    green: int = 0
    yellow: int = 0
    red: int = 0
    missing: int = 0

    @property
    def behind(self) -> int:
        return self.yellow + self.red

    @property
    def total(self) -> int:
        return self.green + self.yellow + self.red + self.missing


@dataclass(frozen=True, slots=True)
class CityPace:
    """A city in a round, measure by measure in its table's order."""

    city_id: int
    city_key: str
    city: str
    cells: tuple[PaceCell, ...]

    @property
    def timed(self) -> list[PaceCell]:
        return [cell for cell in self.cells if cell.is_timed]

    @property
    def behind(self) -> list[PaceCell]:
        """Return what is yellow or red, the red first."""
        found = [c for c in self.cells if c.light in (Light.YELLOW, Light.RED)]
        return sorted(found, key=lambda cell: cell.light is not Light.RED)

    @property
    def count(self) -> LightCount:
        return counted_lights(self.cells)


def summed(counts: Iterable[LightCount]) -> LightCount:
    """Return how many measures of several counts have which light in all."""
    told = list(counts)
    return LightCount(
        green=sum(each.green for each in told),
        yellow=sum(each.yellow for each in told),
        red=sum(each.red for each in told),
        missing=sum(each.missing for each in told),
    )


def counted_lights(cells: Iterable[PaceCell]) -> LightCount:
    """Return how many of the timed cells have which light."""
    timed = [cell for cell in cells if cell.is_timed]
    lights = [cell.light for cell in timed]
    return LightCount(
        green=lights.count(Light.GREEN),
        yellow=lights.count(Light.YELLOW),
        red=lights.count(Light.RED),
        missing=lights.count(None),
    )


def paces_of(
    held: Round, tables: Iterable[LoadedTable], thresholds: Thresholds
) -> tuple[CityPace, ...]:
    """Return how tables that stand as in a round stand to its day. No query."""
    return tuple(
        CityPace(
            table.city_id,
            table.city_key,
            table.city,
            tuple(_cells(held, table, thresholds)),
        )
        for table in tables
    )


def _cells(held: Round, table: LoadedTable, thresholds: Thresholds) -> Iterable[PaceCell]:
    by_place = {m.pk: place for place, m in places_in(table)}
    for item in table.items:
        for loaded in item.measures:
            yield paced_cell(
                (table.city_id, by_place[loaded.pk]),
                (item.indicator_id, loaded.key),
                measure=loaded.engine,
                figure=loaded.record.value,
                as_of=held.as_of,
                thresholds=thresholds,
            )


def paced_cell(
    cell: Cell,
    named: tuple[int, str],
    *,
    measure: Measure,
    figure: Decimal | None,
    as_of: date,
    thresholds: Thresholds,
) -> PaceCell:
    """Return how a figure of a cell stands to a day. named: its indicator and key. No query."""
    timed, (city, place), (indicator, key) = is_timed(measure), cell, named
    pace = pace_of(figure, measure.target, as_of, thresholds=thresholds) if timed else None
    return PaceCell(
        city_id=city,
        indicator_id=indicator,
        place=place,
        key=key,
        measure=measure,
        figure=figure,
        is_timed=timed,
        pace=pace,
    )


def rounds_paced(
    tables: QuerySet[CityTable], rounds: Sequence[Round], thresholds: Thresholds
) -> dict[int, tuple[CityPace, ...]]:
    """Return tables, measure by measure, against the time of each round, by round. Eight queries,
    whatever their number; it reads whole tables: of many cities, see timed.cities_paced."""
    now = load_tables(tables)
    figures = RoundFigure.objects.filter(round__in=rounds, city__in=[t.city_id for t in now])
    by_round: dict[int, list[RoundFigure]] = {held.pk: [] for held in rounds}
    for figure in figures.select_related("recorded_by"):
        by_round[figure.round_id].append(figure)
    return {
        held.pk: paces_of(held, as_in_round(held, now, by_round[held.pk]).tables, thresholds)
        for held in rounds
    }


@dataclass(frozen=True, slots=True)
class PaceRow:
    """A measure over the cities; cells: one a city, None where its table has no such measure."""

    item: str
    name: str
    cells: tuple[PaceCell | None, ...]


def matrix_of(cities: Sequence[CityPace]) -> list[PaceRow]:
    """Return the timed measures over all cities, by indicator and the key that cities share. No
    query."""
    order: dict[tuple[int, str, str], dict[int, PaceCell]] = {}
    for city in cities:
        met: dict[tuple[int, str], int] = {}
        for cell in city.timed:
            key = (cell.indicator_id, cell.key)
            met[key] = met.get(key, 0) + 1
            nth = f"（{met[key]}）" if met[key] > 1 else ""
            order.setdefault((*key, nth), {})[city.city_id] = cell
    names = {c.indicator_id: c.item for city in cities for c in city.timed}
    places = {indicator: number for number, indicator in enumerate(names)}
    rows = sorted(order.items(), key=lambda pair: places[pair[0][0]])  # keeps the tables' order
    return [
        PaceRow(names[indicator], f"{key}{nth}", tuple(own.get(city.city_id) for city in cities))
        for (indicator, key, nth), own in rows
    ]


def history_of(
    paced: dict[int, tuple[CityPace, ...]], rounds: Sequence[Round]
) -> dict[Cell, list[PaceCell | None]]:
    """Return each timed measure's way through the rounds, in their order. No query."""
    cells = {
        held.pk: {(c.city_id, c.place): c for city in paced[held.pk] for c in city.timed}
        for held in rounds
    }
    known = dict.fromkeys(cell for own in cells.values() for cell in own)
    return {cell: [cells[held.pk].get(cell) for held in rounds] for cell in known}


def gone_told(held: Round) -> str:
    """Return the share of the year that is over at a round's day: «49.6%（181 / 365 天）»."""
    days, of = year_gone(held.as_of)
    return f"{percent(gone_percent(held.as_of))}（{days} / {of} 天）"
