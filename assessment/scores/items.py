"""Some items of a year scored as they are among all: whoever shows an indicator over all units
need not read the rest of their tables."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from assessment.engine.score import score_item
from assessment.engine.year import facts_with_places
from assessment.loading import LoadedTable, load_only, load_policy
from assessment.models import Item, Year
from assessment.rounds.lights import with_lights
from assessment.scores.standing import LostCell, unit_of


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """A unit with those of its items that were asked for. No total follows from them."""

    table: LoadedTable
    cells: tuple[LostCell, ...]

    @property
    def city(self) -> str:
        return self.table.city


def scored_items(year: Year, indicators: Collection[int] | QuerySet) -> list[ScoredUnit]:
    """Return the units that have any of these indicators (keys), in the order of their codes.

    Eight queries, whatever the number of units; seven more where nothing counts of some item,
    another where lights of rounds cost points.
    """
    items = Item.objects.filter(section__table__year=year, indicator__in=indicators)
    tables, policy = with_lights(load_only(items)), load_policy(year)
    facts = facts_with_places([unit_of(table) for table in tables])
    return [
        ScoredUnit(
            table,
            tuple(LostCell(i, score_item(i.engine, own, policy)) for i in table.items),
        )
        for table, own in zip(tables, facts, strict=True)
    ]
