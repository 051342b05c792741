"""From text to values: numbers only where they are wholly numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.types import Kind
from selfeval.engine.values import State, Value, number, parse_cell, parse_number, truth


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("2020年3月底前", ""),
        ("2020年5月份", ""),
        ("≥266米", "米"),
        ("≥80", "%"),
        ("约300", ""),
        ("3000-5000", ""),
        ("4.57%", "元"),
        ("12,34", ""),
        ("1e5", ""),
        ("三十", ""),
        ("５%％", "%"),
        ("5²", ""),
        ("①", ""),
        ("5²m²", "m²"),
    ],
)
def test_text_of_a_target_is_kept(text: str, unit: str) -> None:
    value = parse_cell(Kind.MEASURED, text, unit)

    assert (value.state, value.text, value.shown) == (State.TEXT, text, text)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("95%", "%", "95"),
        ("4.57%", "%", "4.57"),
        ("95％", "%", "95"),
        ("23330人", "人", "23330"),
        ("23330 人", "人", "23330"),
        ("1,234,567.50", "", "1234567.50"),
        ("１２", "", "12"),
        ("-0.1", "", "-0.1"),
        ("−3", "", "-3"),
        ("0", "起", "0"),
        ("5㎡", "㎡", "5"),
        ("5m²", "m²", "5"),
    ],
)
def test_whole_number_of_a_target_is_read(text: str, unit: str, expected: str) -> None:
    value = parse_cell(Kind.MEASURED, text, unit)

    assert (value.number, value.raw) == (Decimal(expected), text)
    assert value.is_number


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", State.MISSING),
        ("  ", State.MISSING),
        ("—", State.MISSING),
        ("不适用", State.NOT_APPLICABLE),
    ],
)
def test_absence_is_the_same_in_every_kind(kind: Kind, text: str, state: State) -> None:
    assert parse_cell(kind, text).state is state


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.NUMBER, "三十"),
        (Kind.MONEY, "12万"),
        (Kind.COUNT, "1.5"),
        (Kind.COUNT, "-1"),
        (Kind.DATE, "2023-02-30"),
        (Kind.DATE, "去年"),
        (Kind.YES_NO, "对"),
        (Kind.CHOICE, "丙"),
        (Kind.NUMBER, "9" * 16),
        (Kind.NUMBER, "NaN"),
    ],
)
def test_wrong_entry_is_an_error_with_its_words(kind: Kind, text: str) -> None:
    value = parse_cell(kind, text, choices=("甲", "乙"))

    assert (value.state, value.shown) == (State.ERROR, text)
    assert value.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-12-2", "2022-12-02"),
        ("2021年5月20日", "2021-05-20"),
        ("2023/7/14", "2023-07-14"),
        ("2023.7.14", "2023-07-14"),
    ],
)
def test_date_is_read(text: str, expected: str) -> None:
    assert parse_cell(Kind.DATE, text).text == expected


def test_yes_and_no_are_read() -> None:
    values = [parse_cell(Kind.YES_NO, words) for words in ("是", "否")]
    assert values == [truth(True, "是"), truth(False, "否")]
    assert [value.raw for value in values] == ["是", "否"]


def test_percent_sign_stands_behind_a_percent_only() -> None:
    assert parse_cell(Kind.PERCENT, "50%").number == 50
    assert parse_cell(Kind.NUMBER, "50%").state is State.ERROR


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (number("10.50"), "10.5"),
        (truth(True), "是"),
        (truth(False), "否"),
        (parse_cell(Kind.TEXT, ""), "—"),
        (parse_cell(Kind.TEXT, "不适用"), "不适用"),
    ],
)
def test_value_is_shown(value: Value, shown: str) -> None:
    assert value.shown == shown


def test_figure_of_more_than_forty_signs_is_none() -> None:
    assert parse_number("111" + ",000" * 9) == Decimal("111E27")
    assert parse_number("1" + ",000" * 10) is None


@given(st.text(max_size=60))
def test_any_text_is_kept_word_for_word(text: str) -> None:
    value = parse_cell(Kind.MEASURED, text)

    assert value.state is State.MISSING or value.shown == text.strip()


@given(st.decimals(-(10**14), 10**14, allow_nan=False, places=6))
def test_numbers_come_back(value: Decimal) -> None:
    assert parse_number(f"{value:f}") == value
    assert parse_number(f"{value:,f}") == value


@pytest.mark.parametrize("words", ["-", "/", "无", "——", "N/A"])
def test_money_and_counts_may_say_that_there_is_nothing(words: str) -> None:
    for kind in (Kind.MONEY, Kind.COUNT):
        value = parse_cell(kind, words)
        assert (value.number, value.shown, value.says_nothing) == (0, words, True)
    assert not parse_cell(Kind.MONEY, "0").says_nothing
    assert parse_cell(Kind.NUMBER, words).state is State.ERROR
    assert parse_cell(Kind.PERCENT, words).state is State.ERROR
