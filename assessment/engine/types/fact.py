"""What was recorded."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from assessment.engine.types.kinds import FactStatus, Light


class Place(NamedTuple):
    """Where a figure stands among those of all units, the highest first; equal ones share it.

    from_last: the same counted from the lowest. units: of whom a figure is recorded; waiting:
    of whom one is still missing, and until it is there no place is certain.
    """

    rank: int
    from_last: int
    units: int
    waiting: int


class Lit(NamedTuple):
    """The light of a measure in a round that counts. told: the round, and how it stood."""

    light: Light
    told: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What was recorded for a measure. value: 1 or 0 for 是否, percent for a rate. place: where
    a rule asks for it and the figures of all units are at hand, see places.with_places. lights:
    in the order of the rounds; empty where lights cost nothing."""

    status: FactStatus
    value: Decimal | None = None
    place: Place | None = None
    lights: tuple[Lit, ...] = ()


NOT_RECORDED = Fact(FactStatus.NOT_RECORDED)
NOT_APPLICABLE = Fact(FactStatus.NOT_APPLICABLE)


def recorded(value: Decimal | int | str) -> Fact:
    """Return the fact that value was recorded; value is never a float."""
    return Fact(FactStatus.RECORDED, Decimal(value))
