"""Derivations as people read them, and labels of a year."""

from dataclasses import replace

import pytest

from selfeval.engine.answers import Answer, Answers, TableRow
from selfeval.engine.checks import check
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.formulas import parse_formula
from selfeval.engine.types import Field, Growing, Kind, TotalBlock
from selfeval.engine.wording import derive, words_for
from tests.selfeval.engine.build import (
    YEAR,
    answered,
    fixed_table,
    make_form,
    money_table,
    number_field,
    only,
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
        ("-(a * b)", "−（a × b）"),
        ("a / (b / c)", "a ÷ （b ÷ c）"),
        ("a * (b * c)", "a × b × c"),
        ("a + (b = c)", "a + （b = c）"),
        ("sum(a + b, c) - 1", "a + b + c − 1"),
        ("a != 1 and b <= 2", "a ≠ 1 且 b ≤ 2"),
        ("(a = 1 or b = 2) and c = 3", "（a = 1 或 b = 2） 且 c = 3"),
        ("a = 1 and b = 2 or c = 3", "a = 1 且 b = 2 或 c = 3"),
        ("count(a) + abs(b) * min(a, b)", "个数（a） + 绝对值（b） × 最小值（a，b）"),
        ("year_of(a) + items(b)", "年份（a） + 所列项数（b）"),
        ('not_applicable(a) or contains(b, "甲")', "不适用（a） 或 包含（b，“甲”）"),
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
        ("sum(others.amount)", "B = 到位共 0 行：—"),
    ],
)
def test_derivation_ends_with_the_result(formula: str, derivation: str) -> None:
    fields = (
        number_field("a"),
        number_field("b", formula),
        number_field("c"),
        number_field("d", "a / 0"),
    )
    empty = replace(money_table(), code="others", growing=Growing())
    form = make_form(*fields, tables=(money_table(), empty))
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
        "不相符（“唯一指标”得分 100 + 1 = 101，高于 “唯一指标”建议得分 100；"
        "总分 100，不高于 “唯一指标”得分 100）"
    ]


def test_figures_of_an_indicator_are_told_by_its_name() -> None:
    form = with_check(single(), "only.outcome > only.target", cell="only.outcome")

    findings = check(evaluate_form(form, only("5", "3", score="60", reason="见说明"), YEAR))

    assert findings[0].message == "不相符（“唯一指标”完成值 3，不高于 “唯一指标”目标值 5）"


def test_total_is_called_so_in_checks_whatever_its_block_is_called() -> None:
    form = with_check(single(), "total > 100", cell="only.score")
    [section] = form.sections
    blocks = (*section.blocks[:-1], TotalBlock("自评分"))
    named = replace(form, sections=(replace(section, blocks=blocks),))
    report = answered(Answer("only", "1", "1", score="100"), executed="1", budget="1")

    findings = check(evaluate_form(named, report, YEAR))

    assert [found.message for found in findings] == ["不相符（总分 100，不高于 100）"]


def test_check_that_joins_conditions_tells_only_what_is_to_blame() -> None:
    fields = (number_field("a"), number_field("b"), number_field("c"))
    form = with_check(make_form(*fields), "(a = 1 or b = 2) and c = 3", cell="c")

    findings = check(evaluate_form(form, Answers({"a": "1", "b": "1", "c": "1"}), YEAR))

    assert findings[0].message == "不相符（C 1，不等于 3）"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("a / b >= 0.9", "A 25 ÷ B 70 ≈ 35.71%，低于 90%"),
        ("ratio(b, a) < 0.5", "B 70 ÷ A 25 = 280%，不低于 50%"),
        ("a / b = 2", "A 25 ÷ B 70 ≈ 0.3571，不等于 2"),
        ("a - 5 != 20", "A 25 − 5 = 20，等于 20"),
        ("a > 30 and b > 1", "A 25，不高于 30"),
        ("a > 30 or b < 1", "A 25，不高于 30；B 70，不低于 1"),
        ("not (a = 25)", "应为：并非（A 25 = 25）"),
        ('c != "已完成" or a > 30', "C 已完成；A 25，不高于 30"),
    ],
)
def test_what_is_to_blame_is_told_as_one_says_it(condition: str, words: str) -> None:
    fields = (number_field("a"), number_field("b"), Field("c", "C"))
    form = with_check(make_form(*fields), condition, cell="a")
    report = Answers({"a": "25", "b": "70", "c": "已完成"})

    [finding] = [each for each in check(evaluate_form(form, report, YEAR)) if each.code == "rule"]

    assert finding.message == f"不相符（{words}）"


def test_rows_of_a_table_without_a_name_are_told_by_theirs() -> None:
    form = make_form(tables=(replace(fixed_table(), label=""),))
    parts = (TableRow("one", {"people": "1"}), TableRow("two", {"people": "2"}))

    computed = evaluate_form(form, Answers(tables={"parts": parts}), YEAR).computed

    assert computed["parts.all.people"].derivation == "人数 = 甲 1 + 乙 2 = 3"


def test_long_words_are_cut_in_a_message() -> None:
    form = with_check(make_form(Field("a", "A", Kind.LONG_TEXT)), 'a = "短"', cell="a")
    report = Answers({"a": "很长的一段话" * 10})

    findings = check(evaluate_form(form, report, YEAR))

    assert findings[0].message == f"不相符（A {('很长的一段话' * 10)[:20]}……，不等于 “短”）"


def test_impossible_check_says_why() -> None:
    form = with_check(make_form(number_field("a")), "a > nobody", cell="a")
    report = Answers({"a": "1"})

    findings = check(evaluate_form(form, report, YEAR))

    assert findings[0].message == "不相符（无法核对：表式中没有编码为“nobody”的填报项）"
