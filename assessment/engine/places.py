"""The places of figures among those of all units (前5名, 末位)."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TypeVar

from assessment.engine.types import Fact, FactStatus, Place

Key = TypeVar("Key", bound=Hashable)


def with_places(facts: Mapping[Key, Fact]) -> dict[Key, Fact]:
    """Return the facts of one measure, by unit, each with its place among them.

    Who does not have the task (不适用) is not compared.
    """
    values = [fact.value for fact in facts.values() if fact.value is not None]
    waiting = sum(fact.status is FactStatus.NOT_RECORDED for fact in facts.values())
    found = {}
    for key, fact in facts.items():
        value = fact.value
        if value is None:
            found[key] = fact
            continue
        higher = sum(other > value for other in values)
        lower = sum(other < value for other in values)
        place = Place(higher + 1, lower + 1, units=len(values), waiting=waiting)
        found[key] = replace(fact, place=place)
    return found
