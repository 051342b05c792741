"""What costs more each time (第一起扣5分、第二起扣6分，以此类推)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.score import score_item
from assessment.engine.types import Component, MeasureKind, Policy, RuleKind, StepReading
from tests.engine.build import (
    D,
    make_fact,
    make_item,
    make_measure,
    make_policy,
    make_rule,
    one_line,
)
from tests.engine.test_properties import examples

TIMES = make_measure("a", MeasureKind.COUNT, unit="起")


def growing(step: str | None = "1", first: str = "5", **more):
    return make_rule(RuleKind.GROWING, "a", step, first, **more)


@pytest.mark.parametrize(
    ("rule", "value", "lost", "told"),
    [
        (growing(), "0", "0", "0 起，不扣分"),
        (growing(), "1", "5", "1 起 → 扣 5"),
        (growing(), "2", "11", "2 起：5 + 6 = 11"),
        (growing(), "5", "35", "5 起：5 + 6 + 7 + 8 + 9 = 35"),
        (growing(), "6", "45", "6 起：5 + 6 + … + 10 = 45"),
        (growing("0.5", "0.5"), "3", "3", "3 起：0.5 + 1 + 1.5 = 3"),
        (growing(cap="8"), "2", "8", "2 起：5 + 6 = 11，最多扣 8 分，扣 8"),
        (growing(), None, "0", "未录入，暂不扣分"),
        (growing(), "不适用", "0", "不适用，不扣分"),
    ],
)
@pytest.mark.parametrize("reading", StepReading)
def test_each_time_costs_more_than_the_one_before(rule, value, lost, told, reading) -> None:
    line = one_line(rule, [TIMES], [value], make_policy(reading))

    assert (line.deduction, explain.arithmetic(line)) == (D(lost), told)


@pytest.mark.parametrize(
    ("rule", "measures", "expected"),
    [
        (growing(), [TIMES], "第 1 起扣 5 分，以后每起多扣 1 分"),
        (growing(cap="20"), [TIMES], "第 1 起扣 5 分，以后每起多扣 1 分，最多扣 20 分"),
        (growing(), [make_measure("a", MeasureKind.COUNT)], "第 1 次扣 5 分，以后每次多扣 1 分"),
        (growing(None), [], "第 1 次扣 5 分，以后每次多扣 0 分"),
    ],
)
def test_rule_that_grows_is_described(rule, measures, expected) -> None:
    assert explain.describe_rule(rule, measures) == expected


def test_figure_without_a_unit_is_told_in_times() -> None:
    line = one_line(growing(), [make_measure("a", MeasureKind.COUNT)], ["2"], Policy())

    assert explain.arithmetic(line) == "2 次：5 + 6 = 11"


def test_rule_that_does_not_say_by_how_much_is_refused() -> None:
    with pytest.raises(WrongRule, match="没有写明一档是多少"):
        one_line(growing(None), [TIMES], [2], Policy())


def test_rule_on_several_figures_is_refused() -> None:
    rule = make_rule(RuleKind.GROWING, "ab", "1", "5")
    with pytest.raises(WrongRule, match="只能有一个测量项"):
        one_line(rule, [make_measure(c, MeasureKind.COUNT) for c in "ab"], [1, 1], Policy())


@examples
@given(st.integers(0, 40), st.integers(1, 5), st.integers(1, 5), st.booleans())
def test_sum_is_that_of_the_times_one_by_one(
    times: int, first: int, more: int, is_capping: bool
) -> None:
    rule = growing(str(more), str(first))
    item = make_item("50", Component(D(50), (TIMES,), (rule,)))

    score = score_item(item, {"a": make_fact(times)}, make_policy(cap=is_capping))

    assert score.score == max(Decimal(0), 50 - sum(first + more * at for at in range(times)))
