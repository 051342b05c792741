"""Points that are earned: built up from 0, up to the component's points."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.results import ItemScore
from assessment.engine.score import score_item
from assessment.engine.types import (
    Component,
    Fact,
    MeasureKind,
    Policy,
    Rule,
    RuleKind,
    StepReading,
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
from tests.engine.test_properties import examples

QUANTITY, YES_NO, COUNT = MeasureKind.QUANTITY, MeasureKind.YES_NO, MeasureKind.COUNT
ONCE, EACH, SHARE = RuleKind.AWARD_ONCE, RuleKind.AWARD_EACH, RuleKind.AWARD_SHARE
Value = str | int | Fact | None


@pytest.mark.parametrize(
    ("rule", "measure", "value", "earned", "sum"),
    [
        (make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), 1, 3, "出现该情形 → 得 3"),
        (make_rule(ONCE, "a", None, "3"), make_measure("a", COUNT), 5, 3, "出现该情形 → 得 3"),
        (make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), 0, 0, "未出现该情形，不得分"),
        (make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), None, 0, "未录入，暂不得分"),
        (make_rule(EACH, "a", "1", "2"), make_measure("a", COUNT), 3, 6, "完成 3 次 × 2 = 6"),
        (make_rule(EACH, "a", "1", "2"), make_measure("a", COUNT), 0, 0, "完成 0 次，不得分"),
        (
            *(make_rule(EACH, "a", "10", "2"), make_measure("a", QUANTITY, unit="户"), 29, 4),
            "完成 29 户 → 2 档 × 2 = 4",
        ),
        (
            *(make_rule(EACH, "a", "10", "2"), make_measure("a", QUANTITY, unit="户"), "9.9", 0),
            "完成 9.9 户，不得分",
        ),
        (
            *(make_rule(EACH, "a", "1", "2", cap="5"), make_measure("a", COUNT, unit="项"), 3, 5),
            "完成 3 项 × 2 = 6，最多得 5 分，得 5",
        ),
        (
            *(make_rule(SHARE, "a", None, "6"), make_measure("a", target="400"), 300, "4.5"),
            "完成 300 ÷ 目标 400 = 75% → 6 × 75% = 4.5",
        ),
        (
            *(make_rule(SHARE, "a", None, "6"), make_measure("a", target="400"), 500, 6),
            "完成 500 ÷ 目标 400，以目标为限，按 100% → 6 × 100% = 6",
        ),
        (
            *(make_rule(SHARE, "a", None, "6"), make_measure("a", target="400"), 0, 0),
            "完成 0 ÷ 目标 400 = 0% → 6 × 0% = 0",
        ),
        (
            *(make_rule(SHARE, "a", None, "6"), make_measure("a", target="0"), 5, 0),
            "没有目标任务，不得分",
        ),
        (
            *(make_rule(SHARE, "a", None, "6"), make_measure("a", target="400"), "不适用", 0),
            "不适用，不得分",
        ),
    ],
)
def test_what_is_done_earns(
    rule: Rule, measure: object, value: Value, earned: int | str, sum: str
) -> None:
    line = one_line(rule, [measure], [value], Policy())  # type: ignore[list-item]

    assert (line.earned, line.deduction) == (D(earned), 0)
    assert explain.arithmetic(line) == sum


def test_share_that_does_not_end_is_told_as_about() -> None:
    rule, measure = make_rule(SHARE, "a", None, "6"), make_measure("a", target="900")

    line = one_line(rule, [measure], [700], Policy())

    assert explain.arithmetic(line) == "完成 700 ÷ 目标 900 ≈ 77.78% → 6 × 77.78% ≈ 4.67"


@pytest.mark.parametrize("reading", StepReading)
def test_part_of_a_step_earns_nothing_whatever_the_reading(reading: StepReading) -> None:
    rule, measure = make_rule(EACH, "a", "10", "2"), make_measure("a", QUANTITY, unit="户")

    assert one_line(rule, [measure], [19], make_policy(reading)).earned == 2


def test_several_things_earn_each() -> None:
    rule = make_rule(ONCE, "ab", None, "3")

    line = one_line(rule, [make_measure(code, YES_NO) for code in "ab"], [1, 1], Policy())

    assert explain.arithmetic(line) == "2 项出现该情形 → 2 × 3 = 6"


@pytest.mark.parametrize(
    ("rule", "measure", "expected"),
    [
        (make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), "出现该情形得 3 分"),
        (make_rule(EACH, "a", "1", "3"), make_measure("a", unit="户"), "每完成 1 户得 3 分"),
        (
            make_rule(SHARE, "a", None, "6"),
            make_measure("a", target="400", unit="户"),
            "按比例，完成 400 户得 6 分",
        ),
        (
            make_rule(EACH, "a", "2", "3", cap="6"),
            make_measure("a", COUNT),
            "每完成 2 次得 3 分，最多得 6 分",
        ),
    ],
)
def test_award_is_described_in_a_short_sentence(rule: Rule, measure: object, expected: str) -> None:
    assert explain.describe_rule(rule, [measure]) == expected  # type: ignore[list-item]


# --- Components -----------------------------------------------------------------------------------


def scored(a: Value, b: Value, policy: Policy | None = None) -> ItemScore:
    """Score an item of 10: 8 are earned by a (3 once) and b (1 each), 2 are lost by c."""
    earned = Component(
        D(8),
        (make_measure("a", YES_NO), make_measure("b", COUNT)),
        (make_rule(ONCE, "a", None, "3"), make_rule(EACH, "b", "1", "1")),
    )
    taken = Component(
        D(2), (make_measure("c", COUNT),), (make_rule(RuleKind.PER_OCCURRENCE, "c", "1", "1"),)
    )
    facts = {"a": make_fact(a), "b": make_fact(b), "c": make_fact(1)}
    return score_item(make_item("10", earned, taken), facts, policy or Policy())


@pytest.mark.parametrize("cap", [True, False])
@pytest.mark.parametrize(
    ("a", "b", "score", "summary", "item"),
    [
        (1, 2, 6, "得 5 分", "10 − 4 = 6"),
        (0, 0, 1, "得 0 分", "10 − 9 = 1"),
        (1, 5, 9, "得 8 分", "10 − 1 = 9"),
        (1, 7, 9, "得 10 分，超过本要点 8 分，按 8 分计", "10 − 1 = 9"),
        (
            *(1, None, 4, "得 3 分，未录全"),
            "10 − 6 = 4（应得分的要点未录全，未录入的暂不得分）",
        ),
        (
            *(None, None, 1, "尚未录入，得分待定"),
            "10 − 9 = 1（应得分的要点未录全，未录入的暂不得分）",
        ),
    ],
)
def test_component_is_built_up_to_its_points(
    a: Value, b: Value, score: int, summary: str, item: str, cap: bool
) -> None:
    result = scored(a, b, make_policy(cap=cap))
    earned, _ = result.components

    assert (result.score, result.recorded) == (score, None not in (a, b))
    assert (explain.explain_component(earned), explain.explain_item(result)) == (summary, item)
    assert earned.is_pending == (a is None and b is None)
    assert explain.cap_reached(earned) == ("得满为止" if b == 7 else "")


def test_item_is_pending_while_all_of_it_is_to_be_earned() -> None:
    component = Component(D(3), (make_measure("a", YES_NO),), (make_rule(ONCE, "a", None, "3"),))
    item = make_item("3", component)
    none, some = score_item(item, {}), score_item(item, {"a": make_fact(0)})

    assert (none.is_pending, some.is_pending) == (True, False)
    assert (explain.explain_item(none), explain.explain_item(some)) == (
        "尚未录入，得分待定",
        "3 − 3 = 0",
    )
    assert not scored(None, None).is_pending
    assert not score_item(make_item("3"), {}).is_pending


def test_lines_that_earned_are_told_where_points_are_missing() -> None:
    short, full = scored(1, 2).components[0], scored(1, 5).components[0]

    assert (short.costing, full.costing) == (short.lines, ())
    assert scored(1, None).components[0].costing == scored(1, None).components[0].lines[:1]


def test_item_without_awards_is_told_as_ever() -> None:
    taken = Component(
        D(2), (make_measure("c", COUNT),), (make_rule(RuleKind.PER_OCCURRENCE, "c", "1", "1"),)
    )

    assert explain.explain_item(score_item(make_item("2", taken), {})) == "2 − 0 = 2"


def test_score_that_is_made_goes_before_what_was_earned() -> None:
    rules = (make_rule(ONCE, "a", None, "3"), make_rule(RuleKind.SET_COMPONENT, "b", None, "0"))
    component = Component(D(8), tuple(make_measure(c, YES_NO) for c in "ab"), rules)

    result = score_item(make_item("8", component), {"b": make_fact(1)})

    assert (result.score, result.components[0].is_pending) == (0, False)
    assert explain.explain_component(result.components[0]).endswith("本要点得 0 分")


@pytest.mark.parametrize(
    ("done", "times", "cap", "score", "told"),
    [
        (1, 0, None, 3, "得 3 分"),
        (1, 2, None, 1, "得 3 分，扣 2 分，本要点得 1 分"),
        (1, 5, None, 0, "得 3 分，扣 5 分，本要点得 0 分"),
        (1, 5, "2", 1, "得 3 分，扣 5 分，本要点得 1 分"),
        (0, 2, None, 0, "得 0 分，扣 2 分，本要点得 0 分"),
        (1, None, None, 3, "得 3 分，未录全"),
    ],
)
def test_points_are_taken_from_what_was_earned(done, times, cap, score, told) -> None:
    rules = (make_rule(ONCE, "a", None, "3"), make_rule(RuleKind.PER_OCCURRENCE, "b", "1"))
    measures = (make_measure("a", YES_NO), make_measure("b", COUNT))
    component = Component(D(8), measures, rules, cap=None if cap is None else D(cap))
    facts = {"a": make_fact(done), "b": make_fact(times)}

    result = score_item(make_item("8", component), facts)

    assert result.score == score
    assert explain.explain_component(result.components[0]) == told


def test_points_to_start_from_lose_what_a_rate_falls_short() -> None:
    rules = (
        make_rule(RuleKind.AWARD_BASE, "a", None, "8"),
        make_rule(RuleKind.RATE_BELOW, "a", "1", "2"),
    )
    component = Component(D(8), (make_measure("a", MeasureKind.RATE, "100", "%"),), rules)
    scores = {
        value: score_item(make_item("8", component), {"a": make_fact(value)})
        for value in ("100", "98.5", "90", None)
    }

    assert [result.score for result in scores.values()] == [8, 6, 0, 0]
    assert explain.arithmetic(scores["98.5"].components[0].lines[0]) == "起步 8 分"
    assert explain.describe_rule(rules[0], component.measures) == "以此为底，得 8 分"
    assert scores[None].is_pending


@pytest.mark.parametrize(
    ("done", "score", "told"),
    [
        (1, 4, "已做到，不改得分"),
        (0, 0, "未做到 → 本要点得 0 分"),
        (None, 0, "未录入，暂不改得分"),
    ],
)
def test_what_was_not_done_makes_the_score(done, score, told) -> None:
    rules = (
        make_rule(ONCE, "a", None, "4"),
        make_rule(RuleKind.SET_UNLESS, "a", None, "0"),
    )
    component = Component(D(4), (make_measure("a", YES_NO),), rules)

    result = score_item(make_item("4", component), {"a": make_fact(done)})

    assert result.score == score
    assert explain.arithmetic(result.components[0].lines[1]) == told
    assert explain.describe_rule(rules[1], component.measures) == "未做到，本要点得 0 分"


@pytest.mark.parametrize(("done", "score"), [(1, "3"), (0, "0.5"), (None, "3")])
def test_what_was_not_done_makes_the_score_of_what_only_loses(done, score) -> None:
    rules = (
        make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "1"),
        make_rule(RuleKind.SET_UNLESS, "b", None, "0.5"),
    )
    measures = (make_measure("a", COUNT), make_measure("b", YES_NO))
    facts = {"a": make_fact(1), "b": make_fact(done)}

    result = score_item(make_item("4", Component(D(4), measures, rules)), facts)

    assert result.score == D(score)
    assert (result.components[0].set_by is not None) == (done == 0)


def test_share_of_several_targets_is_refused() -> None:
    rule = make_rule(SHARE, "ab", None, "3")

    with pytest.raises(WrongRule, match="只能有一个测量项"):
        one_line(rule, [make_measure(c, target="1") for c in "ab"], [1, 1], Policy())


@examples
@given(
    st.lists(
        st.tuples(
            st.sampled_from([ONCE, EACH, SHARE]),
            st.integers(0, 40),
            st.integers(0, 40),
            st.decimals("0.1", 6, places=1),
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(1, 15).map(Decimal),
)
def test_doing_more_never_loses_and_points_hold(
    drawn: list[tuple[RuleKind, int, int, Decimal]], points: Decimal
) -> None:
    measures, rules, less, more = [], [], {}, {}
    for number, (kind, one, other, amount) in enumerate(drawn):
        code = str(number)
        measured = {ONCE: COUNT, EACH: COUNT, SHARE: QUANTITY}[kind]
        measures.append(make_measure(code, measured, "30" if kind is SHARE else None))
        rules.append(Rule(kind, (code,), D(3), amount, ""))
        less[code], more[code] = make_fact(min(one, other)), make_fact(max(one, other))
    item = make_item(str(points), Component(points, tuple(measures), tuple(rules)))

    worse, better = score_item(item, less), score_item(item, more)

    assert 0 <= worse.score <= better.score <= points
    assert score_item(item, {}).score == 0
    for line in (*worse.components[0].lines, *better.components[0].lines):
        assert ("不得分" in explain.arithmetic(line)) <= (line.earned == 0)
