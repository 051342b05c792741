"""Rounding and the writing of points."""

from decimal import Decimal, localcontext

import pytest

from lib.rounding import (
    format_figure,
    format_fixed,
    format_points,
    round_half_up,
)


def test_round_half_up_agrees_with_integers_on_every_thousandth() -> None:
    wrong = [
        thousandths
        for thousandths in range(100_001)
        if str(round_half_up(Decimal(thousandths).scaleb(-3)))
        != f"{(thousandths + 5) // 10 // 100}.{(thousandths + 5) // 10 % 100:02d}"
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("76", 2, "76.00"),
        ("0.005", 2, "0.01"),
        ("0.0049999999999999999999", 2, "0.00"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("0.333333", 4, "0.3333"),
        ("123456789012345.125", 2, "123456789012345.13"),
    ],
)
def test_round_half_up_keeps_its_places(value: str, places: int, expected: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == expected


def test_round_half_up_ignores_the_callers_context() -> None:
    with localcontext() as context:
        context.prec = 3
        assert str(round_half_up(Decimal("1234.565"))) == "1234.57"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "—"),
        (Decimal("1E+1"), "10"),
        (Decimal("10.00"), "10"),
        (Decimal("6.40"), "6.4"),
        (Decimal("0.00"), "0"),
        (Decimal("-0.0"), "0"),
        (Decimal("-1.50"), "-1.5"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("100"), "100"),
    ],
)
def test_format_points_writes_plain_digits(value: Decimal | None, expected: str) -> None:
    assert format_points(value) == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [(None, 2, "—"), (Decimal("58.3"), 2, "58.30"), (Decimal("58.25"), 1, "58.3")],
)
def test_format_fixed_always_has_its_places(
    value: Decimal | None, places: int, expected: str
) -> None:
    assert format_fixed(value, places) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("11500", "11,500"), ("1E+3", "1,000"), ("1234.50", "1,234.5"), ("7", "7")],
)
def test_format_figure_separates_thousands(value: str, expected: str) -> None:
    assert format_figure(Decimal(value)) == expected
