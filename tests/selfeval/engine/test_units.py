"""Units that measure the same, and figures from one into the other."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.units import agree, convert, measuring


@pytest.mark.parametrize(
    ("amount", "unit", "to", "expected"),
    [
        ("15", "亩", "公顷", "1"),
        ("1", "公顷", "亩", "15"),
        ("1", "平方公里", "亩", "1500"),
        ("666.67", "㎡", "m²", "666.67"),
        ("1.5", "万亩", "亩", "15000"),
        ("2", "万元", "元", "20000"),
        ("0.35", "亿元", "万元", "3500"),
        ("3", "千元", "元", "3000"),
        ("3", "百万元", "万元", "300"),
        ("475", "元/亩", "万元/公顷", "0.7125"),
        ("583", "元/人*月", "元/人·月", "583"),
        ("583", "元/人/月", "元/人·月", "583"),
        ("12", "次/年", "次/月", "1"),
        ("3", "公里", "米", "3000"),
        ("900", "米", "km", "0.9"),
        ("5", "‰", "%", "0.5"),
        ("90", "分钟", "小时", "1.5"),
        ("4", "次", "次/年", "4"),
        ("1", "次/季度", "次", "4"),
        ("3", "千亩", "亩", "3000"),
        ("5", "座", "个", "5"),
        ("300", "元∕m2", "元/平方米", "300"),
        ("20", "毫米", "米", "0.02"),
        ("2", "年", "个月", "24"),
        ("2.3", "万人", "人", "23000"),
        ("3", "名", "人", "3"),
        ("2", "吨", "公斤", "2000"),
        ("3", "斤", "千克", "1.5"),
        ("2", "万方", "立方米", "20000"),
        ("3", "", "个", "3"),
        ("3", "个", "", "3"),
        ("3", "个", "个村", "3"),
        ("7", "座", "座", "7"),
    ],
)
def test_amounts_are_converted(amount: str, unit: str, to: str, expected: str) -> None:
    assert agree(unit, to)
    assert str(convert(Decimal(amount), unit, to)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("人", "人次"),
        ("人", "户"),
        ("元", "元/亩"),
        ("万元", "亩"),
        ("处", "座"),
        ("小时", "天"),
        ("元/人·月", "元/人"),
        ("个", "人"),
        ("个", "个月"),
        ("天", "月"),
        ("天", "工作日"),
        ("%", "百分点"),
        ("%", "元"),
        ("平方米", "立方米"),
        ("个村", "个项目"),
    ],
)
def test_what_measures_something_else_does_not_agree(one: str, other: str) -> None:
    assert not agree(one, other)
    assert not agree(other, one)


def test_a_figure_without_a_unit_agrees_with_any() -> None:
    assert agree("", "人")
    assert agree("元/亩", "")
    assert agree("万", "人")


def test_a_unit_is_a_word_however_long() -> None:
    assert measuring("万" * 5000).of == "万" * 5000


def test_what_is_not_known_measures_itself() -> None:
    assert measuring("座") == measuring(" 座 ")
    assert (measuring("万座").of, measuring("万座").factor) == ("座", 10000)


@given(
    st.decimals(-(10**9), 10**9, places=4),
    st.sampled_from([("亩", "公顷"), ("元", "亿元"), ("米", "里"), ("元/亩", "万元/公顷")]),
)
def test_there_and_back_is_the_same(amount: Decimal, pair: tuple[str, str]) -> None:
    one, other = pair
    there = convert(amount, one, other)

    assert abs(convert(there, other, one) - amount) <= Decimal("0.0001")
