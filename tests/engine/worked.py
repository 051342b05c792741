"""The tables of the worked examples as the engine's nouns."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessment.engine.types import (
    Component,
    Fact,
    Item,
    Measure,
    MeasureKind,
    Rule,
    RuleKind,
    Section,
    Table,
    recorded,
)

WORKED_EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "cases" / "worked_examples.json").read_text("utf-8")
)
EFFICIENCY_ITEMS = {"信息系统建设", "作风建设", "廉政建设", "基础工作"}


def worked_table(city: str) -> Table:
    """Return the worked table of city: business items worth 76, efficiency items 24."""
    items = [make_item(raw) for raw in WORKED_EXAMPLES[city]["items"]]
    business = tuple(item for item in items if item.name not in EFFICIENCY_ITEMS)
    efficiency = tuple(item for item in items if item.name in EFFICIENCY_ITEMS)
    return Table(
        city,
        (
            Section("移民业务工作", Decimal(76), business),
            Section("效能与党风廉政建设", Decimal(24), efficiency),
        ),
    )


def worked_facts(case: dict[str, Any]) -> dict[str, Fact]:
    return {
        f"{row['item']}/{row['component']}/{row['measure']}": recorded(
            {"是": "1", "否": "0"}.get(row["value"], row["value"])
        )
        for row in case["results"]
    }


def make_item(raw: dict[str, Any]) -> Item:
    components = tuple(
        make_component(f"{raw['name']}/{number}/", component)
        for number, component in enumerate(raw["components"], start=1)
    )
    return Item(raw["name"], Decimal(raw["points"]), components)


def make_component(prefix: str, raw: dict[str, Any]) -> Component:
    measures = tuple(
        Measure(
            prefix + measure["name"],
            measure["name"],
            MeasureKind(measure["kind"]),
            target=None if measure["target"] is None else Decimal(measure["target"]),
        )
        for measure in raw["measures"]
    )
    rules = tuple(
        Rule(
            RuleKind(rule["kind"]),
            tuple(prefix + name for name in rule["measures"]),
            None if rule["step"] is None else Decimal(rule["step"]),
            Decimal(rule["deduction"]),
            clause="",
        )
        for rule in raw["rules"]
    )
    return Component(Decimal(raw["points"]), measures, rules)
