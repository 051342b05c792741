"""Rules over a ceiling, by time, by money, and those that make a score: points and sums."""

import pytest

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.results import ItemScore
from assessment.engine.score import score_item
from assessment.engine.types import Component, Fact, MeasureKind, Policy, RuleKind, StepReading
from tests.engine.build import (
    D,
    make_fact,
    make_item,
    make_measure,
    make_policy,
    make_rule,
    one_line,
)

QUANTITY, RATE, YES_NO, COUNT = MeasureKind
EXCESS, PERIOD, MONEY = RuleKind.EXCESS, RuleKind.PERIOD, RuleKind.MONEY
PROPORTION, STARTED = StepReading.PROPORTION, StepReading.STARTED


@pytest.mark.parametrize(
    ("kind", "unit", "step", "value", "policy", "deduction", "sum"),
    [
        (RATE, "%", "1", "4", make_policy(), "0", "没有超过 5%，不扣分"),
        (RATE, "%", "1", "5", make_policy(), "0", "没有超过 5%，不扣分"),
        (
            *(RATE, "%", "1", "7.5", make_policy(), "1.6"),
            "7.5% 超过 5%，超出 2.5 个百分点 → 2 档 × 0.8 = 1.6",
        ),
        (
            *(RATE, "%", "1", "7.5", make_policy(PROPORTION), "2"),
            "7.5% 超过 5%，超出 2.5 个百分点 → 2.5 档（按比例）× 0.8 = 2",
        ),
        (
            *(RATE, "%", "1", "7.5", make_policy(STARTED), "2.4"),
            "7.5% 超过 5%，超出 2.5 个百分点 → 3 档（不足一档按一档）× 0.8 = 2.4",
        ),
        (
            *(RATE, "%", "10", "14", make_policy(), "0"),
            "14% 超过 5%，超出 9 个百分点，不足一档，不扣分",
        ),
        (COUNT, "人", "1", 8, make_policy(), "2.4", "8 人 超过 5 人，超出 3 人 → 3 × 0.8 = 2.4"),
        (
            *(QUANTITY, "万元", "2", "9", make_policy(), "1.6"),
            "9 万元 超过 5 万元，超出 4 万元 → 2 档 × 0.8 = 1.6",
        ),
        (QUANTITY, "", "1", 6, make_policy(), "0.8", "6 超过 5，超出 1 → 1 × 0.8 = 0.8"),
        (RATE, "%", "1", None, make_policy(), "0", "未录入，暂不扣分"),
        (RATE, "%", "1", "不适用", make_policy(), "0", "不适用，不扣分"),
    ],
)
def test_what_lies_above_the_ceiling_costs(
    kind: MeasureKind,
    unit: str,
    step: str,
    value: str | int | None,
    policy: Policy,
    deduction: str,
    sum: str,
) -> None:
    rule = make_rule(EXCESS, "a", step, "0.8", target="5")

    line = one_line(rule, [make_measure("a", kind, unit=unit)], [value], policy)

    assert (line.deduction, explain.arithmetic(line)) == (D(deduction), sum)


def test_several_figures_are_held_against_the_ceiling_each_by_itself() -> None:
    rule = make_rule(EXCESS, "甲乙丙", "1", "0.5", target="3")
    measures = [make_measure(code, RATE) for code in "甲乙丙"]

    line = one_line(rule, measures, ["4.6", "2", "5"], Policy())

    assert line.deduction == D("1.5")
    assert explain.arithmetic(line) == (
        "甲4.6% 超过 3%，超出 1.6 个百分点；丙5% 超过 3%，超出 2 个百分点 → 3 档 × 0.5 = 1.5"
    )


def test_ceiling_of_nothing_costs_from_the_first() -> None:
    rule = make_rule(EXCESS, "a", "1", "0.5", target="0")

    assert one_line(rule, [make_measure("a", COUNT)], [2], Policy()).deduction == 1


def test_rule_without_its_ceiling_is_refused() -> None:
    with pytest.raises(WrongRule, match="没有写明超过多少才扣分"):
        one_line(make_rule(EXCESS, "a", "1"), [make_measure("a", RATE)], [2], Policy())


@pytest.mark.parametrize(
    ("kind", "unit", "step", "value", "policy", "deduction", "sum"),
    [
        (PERIOD, "天", "1", 0, make_policy(), "0", "0 天，不扣分"),
        (PERIOD, "天", "1", 3, make_policy(), "1.5", "3 天 × 0.5 = 1.5"),
        (PERIOD, "天", "10", 9, make_policy(), "0", "9 天，不足一档，不扣分"),
        (PERIOD, "天", "10", 25, make_policy(), "1", "25 天 → 2 档 × 0.5 = 1"),
        (
            *(PERIOD, "个月", "1", "1.5", make_policy(STARTED), "1"),
            "1.5 个月 → 2 档（不足一档按一档）× 0.5 = 1",
        ),
        (PERIOD, "天", "1", None, make_policy(), "0", "未录入，暂不扣分"),
        (MONEY, "万元", "10", "1,234", make_policy(), "61.5", "1,234 万元 → 123 档 × 0.5 = 61.5"),
        (
            *(MONEY, "万元", "10", "25", make_policy(PROPORTION), "1.25"),
            "25 万元 → 2.5 档（按比例）× 0.5 = 1.25",
        ),
    ],
)
def test_time_and_money_cost_by_steps(
    kind: RuleKind,
    unit: str,
    step: str,
    value: str | int | None,
    policy: Policy,
    deduction: str,
    sum: str,
) -> None:
    value = value.replace(",", "") if isinstance(value, str) else value
    rule = make_rule(kind, "a", step, "0.5")

    line = one_line(rule, [make_measure("a", unit=unit)], [value], policy)

    assert (line.deduction, explain.arithmetic(line)) == (D(deduction), sum)


@pytest.mark.parametrize("kind", [EXCESS, PERIOD, MONEY])
def test_steps_have_to_be_told(kind: RuleKind) -> None:
    with pytest.raises(WrongRule, match="没有写明一档是多少"):
        one_line(make_rule(kind, "a", target="1"), [make_measure("a")], [2], Policy())


@pytest.mark.parametrize(
    ("kind", "measure", "step", "target", "expected"),
    [
        (EXCESS, make_measure("a", RATE), "1", "5", "超过 5%，每超出 1 个百分点扣 1 分"),
        (EXCESS, make_measure("a", unit="人"), "2", "10", "超过 10 人，每超出 2 人扣 1 分"),
        (PERIOD, make_measure("a", unit="天"), "1", None, "每天扣 1 分"),
        (PERIOD, make_measure("a", unit="天"), "10", None, "每 10 天扣 1 分"),
        (MONEY, make_measure("a", unit="万元"), "10", None, "每 10 万元扣 1 分"),
        (
            RuleKind.SET_COMPONENT,
            make_measure("a", YES_NO),
            None,
            None,
            "出现该情形，本要点得 1 分",
        ),
        (RuleKind.SET_ITEM, make_measure("a", YES_NO), None, None, "出现该情形，本指标得 1 分"),
    ],
)
def test_rule_is_described_in_a_short_sentence(kind, measure, step, target, expected) -> None:
    rule = make_rule(kind, "a", step, "1", target=target)

    assert explain.describe_rule(rule, [measure]) == expected


def test_ceiling_is_described_without_measures_too() -> None:
    assert explain.describe_rule(make_rule(EXCESS, "", "1", "1", target="5"), []) == (
        "超过 5，每超出 1 扣 1 分"
    )


# --- What makes a score ---------------------------------------------------------------------------


def scored(kind: RuleKind, points: str, facts: dict[str, str | int | Fact | None]) -> ItemScore:
    """Score an item of 12: 8 for incidents a at 2 each, with a rule of kind on b and another
    on c that makes the score 3; and 4 for incidents d at 1 each."""
    first = Component(
        D(8),
        (make_measure("a", COUNT), make_measure("b", YES_NO), make_measure("c", COUNT)),
        (
            make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "2"),
            make_rule(kind, "b", None, points, clause="弄虚作假的不得分"),
            make_rule(kind, "c", None, "3", clause="甲"),
        ),
    )
    second = Component(
        D(4), (make_measure("d", COUNT),), (make_rule(RuleKind.PER_OCCURRENCE, "d", "1", "1"),)
    )
    known = {code: make_fact(value) for code, value in facts.items()}
    return score_item(make_item("12", first, second), known)


@pytest.mark.parametrize(
    ("kind", "points", "facts", "lost", "score"),
    [
        (RuleKind.SET_COMPONENT, "0", {"a": 1, "b": 0, "c": 0, "d": 1}, 3, 9),
        (RuleKind.SET_COMPONENT, "0", {"a": 1, "b": 1, "c": 0, "d": 1}, 9, 3),
        (RuleKind.SET_COMPONENT, "0", {"a": 1, "b": 1, "c": 2, "d": 1}, 9, 3),
        (RuleKind.SET_COMPONENT, "0", {"a": 1, "b": 0, "c": 2, "d": 1}, 6, 6),
        (RuleKind.SET_COMPONENT, "8", {"a": 3, "b": 1, "c": 0, "d": 1}, 1, 11),
        (RuleKind.SET_COMPONENT, "9", {"a": 3, "b": 1, "c": 0, "d": 1}, 1, 11),
        (RuleKind.SET_ITEM, "0", {"a": 0, "b": 1, "c": 0, "d": 0}, 12, 0),
        (RuleKind.SET_ITEM, "0", {"a": 0, "b": 1, "c": 1, "d": 0}, 12, 0),
        (RuleKind.SET_ITEM, "12", {"a": 4, "b": 1, "c": 0, "d": 4}, 0, 12),
        (RuleKind.SET_ITEM, "13", {"a": 4, "b": 1, "c": 0, "d": 4}, 0, 12),
        (RuleKind.SET_ITEM, "12", {"a": 4, "b": 1, "c": 1, "d": 4}, 9, 3),
        (RuleKind.SET_ITEM, "0", {"a": 1, "b": None, "c": None, "d": 0}, 2, 10),
        (RuleKind.SET_ITEM, "0", {"a": 1, "b": "不适用", "c": 0, "d": 0}, 2, 10),
    ],
)
def test_failing_makes_the_score_the_lowest_of_what_holds(
    kind: RuleKind,
    points: str,
    facts: dict[str, str | int | Fact | None],
    lost: int,
    score: int,
) -> None:
    result = scored(kind, points, facts)

    assert (result.deduction, result.score) == (lost, score)
    assert result.recorded == (None not in facts.values())


def test_component_that_was_given_its_score_says_by_what() -> None:
    result = scored(RuleKind.SET_COMPONENT, "0", {"a": 1, "b": 1, "c": 0, "d": 1})
    first, second = result.components

    assert explain.explain_component(first) == "因“弄虚作假的不得分”，本要点得 0 分"
    assert [explain.arithmetic(line) for line in first.lines] == [
        "1 次 × 2 = 2",
        "出现该情形 → 本要点得 0 分",
        "未出现该情形，不改得分",
    ]
    assert (first.set_by, second.set_by, result.set_by) == (first.lines[1], None, None)
    assert first.costing == first.lines[:2]
    assert explain.explain_item(result) == "12 − 9 = 3"


def test_item_that_was_given_its_score_says_by_what() -> None:
    result = scored(RuleKind.SET_ITEM, "0", {"a": 1, "b": 1, "c": None, "d": 1})
    first, _ = result.components

    assert explain.explain_item(result) == "因“弄虚作假的不得分”，本指标得 0 分"
    assert explain.explain_component(first) == "合计 2 分"
    assert explain.arithmetic(first.lines[1]) == "出现该情形 → 本指标得 0 分"
    assert explain.arithmetic(first.lines[2]) == "未录入，暂不改得分"


def test_full_marks_outdo_a_cap_that_was_reached() -> None:
    result = scored(RuleKind.SET_COMPONENT, "8", {"a": 9, "b": 1, "c": 0, "d": 0})
    first, _ = result.components

    assert (first.raw, first.deduction, first.capped) == (18, 0, False)
    assert explain.cap_reached(first) == ""
