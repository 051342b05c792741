import re
from decimal import Decimal

import pytest

from assessment.reader.numerals import NUMBER, has_decimal_comma, parse_number


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
    ],
)
def test_number_is_read(words, value):
    assert re.fullmatch(NUMBER, words)
    assert parse_number(words) == Decimal(value)


@pytest.mark.parametrize(
    "words", ["十十", "半百", "百百", "二三", "0,20,25000", "1.2.3", "", "若干"]
)
def test_what_is_no_number_is_none(words):
    assert parse_number(words) is None


@pytest.mark.parametrize(
    ("words", "expected"), [("0,2", True), ("5,000", False), ("0.2", False), ("0,200", True)]
)
def test_decimal_comma_is_told_from_thousands(words, expected):
    assert has_decimal_comma(words) is expected
