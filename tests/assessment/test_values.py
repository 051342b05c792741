from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.collection.values import WrongValue, as_shown, parse_value
from assessment.engine.types import MeasureKind

QUANTITY, RATE, YES_NO, COUNT = MeasureKind


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("", QUANTITY, None),
        ("  ", COUNT, None),
        ("\u3000\xa0", COUNT, None),
        ("—", RATE, None),
        (None, YES_NO, None),
        ("0", QUANTITY, Decimal(0)),
        ("1,103", QUANTITY, Decimal(1103)),
        ("1，103，000.5", QUANTITY, Decimal("1103000.5")),
        ("1 103", QUANTITY, Decimal(1103)),
        ("1\xa0103", QUANTITY, Decimal(1103)),
        ("'1103", QUANTITY, Decimal(1103)),
        ("\ufeff1103\u200b", QUANTITY, Decimal(1103)),
        ("１２３．５", QUANTITY, Decimal("123.5")),
        ("+5", QUANTITY, Decimal(5)),
        ("95.2%", RATE, Decimal("95.2")),
        ("９５％", RATE, Decimal(95)),
        ("95.2 %", RATE, Decimal("95.2")),
        ("100.01", RATE, Decimal("100.01")),
        ("是", YES_NO, Decimal(1)),
        ("否", YES_NO, Decimal(0)),
        ("3", COUNT, Decimal(3)),
        ("3.0", COUNT, Decimal(3)),
        ("1.23450000", QUANTITY, Decimal("1.2345")),
        ("1.05万", QUANTITY, Decimal(10500)),
        ("1.05亿", QUANTITY, Decimal(105_000_000)),
        ("12345678901.2345", QUANTITY, Decimal("12345678901.2345")),
        ("99999999999999.0000", QUANTITY, Decimal(99999999999999)),
    ],
)
def test_parse_value_reads_what_people_type(typed, kind, value):
    assert parse_value(typed, kind) == value


@pytest.mark.parametrize(
    ("typed", "kind", "unit", "value"),
    [
        ("1103人", QUANTITY, "人", 1103),
        ("1,103 人", QUANTITY, "人", 1103),
        ("1.05万人", QUANTITY, "人", 10500),
        ("1.05 万 人次", QUANTITY, "人次", 10500),
        ("3次", COUNT, "次", 3),
        ("1.05万元", QUANTITY, "万元", Decimal("1.05")),
        ("95%", QUANTITY, "%", 95),
        ("95%", RATE, "%", 95),
    ],
)
def test_the_measures_own_unit_may_stand_behind(typed, kind, unit, value):
    assert parse_value(typed, kind, unit) == value


@pytest.mark.parametrize(
    ("typed", "kind", "word"),
    [
        ("三十", QUANTITY, "不是数字；请填阿拉伯数字"),
        ("三十人", QUANTITY, "不是数字；请填阿拉伯数字"),
        ("约30", QUANTITY, "不是数字；请填确切的数"),
        ("1050左右", QUANTITY, "不是数字；请填确切的数"),
        ("30余人", QUANTITY, "不是数字；请填确切的数"),
        (">30", QUANTITY, "不是数字；请填确切的数"),
        ("1103人", QUANTITY, "不是数字；请填阿拉伯数字，不带“人”"),
        ("1e5", QUANTITY, "不是数字；请写成完整的数字"),
        ("NaN", QUANTITY, "不是数字"),
        ("=1+1", QUANTITY, "不是数字；请填计算结果"),
        ("1.050,5", QUANTITY, "不是数字"),
        ("1,05", QUANTITY, "不是数字；千位分隔逗号应每三位一个"),
        ("1,0500", QUANTITY, "不是数字；千位分隔逗号"),
        ("95,2", RATE, "不是数字；千位分隔逗号"),
        ("1 5", QUANTITY, "不是数字；一格只填一个数"),
        ("30、40", QUANTITY, "不是数字；一格只填一个数"),
        ("30-40", QUANTITY, "不是数字；一格只填一个数"),
        ("1/3", QUANTITY, "不是数字；一格只填一个数"),
        ("5²", QUANTITY, "不是数字"),
        ("①", QUANTITY, "不是数字"),
        ("٣", QUANTITY, "不是数字"),
        (".5", QUANTITY, "不是数字"),
        ("1.5.3", QUANTITY, "不是数字"),
        ("--", QUANTITY, "不是数字"),
        ("7" * 61, QUANTITY, "不是数字；一格只填一个"),
        ("95.2%", QUANTITY, "带有百分号，而本项填的是数量"),
        ("95.2%", COUNT, "带有百分号"),
        ("952‰", RATE, "是千分数"),
        ("-1", QUANTITY, "小于 0"),
        ("−1", QUANTITY, "小于 0"),
        ("2.5", COUNT, "不是整数"),
        ("有", YES_NO, "不是“是”或“否”"),
        ("2", YES_NO, "不是“是”或“否”"),
        ("1.23456", QUANTITY, "数位过多；小数不超过 4 位，请四舍五入后填写，如 1.2346"),
        ("94.578313253012", RATE, "“94.578313253012”数位过多"),
        ("9" * 15, QUANTITY, "数位过多"),
        ("99999999999万", QUANTITY, "数位过多"),
        ("123456789012.3456", QUANTITY, "合计不超过 15 位"),
    ],
)
def test_parse_value_refuses_with_a_reason(typed, kind, word):
    with pytest.raises(WrongValue, match=word):
        parse_value(typed, kind)


@pytest.mark.parametrize(
    ("typed", "unit", "word"),
    [
        ("1.05万", "万元", "本项单位已是“万元”，分不清是否再乘；请按“万元”只填数字"),
        ("1050亩", "人", "本项单位是“人”，请填阿拉伯数字，不带“亩”"),
        ("1050人", "人次", "不带“人”"),
        ("50%", "人", "带有百分号，而本项单位是“人”，不是比率"),
        ("人", "人", "不是数字"),
    ],
)
def test_another_unit_is_refused(typed, unit, word):
    with pytest.raises(WrongValue, match=word):
        parse_value(typed, QUANTITY, unit)


@given(st.decimals(0, 10**11 - 1, places=4), st.sampled_from(["", "人", "万元", "%"]))
def test_whatever_is_shown_is_read_again(value, unit):
    shown = as_shown(value, QUANTITY)
    assert parse_value(shown, QUANTITY, unit) == value
    assert parse_value(f"{value:,.4f}", QUANTITY, unit) == value
    assert parse_value(shown + unit, QUANTITY, unit) == value


@given(st.text(max_size=30), st.sampled_from(list(MeasureKind)))
def test_no_text_fails_otherwise(text, kind):
    value = None
    with suppress(WrongValue):
        value = parse_value(text, kind, "人")
    assert value is None or value >= 0


def test_as_shown_keeps_missing_apart_from_zero():
    assert as_shown(None, QUANTITY) == ""
    assert as_shown(Decimal("0.0000"), QUANTITY) == "0"
    assert as_shown(Decimal("1100.0000"), QUANTITY) == "1100"
    assert as_shown(Decimal(1), YES_NO) == "是"
    assert as_shown(Decimal(0), YES_NO) == "否"
