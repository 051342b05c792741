"""Where points are lost: by city and indicator, by indicator, by rule. No query here."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from assessment.engine.explain import describe_rule
from assessment.engine.results import ItemScore
from assessment.loading import LoadedItem
from assessment.scores.standing import CityStanding, Standings

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LostCell:
    """A city's item on the heat map. lost: of points; recorded False: something is missing."""

    item: LoadedItem
    score: ItemScore

    @property
    def lost(self) -> Decimal:
        return self.item.points - self.score.score

    @property
    def recorded(self) -> bool:
        return self.score.recorded


@dataclass(frozen=True, slots=True)
class HeatRow:
    """cells: parallel to the map's columns; None where the city has no such item."""

    city: CityStanding
    cells: tuple[LostCell | None, ...]


@dataclass(slots=True)
class IndicatorLoss:
    """What one indicator costs over all cities."""

    pk: int
    name: str
    lost: Decimal = ZERO
    available: Decimal = ZERO
    cities: int = 0
    losing: int = 0
    rules: Counter = field(default_factory=Counter)

    def add(self, cell: LostCell) -> None:
        self.cities += 1
        self.available += cell.item.points
        self.lost += cell.lost
        self.losing += cell.lost > 0
        for rule in rules_that_cost(cell):
            self.rules[rule] += 1

    @property
    def commonest_rule(self) -> str:
        """Return the rule that costs most cities something, «» if none does."""
        ranked = sorted(self.rules.items(), key=lambda pair: (-pair[1], pair[0]))
        return ranked[0][0] if ranked else ""

    @property
    def commonest_count(self) -> int:
        return self.rules[self.commonest_rule] if self.rules else 0


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


def rules_that_cost(cell: LostCell) -> set[str]:
    """Return the rules by which an item loses points: «油茶等 5 项：每少 10% 扣 0.8 分»."""
    names = {m.code: m.short for m in cell.item.measures}
    return {
        f"{_subject([names[code] for code in line.rule.measures])}："
        f"{describe_rule(line.rule, line.measures)}"
        for component in cell.score.components
        for line in component.costing
    }


def _subject(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 项"
