"""Points that a person judges within bounds (酌情扣1–3分)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.judging import Bounds
from assessment.engine.score import score_item
from assessment.engine.types import Component, Policy, RuleKind, StepReading
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

DEDUCT, AWARD = RuleKind.JUDGED_DEDUCT, RuleKind.JUDGED_AWARD
POINTS = make_measure("a", unit="分")


def judged(kind=DEDUCT, least="1", most="3", **more):
    return make_rule(kind, "a", None, most, least=least, **more)


@pytest.mark.parametrize(
    ("rule", "value", "lost", "told"),
    [
        (judged(), "2.5", "2.5", "评定 2.5 分（1–3 分） → 扣 2.5"),
        (judged(), "1", "1", "评定 1 分（1–3 分） → 扣 1"),
        (judged(), "3", "3", "评定 3 分（1–3 分） → 扣 3"),
        (judged(), "0", "0", "评定 0 分，不扣分"),
        (judged(), "4", "3", "评定 4 分，不在范围（1–3 分）之内，按 3 分 → 扣 3"),
        (judged(), "0.5", "1", "评定 0.5 分，不在范围（1–3 分）之内，按 1 分 → 扣 1"),
        (judged(), None, "0", "未录入，暂不扣分"),
        (judged(), "不适用", "0", "不适用，不扣分"),
        (judged(least=None), "0.5", "0.5", "评定 0.5 分（3 分以内） → 扣 0.5"),
        (judged(most="0"), "7", "7", "评定 7 分（1 分以上） → 扣 7"),
        (judged(least=None, most="0"), "7", "7", "评定 7 分 → 扣 7"),
        (judged(cap="2"), "3", "2", "评定 3 分（1–3 分） → 扣 3，最多扣 2 分，扣 2"),
    ],
)
@pytest.mark.parametrize("reading", StepReading)
def test_what_was_judged_costs_within_its_bounds(rule, value, lost, told, reading) -> None:
    line = one_line(rule, [POINTS], [value], make_policy(reading))

    assert (line.deduction, explain.arithmetic(line)) == (D(lost), told)


@pytest.mark.parametrize(
    ("value", "earned", "told"),
    [
        ("2", "2", "评定 2 分（1–3 分） → 得 2"),
        ("5", "3", "评定 5 分，不在范围（1–3 分）之内，按 3 分 → 得 3"),
        ("0", "0", "评定 0 分，不得分"),
        (None, "0", "未录入，暂不得分"),
    ],
)
def test_what_was_judged_earns_within_its_bounds(value, earned, told) -> None:
    line = one_line(judged(AWARD), [POINTS], [value], Policy())

    assert (line.earned, line.deduction, explain.arithmetic(line)) == (D(earned), 0, told)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (judged(), "酌情扣 1–3 分"),
        (judged(AWARD, least=None), "酌情得 3 分以内"),
        (judged(least=None, most="0"), "酌情扣分"),
        (judged(most="0"), "酌情扣 1 分以上"),
        (judged(cap="6", condition="情节严重的"), "酌情扣 1–3 分，最多扣 6 分（情节严重的）"),
    ],
)
def test_rule_that_judges_is_described(rule, expected) -> None:
    assert explain.describe_rule(rule, [POINTS]) == expected


@pytest.mark.parametrize("least", ["-1", "3.5"])
def test_bounds_that_hold_nothing_are_refused(least) -> None:
    with pytest.raises(WrongRule, match="最少的分值"):
        one_line(judged(least=least), [POINTS], [2], Policy())


def test_judging_over_several_figures_is_refused() -> None:
    rule = make_rule(DEDUCT, "ab", None, "3")
    with pytest.raises(WrongRule, match="只能有一个测量项"):
        one_line(rule, [make_measure(c, unit="分") for c in "ab"], [1, 1], Policy())


@pytest.mark.parametrize(
    ("least", "most", "value", "why"),
    [
        ("1", "3", "0", ""),
        ("1", "3", "1", ""),
        ("1", "3", "3", ""),
        ("1", "3", "3.01", "“3.01”不在评定的范围（1–3 分）之内；没有该情形请填 0"),
        ("1", "3", "0.9", "“0.9”不在评定的范围（1–3 分）之内；没有该情形请填 0"),
        (None, "0", "8", ""),
        (None, "0", "8.5", "“8.5”不在评定的范围（8 分以内）之内；没有该情形请填 0"),
        (None, "3", None, ""),
    ],
)
def test_figure_out_of_bounds_is_told_with_them(least, most, value, why) -> None:
    bounds = Bounds.of(None if least is None else D(least), D(most), points=D(8))

    assert bounds.why_not(None if value is None else D(value)) == why


def each(kind=DEDUCT, least="4", most="5", **more):
    return make_rule(kind, "a", "1", most, least=least, **more)


@pytest.mark.parametrize(
    ("rule", "value", "lost", "told"),
    [
        (each(), "0", "0", "评定 0 分，不扣分"),
        (each(), "4.5", "4.5", "评定 4.5 分（每次 4–5 分） → 扣 4.5"),
        (each(), "8", "8", "评定 8 分（每次 4–5 分） → 扣 8"),
        (each(), "3", "4", "评定 3 分，不在范围（每次 4–5 分）之内，按 4 分 → 扣 4"),
        (each(), "6", "8", "评定 6 分，不在范围（每次 4–5 分）之内，按 8 分 → 扣 8"),
        (each(least=None), "6", "6", "评定 6 分（每次 5 分以内） → 扣 6"),
        (each(least=None, most="0"), "6", "6", "评定 6 分 → 扣 6"),
        (each(cap="6"), "8", "6", "评定 8 分（每次 4–5 分） → 扣 8，最多扣 6 分，扣 6"),
    ],
)
def test_what_was_judged_each_time_costs_as_much_as_some_number_of_times_may(
    rule, value, lost, told
) -> None:
    line = one_line(rule, [POINTS], [value], Policy())

    assert (line.deduction, explain.arithmetic(line)) == (D(lost), told)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (each(), "酌情每次扣 4–5 分"),
        (each(AWARD, least=None), "酌情每次得 5 分以内"),
        (each(least=None, most="0"), "酌情扣分"),
    ],
)
def test_rule_that_judges_each_time_is_described(rule, expected) -> None:
    assert explain.describe_rule(rule, [POINTS]) == expected


@pytest.mark.parametrize(
    ("value", "is_within"),
    [("0", True), ("4", True), ("9", True), ("20", True), ("6", False), ("21", False)],
)
def test_sum_of_several_times_is_held_to_their_bounds_and_the_points(value, is_within) -> None:
    bounds = Bounds.of(D(4), D(5), D(20), step=D(1))
    why = f"“{value}”不在评定的范围（每次 4–5 分，合计 20 分以内）之内；没有该情形请填 0"

    assert bounds.why_not(D(value)) == ("" if is_within else why)


judgements = st.decimals(0, 12, places=2)
bounds_of = st.tuples(st.none() | st.integers(0, 3).map(Decimal), st.sampled_from([D(0), D(3)]))


@examples
@given(bounds_of, judgements, judgements, st.booleans())
def test_judging_is_monotone_and_holds_to_the_points(drawn, one, other, is_award) -> None:
    least, most = drawn
    rule = make_rule(
        AWARD if is_award else DEDUCT, "a", None, str(most), least=least and str(least)
    )
    item = make_item("5", Component(D(5), (POINTS,), (rule,)))
    low, high = sorted([one, other])

    less, more = (score_item(item, {"a": make_fact(value)}) for value in (low, high))

    worse, better = (less, more) if is_award else (more, less)
    assert 0 <= worse.score <= better.score <= 5
    waiting = score_item(item, {})
    assert (waiting.score, waiting.recorded) == (0 if is_award else 5, False)
