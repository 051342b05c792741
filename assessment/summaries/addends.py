"""What each item adds to its unit's figures, and these summed up anew. No query here."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from assessment.engine import types as engine
from assessment.engine.errors import NothingAvailable
from assessment.engine.quantities import ZERO
from assessment.engine.results import ItemScore
from assessment.engine.score import add_up, add_up_bonus, total_of
from assessment.loading import LoadedItem
from assessment.scores.standing import CityStanding
from lib.rounding import EXACT

READINGS = sorted(reading.value for reading in engine.StepReading)

#: Of a unit, as figures.figures_of makes them.
Figures = dict[str, Any]


class Addend(NamedTuple):
    """What an item adds to its unit's figures; no page shows it. scores, bonus: under each of
    READINGS, a single one where they are the same; bonus []: no rule gives any."""

    missing: int
    has_facts: bool
    scores: list[str]
    bonus: list[str]
    vetoes: list[str]

    @classmethod
    def of(cls, city: CityStanding, item: LoadedItem, scores: Sequence[ItemScore]) -> "Addend":
        """scores: under each of READINGS."""
        codes = {measure.code for measure in item.measures}
        in_force = scores[READINGS.index(city.score.policy.step_reading.value)]
        return cls(
            len(codes.intersection(city.score.missing)),
            not codes.isdisjoint(city.table.facts),
            _once([str(score.score) for score in scores]),
            _once([str(sum(given, Decimal(0))) for given in map(_given, scores) if given]),
            sorted({line.rule.kind for line in in_force.lines_beyond if line.vetoes}),
        )

    def under(self, nth: int) -> Decimal:
        return Decimal(self.scores[nth if len(self.scores) > 1 else 0])

    def bonus_under(self, nth: int) -> list[Decimal]:
        return [Decimal(told) for told in self.bonus[nth : nth + 1] or self.bonus[:1]]

    def alone(self, nth: int) -> "Addend":
        """Return what it adds under one reading, under whichever it is asked for."""
        return self._replace(
            scores=self.scores[nth : nth + 1] or self.scores[:1],
            bonus=self.bonus[nth : nth + 1] or self.bonus[:1],
        )


def _given(score: ItemScore) -> list[Decimal]:
    return [line.bonus for line in score.lines_beyond if line.gives_bonus]


def _once(told: list[str]) -> list[str]:
    return told[:1] if len(set(told)) == 1 else told


def with_items(figures: Figures, own: Figures, policy: engine.Policy) -> Figures | None:
    """Return a unit's figures with those of some of its items, as figures_of tells them of a table
    of nothing else, {} of none, and all that follows from them summed up anew; None where the unit
    has not just these items. Whose items they are is kept: that is not read with them. Raises
    NothingAvailable."""
    told = {
        item[0]: (item, part)
        for section in own.get("sections", ())
        for item, part in zip(section["items"], section["parts"], strict=True)
    }
    sections, met = [], []
    for section in figures.get("sections", ()):
        items, parts = list(section["items"]), list(section["parts"])
        for at, (pk, _, _, offices, *_) in enumerate(items):
            if pk in told:
                met.append(pk)
                item, parts[at] = told[pk]
                items[at] = [*item[:3], offices, *item[4:]]
        sections.append({**section, "items": items, "parts": parts})
    return _summed(sections, policy) if sorted(met) == sorted(told) else None


def _summed(sections: Sequence[Figures], policy: engine.Policy) -> Figures:
    sections = [{**section, "available": str(available(section))} for section in sections]
    parts = parts_of(sections)
    every = [part for own in parts for part in own]
    readings, told, bonus = {}, [], None
    for nth, reading in enumerate(READINGS):
        added, counted = added_up(sections, parts, policy, nth=nth)
        readings[reading] = str(total_of([score for _, score in added], counted))
        if reading == policy.step_reading.value:
            told, bonus = added, counted
    return {
        "total": readings[policy.step_reading.value],
        "readings": readings,
        "missing": sum(part.missing for part in every),
        "has_facts": any(part.has_facts for part in every),
        "bonus": None if bonus is None else str(bonus),
        "vetoes": sorted({kind for part in every for kind in part.vetoes}),
        "sections": [
            {**section, "earned": str(earned), "score": str(score)}
            for section, (earned, score) in zip(sections, told, strict=True)
        ],
    }


def parts_of(sections: Iterable[Figures]) -> list[list[Addend]]:
    return [[Addend(*part) for part in section["parts"]] for section in sections]


def added_up(
    sections: Iterable[Figures],
    parts: Iterable[Sequence[Addend]],
    policy: engine.Policy,
    *,
    nth: int,
) -> tuple[list[tuple[Decimal, Decimal]], Decimal | None]:
    """Return what sections of these parts earn and score under one of READINGS, and the bonus that
    counts; None where no rule gives any."""
    parts = list(parts)
    given = [points for own in parts for part in own for points in part.bonus_under(nth)]
    added = [
        add_up(
            Decimal(section["full"]),
            Decimal(section["available"]),
            [part.under(nth) for part in own],
        )
        for section, own in zip(sections, parts, strict=True)
    ]
    return added, add_up_bonus(given, policy)[1] if given else None


def available(section: Figures) -> Decimal:
    """Return what of the points of a section's items counts, as the engine does. Raises
    NothingAvailable."""
    counted = [Decimal(told) for *_, told, _, _ in section["items"]]
    with localcontext(EXACT):
        points = sum(counted, ZERO)
    if points <= 0 and (Decimal(section["full"]) > 0 or not counted):
        raise NothingAvailable(section["name"])
    return points
