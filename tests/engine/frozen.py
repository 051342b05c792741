"""Snapshots for the engine's tests, made of its nouns alone."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assessment.engine.snapshot.canonical import sealed
from assessment.engine.snapshot.nouns import told_measure, told_policy, told_rule
from assessment.engine.snapshot.recomputing import rescored
from assessment.engine.types import Component, Item, Measure, Policy, Rule, Table
from lib.numerals import plain

Figures = Mapping[str, Decimal | None]
HEAD: dict[str, Any] = {
    "format": "assessment-snapshot",
    "format_version": 1,
    "product_version": "0.2.0",
    "engine_version": "1",
    "year": 2017,
    "number": 1,
    "kind": "审定",
    "reason": "",
    "frozen_at": "2018-03-01T09:00:00+00:00",
    "decision": {"body": "厅长办公会", "decided_on": "2018-02-27", "document": "〔2018〕3 号"},
    "proposed_by": "考核办 考核甲",
    "confirmed_by": "考核办 考核壬",
    "objections": [],
    "incidents": [],
}


def make_snapshot(
    units: Sequence[tuple[Table, Figures]], policy: Policy | None = None, **head: Any
) -> dict[str, Any]:
    """Return a snapshot of tables with what was recorded, whose keys are A, B, C …; groups name
    them by 0, 1, 2 …"""
    keys = {number: chr(ord("A") + number) for number in range(26)}
    told = {
        **HEAD,
        "policy": told_policy(policy or Policy(), keys),
        "units": [_unit(keys[n], table, figures) for n, (table, figures) in enumerate(units)],
        **head,
    }
    return sealed({**told, "scores": rescored(told)})


def _unit(key: str, table: Table, figures: Figures) -> dict[str, Any]:
    sections = [
        {
            "number": "一",
            "name": section.name,
            "heading": section.name,
            "full": plain(section.full),
            "items": [_item(n, item, figures) for n, item in enumerate(section.items)],
        }
        for section in table.sections
    ]
    return {
        "key": key,
        "name": table.city,
        "title": f"{table.city}指标表",
        "notes": ["注：以年终数为准。"],
        "text_heads": [],
        "issued": True,
        "sections": sections,
    }


def _item(number: int, item: Item, figures: Figures) -> dict[str, Any]:
    return {
        "indicator": number,
        "name": item.name,
        "text": f"{item.name}，逐字。",
        "text_heads": [],
        "points": plain(item.points),
        "offices_text": "培训中心",
        "offices": ["培训中心"],
        "unsettled": [],
        "components": [_component(n, c, figures) for n, c in enumerate(item.components, 1)],
    }


def _component(number: int, component: Component, figures: Figures) -> dict[str, Any]:
    return {
        "number": number,
        "points": plain(component.points),
        "cap": None if component.cap is None else plain(component.cap),
        "start": 0,
        "end": 0,
        "by_hand": None,
        "measures": [_measure(m, figures.get(m.code)) for m in component.measures],
        "rules": [_rule(rule) for rule in component.rules],
    }


def _measure(measure: Measure, value: Decimal | None) -> dict[str, Any]:
    return {
        **told_measure(measure),
        "key": measure.name,
        "stored_name": "",
        "places": [],
        "by_hand": None,
        "record": {
            "version": 1,
            "value": None if value is None else plain(value),
            "ticked": [],
            "remark": "",
            "recorded_by": "培训乙",
            "recorded_as": "培训中心",
            "recorded_at": "2018-01-05T02:00:00+00:00",
            "confirmed_as": "考核甲",
            "confirmed_at": None,
            "evidence": [{"name": "报告.pdf", "sha256": "0" * 64}],
            "county_sources": [],
        },
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {**told_rule(rule), "start": 0, "end": 0, "pattern": "", "by_hand": None}
