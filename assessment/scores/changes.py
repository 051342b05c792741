"""What moves: between two years, between two readings. No query here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assessment.engine import types as engine
from assessment.scores.standing import (
    CityStanding,
    PlacedUnit,
    PlacedYear,
    Standings,
    score_tables,
)


@dataclass(frozen=True, slots=True)
class Move:
    """One city before and after. up: places gained, negative where lost."""

    city: PlacedUnit
    before: PlacedUnit | None

    @property
    def difference(self) -> Decimal | None:
        return self.city.total - self.before.total if self.before else None

    @property
    def up(self) -> int:
        """Return the places gained, 0 where either side is not ranked."""
        if self.before is None or not (self.before.is_ranked and self.city.is_ranked):
            return 0
        return self.before.rank - self.city.rank

    @property
    def direction(self) -> str:
        """Return up, down or same: how the rank moved."""
        return "up" if self.up > 0 else "down" if self.up < 0 else "same"

    @property
    def places(self) -> int:
        return abs(self.up)

    @property
    def is_changed(self) -> bool:
        return self.before is None or bool(self.difference or self.up)

    @property
    def is_regraded(self) -> bool:
        return self.before is not None and self.before.grade != self.city.grade


@dataclass(frozen=True, slots=True)
class ReadingMove:
    """A city under every reading, each against the reading in force."""

    city: PlacedUnit
    moves: tuple[Move, ...]

    @property
    def is_changed(self) -> bool:
        return any(move.up for move in self.moves)


def between(before: PlacedYear, after: PlacedYear) -> list[Move]:
    """Return the cities of after by rank, each with itself in before."""
    if not before.cities:
        return []
    earlier = {c.table.city_key: c for c in before.cities}
    return [Move(c, earlier.get(c.table.city_key)) for c in after.by_rank]


def under_every_reading(standings: Standings) -> dict[engine.StepReading, Standings]:
    """Return the same records under each reading, the one in force first and not scored again."""
    in_force = standings.policy.step_reading
    tables = [city.table for city in standings.cities]
    others = {
        reading: score_tables(
            standings.year, tables, replace(standings.policy, step_reading=reading)
        )
        for reading in engine.StepReading
        if reading is not in_force
    }
    return {in_force: standings, **others}


def under_others(
    standings: Standings, city_key: str
) -> Iterator[tuple[engine.StepReading, CityStanding]]:
    """Yield how a city stands under each reading that is not in force. One reading is scored at a
    time: what all units score takes about the memory of their tables."""
    tables = [city.table for city in standings.cities]
    for reading in engine.StepReading:
        if reading is not standings.policy.step_reading:
            policy = replace(standings.policy, step_reading=reading)
            own = score_tables(standings.year, tables, policy).of(city_key)
            if own is not None:
                yield reading, own


def across(standings: PlacedYear, readings: Mapping[Any, PlacedYear]) -> list[ReadingMove]:
    """Return the cities by rank under every reading, in the order of readings."""
    by_reading = [{c.table.pk: c for c in s.cities} for s in readings.values()]
    return [
        ReadingMove(city, tuple(Move(own[city.table.pk], city) for own in by_reading))
        for city in standings.by_rank
    ]
