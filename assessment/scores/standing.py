"""A year's scores with their ranks: what the overview, the exports and paper show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.engine import types as engine
from assessment.engine.grades import Graded, explain_quota, grade_of, over_quota
from assessment.engine.score import rank, score_table
from assessment.loading import LoadedTable, load_policy, load_tables
from assessment.models import CityTable, Year
from lib.site_words import site_words


@dataclass(frozen=True, slots=True)
class CityStanding:
    """One city's table, score and rank among the tables that were scored together."""

    table: LoadedTable
    score: engine.TableScore
    rank: int
    graded: Graded | None = None

    @property
    def city(self) -> str:
        return self.table.city

    @property
    def total(self) -> Decimal:
        return self.score.total

    @property
    def grade(self) -> str:
        """Return its grade, "—" while figures are missing or where the year gives none."""
        return self.graded.grade.name if self.graded else "—"


@dataclass(frozen=True, slots=True)
class Standings:
    """A year's cities in the order of their codes."""

    year: int
    policy: engine.Policy
    cities: tuple[CityStanding, ...]

    @property
    def by_rank(self) -> tuple[CityStanding, ...]:
        return tuple(sorted(self.cities, key=lambda c: (c.rank, c.table.city_key)))

    @property
    def has_bonus(self) -> bool:
        """Say whether points outside the 100 enter the totals."""
        return self.policy.counts_bonus and any(c.score.bonus for c in self.cities)

    @property
    def quota_warnings(self) -> list[str]:
        """Return where more cities have a grade than its quota allows."""
        held = [(c.city, c.total, c.graded.grade if c.graded else None) for c in self.by_rank]
        return [
            explain_quota(over, over.beyond, unit=site_words().unit)
            for over in over_quota(self.policy, held)
        ]

    def of(self, city_key: str) -> CityStanding | None:
        return next((c for c in self.cities if c.table.city_key == city_key), None)


def standings_of(year: Year) -> Standings:
    """Score every table of the year. Eight queries, whatever the number of cities."""
    tables = load_tables(CityTable.objects.filter(year=year))
    return score_tables(year.number, tables, load_policy(year))


def score_tables(year: int, tables: Iterable[LoadedTable], policy: engine.Policy) -> Standings:
    """Score and rank tables that were loaded. No query."""
    tables = tuple(tables)
    scores = [score_table(t.engine, t.facts, policy) for t in tables]
    ranks = rank([(t.pk, s.total) for t, s in zip(tables, scores, strict=True)])
    cities = tuple(
        CityStanding(t, s, ranks[t.pk], grade_of(s)) for t, s in zip(tables, scores, strict=True)
    )
    return Standings(year, policy, cities)


def under_other_readings(standings: Standings) -> dict[engine.StepReading, Standings]:
    """The same records under each reading of 每少完成10%. No query."""
    tables = [c.table for c in standings.cities]
    return {
        reading: score_tables(
            standings.year, tables, replace(standings.policy, step_reading=reading)
        )
        for reading in engine.StepReading
    }
