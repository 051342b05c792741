"""The grammar: what is read, and that whatever else ends at once with its place."""

import time
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_LENGTH,
    Binary,
    Call,
    Name,
    Number,
    Text,
    Truth,
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
    started = time.process_time()

    with pytest.raises(WrongFormula):
        parse_formula(text)

    assert time.process_time() - started < 0.5


def test_limits_leave_room_for_honest_formulas() -> None:
    nested = "(" * (MAX_DEPTH - 1) + "a" + ")" * (MAX_DEPTH - 1)

    assert parse_formula(nested) == Name(("a",))
    assert len("sum(a, b)") < MAX_LENGTH


@given(st.text(alphabet='ab.1+-*/=<>()!," andortsum（≥', max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(WrongFormula):
        parse_formula(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  ", "公式“  ”有误：公式是空的。"),
        ("1 +", "公式“1 +”第 4 个字符处有误：公式没有写完。"),
        ("sum(a,", "公式“sum(a,”第 7 个字符处有误：公式没有写完。"),
        ("a b", "公式“a b”第 3 个字符处有误：“b”前后不相连。"),
        ("(a", "公式“(a”第 3 个字符处有误：此处应为“)”。"),
        ("sum(a b)", "公式“sum(a b)”第 7 个字符处有误：此处应为“)”。"),
        ("a = b = c", "公式“a = b = c”第 7 个字符处有误：比较不能连写，请用 and 连接。"),
        ("a <> b == c", "公式“a <> b == c”第 8 个字符处有误：比较不能连写，请用 and 连接。"),
        ("a ** b", "公式“a ** b”第 4 个字符处有误：此处不应为“*”。"),
        *(
            (f"a + {word}", f"公式“a + {word}”第 5 个字符处有误：此处不应为“{word}”。")
            for word in ("and", "or", "not")
        ),
        ("a + open(a)", "公式“a + open(a)”第 5 个字符处有误：没有函数“open”。"),
        ("  a ? b", "公式“  a ? b”第 5 个字符处有误：不认识“? b”。"),
        ("a + ?xyz0123456789", "公式“a + ?xyz0123456789”第 5 个字符处有误：不认识“?xyz012345”。"),
        ("1e9", "公式“1e9”第 1 个字符处有误：不认识“1e9”。"),
        ("1.5.2", "公式“1.5.2”第 1 个字符处有误：不认识“1.5.2”。"),
        ("1 +" + " " * 57, f"公式“1 +{' ' * 57}”第 4 个字符处有误：公式没有写完。"),
        ("1 +" + " " * 58, f"公式“1 +{' ' * 57}……”第 4 个字符处有误：公式没有写完。"),
    ],
)
def test_fault_of_a_formula_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(WrongFormula) as caught:
        parse_formula(text)

    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("a >= b", "a ≥ b"),
        ("a <= b", "a ≤ b"),
        ("a != b", "a ≠ b"),
        ("a != b", "a <> b"),
        ("a = b", "a == b"),
        ("a = b", "a ＝ b"),
        ("a < b", "a＜b"),
        ("a > b", "a＞b"),
        ("a + b - c", "a＋b−c"),
        ("a * b / c", "a×b÷c"),
        ("max(a, b)", "max（a，b）"),
        ('a = "（×）"', "a = “（×）”"),
        ("a + b", "\n a\t+  b  "),
        ("true", " true"),
    ],
)
def test_signs_of_people_mean_the_plain_ones(plain: str, written: str) -> None:
    assert parse_formula(written) == parse_formula(plain)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("true", Truth(True)),
        ("false", Truth(False)),
        ("a / b / c", Binary("/", Binary("/", Name(("a",)), Name(("b",))), Name(("c",)))),
        ("not not a", Unary("not", Unary("not", Name(("a",))))),
        ("- -a", Unary("-", Unary("-", Name(("a",))))),
        ("(a)", Name(("a",))),
        ("a.b1.c_d", Name(("a", "b1", "c_d"))),
        ("999999999999999.999999999999", Number(Decimal("999999999999999.999999999999"))),
        ('"' + "字" * 100 + '"', Text("字" * 100)),
        ("x" * 40, Name(("x" * 40,))),
    ],
)
def test_formula_is_read_to_its_limits(text: str, node: object) -> None:
    assert parse_formula(text) == node


LIMITS: dict[str, tuple[int, int | None]] = {
    **dict.fromkeys(("sum", "min", "max", "count"), (1, None)),
    **dict.fromkeys(("abs", "blank", "not_applicable", "year_of", "items"), (1, 1)),
    **dict.fromkeys(("ratio", "percent", "contains"), (2, 2)),
    "round": (1, 2),
    "if": (3, 3),
}


def test_there_are_no_other_functions() -> None:
    assert set(FUNCTIONS) == set(LIMITS)


@pytest.mark.parametrize(("function", "limits"), LIMITS.items())
def test_function_takes_its_number_of_arguments(
    function: str, limits: tuple[int, int | None]
) -> None:
    least, most = limits
    names = tuple(Name(("a",)) for _ in range(most or 9))

    for count in {least, most or 9}:
        call = f"{function}({', '.join('a' * count)})"
        assert parse_formula(call) == Call(function, names[:count])
    wrong = {least - 1} | ({most + 1} if most else set())
    for count in wrong:
        with pytest.raises(WrongFormula) as caught:
            parse_formula(f"1 + {function}({', '.join('a' * count)})")
        wanted = f"{least}" if least == most else f"{least} 至 {most or '多'}"
        assert caught.value.reason == f"函数“{function}”应有 {wanted} 个参数，现有 {count} 个"
        assert caught.value.position == 5


@pytest.mark.parametrize(
    ("fits", "is_too_much", "reason"),
    [
        ("a" + " " * 599, "a" + " " * 600, "长度超过 600 个字符"),
        ("+".join("a" * 100), "+".join("a" * 101), "超过 200 个词"),
        ("(" * 19 + "a" + ")" * 19, "(" * 20 + "a" + ")" * 20, "括号嵌套超过 20 层"),
        ("-" * 19 + "a", "-" * 20 + "a", "括号嵌套超过 20 层"),
        ("not " * 19 + "a", "not " * 20 + "a", "括号嵌套超过 20 层"),
    ],
    ids=["length", "words", "brackets", "minus", "not"],
)
def test_formula_has_limits(fits: str, is_too_much: str, reason: str) -> None:
    parse_formula(fits)
    with pytest.raises(WrongFormula) as caught:
        parse_formula(is_too_much)

    assert caught.value.reason == reason


@pytest.mark.parametrize("part", ["(a) +", "-a +", "not a and", "abs(a) +"])
def test_brackets_that_closed_do_not_make_room_for_deeper_ones(part: str) -> None:
    parse_formula("(" * 10 + part + "(" * 9 + "a" + ")" * 19)
    with pytest.raises(WrongFormula, match="括号嵌套超过 20 层"):
        parse_formula("(" * 10 + part + "(" * 10 + "a" + ")" * 20)


@pytest.mark.parametrize("part", ["(a)", "-a", "abs(a)"])
def test_brackets_beside_each_other_are_not_nested(part: str) -> None:
    parse_formula(" * ".join([part] * 30))


def test_negations_beside_each_other_are_not_nested() -> None:
    parse_formula(" and ".join(["not a"] * 30))
