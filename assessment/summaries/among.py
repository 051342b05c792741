"""Some of a year's units down to every finding, placed among all as these are summed up."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from assessment.engine import types as engine
from assessment.loading import load_tables
from assessment.models import CityTable, Year
from assessment.rounds.lights import with_lights
from assessment.scores.standing import CityStanding, PlacedYear, score_tables, standings_of
from assessment.summaries.figures import SummedUnit, figures_of, looks_at_all, score_of
from assessment.summaries.standings import SummedStandings, summed_standings


@dataclass(frozen=True, slots=True)
class StandingsAmong(PlacedYear[CityStanding | SummedUnit]):
    """summed: the same year, all of it as it was summed up."""

    summed: SummedStandings

    def under(self, reading: engine.StepReading) -> SummedStandings:
        return self.summed.under(reading)


def standing_of(year: Year, city_key: str) -> CityStanding | None:
    """Return a unit as it was scored, placed among all. Queries as standings_with."""
    return standings_with(year, [city_key]).of(city_key)


def standings_with(
    year: Year,
    city_keys: Collection[str],
    all_of: Callable[[Year], SummedStandings] = summed_standings,
) -> PlacedYear:
    """Return a year's units, at least those of these cities as they were scored. A key of no city
    of the year is passed over. all_of: from where it is known how all stand.

    Seven queries beside those of all_of, another where lights of rounds cost points. Where the
    records of one of these say otherwise, or one is compared with all, the whole year is scored:
    eight more.
    """
    tables = CityTable.objects.filter(year=year, city__key__in=city_keys)
    own = with_lights(load_tables(tables))
    if any(map(looks_at_all, own)):
        return standings_of(year)
    summed = all_of(year)
    scored = {c.table.pk: c for c in score_tables(year.number, own, summed.policy).cities}
    figures = figures_of(own, summed.policy)
    right = {pk: score_of(told, summed.policy) for pk, told in figures.items()}
    kept = {c.table.pk: replace(c.score, among=None) for c in summed.cities if c.table.pk in right}
    if kept != right:
        return standings_of(year)
    cities = tuple(
        _placed_as(unit, scored[unit.table.pk]) if unit.table.pk in scored else unit
        for unit in summed.cities
    )
    return StandingsAmong(year.number, summed.policy, cities, summed)


def _placed_as(unit: SummedUnit, scored: CityStanding) -> CityStanding:
    """Return a unit as it was scored by itself in the place that it has among all."""
    return replace(
        scored,
        score=replace(scored.score, among=unit.score.among),
        rank=unit.rank,
        graded=unit.graded,
        place=unit.place,
        is_ranked=unit.is_ranked,
    )
