"""A year's scores with their ranks: what cards, exports and paper show.

What pages over all cities show is summed up beforehand (assessment/summaries) and told in the
same words: PlacedUnit and PlacedYear are either.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Generic, TypeVar

from assessment.collection.progress import CountedTable, count_all
from assessment.engine import types as engine
from assessment.engine.grades import Graded, explain_quota, over_quota
from assessment.engine.results import GroupPlace, ItemScore, TableScore
from assessment.engine.year import Unit, score_year
from assessment.loading import (
    LoadedItem,
    LoadedMeasure,
    LoadedTable,
    load_policy,
    load_tables,
)
from assessment.models import CityTable, Year
from assessment.rounds.lights import with_lights
from assessment.scores.costs import costs_of_rules
from lib.site_words import site_words

#: What pages call the units that are in no group.
IN_NONE = "未分组"
UNRANKED = "录入不足一半，暂不排名"
#: The indicator, what the measure is called, and which of several of that name it is.
Compared = tuple[int, str, int]

TableT = TypeVar("TableT", bound=Any)
ScoreT = TypeVar("ScoreT", bound=Any)


@dataclass(frozen=True, slots=True)
class PlacedUnit(Generic[TableT, ScoreT]):
    """One city's table, score and rank among the tables that were scored together. is_ranked:
    enough is recorded for people to be told ranks; whoever computes reads rank itself."""

    table: TableT
    score: ScoreT
    rank: int
    graded: Graded | None = None
    place: GroupPlace | None = None
    is_ranked: bool = True

    @property
    def city(self) -> str:
        return self.table.city

    @property
    def total(self) -> Decimal:
        return self.score.total

    @property
    def lost(self) -> Decimal:
        """Return the points that its items lost, whatever it won beside them. Of a section
        that is scaled up they are those before."""
        return sum((s.available - s.earned for s in self.score.sections), Decimal(0))

    @property
    def bonus(self) -> Decimal:
        """Return what of its total stands outside the 100."""
        return self.score.bonus.points if self.score.bonus else Decimal(0)

    @property
    def is_rescaled(self) -> bool:
        return any(section.is_rescaled for section in self.score.sections)

    @property
    def grade(self) -> str:
        """Return its grade, "—" while figures are missing or where the year gives none."""
        return self.graded.grade.name if self.graded else "—"

    @property
    def group(self) -> str:
        """Return its group, "—" where it is in none."""
        return self.place.group if self.place else "—"

    @property
    def group_rank(self) -> str:
        """Return its rank within the group, "—" where it is in none or nobody is ranked."""
        return str(self.place.rank) if self.place and self.is_ranked else "—"

    @property
    def rank_shown(self) -> str:
        """Return its rank as pages and paper tell it, "—" while nobody is ranked."""
        return str(self.rank) if self.is_ranked else "—"


@dataclass(frozen=True, slots=True)
class LostCell:
    """A city's item on the heat map. lost: of points; recorded False: something is missing."""

    item: LoadedItem
    score: ItemScore

    @property
    def lost(self) -> Decimal:
        return self.score.lost

    @property
    def counted(self) -> Decimal:
        return self.item.engine.counted

    @property
    def recorded(self) -> bool:
        return self.score.recorded

    def costs(self) -> dict[str, Decimal]:
        """Return what each rule cost, by its words."""
        return costs_of_rules(self.item, self.score)


@dataclass(frozen=True, slots=True)
class CityStanding(PlacedUnit[LoadedTable, TableScore]):
    """As it was scored, down to every finding."""

    def cells(self) -> dict[int, LostCell]:
        """Return its items with their scores, by indicator."""
        pairs = zip(self.table.sections, self.score.sections, strict=True)
        return {
            item.indicator_id: LostCell(item, score)
            for loaded, scored in pairs
            for item, score in zip(loaded.items, scored.items, strict=True)
        }


UnitT = TypeVar("UnitT", bound=PlacedUnit)


@dataclass(frozen=True, slots=True)
class PlacedYear(ABC, Generic[UnitT]):
    """A year's cities in the order of their codes."""

    year: int
    policy: engine.Policy
    cities: tuple[UnitT, ...]

    @property
    def is_ranked(self) -> bool:
        """Say whether people are told ranks: once half of what is to be recorded is."""
        return all(city.is_ranked for city in self.cities)

    @property
    def by_rank(self) -> tuple[UnitT, ...]:
        """Return the cities by rank, in the order of their codes while nobody is ranked."""
        if not self.is_ranked:
            return self.cities
        return tuple(sorted(self.cities, key=lambda c: (c.rank, c.table.city_key)))

    @property
    def has_bonus(self) -> bool:
        """Say whether points outside the 100 enter the totals."""
        return self.policy.counts_bonus and any(c.score.bonus for c in self.cities)

    @property
    def full(self) -> Decimal:
        """Return what the sections are worth together, 100 where there is no table."""
        worth = (sum((s.section.full for s in c.score.sections), Decimal(0)) for c in self.cities)
        return max(worth, default=Decimal(100))

    @property
    def is_rescaled(self) -> bool:
        """Say whether some section is scaled up, so that what is lost and the total are not
        what there is."""
        return any(city.is_rescaled for city in self.cities)

    @property
    def quota_warnings(self) -> list[str]:
        """Return where more cities have a grade than its quota allows, group by group."""
        return [
            f"{name}：{told}" if name else told
            for name, cities in self.by_group
            for told in self._warnings(cities)
        ]

    def _warnings(self, cities: Iterable[UnitT]) -> list[str]:
        held = [(c.city, c.total, c.graded.grade if c.graded else None) for c in cities]
        return [
            explain_quota(over, over.beyond, unit=site_words().unit)
            for over in over_quota(self.policy, held)
        ]

    @property
    def by_group(self) -> list[tuple[str, list[UnitT]]]:
        """Return the cities by rank, group by group, with those in none last. Without groups
        all are one, whose name is ""."""
        if not self.policy.groups:
            return [("", list(self.by_rank))]
        names = [*(group.name for group in self.policy.groups), IN_NONE]
        held: dict[str, list[UnitT]] = {name: [] for name in names}
        for city in self.by_rank:
            held[city.place.group if city.place else names[-1]].append(city)
        return [(name, cities) for name, cities in held.items() if cities]

    @property
    def listed(self) -> list[UnitT]:
        """Return the cities as a ranking lists them: by rank, group by group."""
        return [city for _, cities in self.by_group for city in cities]

    def of(self, city_key: str) -> UnitT | None:
        return next((c for c in self.cities if c.table.city_key == city_key), None)

    @abstractmethod
    def under(self, reading: engine.StepReading) -> "PlacedYear[Any]":
        """Return the same records under a reading of 每少完成10%, totals and ranks at least. No
        query."""

    def under_others(self) -> Iterator[tuple[engine.StepReading, "PlacedYear[Any]"]]:
        """Yield the year under each reading that is not in force, one at a time: what all units
        score takes about the memory of their tables. No query."""
        for reading in engine.StepReading:
            if reading is not self.policy.step_reading:
                yield reading, self.under(reading)

    def under_every_reading(self) -> dict[engine.StepReading, "PlacedYear[Any]"]:
        """Return the year under each reading, the one in force first. No query."""
        return {self.policy.step_reading: self, **dict(self.under_others())}


@dataclass(frozen=True, slots=True)
class Standings(PlacedYear[CityStanding]):
    """As they were scored."""

    def under(self, reading: engine.StepReading) -> "Standings":
        policy = replace(self.policy, step_reading=reading)
        return score_tables(self.year, [city.table for city in self.cities], policy)


def standings_of(year: Year) -> Standings:
    """Score every table of the year. Eight queries, whatever the number of cities; another where
    lights of rounds cost points."""
    tables = with_lights(load_tables(CityTable.objects.filter(year=year)))
    return score_tables(year.number, tables, load_policy(year))


def score_tables(year: int, tables: Iterable[LoadedTable], policy: engine.Policy) -> Standings:
    """Score and rank tables that were loaded. No query."""
    tables = tuple(tables)
    units = [unit_of(table) for table in tables]
    is_ranked = is_half_recorded(tables)
    cities = tuple(
        CityStanding(
            table, told.score, told.rank, graded=told.graded, place=told.place, is_ranked=is_ranked
        )
        for table, told in zip(tables, score_year(units, policy), strict=True)
    )
    return Standings(year, policy, cities)


def unit_of(table: LoadedTable) -> Unit:
    """Return a table as it is scored among all. No query."""
    return Unit(table.city_id, table.engine, table.facts, partial(_codes_compared, table))


def is_half_recorded(tables: Iterable[CountedTable]) -> bool:
    """Say whether a rank would tell of more than who recorded first: full marks stand wherever
    nothing is recorded yet."""
    count = count_all(tables)
    return count.recorded * 2 >= count.total


def compared(table: LoadedTable) -> Iterator[tuple[Compared, LoadedMeasure]]:
    """Yield every measure with what it is compared by between cities. No query."""
    met: Counter[tuple[int, str]] = Counter()
    for item in table.items:
        for measure in item.measures:
            called = (item.indicator_id, measure.key)
            met[called] += 1
            yield (*called, met[called]), measure


def _codes_compared(table: LoadedTable) -> Iterator[tuple[Compared, str]]:
    return ((place, measure.code) for place, measure in compared(table))
