"""Rules on a place that is recorded as such, whoever ranks (全省排名第一的加3分)."""

import pytest

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.types import MeasureKind, Policy, RuleKind
from tests.engine.build import D, make_band, make_fact, make_measure, make_rule, one_line
from tests.engine.test_places import line_of, placed

AWARD, BONUS = RuleKind.PLACE_AWARD, RuleKind.PLACE_BONUS
PLACE = make_measure("a", MeasureKind.COUNT, unit="名")
FIRST, SECOND, NEXT = make_band("[1,1]", "5"), make_band("[2,2]", "3"), make_band("[3,5]", "1")


def on_place(*bands, kind=BONUS, **more):
    return make_rule(kind, "a", None, "0", bands=bands or (FIRST, SECOND, NEXT), **more)


@pytest.mark.parametrize(
    ("value", "points", "told"),
    [
        ("1", 5, "第 1 名 → 加 5"),
        ("2", 3, "第 2 名 → 加 3"),
        ("5", 1, "第 5 名 → 加 1"),
        ("6", 0, "第 6 名，不加分"),
        ("0", 0, "没有名次，不加分"),
        (None, 0, "未录入，暂不加分"),
        ("不适用", 0, "不适用，不加分"),
    ],
)
def test_recorded_place_adds_its_points(value, points, told) -> None:
    line = one_line(on_place(), [PLACE], [value], Policy())

    assert (line.bonus, explain.arithmetic(line)) == (points, told)


@pytest.mark.parametrize(("value", "earned"), [("1", 5), ("3", 1), ("7", 0), ("0", 0)])
def test_recorded_place_earns_its_points(value, earned) -> None:
    line = one_line(on_place(kind=AWARD), [PLACE], [value], Policy())

    assert (line.earned, line.bonus) == (earned, 0)


def test_who_has_no_place_gets_nothing_though_a_band_is_open_below() -> None:
    rule = on_place(make_band("(,3]", "2"))

    assert [one_line(rule, [PLACE], [n], Policy()).bonus for n in ("0", "3")] == [0, 2]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (on_place(FIRST, SECOND), "按名次：第 1 名加 5 分；第 2 名加 3 分"),
        (on_place(make_band("[1,3]", "2")), "按名次：前 3 名加 2 分"),
        (on_place(make_band("(,3]", "2")), "按名次：前 3 名加 2 分"),
        (on_place(make_band("(0,3]", "2"), kind=AWARD), "按名次：前 3 名得 2 分"),
        (on_place(NEXT), "按名次：3 名以上、5 名以下加 1 分"),
        (on_place(make_band("[4,]", "0")), "按名次：4 名以上不加分"),
        (on_place(FIRST, cap="4"), "按名次：第 1 名加 5 分，最多加 4 分"),
    ],
)
def test_rule_on_a_recorded_place_is_described(rule, expected) -> None:
    assert explain.describe_rule(rule, [PLACE]) == expected


def test_places_that_overlap_are_refused() -> None:
    with pytest.raises(WrongRule, match="两档重叠"):
        one_line(on_place(FIRST, make_band("[1,3]", "2")), [PLACE], ["1"], Policy())


def test_place_among_all_units_may_earn_points() -> None:
    rule = make_rule(RuleKind.RANK_AWARD, "a", "1", "2", target="3")
    first, _, third, last = placed("99", "95", "90", "80")

    assert [line_of(rule, fact).earned for fact in (first, third, last)] == [6, 2, 0]
    assert explain.arithmetic(line_of(rule, third)) == "4 个单位中第 3 名，在前 3 名 → 1 × 2 = 2"
    assert explain.describe_rule(rule, []) == "前 3 名，第 3 名起每进一名得 2 分"
    assert line_of(rule, make_fact(D(5))).earned == 0
