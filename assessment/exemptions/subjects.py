"""What of a city's table can be exempt, and whether the table still stands without it. No query
but those of loading."""

from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.engine import types as engine
from assessment.loading import LoadedComponent, LoadedItem, LoadedTable, load_tables
from assessment.models import CityTable, Exemption, Year
from lib.rounding import format_points


@dataclass(frozen=True, slots=True)
class Exemptable:
    """An item of a city's table, or one component of it. component None: the whole item."""

    item: LoadedItem
    component: LoadedComponent | None = None

    @property
    def key(self) -> str:
        """Name it in a form: «12» the item of that indicator, «12-2» its second component."""
        part = "" if self.component is None else f"-{self.component.number}"
        return f"{self.item.indicator_id}{part}"

    @property
    def number(self) -> int | None:
        return None if self.component is None else self.component.number

    @property
    def points(self) -> Decimal:
        return self.item.points if self.component is None else self.component.engine.points

    @property
    def codes(self) -> str:
        return "\n".join(m.code for m in self.component.measures) if self.component else ""

    @property
    def words(self) -> str:
        """Return its words in the table."""
        if self.component is None:
            return self.item.text
        return self.item.text[self.component.start : self.component.end] or self.item.text

    @property
    def label(self) -> str:
        points = format_points(self.points)
        if self.component is None:
            return f"{self.item.name}（整项 {points} 分）"
        names = "、".join(m.short for m in self.component.measures)
        return f"{self.item.name} 要点{self.component.number}（{points} 分）：{names}"

    @property
    def is_exempt(self) -> bool:
        parts = [self.component] if self.component else self.item.components
        return any(part.engine.exempt for part in parts)


def exemptables(table: LoadedTable) -> list[Exemptable]:
    """Return them in the order of the table, each item before its components where it has more
    than one."""
    found = []
    for item in table.items:
        if not item.components:
            continue
        found.append(Exemptable(item))
        if len(item.components) > 1:
            found += [Exemptable(item, component) for component in item.components]
    return found


def table_of(year: Year, city_id: int) -> LoadedTable | None:
    """Return a city's table, None where it has none. Seven queries."""
    return next(iter(load_tables(CityTable.objects.filter(year=year, city=city_id))), None)


def exemptable_of(table: LoadedTable, exemption: Exemption) -> Exemptable | None:
    """Return what an exemption is about as the table stands, None where that is gone."""
    for each in exemptables(table):
        is_it = (each.item.indicator_id, each.number) == (
            exemption.indicator_id,
            exemption.component,
        )
        if is_it and each.codes == exemption.codes:
            return each
    return None


def leaves_something(table: LoadedTable, subject: Exemptable) -> bool:
    """Say whether something counts of its section beside it."""
    for section in table.sections:
        if any(item.pk == subject.item.pk for item in section.items):
            items = (
                _without(item, subject) if item.pk == subject.item.pk else item.engine
                for item in section.items
            )
            return not section.engine.full or any(item.counted for item in items)
    return False


def _without(item: LoadedItem, subject: Exemptable) -> engine.Item:
    components = tuple(
        replace(c.engine, exempt="—") if subject.number in (None, c.number) else c.engine
        for c in item.components
    )
    return replace(item.engine, components=components)
