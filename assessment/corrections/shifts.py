"""What corrections did, in words: to whom they concern, on cards, lists, pages and paper."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessment.models import CityTable, Correction, Year
from assessment.querysets import RELEASED_STATES
from lib.rounding import format_fixed

NONE = "—"
SHOWN_PLACES = 4
#: A score that goes on behind these, as thirds do.
_LONG = re.compile(r"-?\d{1,12}\.\d{5,}", re.ASCII)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shift:
    """What a correction does to one unit, each as a pair, before and after."""

    key: str
    name: str
    total: Pair
    rank: Pair
    grade: Pair
    group_rank: Pair

    @property
    def is_grouped(self) -> bool:
        return self.group_rank != (NONE, NONE)

    @property
    def has_grade(self) -> bool:
        return self.grade != (NONE, NONE)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Return it by name: «总分», «83.11 → 91.56»."""
        rank = [f"第 {rank} 名" for rank in self.rank]
        told = [("总分", paired(self.total)), ("名次", paired((rank[0], rank[1])))]
        if self.is_grouped:
            told.append(("组内名次", paired(self.group_rank)))
        return [*told, ("等次", paired(self.grade))] if self.has_grade else told

    @property
    def words(self) -> str:
        return "，".join(f"{name} {pair}" for name, pair in self.told)


@dataclass(frozen=True, slots=True)
class CardNote:
    """What a card says of a correction. is_own: it was of this city's figure."""

    correction: Correction
    shift: Shift
    is_own: bool


def paired(pair: Pair) -> str:
    """Return both, or the one where they are the same."""
    before, after = pair
    return f"{before} → {after}" if before != after else f"{before}，不变"


def shifts_of(effect: dict[str, Any]) -> list[Shift]:
    """Return what an effect does to units, the corrected one first."""
    return [
        Shift(
            key=unit["key"],
            name=unit["name"],
            total=_fixed(unit["total"]),
            rank=(unit["rank"][0], unit["rank"][1]),
            grade=(unit["grade"][0], unit["grade"][1]),
            group_rank=(unit["group_rank"][0], unit["group_rank"][1]),
        )
        for unit in effect["units"]
    ]


def item_shift(effect: dict[str, Any]) -> Pair:
    """Return the indicator's score before and after."""
    return _fixed(effect["item"])


def details_of(effect: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return every score that differs: where, before, after."""
    return [
        (" ".join(where), _short(before), _short(after))
        for where, before, after in effect["scores"]
    ]


def names_of(effect: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the names that differ beside: where, before, after."""
    return [(" ".join(where), before, after) for where, before, after in effect["names"]]


@dataclass(frozen=True, slots=True)
class ToldOfCorrections:
    """What some cities are told of a year's corrections: notes of those that are of their figures
    or moved them; others: those that left them as they were."""

    notes: list[CardNote]
    others: list[Correction]


def told_of_corrections(year: Year, tables: Sequence[CityTable]) -> ToldOfCorrections:
    """Return it, the newest first. One query, none before scores are released or without tables.

    tables: of this year, with their cities.
    """
    if year.state not in RELEASED_STATES or not tables:
        return ToldOfCorrections([], [])
    made = list(_made(year.pk))
    notes = [note for correction in made for t in tables for note in _notes([correction], t)]
    touched = {note.correction.pk for note in notes}
    return ToldOfCorrections(notes, [each for each in made if each.pk not in touched])


def notes_on(table: CityTable) -> list[CardNote]:
    """Return what a city's card says of the corrections that were made of its figures, or that
    moved it, the newest first. One query, none before scores are released."""
    if table.year.state not in RELEASED_STATES:
        return []
    return list(_notes(_made(table.year_id), table))


def _made(year_id: int) -> Iterable[Correction]:
    made = Correction.objects.made().filter(year=year_id).with_all()
    return made.order_by("-snapshot__number")


def _notes(made: Iterable[Correction], table: CityTable) -> Iterable[CardNote]:
    for correction in made:
        for shift in shifts_of(correction.effect):
            if shift.key == table.city.key:
                yield CardNote(correction, shift, correction.city_id == table.city_id)


def _short(told: str) -> str:
    """Return a figure with the places that a page shows; anything else as it is."""
    return format_fixed(Decimal(told), SHOWN_PLACES) if _LONG.fullmatch(told or "") else told


def _fixed(pair: list[str]) -> Pair:
    before, after = (format_fixed(Decimal(value)) for value in pair)
    return before, after
