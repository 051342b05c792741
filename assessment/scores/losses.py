"""Where points are lost: by city and indicator, by indicator, by rule. No query here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from assessment.engine.results import ItemScore
from assessment.loading import LoadedItem
from assessment.scores.costs import costs_of_rules
from assessment.scores.standing import CityStanding, Standings

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LostCell:
    """A city's item on the heat map. lost: of points; recorded False: something is missing."""

    item: LoadedItem
    score: ItemScore

    @property
    def lost(self) -> Decimal:
        return self.score.lost

    @property
    def recorded(self) -> bool:
        return self.score.recorded


@dataclass(frozen=True, slots=True)
class HeatRow:
    """cells: parallel to the map's columns; None where the city has no such item."""

    city: CityStanding
    cells: tuple[LostCell | None, ...]


@dataclass(slots=True)
class RuleCost:
    """What one rule, or one band of it, cost all cities together."""

    words: str
    lost: Decimal = ZERO
    cities: int = 0


@dataclass(slots=True)
class IndicatorLoss:
    """What one indicator costs over all cities. rules: by their words."""

    pk: int
    name: str
    lost: Decimal = ZERO
    available: Decimal = ZERO
    cities: int = 0
    losing: int = 0
    rules: dict[str, RuleCost] = field(default_factory=dict)

    def add(self, cell: LostCell) -> None:
        self.cities += 1
        self.available += cell.item.engine.counted
        self.lost += cell.lost
        self.losing += cell.lost > 0
        for words, lost in costs_of_rules(cell.item, cell.score).items():
            rule = self.rules.setdefault(words, RuleCost(words))
            rule.lost += lost
            rule.cities += 1

    @property
    def costliest(self) -> RuleCost | None:
        """Return the rule by which most points were lost, of equal ones that of most cities;
        None where none cost anything."""
        ranked = sorted(self.rules.values(), key=lambda r: (-r.lost, -r.cities, r.words))
        return ranked[0] if ranked else None

    @property
    def costliest_words(self) -> str:
        return self.costliest.words if self.costliest else ""


def cells_of(city: CityStanding) -> dict[int, LostCell]:
    """Return a city's items with their scores, by indicator."""
    pairs = zip(city.table.sections, city.score.sections, strict=True)
    return {
        item.indicator_id: LostCell(item, score)
        for loaded, scored in pairs
        for item, score in zip(loaded.items, scored.items, strict=True)
    }


def heat_rows(cities: Iterable[CityStanding], columns: Iterable[int]) -> list[HeatRow]:
    """Return the map of these cities; columns: the indicators' keys in their order."""
    columns = tuple(columns)
    rows = []
    for city in cities:
        cells = cells_of(city)
        rows.append(HeatRow(city, tuple(cells.get(pk) for pk in columns)))
    return rows


def by_indicator(standings: Standings) -> list[IndicatorLoss]:
    """Return the indicators, the costliest first."""
    found: dict[int, IndicatorLoss] = {}
    for city in standings.cities:
        for pk, cell in cells_of(city).items():
            found.setdefault(pk, IndicatorLoss(pk, cell.item.name)).add(cell)
    return sorted(found.values(), key=lambda line: -line.lost)
