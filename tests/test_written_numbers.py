import re
from decimal import Decimal

import pytest

from lib.written_numbers import (
    NUMBER,
    chinese_ordinal,
    has_decimal_comma,
    parse_number,
)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("10", "10"),
        ("0.8", "0.8"),
        ("0,2", "0.2"),
        ("5,000", "5000"),
        ("1,234,567", "1234567"),
        ("0,200", "0.200"),
        ("一", "1"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("二十五", "25"),
        ("一百零三", "103"),
        ("零点五", "0.5"),
        ("半", "0.5"),
        ("零点二五", "0.25"),
        ("十点五", "10.5"),
        ("二十点零五", "20.05"),
        ("一百二十三点四", "123.4"),
        ("三百一十", "310"),
        ("两百", "200"),
        ("九百九十九", "999"),
        ("〇", "0"),
        ("00.5", "0.5"),
        ("12,34", "12.34"),
        ("999,999,999,999", "999999999999"),
        ("1" * 18, "1" * 18),
    ],
)
def test_number_is_read(words, value):
    assert re.fullmatch(NUMBER, words)
    assert parse_number(words) == Decimal(value)


@pytest.mark.parametrize(
    "words",
    [
        *("十十", "半百", "百百", "百", "二三", "点五", "十一点", "半点五"),
        *("0,20,25000", "1.2.3", "1,234.5", "", "若干", "1" * 19),
    ],
)
def test_what_is_no_number_is_none(words):
    assert parse_number(words) is None


@pytest.mark.parametrize(
    ("words", "expected"), [("0,2", True), ("5,000", False), ("0.2", False), ("0,200", True)]
)
def test_decimal_comma_is_told_from_thousands(words, expected):
    assert has_decimal_comma(words) is expected


def test_sections_are_numbered_to_99():
    numbers = (1, 9, 10, 11, 20, 21, 90, 99)
    assert [chinese_ordinal(n) for n in numbers] == [
        *("一", "九", "十", "十一", "二十", "二十一", "九十", "九十九")
    ]
