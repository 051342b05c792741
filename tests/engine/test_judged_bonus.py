"""Points outside the 100 that a person judges within bounds (可酌情加4-8分)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.judging import Bounds
from assessment.engine.score import score_item, score_table
from assessment.engine.types import Component, Policy, RuleKind, Section, StepReading, Table
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

BONUS = RuleKind.JUDGED_BONUS
POINTS = make_measure("a", unit="分")
LATE = make_measure("b", unit="天")


def adding(most="8", least="4", step=None, **more):
    return make_rule(BONUS, "a", step, most, least=least, **more)


@pytest.mark.parametrize(
    ("rule", "value", "added", "told"),
    [
        (adding(), "6", "6", "评定 6 分（4–8 分） → 加 6"),
        (adding(), "0", "0", "评定 0 分，不加分"),
        (adding(), "9", "8", "评定 9 分，不在范围（4–8 分）之内，按 8 分 → 加 8"),
        (adding(), "2", "4", "评定 2 分，不在范围（4–8 分）之内，按 4 分 → 加 4"),
        (adding(), None, "0", "未录入，暂不加分"),
        (adding(), "不适用", "0", "不适用，不加分"),
        (adding("5", None), "0.5", "0.5", "评定 0.5 分（5 分以内） → 加 0.5"),
        (adding("3", "1", "1"), "5", "5", "评定 5 分（每次 1–3 分） → 加 5"),
        (
            adding("3", "1", "1", cap="4"),
            "5",
            "4",
            "评定 5 分（每次 1–3 分） → 加 5，最多加 4 分，加 4",
        ),
    ],
)
@pytest.mark.parametrize("reading", StepReading)
def test_what_was_judged_adds_within_its_bounds(rule, value, added, told, reading) -> None:
    line = one_line(rule, [POINTS], [value], make_policy(reading))

    assert (line.bonus, line.deduction, line.earned) == (D(added), 0, 0)
    assert explain.arithmetic(line) == told


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (adding(), "酌情加 4–8 分"),
        (adding("5", None), "酌情加 5 分以内"),
        (adding("3", "1", "1"), "酌情每次加 1–3 分"),
        (adding(cap="6", condition="得到肯定"), "酌情加 4–8 分，最多加 6 分（得到肯定）"),
    ],
)
def test_rule_that_judges_a_bonus_is_described(rule, expected) -> None:
    assert explain.describe_rule(rule, [POINTS]) == expected


def test_bonus_without_a_most_is_refused() -> None:
    """The component's points are the most of what costs or earns, never of what is added."""
    with pytest.raises(WrongRule, match="没有写明最多加多少分"):
        one_line(adding("0", None), [POINTS], ["2"], Policy())


@pytest.mark.parametrize(
    ("kind", "step", "value", "is_within"),
    [
        (BONUS, None, "8", True),
        (BONUS, None, "8.1", False),
        (BONUS, "1", "80", True),
        (RuleKind.JUDGED_DEDUCT, "1", "8", False),
        (RuleKind.JUDGED_AWARD, "1", "4", True),
    ],
)
def test_points_of_the_component_bound_what_costs_or_earns_alone(
    kind, step, value, is_within
) -> None:
    told = {"least": D(4), "deduction": D(8), "step": step and D(step)}
    bounds = Bounds.within(D(4), kind, **told)

    assert (bounds.why_not(D(value)) == "") is is_within


def test_judged_most_that_no_words_name_is_the_points_of_the_component() -> None:
    told = {"least": None, "deduction": D(0), "step": None}
    assert Bounds.within(D(4), RuleKind.JUDGED_DEDUCT, **told).told == "4 分以内"


@pytest.mark.parametrize(
    ("policy", "total", "told"),
    [
        (Policy(), "100", "合计 8 分，本年度不计入总分"),
        (Policy(counts_bonus=True), "108", "合计 8 分，计入总分 8.00 分"),
        (
            Policy(counts_bonus=True, bonus_cap=D(5)),
            "105",
            "合计 8 分，以 5 分为限，计入总分 5.00 分",
        ),
    ],
)
def test_judged_bonus_is_told_apart_and_enters_the_total_alone(policy, total, told) -> None:
    item = make_item("4", Component(D(4), (POINTS,), (adding(),)))
    table = Table("某市", (Section("一", D(100), (item,)),))

    score = score_table(table, {"a": make_fact("8")}, policy)

    assert score.sections[0].score == 100
    assert (score.total, explain.explain_bonus(score)) == (D(total), told)
    [component] = score.sections[0].items[0].components
    assert explain.explain_component(component) == "加 8 分"


judgements = st.decimals(0, 30, places=2)
leasts = st.none() | st.integers(0, 3).map(str)


@examples
@given(leasts, st.sampled_from([None, "1"]), judgements, judgements, st.integers(0, 9))
def test_judged_bonus_is_monotone_and_leaves_the_points_alone(
    least, step, one, other, days
) -> None:
    losing = make_rule(RuleKind.PERIOD, "b", "1", "1")
    component = Component(D(5), (POINTS, LATE), (adding("3", least, step), losing))
    low, high = sorted([one, other])

    less, more = (
        score_item(make_item("5", component), {"a": make_fact(value), "b": make_fact(days)})
        for value in (low, high)
    )

    added = [score.components[0].lines[0].bonus for score in (less, more)]
    assert 0 <= added[0] <= added[1] <= (max(high + 3, Decimal(3)) if step else 3)
    assert less.score == more.score == max(0, 5 - days)
