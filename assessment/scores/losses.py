"""Where points are lost: by city and indicator, by indicator, by rule. No query here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from assessment.models import Indicator
from assessment.scores.standing import PlacedYear

ZERO = Decimal(0)


class CostedItem(Protocol):
    @property
    def indicator_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def points(self) -> Decimal: ...


class CostedCell(Protocol):
    """A city's item with what it lost, scored (standing.LostCell) or summed up."""

    @property
    def item(self) -> CostedItem: ...
    @property
    def lost(self) -> Decimal: ...
    @property
    def counted(self) -> Decimal: ...
    @property
    def recorded(self) -> bool: ...
    def costs(self) -> Mapping[str, Decimal]: ...


class CostedCity(Protocol):
    def cells(self) -> Mapping[int, CostedCell]: ...


@dataclass(frozen=True, slots=True)
class HeatRow:
    """cells: parallel to the map's columns; None where the city has no such item."""

    city: CostedCity
    cells: tuple[CostedCell | None, ...]


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

    def add(self, cell: CostedCell) -> None:
        self.cities += 1
        self.available += cell.counted
        self.lost += cell.lost
        self.losing += cell.lost > 0
        for words, lost in cell.costs().items():
            rule = self.rules.get(words)
            if rule is None:
                rule = self.rules[words] = RuleCost(words)
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


def heat_rows(cities: Iterable[CostedCity], columns: Iterable[int]) -> list[HeatRow]:
    """Return the map of these cities; columns: the indicators' keys in their order."""
    columns = tuple(columns)
    rows = []
    for city in cities:
        cells = city.cells()
        rows.append(HeatRow(city, tuple(cells.get(pk) for pk in columns)))
    return rows


def by_indicator(standings: PlacedYear) -> list[IndicatorLoss]:
    """Return the indicators, the costliest first."""
    found: dict[int, IndicatorLoss] = {}
    for city in standings.cities:
        for pk, cell in city.cells().items():
            if pk not in found:
                found[pk] = IndicatorLoss(pk, cell.item.name)
            found[pk].add(cell)
    return sorted(found.values(), key=lambda line: -line.lost)


def loss_of(indicator: Indicator, cells: Iterable[CostedCell]) -> IndicatorLoss:
    """Return what an indicator costs in these cells together."""
    loss = IndicatorLoss(indicator.pk, indicator.name)
    for cell in cells:
        loss.add(cell)
    return loss
