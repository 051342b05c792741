"""What moves: between two years, between two readings. No query here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessment.scores.standing import PlacedUnit, PlacedYear


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


def across(standings: PlacedYear, readings: Mapping[Any, PlacedYear]) -> list[ReadingMove]:
    """Return the cities by rank under every reading, in the order of readings."""
    by_reading = [{c.table.pk: c for c in s.cities} for s in readings.values()]
    return [
        ReadingMove(city, tuple(Move(own[city.table.pk], city) for own in by_reading))
        for city in standings.by_rank
    ]
