"""Scores for other programs (.json); the workbook that recomputes them is beside it."""

from collections.abc import Iterable
from decimal import Decimal

from assessment.collection.values import as_shown, plain
from assessment.engine.explain import describe_rule, explain_bonus, explain_section
from assessment.engine.grades import explain_grade
from assessment.engine.results import ComponentScore, ItemScore, Line, SectionScore, TableScore
from assessment.engine.types import Effect, Measure, Policy
from assessment.exports.score_workbook import scores_xlsx
from assessment.loading import grades_kept
from assessment.scores.standing import CityStanding, Standings
from lib.rounding import format_fixed

__all__ = ["scores_json", "scores_xlsx"]

NOTHING = "—"


def scores_json(standings: Standings, *, state: str = "", snapshot: int | None = None) -> dict:
    """Return the year's scores with every derivation, numbers as exact decimal strings.

    state: the year's stage in words; snapshot: the number of the one that they are of, None
    where they are preliminary. The shape is public (docs/formats.md); cities stand in the order
    of their codes.
    """
    return {
        "year": standings.year,
        "state": state,
        "snapshot": snapshot,
        "policy": policy_json(standings.policy),
        "complete": all(city.score.complete for city in standings.cities),
        "cities": [_city(city) for city in standings.cities],
    }


def policy_json(policy: Policy) -> dict:
    return {
        "step_reading": policy.step_reading.value,
        "pooling": policy.pooling.value,
        "cap_components": policy.cap_components,
        **(_bonus_policy(policy) if policy.counts_bonus else {}),
        **(_grade_policy(policy) if policy.grades else {}),
        **({"groups": [group.name for group in policy.groups]} if policy.groups else {}),
    }


def _bonus_policy(policy: Policy) -> dict:
    cap = policy.bonus_cap
    return {"counts_bonus": True, "bonus_cap": None if cap is None else plain(cap)}


def _grade_policy(policy: Policy) -> dict:
    return {"grades": grades_kept(policy.grades), "applies_vetoes": policy.applies_vetoes}


def _city(city: CityStanding) -> dict:
    return {
        "city": city.city,
        "rank": city.rank,
        "total": format_fixed(city.total),
        "issued": city.table.issued,
        "complete": city.score.complete,
        **_bonus(city.score),
        **_grade(city),
        **_group(city),
        "sections": [_section(section) for section in city.score.sections],
    }


def _grade(city: CityStanding) -> dict:
    if not city.score.policy.grades:
        return {}
    given = city.graded.grade.name if city.graded else None
    return {"grade": given, "grade_reason": explain_grade(city.score)}


def _group(city: CityStanding) -> dict:
    if not city.score.policy.groups:
        return {}
    place = city.place
    return {
        "group": place.group if place else None,
        "group_rank": place.rank if place else None,
    }


def _bonus(score: TableScore) -> dict:
    if score.bonus is None:
        return {}
    points, told = format_fixed(score.bonus.points), explain_bonus(score)
    return {"bonus": points, "bonus_formula": told}


def _section(section: SectionScore) -> dict:
    return {
        "name": section.section.name,
        "full": plain(section.section.full),
        "available": plain(section.available),
        "earned": plain(section.earned),
        "score": format_fixed(section.score),
        "formula": explain_section(section),
        "items": [_item(item) for item in section.items],
    }


def _item(item: ItemScore) -> dict:
    return {
        "name": item.item.name,
        "points": plain(item.item.points),
        "score": plain(item.score),
        "recorded": item.recorded,
        **({"counted": plain(item.item.counted)} if item.item.exempt_points else {}),
        "components": [_component(component) for component in item.components],
    }


def _component(component: ComponentScore) -> dict:
    return {
        "points": plain(component.component.points),
        "deduction": plain(component.deduction),
        **({"exempt": component.component.exempt} if component.component.exempt else {}),
        "lines": [_line(line) for line in component.lines],
    }


def _line(line: Line) -> dict:
    return {
        "rule": line.rule.clause or describe_rule(line.rule, line.measures),
        "measure": "、".join(measure.name for measure in line.measures),
        "target": _joined(m.target for m in line.measures) if _has_target(line) else "",
        "recorded": _recorded(line),
        "steps": plain(line.steps),
        "deduction": plain(line.deduction),
        **({} if line.becomes is None else {"becomes": plain(line.becomes)}),
        **_beyond_deducting(line),
    }


def _beyond_deducting(line: Line) -> dict:
    match line.rule.kind.effect:
        case Effect.AWARD:
            return {"earned": plain(line.earned)}
        case Effect.BONUS:
            return {"bonus": plain(line.bonus)}
        case Effect.VETO:
            return {"vetoes": line.vetoes}
    return {}


def _has_target(line: Line) -> bool:
    return any(measure.target is not None for measure in line.measures)


def _joined(values: Iterable[Decimal | None]) -> str:
    return "、".join(NOTHING if value is None else plain(value) for value in values)


def _recorded(line: Line) -> str | None:
    """Return the figures beside the measures; None where nothing at all was recorded."""
    if all(value is None for value in line.values):
        return None
    return "、".join(
        _shown(measure, value) for measure, value in zip(line.measures, line.values, strict=True)
    )


def _shown(measure: Measure, value: Decimal | None) -> str:
    return as_shown(value, measure.kind) or NOTHING
