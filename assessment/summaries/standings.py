"""A year's units with their ranks from their summaries: what pages over all of them show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assessment.engine import types as engine
from assessment.engine.year import placed
from assessment.loading import load_policy, load_tables
from assessment.models import CityTable, Year
from assessment.rounds.lights import with_lights
from assessment.scores.standing import PlacedYear, is_half_recorded
from assessment.summaries.figures import (
    Figures,
    SummedScore,
    SummedTable,
    SummedUnit,
    cells_in,
    figures_of,
    made_by,
    score_of,
)


@dataclass(frozen=True, slots=True)
class SummedStandings(PlacedYear[SummedUnit]):
    """As they were summed up."""


def summed_standings(year: Year) -> SummedStandings:
    """Return a year's units as their summaries say. Two queries.

    Where one is missing, or was made by another program or other choices, all are made here of
    the records, and none is kept: seven queries more, another where lights of rounds cost points.
    """
    policy = load_policy(year)
    rows = list(
        CityTable.objects.filter(year=year)
        .order_by("city__key")
        .values_list(
            "pk", "city_id", "city__key", "city_name", "issued_at",
            "summary__made_by", "summary__figures",
        )
    )  # fmt: skip
    found: dict[int, Figures] = {row[0]: row[-1] for row in rows}
    wanted = made_by(policy)
    if any(row[-2] != wanted for row in rows):
        found = figures_of(with_lights(load_tables(CityTable.objects.filter(year=year))), policy)
        rows = [row for row in rows if row[0] in found]
    tables = [
        SummedTable(
            pk,
            city_id,
            city_key=key,
            city=name,
            issued=issued_at is not None,
            has_facts=found[pk]["has_facts"],
            cells=tuple(cells_in(found[pk])),
        )
        for pk, city_id, key, name, issued_at, *_ in rows
    ]
    return _placed(
        year.number, policy, tables, scores=[score_of(found[t.pk], policy) for t in tables]
    )


def _placed(
    year: int, policy: engine.Policy, tables: list[SummedTable], *, scores: Iterable[SummedScore]
) -> SummedStandings:
    is_ranked = is_half_recorded(tables)
    told = placed([table.city_id for table in tables], list(scores), policy)
    cities = tuple(
        SummedUnit(
            table, own.score, own.rank, graded=own.graded, place=own.place, is_ranked=is_ranked
        )
        for table, own in zip(tables, told, strict=True)
    )
    return SummedStandings(year, policy, cities)


def totals_under_every_reading(
    standings: SummedStandings,
) -> dict[engine.StepReading, SummedStandings]:
    """Return totals and ranks under each reading, the one in force first. Of the others no more
    is kept: they have no sections. No query."""
    policy, tables = standings.policy, [city.table for city in standings.cities]
    found = {policy.step_reading: standings}
    for reading in engine.StepReading:
        if reading is not policy.step_reading:
            other = replace(policy, step_reading=reading)
            scores = (
                replace(
                    city.score,
                    policy=other,
                    total=city.score.readings[reading],
                    sections=(),
                    bonus=None,
                )
                for city in standings.cities
            )
            found[reading] = _placed(standings.year, other, tables, scores=scores)
    return found
