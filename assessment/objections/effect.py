"""What a correction does to scores and ranks, before it is made. No query."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.collection.plausibility import doubts
from assessment.engine import types as engine
from assessment.objections.subjects import Subject, subject_of
from assessment.scores.changes import Move, between
from assessment.scores.standing import Standings, score_tables


@dataclass(frozen=True, slots=True)
class Impact:
    """The year's cities before and after figures of one city become others."""

    city: str  # its key
    subject: str
    before: Standings
    after: Standings

    @property
    def own(self) -> Move:
        return next(m for m in self.moves if m.city.table.city_key == self.city)

    @property
    def moves(self) -> list[Move]:
        return between(self.before, self.after)

    @property
    def others(self) -> list[Move]:
        """Return the other cities that it moves, in total or rank, by rank."""
        return [m for m in self.moves if m.is_changed and m.city.table.city_key != self.city]

    @property
    def subject_before(self) -> Subject:
        return _found(self.before, self.city, self.subject)

    @property
    def subject_after(self) -> Subject:
        return _found(self.after, self.city, self.subject)

    @property
    def doubts(self) -> list[str]:
        """Return why the figures that would stand deserve a second look, in sentences."""
        facts = self.after.of(self.city).table.facts
        known = [(m, facts[m.code]) for m in self.subject_after.measures if m.code in facts]
        return [
            f"{measure.short}：{sentence}"
            for measure, fact in known
            for sentence in doubts(measure.engine, fact.value, bounds=measure.bounds)
        ]

    @property
    def is_nothing(self) -> bool:
        """Whether no score and no rank moves."""
        return not any(move.is_changed for move in self.moves)

    @property
    def seal(self) -> str:
        """Return a digest of all that is shown: it differs if any figure, rule, policy or rank
        behind it does. Its first half is of what stands, its second of what would be."""
        return _digest(self.before, self.subject_before) + _digest(self.after, self.subject_after)


def effect_of(
    standings: Standings, *, city: str, subject: str, values: Mapping[str, Decimal | None]
) -> Impact:
    """Return what becomes of the year if these figures of a city stood. values: by code; what is
    judged counts at once, for the decision confirms it."""
    tables = [
        _with(c.table, values) if c.table.city_key == city else c.table for c in standings.cities
    ]
    after = score_tables(standings.year, tables, standings.policy)
    return Impact(city, subject, standings, after)


def same_before(seal: str, effect: Impact) -> bool:
    """Whether what stands is what the person saw when he got this seal."""
    return seal[:HALF] == effect.seal[:HALF]


HALF = 32


def _with(table, values: Mapping[str, Decimal | None]):
    facts = dict(table.facts)
    for code, value in values.items():
        facts.pop(code, None)
        if value is not None:
            lights = table.facts[code].lights if code in table.facts else ()
            facts[code] = engine.Fact(engine.FactStatus.RECORDED, value, lights=lights)
    return replace(table, facts=facts)


def _found(standings: Standings, city: str, key: str) -> Subject:
    standing = standings.of(city)
    found = subject_of(standing, key) if standing else None
    if found is None:
        raise LookupError(key)
    return found


def _digest(standings: Standings, subject: Subject) -> str:
    told = [
        *((c.table.city_key, str(c.total), c.rank, c.grade) for c in standings.cities),
        repr(standings.policy),
        _plain(subject),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:HALF]


def _plain(subject: Subject) -> list[str]:
    """Return the item's score with rules and figures, each figure in one way of writing."""
    return [
        repr((line.rule, [None if v is None else f"{v.normalize():f}" for v in line.values]))
        for component in subject.score.components
        for line in component.lines
    ]
