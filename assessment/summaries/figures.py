"""A unit's figures as its summary keeps them, and read again. No query here.

Points are exact decimal strings; nothing missing is a number. What depends on other units (ranks,
groups, grades) is not kept: it follows from all summaries together, by the engine.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from assessment.engine import types as engine
from assessment.engine.results import Among
from assessment.engine.snapshot.versions import CURRENT
from assessment.loading import LoadedTable
from assessment.scores.standing import CityStanding, LostCell, PlacedUnit, score_tables
from assessment.summaries.addends import READINGS, Addend, Figures
from lib.numerals import plain

#: To be raised whenever the same records would be told otherwise: tests/assessment/test_summaries.
FORMULA = "2"


def made_by(policy: engine.Policy) -> str:
    """Return what figures depend on beside a unit's own records."""
    cap = "" if policy.bonus_cap is None else plain(policy.bonus_cap)
    choices = (policy.step_reading.value, policy.pooling.value, policy.cap_components)
    return "/".join(map(str, (FORMULA, CURRENT, *choices, policy.counts_bonus, cap)))


def looks_at_all(table: LoadedTable) -> bool:
    """Say whether some rule of it compares the figures of all units."""
    return any(c.engine.ranked for item in table.items for c in item.components)


def figures_of(tables: Sequence[LoadedTable], policy: engine.Policy) -> dict[int, Figures]:
    """Return the figures of tables by their keys; where one looks at all, tables are those of
    its whole year. Scores them under every reading."""
    if not tables:
        return {}
    found = score_tables(tables[0].year, tables, policy).under_every_reading()
    every = [
        {reading.value: city for reading, city in zip(found, cities, strict=True)}
        for cities in zip(*(standings.cities for standings in found.values()), strict=True)
    ]
    in_force = policy.step_reading.value
    return {own[in_force].table.pk: _figures(own[in_force], own) for own in every}


def _figures(city: CityStanding, every: Mapping[str, CityStanding]) -> Figures:
    score, cells = city.score, city.cells()
    told = [every[reading].cells() for reading in READINGS]
    return {
        "total": str(score.total),
        "readings": {reading: str(own.total) for reading, own in sorted(every.items())},
        "missing": score.missing_count,
        "has_facts": city.table.has_facts,
        "bonus": None if score.bonus is None else str(score.bonus.points),
        "vetoes": sorted(score.veto_kinds),
        "sections": [
            {
                "name": scored.section.name,
                "full": str(scored.section.full),
                "available": str(scored.available),
                "earned": str(scored.earned),
                "score": str(scored.score),
                "items": [_item(cells[item.indicator_id]) for item in loaded.items],
                "parts": [
                    list(Addend.of(city, item, [own[item.indicator_id].score for own in told]))
                    for item in loaded.items
                ],
            }
            for loaded, scored in zip(city.table.sections, score.sections, strict=True)
        ],
    }


def _item(cell: LostCell) -> list:
    """Return an item in the order of SummedItem and SummedCell: a name each time would be half
    of what is kept."""
    return [*head_of(cell), [[words, str(lost)] for words, lost in cell.costs().items()]]


def head_of(cell: LostCell) -> list:
    """Return an item as it is kept, without what each rule cost."""
    item = cell.item
    return [
        item.indicator_id,
        item.name,
        str(item.points),
        list(item.office_ids),
        item.asked,
        item.recorded,
        str(cell.lost),
        str(cell.counted),
        cell.recorded,
    ]


class SummedItem(NamedTuple):
    """asked, recorded: figures that are waited for in all, and those that are there."""

    indicator_id: int
    name: str
    points: Decimal
    office_ids: tuple[int, ...]
    asked: int
    recorded: int


class SummedCount(NamedTuple):
    """An item as far as recording goes; see SummedItem."""

    indicator_id: int
    name: str
    office_ids: tuple[int, ...]
    asked: int
    recorded: int


class SummedCell(NamedTuple):
    """An item's loss; recorded False: something is missing."""

    item: SummedItem
    lost: Decimal
    counted: Decimal
    recorded: bool
    told: Sequence[Sequence[str]]

    def costs(self) -> dict[str, Decimal]:
        """Return what each rule cost, by its words."""
        return {words: Decimal(lost) for words, lost in self.told}


class SummedPart(NamedTuple):
    name: str
    full: Decimal


class SummedSection(NamedTuple):
    section: SummedPart
    available: Decimal
    earned: Decimal
    score: Decimal

    @property
    def is_rescaled(self) -> bool:
        return self.available != self.section.full


class SummedBonus(NamedTuple):
    points: Decimal


@dataclass(frozen=True, slots=True)
class SummedScore:
    """readings: the total under each reading; the rest is under the year's own."""

    policy: engine.Policy
    sections: tuple[SummedSection, ...]
    total: Decimal
    missing_count: int
    bonus: SummedBonus | None
    veto_kinds: frozenset[engine.RuleKind]
    readings: Mapping[engine.StepReading, Decimal]
    among: Among | None = None

    @property
    def complete(self) -> bool:
        return not self.missing_count


@dataclass(frozen=True, slots=True)
class SummedTable:
    pk: int
    city_id: int
    city_key: str
    city: str
    issued: bool
    has_facts: bool
    cells: tuple[SummedCell, ...]

    @property
    def items(self) -> Iterator[SummedItem]:
        return (cell.item for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SummedUnit(PlacedUnit[SummedTable, SummedScore]):
    """As it was summed up."""

    def cells(self) -> dict[int, SummedCell]:
        """Return its items with what they lost, by indicator."""
        return {cell.item.indicator_id: cell for cell in self.table.cells}


def score_of(figures: Figures, policy: engine.Policy) -> SummedScore:
    return SummedScore(
        policy=policy,
        sections=tuple(
            SummedSection(
                SummedPart(told["name"], Decimal(told["full"])),
                Decimal(told["available"]),
                Decimal(told["earned"]),
                Decimal(told["score"]),
            )
            for told in figures["sections"]
        ),
        total=Decimal(figures["total"]),
        missing_count=figures["missing"],
        bonus=None if figures["bonus"] is None else SummedBonus(Decimal(figures["bonus"])),
        veto_kinds=frozenset(map(engine.RuleKind, figures["vetoes"])),
        readings={
            reading: Decimal(figures["readings"][reading.value]) for reading in engine.StepReading
        },
    )


def cells_in(figures: Figures) -> Iterator[SummedCell]:
    for section in figures["sections"]:
        for pk, name, points, offices, asked, recorded, *lost in section["items"]:
            item = SummedItem(
                pk, name, Decimal(points), tuple(offices), asked=asked, recorded=recorded
            )
            cost, counted, is_recorded, told = lost
            yield SummedCell(
                item, lost=Decimal(cost), counted=Decimal(counted), recorded=is_recorded, told=told
            )


def counted_in(figures: Figures) -> Iterator[SummedCount]:
    for section in figures["sections"]:
        for pk, name, _, offices, asked, recorded, *_ in section["items"]:
            yield SummedCount(pk, name, tuple(offices), asked, recorded)
