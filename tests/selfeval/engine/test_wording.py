"""Derivations as people read them, and labels of a year."""

import pytest

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.checks import check
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.formulas import parse_formula
from selfeval.engine.types import Field, Kind
from selfeval.engine.wording import derive, words_for
from tests.selfeval.engine.build import (
    YEAR,
    answered,
    make_form,
    money_table,
    number_field,
    rows,
    single,
    with_check,
)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("a - (b - c)", "a − （b − c）"),
        ("a - b - c", "a − b − c"),
        ("(a + b) * 2", "（a + b） × 2"),
        ("sum(a, b) / 2", "（a + b） ÷ 2"),
        ("a - sum(b, c)", "a − （b + c）"),
        ("percent(a, b)", "a ÷ b × 100"),
        ("ratio(a, b) >= 0.9", "a ÷ b ≥ 0.9"),
        ("round(a / b, 2)", "a ÷ b"),
        ("-a", "−a"),
        ('not (a = "甲") and true', "并非（a = “甲”） 且 是"),
        ("false or blank(a)", "否 或 未填（a）"),
        ("if(a, max(b, 1), 2)", "如果（a，最大值（b，1），2）"),
    ],
)
def test_formula_is_written_for_people(formula: str, words: str) -> None:
    assert derive(parse_formula(formula), lambda name: name.path[0]) == words


def test_year_is_filled_in() -> None:
    words = "截至{next_year}年3月底，{year}年度（{last_year}年决算数）{n}个"

    assert words_for(words, 2023) == "截至2024年3月底，2023年度（2022年决算数）{n}个"


@pytest.mark.parametrize(
    ("formula", "derivation"),
    [
        ("a / 3", "B = A 1 ÷ 3 ≈ 0.3333"),
        ("a / 0", "B = A 1 ÷ 0：除数为 0"),
        ("a + c", "B = A 1 + C —：—"),
        ("d + 1", "B = D （除数为 0） + 1：除数为 0"),
        ("year + a", "B = 年度 2023 + A 1 = 2024"),
        ("sum(grants.amount)", "B = 1 + 1 = 2"),
    ],
)
def test_derivation_ends_with_the_result(formula: str, derivation: str) -> None:
    fields = (
        number_field("a"),
        number_field("b", formula),
        number_field("c"),
        number_field("d", "a / 0"),
    )
    form = make_form(*fields, tables=(money_table(),))
    report = Answers({"a": "1"}, {"grants": rows({"amount": "1"}, {"amount": "1"})})

    assert evaluate_form(form, report, YEAR).computed["b"].derivation == derivation


def test_long_column_is_counted() -> None:
    form = make_form(tables=(money_table(),))
    report = Answers(tables={"grants": rows(*[{"amount": "1"}] * 9)})

    computed = evaluate_form(form, report, YEAR).computed["grants.total.amount"]

    assert computed.derivation == "到位 = 到位共 9 行 = 9"


def test_check_over_scores_names_them() -> None:
    condition = "only.score + 1 <= only.proposed and total > only.score"
    form = with_check(single(), condition, cell="only.score")
    report = answered(Answer("only", "1", "1", score="100"), executed="1", budget="1")

    findings = check(evaluate_form(form, report, YEAR))

    assert [found.message for found in findings] == [
        "不相符（应为：“唯一指标”得分 100 + 1 ≤ “唯一指标”建议得分 100"
        " 且 总分 100 > “唯一指标”得分 100）"
    ]


def test_long_words_are_cut_in_a_message() -> None:
    form = with_check(make_form(Field("a", "A", Kind.LONG_TEXT)), 'a = "短"', cell="a")
    report = Answers({"a": "很长的一段话" * 10})

    findings = check(evaluate_form(form, report, YEAR))

    assert findings[0].message == f"不相符（应为：A {('很长的一段话' * 10)[:20]}…… = “短”）"


def test_impossible_check_says_why() -> None:
    form = with_check(make_form(number_field("a")), "a > nobody", cell="a")
    report = Answers({"a": "1"})

    findings = check(evaluate_form(form, report, YEAR))

    assert findings[0].message == "不相符（无法核对：表式中没有编码为“nobody”的填报项）"
