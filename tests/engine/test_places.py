"""Rules on the place of a figure among those of all units."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.places import with_places
from assessment.engine.results import Line, TableScore
from assessment.engine.score import score_table
from assessment.engine.types import (
    Component,
    Fact,
    MeasureKind,
    Place,
    Policy,
    Rule,
    RuleKind,
    Section,
    Table,
)
from tests.engine.build import D, make_fact, make_item, make_measure, make_rule
from tests.engine.test_properties import examples

RATE = MeasureKind.RATE
BONUS, DEDUCT = RuleKind.RANK_BONUS, RuleKind.RANK_DEDUCT
Value = str | int | Fact | None


def placed(*values: Value) -> list[Fact]:
    return list(with_places(dict(enumerate(map(make_fact, values)))).values())


def scored(rule: Rule, fact: Fact) -> TableScore:
    component = Component(D(10), (make_measure("a", RATE),), (rule,))
    table = Table("某市", (Section("一", D(10), (make_item("10", component),)),))
    return score_table(table, {"a": fact}, Policy(counts_bonus=True))


def line_of(rule: Rule, fact: Fact) -> Line:
    return scored(rule, fact).sections[0].items[0].components[0].lines[0]


FALLING = make_rule(BONUS, "a", "1", "1", target="3")
FLAT = make_rule(BONUS, "a", None, "2", target="2")
LAST = make_rule(DEDUCT, "a", None, "2", target="1")
LAST_TWO = make_rule(DEDUCT, "a", "1", "1.5", target="2")


def test_places_are_shared_and_the_highest_is_first() -> None:
    assert [fact.place for fact in placed(90, 95, 90, 80)] == [
        Place(2, 2, 4, 0),
        Place(1, 4, 4, 0),
        Place(2, 2, 4, 0),
        Place(4, 1, 4, 0),
    ]


def test_who_has_no_such_task_is_not_compared_and_who_is_missing_is_waited_for() -> None:
    facts = placed(90, "不适用", None, 95)

    assert [fact.place for fact in facts] == [
        Place(2, 1, 2, 1), None, None, Place(1, 2, 2, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "own", "points", "sum"),
    [
        (FALLING, 0, 3, "5 个单位中第 1 名，在前 3 名 → 3 × 1 = 3"),
        (FALLING, 1, 2, "5 个单位中第 2 名，在前 3 名 → 2 × 1 = 2"),
        (FALLING, 2, 1, "5 个单位中第 3 名，在前 3 名 → 1 × 1 = 1"),
        (FALLING, 3, 0, "5 个单位中第 4 名，不在前 3 名，不加分"),
        (FLAT, 1, 2, "5 个单位中第 2 名，在前 2 名 → 加 2"),
        (FLAT, 2, 0, "5 个单位中第 3 名，不在前 2 名，不加分"),
        (LAST, 4, 2, "5 个单位中第 5 名，在后 1 名 → 扣 2"),
        (LAST, 3, 0, "5 个单位中第 4 名，不在后 1 名，不扣分"),
        (LAST_TWO, 4, 3, "5 个单位中第 5 名，在后 2 名 → 2 × 1.5 = 3"),
        (LAST_TWO, 3, "1.5", "5 个单位中第 4 名，在后 2 名 → 1 × 1.5 = 1.5"),
    ],
)
def test_place_counts_as_the_text_says(rule: Rule, own: int, points: object, sum: str) -> None:
    fact = placed(99, 95, 90, 80, 70)[own]
    line = line_of(rule, fact)

    assert (line.bonus or line.deduction) == D(str(points))
    assert explain.arithmetic(line) == sum
    assert scored(rule, fact).complete


def test_tied_units_share_the_points_of_their_place() -> None:
    first, tied, other, last = placed(99, 95, 95, 80)

    assert [line_of(FALLING, fact).bonus for fact in (first, tied, other, last)] == [3, 2, 2, 0]
    assert [line_of(LAST, fact).deduction for fact in placed(5, 5)] == [2, 2]


@pytest.mark.parametrize("rule", [FALLING, LAST])
def test_place_waits_for_the_figures_of_others(rule: Rule) -> None:
    known, *_ = placed(99, None, None)
    score = scored(rule, known)
    [line] = score.sections[0].items[0].components[0].lines

    assert (line.missing, line.bonus, line.deduction) == (True, 0, 0)
    assert explain.arithmetic(line).startswith("另有 2 个单位未录入，名次待定，暂不")
    assert (score.complete, score.missing) == (False, ("a",))


def test_figure_alone_has_no_place() -> None:
    line = line_of(LAST, make_fact(5))

    assert (line.missing, line.deduction) == (True, 0)
    assert explain.arithmetic(line) == "名次待与其他单位一起计算，暂不扣分"


@pytest.mark.parametrize(
    ("value", "sum"), [(None, "未录入，暂不扣分"), ("不适用", "不适用，不扣分")]
)
def test_own_figure_that_is_missing_is_told_first(value: Value, sum: str) -> None:
    fact, *_ = placed(value, 5)
    score = scored(LAST, fact)
    [line] = score.sections[0].items[0].components[0].lines

    assert explain.arithmetic(line) == sum
    assert score.complete == (value is not None)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (FALLING, "前 3 名，第 3 名起每进一名加 1 分"),
        (FLAT, "前 2 名加 2 分"),
        (LAST, "后 1 名扣 2 分"),
        (LAST_TWO, "后 2 名，倒数第 2 名起每退一名扣 1.5 分"),
        (make_rule(BONUS), "前几名加 1 分"),
    ],
)
def test_rule_is_described_in_a_short_sentence(rule: Rule, expected: str) -> None:
    assert explain.describe_rule(rule, [make_measure("a", RATE)]) == expected


def test_rule_without_places_is_refused() -> None:
    with pytest.raises(WrongRule, match="没有写明前几名或后几名"):
        line_of(make_rule(BONUS), make_fact(5))


@examples
@given(
    st.lists(st.integers(0, 20) | st.none(), min_size=1, max_size=12),
    st.sampled_from([BONUS, DEDUCT]),
    st.none() | st.just("1"),
    st.integers(1, 6),
    st.integers(1, 4).map(Decimal),
)
def test_higher_figure_never_does_worse(
    values: list[int | None], kind: RuleKind, step: str | None, places: int, points: Decimal
) -> None:
    rule = make_rule(kind, "a", step, str(points), target=str(places))
    known = [fact for fact in placed(*values) if fact.value is not None]

    totals = [(fact.value or D(0), scored(rule, fact).total) for fact in known]

    for value, total in totals:
        assert all(other <= total for lower, other in totals if lower <= value)
        assert all(other == total for equal, other in totals if equal == value)
        assert None not in values or total == 10
