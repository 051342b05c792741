"""A year's scores as its papers state them: of a finalised year as they were frozen."""

from dataclasses import dataclass
from datetime import datetime

from assessment.frozen.papers import card_status, newest_of
from assessment.frozen.reading import read_year
from assessment.models import Snapshot, Year
from assessment.paper.printing import last_change
from assessment.paper.status import CardStatus, status_of
from assessment.scores.standing import CityStanding, Standings, standings_of


@dataclass(frozen=True, slots=True)
class ScoredYear:
    """standings: of all units. status: what a paper over all of them says of itself. digest: of
    the log's entry that last changed what is said. snapshot: None while scores are preliminary."""

    year: Year
    standings: Standings
    status: CardStatus
    digest: str
    snapshot: Snapshot | None = None

    @property
    def named(self) -> str:
        return self.status.named

    @property
    def frozen_at(self) -> datetime | None:
        return self.snapshot.made_at if self.snapshot else None

    def status_of_city(self, standing: CityStanding) -> CardStatus:
        """Return what a unit's own paper says of itself: of a snapshot with the card's code. One
        query of a snapshot, else none."""
        if self.snapshot is None:
            return self.status
        units = self.snapshot.units.select_related("place")
        return card_status(self.snapshot, units.get(place__key=standing.table.city_key))


def scored(year: Year) -> ScoredYear:
    """Return a year's scores: of a finalised year of its newest snapshot. Twelve queries at most,
    whatever the number of units."""
    if snapshot := newest_of(year):
        standings = read_year(snapshot).standings
        status = CardStatus(snapshot.named, snapshot.day, snapshot.document)
        return ScoredYear(year, standings, status, snapshot.digest_of_log, snapshot)
    standings = standings_of(year)
    return ScoredYear(year, standings, status_of(year), last_change(year))
