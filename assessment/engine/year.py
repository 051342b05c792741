"""A year's units together: places among all of them, scores, ranks, groups, grades."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

from assessment.engine.grades import Graded, grade_of
from assessment.engine.places import with_places
from assessment.engine.results import Among, Gradable, GroupPlace, TableScore
from assessment.engine.score import rank, rank_in_groups, score_table
from assessment.engine.types import NOT_RECORDED, Component, Fact, Policy, Table

#: A dataclass: TableScore, or what is kept of one.
Score = TypeVar("Score", bound=Gradable)


class Unit(NamedTuple):
    """Who is assessed. key: as the policy's groups name it, of no other unit of the year.

    compared: yields what each measure is compared by between units, with its code; asked only
    where some rule looks at the figures of all.
    """

    key: int
    table: Table
    facts: Mapping[str, Fact]
    compared: Callable[[], Iterable[tuple[Hashable, str]]]


class PlacedScore(NamedTuple, Generic[Score]):
    """graded: None without grades or while figures are missing. place: within its group, None
    where it is in none."""

    score: Score
    rank: int
    graded: Graded | None
    place: GroupPlace | None


UnitScore = PlacedScore[TableScore]


def score_year(units: Sequence[Unit], policy: Policy) -> list[UnitScore]:
    """Return what each unit scores, in their order. Raises as score_table does."""
    facts = facts_with_places(units)
    scores = [score_table(unit.table, own, policy) for unit, own in zip(units, facts, strict=True)]
    return placed([unit.key for unit in units], scores, policy)


def placed(
    keys: Sequence[int], scores: Sequence[Score], policy: Policy
) -> list[PlacedScore[Score]]:
    """Return scores with what follows from all of them together: ranks, groups, grades."""
    totals = [(key, score.total) for key, score in zip(keys, scores, strict=True)]
    ranks, places = rank(totals), rank_in_groups(totals, policy.groups)
    if policy.grades_by_place:
        scores = _with_places(keys, scores, [places.get(key) for key in keys])
    return [
        PlacedScore(score, ranks[key], grade_of(score), places.get(key))
        for key, score in zip(keys, scores, strict=True)
    ]


def _with_places(
    keys: Sequence[int], scores: Sequence[Score], places: Sequence[GroupPlace | None]
) -> list[Score]:
    """Return the scores, each with its place in its group, those in none among one another."""
    together: dict[str | None, list[int]] = {}
    for at, place in enumerate(places):
        together.setdefault(place.group if place else None, []).append(at)
    found = list(scores)
    for own in together.values():
        ranks = rank([(keys[at], scores[at].total) for at in own])
        is_certain = all(scores[at].complete for at in own)
        for at in own:
            among = Among(ranks[keys[at]], len(own), is_certain)
            found[at] = replace(scores[at], among=among)  # type: ignore[type-var]
    return found


def facts_with_places(units: Sequence[Unit]) -> list[Mapping[str, Fact]]:
    """Return the units' facts, with places among all of them where a rule asks for one. Who is
    exempt is not compared."""
    held = [unit.facts for unit in units]
    ranked = [_ranked(unit.table) for unit in units]
    if not any(ranked):
        return held
    codes = [dict(unit.compared()) for unit in units]
    asked = {
        place: None
        for own, wanted in zip(codes, ranked, strict=True)
        for place, code in own.items()
        if code in wanted
    }
    exempt = [_exempt(unit.table) for unit in units]
    for place in asked:
        own_codes = {
            at: own[place]
            for at, own in enumerate(codes)
            if place in own and own[place] not in exempt[at]
        }
        facts = {at: held[at].get(code, NOT_RECORDED) for at, code in own_codes.items()}
        for at, fact in with_places(facts).items():
            held[at] = {**held[at], own_codes[at]: fact}
    return held


def _ranked(table: Table) -> set[str]:
    return {code for c in _components(table) if not c.exempt for code in c.ranked}


def _exempt(table: Table) -> set[str]:
    return {measure.code for c in _components(table) if c.exempt for measure in c.measures}


def _components(table: Table) -> Iterator[Component]:
    for section in table.sections:
        for item in section.items:
            yield from item.components
