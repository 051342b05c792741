"""The engine's nouns as a snapshot holds them, and back."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from assessment.engine import bands
from assessment.engine.judging import JUDGED_KINDS
from assessment.engine.types import (
    Component,
    Fact,
    FactStatus,
    Grade,
    Group,
    Item,
    Light,
    Lit,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    Section,
    StepReading,
    Table,
)
from assessment.engine.year import Unit
from lib.numerals import plain

Told = dict[str, Any]


def said_first(grade: Grade) -> Told:
    """Return what a grade says of ranks; nothing where they do not matter."""
    if grade.first is None:
        return {}
    return {"first": plain(grade.first), "is_share": grade.is_share}


def said_exempt(exempt: str) -> Told:
    """Return what a component says where it does not count this year; nothing where it does."""
    return {"exempt": exempt} if exempt else {}


def plain_or_none(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def decimal_or_none(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


# --- Into a snapshot ------------------------------------------------------------------------------


def told_policy(policy: Policy, keys: Mapping[int, str]) -> Told:
    """keys: of all units that groups name, by the numbers that they name them by."""
    return {
        "step_reading": policy.step_reading.value,
        "pooling": policy.pooling.value,
        "cap_components": policy.cap_components,
        "counts_bonus": policy.counts_bonus,
        "bonus_cap": plain_or_none(policy.bonus_cap),
        "grades": [
            {
                "name": grade.name,
                "least": plain(grade.least),
                "quota": plain_or_none(grade.quota),
                "is_best": grade.is_best,
                **said_first(grade),
            }
            for grade in policy.grades
        ],
        "applies_vetoes": policy.applies_vetoes,
        "groups": [
            {"name": group.name, "units": [keys[unit] for unit in group.units]}
            for group in policy.groups
        ],
    }


def told_measure(measure: Measure) -> Told:
    return {
        "code": measure.code,
        "name": measure.name,
        "kind": measure.kind.value,
        "unit": measure.unit,
        "target": plain_or_none(measure.target),
    }


def told_lights(lights: Iterable[Lit]) -> Told:
    """Return what a measure has beside the others where it has lights, else nothing."""
    told = [{"light": lit.light.value, "told": lit.told} for lit in lights]
    return {"lights": told} if told else {}


def told_rule(rule: Rule) -> Told:
    return {
        "kind": rule.kind.value,
        "measures": list(rule.measures),
        "step": plain_or_none(rule.step),
        "deduction": plain(rule.deduction),
        "least": plain_or_none(rule.least),
        "cap": plain_or_none(rule.cap),
        "target": plain_or_none(rule.target),
        "bands": bands.as_json(rule.bands),
        "condition": rule.condition,
        "clause": rule.clause,
    }


# --- Out of a snapshot ----------------------------------------------------------------------------


def numbers_of(snapshot: Told) -> dict[str, int]:
    """Return what stands for each unit's key where the engine wants numbers: its place among
    the units, and behind them those that only groups name."""
    keys = [unit["key"] for unit in snapshot["units"]]
    keys += [key for group in snapshot["policy"]["groups"] for key in group["units"]]
    return {key: number for number, key in enumerate(dict.fromkeys(keys))}


def policy_of(told: Told, numbers: Mapping[str, int]) -> Policy:
    return Policy(
        step_reading=StepReading(told["step_reading"]),
        pooling=Pooling(told["pooling"]),
        cap_components=told["cap_components"],
        counts_bonus=told["counts_bonus"],
        bonus_cap=decimal_or_none(told["bonus_cap"]),
        grades=tuple(
            Grade(
                name=grade["name"],
                least=Decimal(grade["least"]),
                quota=decimal_or_none(grade["quota"]),
                is_best=grade["is_best"],
                first=decimal_or_none(grade.get("first")),
                is_share=grade.get("is_share", False),
            )
            for grade in told["grades"]
        ),
        applies_vetoes=told["applies_vetoes"],
        groups=tuple(
            Group(group["name"], tuple(numbers[key] for key in group["units"]))
            for group in told["groups"]
        ),
    )


def unit_of(told: Told, number: int) -> Unit:
    """number: of numbers_of."""
    return Unit(number, table_of(told), facts_of(told), partial(_compared, told))


def table_of(told: Told) -> Table:
    return Table(told["name"], tuple(map(section_of, told["sections"])))


def section_of(told: Told) -> Section:
    return Section(told["name"], Decimal(told["full"]), tuple(map(item_of, told["items"])))


def item_of(told: Told) -> Item:
    return Item(told["name"], Decimal(told["points"]), tuple(map(component_of, told["components"])))


def component_of(told: Told) -> Component:
    return Component(
        Decimal(told["points"]),
        tuple(map(measure_of, told["measures"])),
        tuple(map(rule_of, told["rules"])),
        decimal_or_none(told["cap"]),
        told.get("exempt", ""),
    )


def measure_of(told: Told) -> Measure:
    return Measure(
        told["code"],
        told["name"],
        MeasureKind(told["kind"]),
        told["unit"],
        decimal_or_none(told["target"]),
    )


def rule_of(told: Told) -> Rule:
    return Rule(
        kind=RuleKind(told["kind"]),
        measures=tuple(told["measures"]),
        step=decimal_or_none(told["step"]),
        deduction=Decimal(told["deduction"]),
        clause=told["clause"],
        cap=decimal_or_none(told["cap"]),
        target=decimal_or_none(told["target"]),
        condition=told["condition"],
        least=decimal_or_none(told["least"]),
        bands=bands.of_json(told["bands"]),
    )


def facts_of(told: Told) -> dict[str, Fact]:
    """Return what a unit's scores rest on: a judged figure only once a second person agreed."""
    return {
        measure["code"]: Fact(
            FactStatus.RECORDED, Decimal(measure["record"]["value"]), lights=lights_of(measure)
        )
        for component in _components(told)
        for measure in component["measures"]
        if _counts(component, measure)
    }


def lights_of(told: Told) -> tuple[Lit, ...]:
    """Return the lights of a measure; a year whose lights cost nothing tells none."""
    return tuple(Lit(Light(lit["light"]), lit["told"]) for lit in told.get("lights", ()))


def _counts(component: Told, measure: Told) -> bool:
    record = measure["record"]
    if record["value"] is None:
        return False
    is_judged = any(
        measure["code"] in rule["measures"]
        for rule in component["rules"]
        if rule["kind"] in JUDGED_KINDS
    )
    return bool(record["confirmed_as"]) or not is_judged


def _components(told: Told) -> Iterator[Told]:
    for section in told["sections"]:
        for item in section["items"]:
            yield from item["components"]


def _compared(told: Told) -> Iterator[tuple[tuple[int, str, int], str]]:
    """Yield every measure's indicator, what it is called, and which of several of that name."""
    met: dict[tuple[int, str], int] = {}
    for section in told["sections"]:
        for item in section["items"]:
            for component in item["components"]:
                for measure in component["measures"]:
                    called = (item["indicator"], measure["key"])
                    met[called] = met.get(called, 0) + 1
                    yield (*called, met[called]), measure["code"]
