"""What units score, down to every line, as a snapshot holds it. Words are left to its readers:
they may be bettered, what was computed may not."""

from collections.abc import Sequence
from typing import Any

from assessment.engine.results import ComponentScore, ItemScore, Line, SectionScore
from assessment.engine.snapshot.nouns import Told, plain_or_none
from assessment.engine.types import Place
from assessment.engine.year import UnitScore
from lib.numerals import plain


def told_score(key: str, unit: UnitScore) -> Told:
    """Return one unit's scores under its key."""
    score, graded, place = unit.score, unit.graded, unit.place
    return {
        "unit": key,
        "total": plain(score.total),
        "rank": unit.rank,
        "complete": score.complete,
        "missing": list(score.missing),
        "bonus_raw": plain(score.bonus.raw) if score.bonus else None,
        "bonus": plain(score.bonus.points) if score.bonus else None,
        "grade": graded.grade.name if graded else None,
        "grade_reached": graded.reached.name if graded else None,
        "group": place.group if place else None,
        "group_rank": place.rank if place else None,
        "group_units": place.units if place else None,
        "sections": [_section(section) for section in score.sections],
    }


def _section(section: SectionScore) -> Told:
    return {
        "available": plain(section.available),
        "earned": plain(section.earned),
        "score": plain(section.score),
        "recorded": section.recorded,
        "items": [_item(item) for item in section.items],
    }


def _item(item: ItemScore) -> Told:
    return {
        "deduction": plain(item.deduction),
        "score": plain(item.score),
        "recorded": item.recorded,
        "set_by": _spot(item),
        "components": [_component(component) for component in item.components],
    }


def _spot(item: ItemScore) -> list[int] | None:
    """Return the component and the rule that made the item's score, both counted from 1."""
    for number, component in enumerate(item.components, 1):
        at = _position(component.lines, item.set_by)
        if at is not None:
            return [number, at]
    return None


def _component(component: ComponentScore) -> Told:
    return {
        "raw": plain(component.raw),
        "deduction": plain(component.deduction),
        "capped": component.capped,
        "recorded": component.recorded,
        "set_by": _position(component.lines, component.set_by),
        "lines": [_line(line) for line in component.lines],
    }


def _position(lines: Sequence[Line], wanted: Line | None) -> int | None:
    return next((number for number, line in enumerate(lines, 1) if line is wanted), None)


def _line(line: Line) -> dict[str, Any]:
    return {
        "shortfall": plain(line.shortfall),
        "steps": plain(line.steps),
        "deduction": plain(line.deduction),
        "capped": line.capped,
        "missing": line.missing,
        "becomes": plain_or_none(line.becomes),
        "earned": plain(line.earned),
        "bonus": plain(line.bonus),
        "vetoes": line.vetoes,
        "places": [_place(fact.place) for fact in line.facts],
    }


def _place(place: Place | None) -> list[int] | None:
    return None if place is None else list(place)
