"""What components, items, sections and tables add up to, as a city reads it."""

import pytest

from assessment.engine import explain
from assessment.engine.score import score_item, score_section, score_table
from assessment.engine.types import (
    Component,
    Item,
    MeasureKind,
    Policy,
    RuleKind,
    Section,
    StepReading,
    Table,
)
from tests.engine.build import (
    D,
    make_fact,
    make_item,
    make_measure,
    make_policy,
    make_rule,
    one_line,
)

COUNT, PROPORTION = MeasureKind.COUNT, StepReading.PROPORTION


def test_explain_line_opens_with_the_clause() -> None:
    rule = make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "0.2", clause="每次扣0.2分")
    line = one_line(rule, [make_measure("a", COUNT)], [2], Policy())

    assert explain.explain_line(line) == "每次扣0.2分：2 次 × 0.2 = 0.4"


def test_explain_line_without_a_clause_describes_the_rule() -> None:
    rule = make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "0.2")
    line = one_line(rule, [make_measure("a", COUNT)], [None], Policy())

    assert explain.explain_line(line) == "每次扣 0.2 分：未录入，暂不扣分"


def incidents(points: str) -> Component:
    rule = make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "1")
    return Component(D(points), (make_measure("a", COUNT),), (rule,))


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "不扣分"),
        (7, "合计 7 分"),
        (8, "合计 8 分，超过本要点 7 分，按 7 分扣（扣完为止）"),
    ],
)
def test_explain_component_says_where_the_cap_was_reached(count: int, expected: str) -> None:
    score = score_item(make_item("7", incidents("7")), {"a": make_fact(count)})

    assert explain.explain_component(score.components[0]) == expected


@pytest.mark.parametrize(
    ("count", "cap", "expected"),
    [
        (0, True, "7 − 0 = 7"),
        (2, True, "7 − 2 = 5"),
        (9, True, "7 − 7 = 0"),
        (9, False, "扣 9 分，超过本指标 7 分，得 0 分"),
    ],
)
def test_explain_item_shows_the_subtraction(count: int, cap: bool, expected: str) -> None:
    item = make_item("7", incidents("7"))
    score = score_item(item, {"a": make_fact(count)}, make_policy(cap=cap))

    assert explain.explain_item(score) == expected


def one_item_section(points: str, full: str) -> Section:
    rule = make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "0.1")
    component = Component(D(points), (make_measure("a", COUNT),), (rule,))
    return Section("", D(full), (Item("", D(points), (component,)),))


def test_explain_section_shows_the_rescaling_and_table_the_sum() -> None:
    table = Table("湘潭市", (one_item_section("67", "76"), one_item_section("24", "24")))

    score = score_table(table, {"a": make_fact(87)})

    assert [explain.explain_section(section) for section in score.sections] == [
        "(58.30 / 67) × 76 = 66.13",
        "各指标得分合计 15.30",
    ]
    assert explain.explain_table(score) == "66.13 + 15.30 = 81.43"


def test_explain_section_shows_more_places_where_points_are_lost_in_proportion() -> None:
    component = Component(
        D(67), (make_measure("a", target="3"),), (make_rule(RuleKind.SHORTFALL_SHARE, "a", "10"),)
    )
    section = Section("", D(76), (make_item("67", component),))

    score = score_section(section, {"a": make_fact(2)}, make_policy(PROPORTION))

    assert explain.explain_section(score) == "(63.6667 / 67) × 76 = 72.22"


def test_explain_section_shows_a_third_place_with_a_fourth() -> None:
    component = incidents("67")
    half = Component(
        component.points,
        component.measures,
        (make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "0.005"),),
    )

    score = score_section(Section("", D(76), (make_item("67", half),)), {"a": make_fact(1)})

    assert explain.explain_section(score) == "(66.9950 / 67) × 76 = 75.99"
