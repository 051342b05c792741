"""Arithmetic over tagged values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.calculate import Budget, Found, calculate
from selfeval.engine.errors import TooMuchWork
from selfeval.engine.formulas import Name, parse_formula
from selfeval.engine.values import (
    MISSING,
    NOT_APPLICABLE,
    State,
    Value,
    number,
    text_value,
    truth,
    wrong,
)

CELLS: dict[str, Found] = {
    "a": number(7),
    "zero": number(0),
    "third": number("0.3"),
    "none": MISSING,
    "na": NOT_APPLICABLE,
    "bad": wrong("不是数字", "三十"),
    "broken": wrong("除数为 0"),
    "word": text_value("2020年3月底前"),
    "list": text_value("甲、乙，丙和丁"),
    "yes": truth(True),
    "col": [number("0.1")] * 10,
    "gaps": [number(5), MISSING, NOT_APPLICABLE],
    "void": [MISSING, NOT_APPLICABLE],
    "nas": [NOT_APPLICABLE, NOT_APPLICABLE],
}


def look(name: Name) -> Found:
    return CELLS[name.path[0]]


def result(text: str) -> Value:
    return calculate(parse_formula(text), look)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2", "0.3"),
        ("sum(col)", "1.0"),
        ("sum(gaps)", "5"),
        ("sum(a, gaps, none)", "12"),
        ("min(gaps, 3)", "3"),
        ("max(gaps, 3)", "5"),
        ("count(gaps)", "1"),
        ("count(col, word, none)", "11"),
        ("abs(2 - a)", "5"),
        ("round(2.675, 2)", "2.68"),
        ("round(2.5)", "3"),
        ("ratio(a, 2)", "3.5"),
        ("percent(18, 19)", "94.73684210526315789473684211"),
        ("if(a > 3, 1, 2)", "1"),
        ("if(blank(none), 1, bad)", "1"),
        ("year_of(word)", "2020"),
        ("items(list)", "4"),
        ("-a + 10", "3"),
    ],
)
def test_formula_gives_number(text: str, expected: str) -> None:
    assert result(text) == number(expected)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("a + none", State.MISSING),
        ("a + na", State.NOT_APPLICABLE),
        ("-none", State.MISSING),
        ("yes and none = 1", State.MISSING),
        ("none * na", State.MISSING),
        ("bad + none", State.ERROR),
        ("sum(void)", State.MISSING),
        ("sum(nas)", State.NOT_APPLICABLE),
        ("sum(gaps, bad)", State.ERROR),
        ("sum(word)", State.ERROR),
        ("zero / zero", State.NOT_APPLICABLE),
        ("ratio(zero, zero)", State.NOT_APPLICABLE),
        ("ratio(a, zero)", State.ERROR),
        ("percent(zero, zero)", State.NOT_APPLICABLE),
        ("none = 1", State.MISSING),
        ("if(none, 1, 2)", State.MISSING),
        ("if(a, 1, 2)", State.ERROR),
        ("word + 1", State.ERROR),
        ("word > 1", State.ERROR),
        ("col + 1", State.ERROR),
        ("round(a, 99)", State.ERROR),
        ("year_of(list)", State.MISSING),
        ("not a", State.ERROR),
        ("a and yes", State.ERROR),
        ("abs(word)", State.ERROR),
        ("-word", State.ERROR),
        ("round(word)", State.ERROR),
        ("999999999999999 * 999999999999999", State.ERROR),
    ],
)
def test_formula_gives_state(text: str, state: State) -> None:
    assert result(text).state is state


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 7.00", True),
        ("a != 7", False),
        ('word = "2020年3月底前"', True),
        ("word = 2020", False),
        ("a >= 7 and a <= 7", True),
        ("yes or bad = 1", True),
        ("a < 7 and bad = 1", False),
        ("none = 1 or yes", True),
        ("not (a < 7)", True),
        ("blank(none)", True),
        ("blank(na)", False),
        ("blank(zero)", False),
        ("not_applicable(na)", True),
        ('contains(word, "3月")', True),
        ("true", True),
    ],
)
def test_condition_is_decided(text: str, expected: bool) -> None:
    assert result(text) == truth(expected)


NO_NUMBER = "“2020年3月底前”不是数字，不能计算"
NO_PLACES = "round 的位数应为 0 至 8 的整数"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("col + 1", "“col”是整栏，只能放在 sum、count 等函数中"),
        ("a and yes", "and 两边应为条件"),
        ("yes and a", "and 两边应为条件"),
        ("a or not yes", "or 两边应为条件"),
        ("if(a, 1, 2)", "if 的第一个参数应为条件"),
        ("if(bad, 1, 2)", "“三十”不是数字"),
        ("not a", "not 后面应为条件"),
        ("yes and bad = 1", "“三十”不是数字"),
        ("-word", NO_NUMBER),
        ("word > 1", NO_NUMBER),
        ("1 > word", NO_NUMBER),
        ("word + 1", NO_NUMBER),
        ("1 - word", NO_NUMBER),
        ("abs(word)", NO_NUMBER),
        ("ratio(a, word)", NO_NUMBER),
        ("percent(word, 1)", NO_NUMBER),
        ("sum(a, word)", NO_NUMBER),
        ("max(yes)", "“是”不是数字，不能计算"),
        ("min(bad, none)", "“三十”不是数字"),
        ("sum(a, broken)", "除数为 0"),
        ("broken + 1", "除数为 0"),
        ("round(word)", NO_NUMBER),
        ("round(a, word)", NO_NUMBER),
        ("round(a, 9)", NO_PLACES),
        ("round(a, 1.5)", NO_PLACES),
        ("round(a, -1)", NO_PLACES),
        ("a / zero", "除数为 0"),
        ("999999999999999 + 1", "数值过大"),
        ("-999999999999999 - 1", "数值过大"),
    ],
)
def test_what_cannot_be_computed_says_why(text: str, reason: str) -> None:
    assert result(text) == wrong(reason)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("999999999999998 + 1", number("999999999999999")),
        ("round(a / 3, 8)", number("2.33333333")),
        ("round(a / 3, 0)", number("2")),
        ("abs(-a)", number(7)),
        ("a - 10", number(-3)),
        ("a * third / 2", number("1.05")),
        ("percent(a, 8)", number("87.5")),
        ("1 / 3", number("0.3333333333333333333333333333")),
        ("max(col, a, none)", number(7)),
        ("count(void)", number(0)),
        ("count(void, bad)", number(1)),
        ("if(blank(a), 1, 2)", number(2)),
        ("if(yes, bad, 1)", wrong("不是数字", "三十")),
        ("min(void)", MISSING),
        ("max(nas)", NOT_APPLICABLE),
        ("max(nas, none)", MISSING),
        ("na + none", MISSING),
        ("na + 1", NOT_APPLICABLE),
        ("not na", NOT_APPLICABLE),
        ("contains(none, word)", MISSING),
        ("year_of(list)", MISSING),
        ("items(word)", number(1)),
    ],
)
def test_formula_gives_value(text: str, expected: Value) -> None:
    assert result(text) == expected


def test_state_of_a_cell_goes_on_without_its_words() -> None:
    typed = {"x": Value(State.NOT_APPLICABLE, raw="不适用"), "y": Value(State.MISSING, raw=" ")}

    def value(text: str) -> Value:
        return calculate(parse_formula(text), lambda name: typed[name.path[0]])

    assert (value("x + 1"), value("y + 1")) == (NOT_APPLICABLE, MISSING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 7", False),
        ("a > 6.99", True),
        ("a < 7", False),
        ("a < 7.01", True),
        ("a >= 7.01", False),
        ("a <= 6.99", False),
        ("a = word", False),
        ("a != word", True),
        ("zero = false", False),
        ("yes = true", True),
        ("true and false", False),
        ("false or false", False),
        ("false or true", True),
        ("true and true", True),
        ("not yes", False),
        ('contains(list, "丙")', True),
        ('contains(list, "戊")', False),
        ("not_applicable(none)", False),
        ("blank(bad)", False),
    ],
)
def test_condition_is_true_or_false(text: str, expected: bool) -> None:
    assert result(text) == truth(expected)


@pytest.mark.parametrize(
    ("text", "steps"),
    [("1", 1), ("a + 1", 3), ("-a", 2), ("if(yes, a, b)", 3), ("sum(col, a)", 11)],
)
def test_every_step_of_the_work_counts(text: str, steps: int) -> None:
    node = parse_formula(text)

    assert calculate(node, look, Budget(steps)).state is not State.ERROR
    with pytest.raises(TooMuchWork):
        calculate(node, look, Budget(steps - 1))


def test_error_names_what_was_typed() -> None:
    assert result("bad + 1").text == "“三十”不是数字"


def test_work_is_limited() -> None:
    with pytest.raises(TooMuchWork):
        calculate(parse_formula("sum(col)"), look, Budget(5))


amounts = st.decimals(-(10**9), 10**9, allow_nan=False, places=4)


@given(st.lists(amounts, min_size=1, max_size=30))
def test_sum_is_exact_in_any_order(values: list[Decimal]) -> None:
    cells = {"x": [number(value) for value in values], "y": [number(v) for v in values[::-1]]}
    node = parse_formula("sum(x) = sum(y)")

    assert calculate(node, lambda name: cells[name.path[0]]) == truth(True)
    total = calculate(parse_formula("sum(x)"), lambda name: cells["x"])
    assert total.number == Decimal(sum(int(value * 10000) for value in values)) / 10000


@given(
    st.recursive(
        st.sampled_from(["a", "zero", "none", "na", "bad", "word", "yes", "1", "0.5"]),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*/=<"), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            inner.map(lambda text: f"round({text}, 2)"),
            st.tuples(inner, inner, inner).map(lambda t: f"if({t[0]}, {t[1]}, {t[2]})"),
        ),
        max_leaves=8,
    )
)
def test_every_formula_gives_a_value(text: str) -> None:
    assert isinstance(result(text).state, State)
