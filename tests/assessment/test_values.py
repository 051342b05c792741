from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind
from assessment.values import WrongValue, as_shown, parse_value

QUANTITY, RATE, YES_NO, COUNT = MeasureKind


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("", QUANTITY, None),
        ("  ", COUNT, None),
        ("—", RATE, None),
        (None, YES_NO, None),
        ("0", QUANTITY, Decimal(0)),
        ("1,103", QUANTITY, Decimal(1103)),
        ("１２３．５", QUANTITY, Decimal("123.5")),
        ("95.2%", RATE, Decimal("95.2")),
        ("９５％", RATE, Decimal(95)),
        ("是", YES_NO, Decimal(1)),
        ("否", YES_NO, Decimal(0)),
        ("3", COUNT, Decimal(3)),
        ("3.0", COUNT, Decimal("3.0")),
        ("12345678901.2345", QUANTITY, Decimal("12345678901.2345")),
        ("99999999999999.0000", QUANTITY, Decimal(99999999999999)),
    ],
)
def test_parse_value_reads_what_people_type(typed, kind, value):
    assert parse_value(typed, kind) == value


@pytest.mark.parametrize(
    ("typed", "kind", "word"),
    [
        ("三十", QUANTITY, "不是数字"),
        ("约30", QUANTITY, "不是数字"),
        ("1103人", QUANTITY, "不是数字"),
        ("1e5", QUANTITY, "不是数字"),
        ("NaN", QUANTITY, "不是数字"),
        ("=1+1", QUANTITY, "不是数字"),
        ("-1", QUANTITY, "小于 0"),
        ("100.01", RATE, "超过 100"),
        ("2.5", COUNT, "不是整数"),
        ("有", YES_NO, "不是“是”或“否”"),
        ("2", YES_NO, "不是“是”或“否”"),
        ("1.23456", QUANTITY, "数位过多"),
        ("9" * 15, QUANTITY, "数位过多"),
        ("123456789012.3456", QUANTITY, "合计不超过 15 位"),
    ],
)
def test_parse_value_refuses_with_a_reason(typed, kind, word):
    with pytest.raises(WrongValue, match=word):
        parse_value(typed, kind)


def test_as_shown_keeps_missing_apart_from_zero():
    assert as_shown(None, QUANTITY) == ""
    assert as_shown(Decimal("0.0000"), QUANTITY) == "0"
    assert as_shown(Decimal("1100.0000"), QUANTITY) == "1100"
    assert as_shown(Decimal(1), YES_NO) == "是"
    assert as_shown(Decimal(0), YES_NO) == "否"
