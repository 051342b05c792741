"""A year summed up otherwise: by other choices, or with some of its items otherwise.

What summaries keep of every item tells the year under each reading, with and without bonus. Where
an item itself may come to other points it is scored again, as it stands and otherwise. That it
stands as its summary says is asked each time; where it does not, summaries tell nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from assessment.engine import types as engine
from assessment.engine.errors import EngineError
from assessment.engine.score import total_of
from assessment.loading import LoadedTable, load_only
from assessment.models import Item, Year
from assessment.rounds.lights import with_lights
from assessment.scores.standing import (
    CityStanding,
    PlacedYear,
    Standings,
    score_tables,
    standings_of,
)
from assessment.summaries.addends import READINGS, Addend, Figures, added_up, available, parts_of
from assessment.summaries.figures import (
    SummedBonus,
    SummedPart,
    SummedScore,
    SummedSection,
    SummedTable,
    cells_in,
    head_of,
    looks_at_all,
)
from assessment.summaries.standings import KeptYear, SummedStandings, kept_year, place


def standings_under(year: Year, choice: engine.Policy) -> tuple[PlacedYear, PlacedYear]:
    """Return a year's units as they stand, and with totals, ranks and grades by a choice.

    Two queries; where that does not tell what single items score, eight more, another where
    lights of rounds cost points; eight or nine more again where all units are scored.
    """
    kept = kept_year(year)
    if kept is not None:
        own = items_of(items_scored_otherwise(year, kept.policy, choice))
        if told := told_otherwise(kept, choice, stand=own, otherwise=own):
            return told.before, told.after
    standings = standings_of(year)
    return standings, score_tables(year.number, [c.table for c in standings.cities], choice)


def items_scored_otherwise(year: Year, policy: engine.Policy, choice: engine.Policy) -> set[int]:
    """Return the keys of a year's items that may score otherwise by a choice, beside what each
    reading makes of them. A query for each of two choices, none where these stay."""
    items = Item.objects.filter(section__table__year=year)
    found: set[int] = set()
    if policy.pooling is not choice.pooling:
        found.update(items.pooled().values_list("pk", flat=True))
    if policy.cap_components is not choice.cap_components:
        found.update(items.capped_within().values_list("pk", flat=True))
    return found


def items_of(keys: Collection[int]) -> tuple[LoadedTable, ...]:
    """Return tables with nothing but the items of these keys, and the lights that cost points.
    Queries as load_only, another where lights cost anything; none without keys."""
    return with_lights(load_only(Item.objects.filter(pk__in=keys))) if keys else ()


class BothWays(NamedTuple):
    """A year as it stands and otherwise; and the items that were scored for it, of which no total
    means anything. after: its totals, ranks and grades; what its cells lost is as it stands."""

    before: SummedStandings
    after: SummedStandings
    items_before: Standings
    items_after: Standings


def told_otherwise(
    kept: KeptYear,
    choice: engine.Policy,
    *,
    stand: Sequence[LoadedTable],
    otherwise: Sequence[LoadedTable],
) -> BothWays | None:
    """Return a year as it stands and by a choice; None where summaries do not tell. No query.

    stand, otherwise: the same tables with nothing but the same items, as these stand and as they
    are to be; among them all that the choice may have score otherwise.
    """
    if stand and (kept.is_compared or any(map(looks_at_all, stand))):
        return None
    before = kept.standings
    try:
        items_before = _scored_alone(stand, kept.policy)
        units = _stand_as_kept(kept, before, items_before)
        if units is None:
            return None
        items_after = _scored_alone(otherwise, choice)
        after = _summed_otherwise(before, units, choice, scored=items_after)
    except EngineError:  # whoever scores all units says what cannot be
        return None
    return BothWays(before, after, items_before, items_after)


def _scored_alone(tables: Iterable[LoadedTable], policy: engine.Policy) -> Standings:
    """Return what there is of tables as it is scored by itself. Raises EngineError."""
    parts = [_worth_nothing(table) for table in tables]
    of_items = replace(policy, grades=(), groups=())
    return score_tables(parts[0].year if parts else 0, parts, of_items)


def _worth_nothing(table: LoadedTable) -> LoadedTable:
    """Return a table whose sections, of which not all is there, are worth nothing: whether that
    which is there could be scaled up does not matter."""
    sections = tuple(
        replace(section, engine=replace(section.engine, full=Decimal(0)))
        for section in table.sections
    )
    head = replace(table.engine, sections=tuple(section.engine for section in sections))
    return replace(table, sections=sections, engine=head)


class _Item(NamedTuple):
    """An item as it is kept, head and what it adds."""

    head: list
    part: Addend


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit's sections as they are kept, and what their items add."""

    sections: Sequence[Figures]
    parts: Sequence[Sequence[Addend]]

    @classmethod
    def of(cls, figures: Figures) -> "_Unit":
        return cls(figures["sections"], parts_of(figures["sections"]))

    def items(self) -> Iterator[tuple[int, _Item]]:
        for section, own in zip(self.sections, self.parts, strict=True):
            for item, part in zip(section["items"], own, strict=True):
                yield item[0], _Item(item[:-1], part)

    def with_items(self, items: Mapping[int, _Item]) -> "_Unit":
        """Return it with these by indicator. Raises NothingAvailable."""
        sections, parts = [], []
        for section, own in zip(self.sections, self.parts, strict=True):
            told = [
                [*items[item[0]].head, item[-1]] if item[0] in items else item
                for item in section["items"]
            ]
            fresh = {**section, "items": told}
            sections.append({**fresh, "available": str(available(fresh))})
            parts.append(
                [
                    items[item[0]].part if item[0] in items else part
                    for item, part in zip(section["items"], own, strict=True)
                ]
            )
        return _Unit(sections, parts)

    def score(self, policy: engine.Policy) -> SummedScore:
        """Return it summed up under the reading of a policy alone."""
        nth = READINGS.index(policy.step_reading.value)
        added, bonus = added_up(self.sections, self.parts, policy, nth=nth)
        every = [part for own in self.parts for part in own]
        total = total_of([score for _, score in added], bonus)
        return SummedScore(
            policy=policy,
            sections=tuple(
                SummedSection(
                    SummedPart(told["name"], Decimal(told["full"])),
                    Decimal(told["available"]),
                    earned,
                    score,
                )
                for told, (earned, score) in zip(self.sections, added, strict=True)
            ),
            total=total,
            missing_count=sum(part.missing for part in every),
            bonus=None if bonus is None else SummedBonus(bonus),
            veto_kinds=frozenset(engine.RuleKind(kind) for part in every for kind in part.vetoes),
            readings={policy.step_reading: total},
        )


def _stand_as_kept(
    kept: KeptYear, standings: SummedStandings, scored: Standings
) -> dict[int, _Unit] | None:
    """Return the units by their tables' keys; None where items that were scored are not what
    summaries say of them, or these not what follows from all their items."""
    units = {pk: _Unit.of(figures) for pk, figures in kept.figures.items()}
    nth = READINGS.index(kept.policy.step_reading.value)
    for city in scored.cities:
        unit = units.get(city.table.pk)
        if unit is None or not _holds(unit, _items_in(city), nth=nth):
            return None
    for unit in standings.cities:
        score = replace(unit.score, among=None, readings={})
        if replace(units[unit.table.pk].score(kept.policy), readings={}) != score:
            return None
    return units


def _holds(unit: _Unit, items: Mapping[int, _Item], *, nth: int) -> bool:
    held = [(pk, item) for pk, item in unit.items() if pk in items]
    return len(held) == len(items) and all(
        item.head == items[pk].head and item.part.alone(nth) == items[pk].part for pk, item in held
    )


def _items_in(city: CityStanding) -> dict[int, _Item]:
    """Return the items of a table that was scored, by indicator."""
    cells, every = city.cells(), len(READINGS)
    return {
        item.indicator_id: _Item(
            head_of(cells[item.indicator_id]),
            Addend.of(city, item, [cells[item.indicator_id].score] * every),
        )
        for item in city.table.items
    }


def _summed_otherwise(
    before: SummedStandings,
    units: Mapping[int, _Unit],
    choice: engine.Policy,
    *,
    scored: Standings,
) -> SummedStandings:
    own = {city.table.pk: _items_in(city) for city in scored.cities}
    tables, scores = [], []
    for city in before.cities:
        table = city.table
        unit, items = units[table.pk], own.get(table.pk, {})
        if items:
            unit = unit.with_items(items)
            table = _counted(table, unit)
        tables.append(table)
        scores.append(unit.score(choice))
    return place(before.year, choice, tables, scores=scores)


def _counted(table: SummedTable, unit: _Unit) -> SummedTable:
    """Return a table with how much of a unit's items is recorded."""
    has_facts = any(part.has_facts for own in unit.parts for part in own)
    return replace(table, has_facts=has_facts, cells=tuple(cells_in({"sections": unit.sections})))
