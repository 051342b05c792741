"""Bands that count only where something else holds: that is recorded beside their figure."""

import pytest

from assessment.engine.score import score_item
from assessment.engine.types import Component, Item, Measure, Rule, RuleKind, recorded
from tests.reader.tables import read_item

CLAUSE = "有人员和公约的村落超过90%、75%和65%，且清运口碑上佳，分别得8分、5分和3分"
LEFT = [
    "供水和供电的普及率超过90%、75%和65%，且口碑上佳，分别得8分、5分和3分",
    "有人员和公约的村落超过90%、75%，且口碑上佳，分别得8分、5分",
    "有人员或公约的村落超过90%、75%和65%，且口碑上佳，分别得8分、5分和3分",
    "有公约的村落超过90%、75%和65%，且合格率达到，分别得8分、5分和3分",
    "有公约的村落超过90%、75%和65%，且口碑上佳，分别得8分、5分",
    "有公约的村落超过90%、75%和65%，且口碑上佳，分别得7分、5分和3分",
    "有公约的村落超过65%、75%和90%，且口碑上佳，分别得8分、5分和3分",
    "有公约的村落未超过90%、75%和65%，且口碑上佳，分别得8分、5分和3分",
    "有公约的村落超过90%、75%和65%，且口碑上佳，分别扣8分、5分和3分",
    "有公约的村落超过90%、75%和65%，且口碑、管护上佳，分别得8分、5分和3分",
]


def scored(component, share: str, holds: int):
    """Return the component's points for a share, as the engine makes them of what was read."""
    measures = tuple(
        Measure(str(at), m.name, m.kind, m.unit, m.target)
        for at, m in enumerate(component.measures)
    )
    rules = tuple(
        Rule(
            rule.kind,
            tuple(map(str, rule.measures)),
            rule.step,
            rule.deduction,
            rule.clause,
            bands=rule.bands,
        )
        for rule in component.rules
    )
    item = Item("", component.points, (Component(component.points, measures, rules),))
    return score_item(item, {"0": recorded(share), "1": recorded(holds)}).score


@pytest.mark.parametrize(
    ("share", "holds", "points"),
    [("91", 1, 8), ("90", 1, 5), ("75", 1, 3), ("65", 1, 0), ("91", 0, 0), ("70", 0, 0)],
)
def test_bands_earn_only_where_the_condition_holds(share, holds, points):
    item = read_item(f"保洁积极，计8分，{CLAUSE}。")
    [component] = item.components
    assert [r.kind for r in component.rules] == [RuleKind.TIER_AWARD, RuleKind.SET_UNLESS]
    assert [m.name for m in component.measures] == ["有人员和公约的村落", "清运口碑上佳"]
    assert {rule.clause for rule in component.rules} == {CLAUSE}
    assert component.rules[0].condition == "清运口碑上佳"
    assert item.unsettled == ()
    assert scored(component, share, holds) == points


@pytest.mark.parametrize("scoring", LEFT)
def test_bands_under_what_is_no_plain_condition_wait_for_a_person(scoring):
    item = read_item(f"保洁积极，计8分，{scoring}。")
    assert not any(component.rules for component in item.components)
    assert item.unsettled


def test_what_is_not_just_the_opposite_waits_beside_the_bands():
    behind = "有人员和公约的村落不足65%，或清运口碑一般，不得分"
    item = read_item(f"保洁积极，计8分，{CLAUSE}。{behind}。")
    assert list(item.unsettled) == [behind]
