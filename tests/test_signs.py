"""Signs that no database can hold; digits that make a number of ours; days that are meant."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from lib.days import is_meant
from lib.signs import holds_unkeepable, whole_number


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ("甲\x00", True),
        ("\ud83d", True),
        ("😀", False),
        ("\u202e\x07", False),
        (["a", ["b\x00"]], True),
        ({"a\x00": 1}, True),
        ({"a": {"b": ["\udfff"]}}, True),
        ({"a": [1, None, True]}, False),
        (7, False),
    ],
)
def test_unkeepable_signs_are_found_wherever_they_stand(value, held):
    assert holds_unkeepable(value) is held


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("0", 0),
        ("2147483647", 2147483647),
        ("2147483648", None),
        ("007", 7),
        ("9" * 5000, None),
        ("１２", None),
        ("²", None),
        ("-1", None),
        ("+1", None),
        ("1.0", None),
        ("1_0", None),
        ("", None),
        (" 1", None),
    ],
)
def test_whole_number_is_plain_digits_that_a_database_can_hold(words, number):
    assert whole_number(words) == number


@pytest.mark.parametrize(
    ("moment", "meant"),
    [
        (date(1, 1, 1), False),
        (date(9999, 12, 31), False),
        (date(1990, 1, 1), True),
        (date(2199, 12, 31), True),
        (date(2200, 1, 1), False),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), False),
        (datetime(2018, 1, 5, tzinfo=UTC), True),
    ],
)
def test_days_of_a_year_that_nobody_means_are_told_apart(moment, meant):
    assert is_meant(moment) is meant
