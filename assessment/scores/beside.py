"""Two cities beside each other, part by part: the lines add up to the two totals. No query."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessment.engine.results import SectionScore
from assessment.scores.standing import CityStanding


@dataclass(frozen=True, slots=True)
class PartBeside:
    """One part of two totals. own, other: points, None where a city has no such part."""

    name: str
    own: Decimal | None
    other: Decimal | None
    is_total: bool = False

    @property
    def difference(self) -> Decimal:
        """Return by how much the first is ahead; what a city has not counts nothing."""
        return (self.own or Decimal(0)) - (self.other or Decimal(0))


@dataclass(frozen=True, slots=True)
class Beside:
    """city: the other. only_own, only_other: names of indicators that one of the two has alone."""

    city: CityStanding
    parts: tuple[PartBeside, ...]
    only_own: tuple[str, ...]
    only_other: tuple[str, ...]


def compare(own: CityStanding, other: CityStanding) -> Beside:
    """Return what stands in one total and in the other."""
    names, others = _indicators(own), _indicators(other)
    return Beside(
        other,
        tuple(_parts(own, other)),
        tuple(name for pk, name in names.items() if pk not in others),
        tuple(name for pk, name in others.items() if pk not in names),
    )


def _parts(own: CityStanding, other: CityStanding) -> Iterator[PartBeside]:
    sections, others = _sections(own), _sections(other)
    for name in dict.fromkeys((*sections, *others)):
        yield PartBeside(name, _score(sections.get(name)), _score(others.get(name)))
    if own.bonus or other.bonus:
        yield PartBeside("加分", own.bonus, other.bonus)
    yield PartBeside("总分", own.total, other.total, is_total=True)


def _sections(city: CityStanding) -> dict[str, SectionScore]:
    return {section.section.name: section for section in city.score.sections}


def _score(section: SectionScore | None) -> Decimal | None:
    return section.score if section else None


def _indicators(city: CityStanding) -> dict[int, str]:
    return {item.indicator_id: item.name for item in city.table.items}
