"""A year's units with their ranks from their summaries: what pages over all of them show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from assessment.engine import types as engine
from assessment.engine.year import placed
from assessment.loading import LoadedTable, load_policy, load_tables
from assessment.models import CityTable, Year
from assessment.rounds.lights import with_lights
from assessment.scores.standing import PlacedYear, is_half_recorded
from assessment.summaries.addends import Figures
from assessment.summaries.figures import (
    SummedCount,
    SummedScore,
    SummedTable,
    SummedUnit,
    cells_in,
    counted_in,
    figures_of,
    looks_at_all,
    made_by,
    score_of,
)

#: Units whose records are held at once where those of all are read.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SummedStandings(PlacedYear[SummedUnit]):
    """As they were summed up."""

    def under(self, reading: engine.StepReading) -> "SummedStandings":
        """Return it with totals and ranks: no more is kept, so that there are no sections."""
        policy = replace(self.policy, step_reading=reading)
        scores = (
            replace(
                city.score,
                policy=policy,
                total=city.score.readings[reading],
                sections=(),
                bonus=None,
            )
            for city in self.cities
        )
        return place(self.year, policy, [city.table for city in self.cities], scores=scores)


def summed_standings(year: Year) -> SummedStandings:
    """Return a year's units as their summaries say. Two queries.

    Where one is missing, or was made by another program or other choices, it is as
    computed_standings says, and none is kept.
    """
    policy = load_policy(year)
    kept, rows = _kept(year, policy)
    return kept.standings if kept else _summed(year, policy, rows, found=_computed(year, policy))


def kept_year(year: Year) -> "KeptYear | None":
    """Return what summaries keep of a year; None where one is missing, or was made by another
    program or other choices. Two queries."""
    return _kept(year, load_policy(year))[0]


def computed_standings(year: Year) -> SummedStandings:
    """Return the same of the records, whatever summaries say. Three queries and seven for each
    AT_ONCE units, another where lights of rounds cost points; no more are held at once, unless
    they are compared with one another."""
    policy = load_policy(year)
    rows = [_Row(*told) for told in _tables(year).values_list(*_HEAD)]
    return _summed(year, policy, rows, found=_computed(year, policy))


def _computed(year: Year, policy: engine.Policy) -> dict[int, Figures]:
    found: dict[int, Figures] = {}
    tables = _tables(year)
    keys = list(tables.values_list("pk", flat=True))
    for at in range(0, len(keys), AT_ONCE):
        some = with_lights(load_tables(tables.filter(pk__in=keys[at : at + AT_ONCE])))
        if any(map(looks_at_all, some)):
            return figures_of(with_lights(load_tables(tables)), policy)
        found |= figures_of(some, policy)
    return found


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """A unit as far as recording goes."""

    city: str
    issued: bool
    items: tuple[SummedCount, ...]


def counted_units(year: Year) -> Sequence[CountedUnit] | Sequence[LoadedTable]:
    """Return a year's units as far as recording goes; no score is computed. Two queries, seven
    more where a summary is missing or was made otherwise."""
    kept, rows = _kept(year, load_policy(year))
    if kept is None:
        return load_tables(CityTable.objects.filter(year=year))
    return [
        CountedUnit(row.city, row.issued_at is not None, tuple(counted_in(kept.figures[row.pk])))
        for row in rows
    ]


class _Row(NamedTuple):
    pk: int
    city_id: int
    city_key: str
    city: str
    issued_at: datetime | None

    def table_with(self, figures: Figures) -> SummedTable:
        pk, city_id, city_key, city, issued_at = self
        return SummedTable(
            pk,
            city_id,
            city_key=city_key,
            city=city,
            issued=issued_at is not None,
            has_facts=figures["has_facts"],
            cells=tuple(cells_in(figures)),
        )


#: What a _Row is made of.
_HEAD = ("pk", "city_id", "city__key", "city_name", "issued_at")


def _tables(year: Year) -> QuerySet[CityTable]:
    return CityTable.objects.filter(year=year).order_by("city__key")


def _summed(
    year: Year, policy: engine.Policy, rows: Iterable[_Row], *, found: Mapping[int, Figures]
) -> SummedStandings:
    """found: by the tables' keys; a row that it does not tell of came meanwhile."""
    tables = [row.table_with(found[row.pk]) for row in rows if row.pk in found]
    return place(
        year.number, policy, tables, scores=[score_of(found[t.pk], policy) for t in tables]
    )


@dataclass(frozen=True, slots=True)
class KeptYear:
    """What summaries keep of a year's units. figures: by the tables' keys. is_compared: some rule
    looks at the figures of all units."""

    year: Year
    policy: engine.Policy
    rows: list[_Row]
    figures: Mapping[int, Figures]
    is_compared: bool

    @property
    def standings(self) -> SummedStandings:
        return _summed(self.year, self.policy, self.rows, found=self.figures)


def _kept(year: Year, policy: engine.Policy) -> tuple[KeptYear | None, list[_Row]]:
    """Return what is kept of a year's tables, and these: None unless all summaries are there and by
    the program's formula and these choices. One query."""
    told = _tables(year).values_list(
        *_HEAD, "summary__made_by", "summary__figures", "summary__looks_at_all"
    )
    wanted, rows, found, is_compared = made_by(policy), [], {}, False
    for *head, by, figures, looks in told:
        row = _Row(*head)
        rows.append(row)
        if by == wanted:
            found[row.pk] = figures
            is_compared = is_compared or looks
    is_whole = len(found) == len(rows)
    return KeptYear(year, policy, rows, found, is_compared) if is_whole else None, rows


def place(
    year: int, policy: engine.Policy, tables: list[SummedTable], *, scores: Iterable[SummedScore]
) -> SummedStandings:
    """Return units with what follows from all of them together. No query."""
    is_ranked = is_half_recorded(tables)
    told = placed([table.city_id for table in tables], list(scores), policy)
    cities = tuple(
        SummedUnit(
            table, own.score, own.rank, graded=own.graded, place=own.place, is_ranked=is_ranked
        )
        for table, own in zip(tables, told, strict=True)
    )
    return SummedStandings(year, policy, cities)
