"""What a city's table gives a bonus for that is claimed with documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessment.claims.alike import levels_in
from assessment.claims.counting import is_claimable, points_of
from assessment.collection.values import COUNTED
from assessment.engine.bases import BASES
from assessment.engine.explain import describe_rule
from assessment.engine.types import Basis, MeasureKind
from assessment.loading import LoadedItem, LoadedMeasure, LoadedRule, LoadedTable, load_tables
from assessment.models import CityTable, Year
from lib.rounding import round_half_up

#: More than this nobody means.
MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class Claimable:
    """A bonus rule with the measure that it looks at, in one city's table."""

    item: LoadedItem
    measure: LoadedMeasure
    rule: LoadedRule

    @property
    def code(self) -> str:
        return self.measure.code

    @property
    def clause(self) -> str:
        """Return its phrase, or the rule in short where none is known."""
        return self.rule.engine.clause or self.told

    @property
    def told(self) -> str:
        return describe_rule(self.rule.engine, [self.measure.engine])

    @property
    def levels(self) -> list[str]:
        return levels_in(self.clause)

    @property
    def asks_amount(self) -> bool:
        """Whether a claim says how much: a matter of yes or no is claimed once."""
        return self.measure.engine.kind is not MeasureKind.YES_NO and not self.is_once

    @property
    def is_once(self) -> bool:
        return self.rule.engine.kind.basis is Basis.ONCE

    @property
    def amount_label(self) -> str:
        """Return what the amount of a claim is, with its unit."""
        if self.rule.engine.kind.basis is Basis.PLACE:
            return "获得第几名"
        if BASES[self.rule.engine.kind.basis].gives_points:
            return "申报加分（分）"
        return f"申报数（{self.measure.engine.unit or COUNTED}）"

    def points(self, amount: Decimal) -> Decimal:
        """Return what an amount alone is worth, as a row keeps it."""
        return round_half_up(points_of(self.rule.engine, self.measure.engine, amount), 3)

    def why_not(self, amount: Decimal | None) -> str:
        """Return why an amount cannot be claimed, without a full stop, or an empty string."""
        if amount is None or amount <= 0:
            return f"{self.amount_label}应大于 0"
        is_whole = amount == amount.to_integral_value()
        if self.measure.engine.kind is MeasureKind.COUNT and not is_whole:
            return f"{self.amount_label}应为整数"
        if self.measure.bounds and (why := self.measure.bounds.why_not(amount)):
            return why
        if self.points(amount) > MOST_POINTS:
            return f"这样填加分超过 {MOST_POINTS} 分，请核对"
        if not self.points(amount):
            return f"按“{self.clause}”，这样填得不到加分"
        return ""


def claimables(table: LoadedTable) -> list[Claimable]:
    """Return them in the order of the table; of several rules on one measure the first. No
    query."""
    found: dict[str, Claimable] = {}
    for each in _claimables(table):
        found.setdefault(each.code, each)
    return list(found.values())


def claimables_of(year: Year, city_id: int) -> list[Claimable]:
    """Return those of a city's table in a year, none where it has no table. Seven queries."""
    tables = load_tables(CityTable.objects.filter(year=year, city=city_id))
    return [each for table in tables for each in claimables(table)]


def _claimables(table: LoadedTable) -> Iterator[Claimable]:
    for item in table.items:
        for component in item.components:
            measures = {measure.code: measure for measure in component.measures}
            for rule in component.rules:
                if is_claimable(rule.engine) and rule.engine.measures[0] in measures:
                    yield Claimable(item, measures[rule.engine.measures[0]], rule)
