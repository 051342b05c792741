"""Figures that cannot be true are refused by name."""

from decimal import Decimal
from typing import Any

import pytest

from assessment.engine.errors import WrongFact
from assessment.engine.facts import check_fact
from assessment.engine.types import NOT_RECORDED, Fact, FactStatus, MeasureKind, recorded
from tests.engine.build import NOT_APPLICABLE, make_measure

QUANTITY, RATE = MeasureKind.QUANTITY, MeasureKind.RATE
YES_NO, COUNT = MeasureKind.YES_NO, MeasureKind.COUNT


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        (QUANTITY, "-1", "不能是负数"),
        (QUANTITY, "-0.01", "不能是负数"),
        (QUANTITY, "1E+15", "数值过大"),
        (QUANTITY, "NaN", "不是数字"),
        (QUANTITY, "Infinity", "不是数字"),
        (RATE, "-0.1", "不能是负数"),
        (RATE, "1E+15", "数值过大"),
        (YES_NO, "2", "只能填是或否"),
        (YES_NO, "0.5", "只能填是或否"),
        (YES_NO, "-1", "不能是负数"),
        (COUNT, "-1", "不能是负数"),
        (COUNT, "1.5", "次数应为整数"),
        (COUNT, "1E+15", "数值过大"),
    ],
)
def test_impossible_figure_is_refused(kind: MeasureKind, value: str, reason: str) -> None:
    with pytest.raises(WrongFact) as caught:
        check_fact(make_measure("油茶", kind), recorded(value))

    assert str(caught.value) == f"“油茶”的完成值 {value} 有误：{reason}。请改正后再录入。"
    assert (caught.value.measure.code, caught.value.value.compare_total(Decimal(value))) == (
        "油茶",
        0,
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (QUANTITY, "0"),
        (QUANTITY, "0.5"),
        (QUANTITY, "999999999999999"),
        (RATE, "0"),
        (RATE, "100"),
        (RATE, "120.5"),
        (RATE, "87.4"),
        (YES_NO, "0"),
        (YES_NO, "1"),
        (COUNT, "0"),
        (COUNT, "3.0"),
    ],
)
def test_possible_figure_passes(kind: MeasureKind, value: str) -> None:
    check_fact(make_measure("油茶", kind), recorded(value))


@pytest.mark.parametrize("fact", [NOT_RECORDED, NOT_APPLICABLE], ids=["not recorded", "n/a"])
def test_fact_without_figure_passes(fact: Fact) -> None:
    check_fact(make_measure("油茶"), fact)


@pytest.mark.parametrize("value", [None, 1.5, "12"])
def test_recorded_fact_needs_a_decimal(value: Any) -> None:
    with pytest.raises(WrongFact, match="不是数字"):
        check_fact(make_measure("油茶"), Fact(FactStatus.RECORDED, value))


def test_value_of_a_fact_that_is_not_recorded_is_not_read() -> None:
    check_fact(make_measure("油茶"), Fact(FactStatus.NOT_APPLICABLE, Decimal(-1)))
