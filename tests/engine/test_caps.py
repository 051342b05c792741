"""Caps that the text itself writes (最高扣6分, 扣完为止): they hold under any policy."""

import pytest

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.results import ComponentScore
from assessment.engine.score import DEFAULT_POLICY, score_item
from assessment.engine.types import Component, MeasureKind, Policy, RuleKind, StepReading
from tests.engine.build import D, make_fact, make_item, make_measure, make_policy, make_rule

EACH, SHARE = RuleKind.PER_OCCURRENCE, RuleKind.SHORTFALL_SHARE


def scored(
    count: int,
    *,
    rule_cap: str | None = None,
    cap: str | None = None,
    policy: Policy = DEFAULT_POLICY,
) -> ComponentScore:
    """Return a component of 8 points that loses 2 for each incident."""
    rule = make_rule(EACH, "a", "1", "2", cap=rule_cap)
    measure = make_measure("a", MeasureKind.COUNT, unit="条")
    component = Component(D(8), (measure,), (rule,), None if cap is None else D(cap))
    return score_item(make_item("20", component), {"a": make_fact(count)}, policy).components[0]


@pytest.mark.parametrize("capping", [True, False])
@pytest.mark.parametrize(
    ("count", "deduction", "sum"),
    [
        (2, 4, "2 条 × 2 = 4"),
        (3, 6, "3 条 × 2 = 6"),
        (4, 6, "4 条 × 2 = 8，最多扣 6 分，扣 6"),
    ],
)
def test_rule_takes_no_more_than_its_cap(count: int, deduction: int, sum: str, capping: bool):
    score = scored(count, rule_cap="6", policy=make_policy(cap=capping))

    assert (score.deduction, score.raw, score.lines[0].capped) == (deduction, deduction, count > 3)
    assert explain.arithmetic(score.lines[0]) == sum


def test_cap_of_a_rule_leaves_the_other_rules() -> None:
    rules = (make_rule(EACH, "a", "1", "2", cap="3"), make_rule(EACH, "b", "1", "2"))
    measures = tuple(make_measure(code, MeasureKind.COUNT) for code in "ab")
    item = make_item("20", Component(D(20), measures, rules))

    score = score_item(item, {"a": make_fact(9), "b": make_fact(2)})

    assert score.deduction == 7


@pytest.mark.parametrize(
    ("cap", "capping", "deduction", "words", "sum"),
    [
        ("8", False, 8, "扣完为止", "合计 10 分，超过本要点 8 分，按 8 分扣（扣完为止）"),
        ("8", True, 8, "扣完为止", "合计 10 分，超过本要点 8 分，按 8 分扣（扣完为止）"),
        ("6", False, 6, "最多扣 6 分", "合计 10 分，超过本要点最多扣的 6 分，按 6 分扣"),
        ("6", True, 6, "最多扣 6 分", "合计 10 分，超过本要点最多扣的 6 分，按 6 分扣"),
        ("9", True, 8, "扣完为止", "合计 10 分，超过本要点 8 分，按 8 分扣（扣完为止）"),
        ("9", False, 9, "最多扣 9 分", "合计 10 分，超过本要点最多扣的 9 分，按 9 分扣"),
        ("10", False, 10, "", "合计 10 分"),
        (None, False, 10, "", "合计 10 分"),
    ],
)
def test_component_loses_no_more_than_its_text_says(
    cap: str | None, capping: bool, deduction: int, words: str, sum: str
) -> None:
    score = scored(5, cap=cap, policy=make_policy(cap=capping))

    assert (score.raw, score.deduction, score.capped) == (10, deduction, bool(words))
    assert (explain.cap_reached(score), explain.explain_component(score)) == (words, sum)


def test_parts_of_steps_are_told_before_the_cap() -> None:
    rule = make_rule(SHARE, "a", "10", "0.8", cap="2")
    measure = make_measure("a", target="900", unit="亩")
    item = make_item("20", Component(D(8), (measure,), (rule,)))

    proportion = make_policy(StepReading.PROPORTION)
    [score] = score_item(item, {"a": make_fact(600)}, proportion).components

    assert explain.arithmetic(score.lines[0]) == (
        "完成 600 ÷ 目标 900 ≈ 66.67%，缺 33.33% → 3.33 档（按比例）× 0.8 ≈ 2.67，最多扣 2 分，扣 2"
    )


def test_rule_says_its_cap_in_short() -> None:
    rule = make_rule(EACH, "a", "1", "2", cap="6")

    assert explain.describe_rule(rule, [make_measure("a", MeasureKind.COUNT)]) == (
        "每次扣 2 分，最多扣 6 分"
    )


@pytest.mark.parametrize("cap", ["0", "-1"])
def test_cap_that_takes_nothing_is_refused(cap: str) -> None:
    with pytest.raises(WrongRule, match="扣分上限应大于 0"):
        scored(1, rule_cap=cap)
