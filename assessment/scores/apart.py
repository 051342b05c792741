"""What a table holds outside the 100 points: what was won, and what costs a grade."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.engine.explain import arithmetic, describe_rule
from assessment.engine.results import Line
from assessment.scores.standing import CityStanding


@dataclass(frozen=True, slots=True)
class ApartRow:
    """A rule that gave a bonus or vetoed."""

    item: str
    clause: str
    arithmetic: str


def apart_rows(standing: CityStanding) -> list[ApartRow]:
    """Return the rules that did something, in the order of the table. No query."""
    return [
        ApartRow(
            item, line.rule.clause or describe_rule(line.rule, line.measures), arithmetic(line)
        )
        for item, line in _lines(standing)
        if line.stands_apart
    ]


def _lines(standing: CityStanding) -> Iterator[tuple[str, Line]]:
    for section in standing.score.sections:
        for item in section.items:
            for component in item.components:
                for line in component.lines:
                    yield item.item.name, line
