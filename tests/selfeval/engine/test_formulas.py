"""The grammar: what is read, and that whatever else ends at once with its place."""

import time
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import (
    MAX_DEPTH,
    MAX_LENGTH,
    Binary,
    Call,
    Name,
    Number,
    Text,
    Unary,
    names_in,
    parse_formula,
)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("1.50", Number(Decimal("1.50"))),
        ('"（含）"', Text("（含）")),
        ("“甲”", Text("甲")),
        ("income.office.public", Name(("income", "office", "public"))),
        ("spent.1.amount", Name(("spent", "1", "amount"))),
        ("-a", Unary("-", Name(("a",)))),
        ("a - b - c", Binary("-", Binary("-", Name(("a",)), Name(("b",))), Name(("c",)))),
        ("a + b * c", Binary("+", Name(("a",)), Binary("*", Name(("b",)), Name(("c",))))),
        ("（a＋b）× 2", Binary("*", Binary("+", Name(("a",)), Name(("b",))), Number(Decimal(2)))),
        ("a ≥ b", Binary(">=", Name(("a",)), Name(("b",)))),
        ("a <> b", Binary("!=", Name(("a",)), Name(("b",)))),
        ("sum(a, t.c)", Call("sum", (Name(("a",)), Name(("t", "c"))))),
    ],
)
def test_formula_is_read(text: str, node: object) -> None:
    assert parse_formula(text) == node


def test_logic_binds_less_than_comparison() -> None:
    node = parse_formula("not a = 1 or b = 2 and c = 3")

    assert isinstance(node, Binary)
    assert node.operator == "or"
    assert isinstance(node.right, Binary)
    assert node.right.operator == "and"
    assert [name.path for name in names_in(node)] == [("a",), ("b",), ("c",)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "公式是空的"),
        ("  ", "公式是空的"),
        ("1 +", "没有写完"),
        ("a b", "“b”前后不相连"),
        ("(a", "应为“)”"),
        ("a = b = c", "比较不能连写"),
        ("__import__('os')", "不认识"),
        ("a.b.c.d", "不认识"),
        ("1e9", "不认识"),
        ("a ** b", "此处不应为“*”"),
        ("open(a)", "没有函数“open”"),
        ("round()", "应有 1 至 2 个参数，现有 0 个"),
        ("if(a, b)", "应有 3 个参数"),
        ("A", "不认识“A”"),
        ("and", "此处不应为“and”"),
    ],
)
def test_wrong_formula_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(WrongFormula, match=r"公式.*有误") as caught:
        parse_formula(text)

    assert reason in str(caught.value)


def test_fault_names_its_character() -> None:
    with pytest.raises(WrongFormula) as caught:
        parse_formula("a + ?")

    assert caught.value.position == 5


@pytest.mark.parametrize(
    "text",
    [
        "(" * 300 + "1" + ")" * 299,
        "-" * 599 + "1",
        "not " * 149 + "true",
        "abs(" * 100 + "1" + ")" * 100,
        "1+" * 299 + "1",
        "1" * 10**6,
        "9" * 400,
        '"' + "x" * 500,
        "a." * 299,
    ],
    ids=["brackets", "minus", "not", "calls", "sum", "long", "digits", "quote", "dots"],
)
def test_hostile_formula_is_refused_quickly(text: str) -> None:
    started = time.perf_counter()

    with pytest.raises(WrongFormula):
        parse_formula(text)

    assert time.perf_counter() - started < 0.5


def test_limits_leave_room_for_honest_formulas() -> None:
    nested = "(" * (MAX_DEPTH - 1) + "a" + ")" * (MAX_DEPTH - 1)

    assert parse_formula(nested) == Name(("a",))
    assert len("sum(a, b)") < MAX_LENGTH


@given(st.text(alphabet='ab.1+-*/=<>()!," andortsum（≥', max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(WrongFormula):
        parse_formula(text)
