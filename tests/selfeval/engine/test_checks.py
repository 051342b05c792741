"""The checks of cells, tables, formulas and words that every form gets, one by one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.checks import check
from selfeval.engine.errors import TooMuchWork
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.scoring_types import Indicator, Link, Method, TextFigure
from selfeval.engine.types import (
    Column,
    Field,
    Growing,
    IndicatorBlock,
    Kind,
    Narrative,
    Section,
    Table,
)
from tests.selfeval.engine.build import (
    YEAR,
    answered,
    fixed_table,
    found,
    make_form,
    money_table,
    number_field,
    rows,
    scored_form,
    single,
    with_check,
)

REPORT = Answers()


def test_empty_required_cell_is_an_error() -> None:
    form = make_form(number_field("a", required=True), number_field("b"))

    assert found(form, REPORT) == {("error", "required", "a")}
    assert found(form, Answers({"a": "不适用"})) == set()
    assert found(form, Answers({"a": "0"})) == set()


def test_unreadable_cell_is_an_error() -> None:
    form = make_form(number_field("a", required=True), number_field("b", "a * 2"))

    assert found(form, Answers({"a": "三十"})) == {
        ("error", "wrong_value", "a"),  # and nothing of b, which is made of it
    }


@pytest.mark.parametrize(
    ("entered", "is_found"),
    [("", False), ("0.3", False), ("0.30", False), ("0.31", True), ("0.3000001", True)],
)
def test_total_must_be_the_sum_of_its_parts(entered: str, is_found: bool) -> None:
    form = make_form(number_field("a"), number_field("b"), number_field("c", "sum(a, b)"))

    findings = found(form, Answers({"a": "0.1", "b": "0.2", "c": entered}))

    assert findings == ({("error", "total_mismatch", "c")} if is_found else set())


@pytest.mark.parametrize(
    ("entered", "is_found"),
    [("66.67", False), ("66.667", False), ("66.66", True), ("66.7", True), ("67", True)],
)
def test_quotient_may_be_rounded_to_two_places(entered: str, is_found: bool) -> None:
    form = make_form(number_field("a"), number_field("b", "a / 3 * 100"))

    findings = found(form, Answers({"a": "2", "b": entered}))

    assert findings == ({("error", "total_mismatch", "b")} if is_found else set())


@pytest.mark.parametrize(
    ("entered", "is_found"),
    [("94.74%", False), ("94.7", False), ("95", True), ("94.73", True), ("94.75%", True)],
)
def test_rate_must_match_its_figures(entered: str, is_found: bool) -> None:
    rate = Field("rate", "控制率", Kind.PERCENT, formula="percent(a, b)")
    form = make_form(number_field("a"), number_field("b"), rate)

    findings = found(form, Answers({"a": "18", "b": "19", "rate": entered}))

    assert findings == ({("remind", "rate_mismatch", "rate")} if is_found else set())


def test_growing_table_totals_and_rows() -> None:
    form = make_form(tables=(money_table(),))
    filled = rows({"amount": "10", "spent": "4"}, {"amount": "5", "spent": "5", "left": "1"})

    evaluated = evaluate_form(form, Answers(tables={"grants": filled}), YEAR)

    assert evaluated.value("grants.total.left").number == 6
    assert evaluated.computed["grants.1.left"].derivation == "结余 = 到位 10 − 执行 4 = 6"
    assert evaluated.computed["grants.total.left"].derivation == "结余 = 6 + 0 = 6"
    assert found(form, Answers(tables={"grants": filled})) == {
        ("error", "total_mismatch", "grants.2.left")
    }
    assert found(form, Answers(tables={"grants": rows({}, {}, {}, {})})) == {
        ("error", "rows_above", "grants")
    }


def test_growing_table_asks_for_its_least_rows() -> None:
    table = replace(money_table(), growing=Growing(1, 3))

    assert found(make_form(tables=(table,)), REPORT) == {("error", "rows", "grants")}


def test_fixed_rows_are_summed_in_every_column() -> None:
    form = make_form(number_field("all_money", "sum(parts.money)"), tables=(fixed_table(),))
    report = Answers(
        tables={"parts": (*rows_of_parts("one", "3", "1.5"), *rows_of_parts("two", "4", "2"))}
    )

    evaluated = evaluate_form(form, report, YEAR)

    assert evaluated.value("parts.all.people").number == 7
    assert evaluated.value("parts.all.money").number == Decimal("3.5")
    assert evaluated.value("all_money").number == Decimal("3.5")  # the total row is no part
    assert evaluated.computed["parts.all.people"].derivation == "人数 = 甲 3 + 乙 4 = 7"


def rows_of_parts(code: str, people: str, money: str) -> tuple[object, ...]:
    return tuple(replace(row, row=code) for row in rows({"people": people, "money": money}))


def test_words_outside_the_form_are_pointed_out() -> None:
    assert found(make_form(), Answers({"ghost": "1"})) == {("remind", "unknown", "ghost")}


@pytest.mark.parametrize(
    ("target", "outcome", "method", "is_found"),
    [
        ("100", "120", Method.POSITIVE, True),
        ("0.5", "1", Method.POSITIVE, True),
        ("100", "119.99", Method.POSITIVE, False),
        ("100", "150", Method.MANUAL, False),
        ("≥80", "150", Method.POSITIVE, True),
        ("＞80", "150", Method.POSITIVE, True),
        ("≤200", "150", Method.POSITIVE, False),
        ("1公里", "1500米", Method.POSITIVE, True),
    ],
)
def test_outcome_far_over_target_is_pointed_out(
    target: str, outcome: str, method: Method, is_found: bool
) -> None:
    answer = Answer("only", target, outcome, score="100")

    findings = found(single(method), answered(answer, executed="1", budget="1"))

    assert findings == ({("remind", "over_target", "only.outcome")} if is_found else set())


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("2023年底前", False),
        ("2024年3月底前", False),
        ("2022年底前", True),
        ("20220101号文", False),
    ],
)
def test_foreign_year_is_pointed_out(words: str, is_found: bool) -> None:
    answer = Answer("only", "按时", words, score="100")

    findings = found(single(Method.MANUAL), answered(answer, executed="1", budget="1"))

    assert findings == ({("remind", "other_year", "only.outcome")} if is_found else set())


def test_foreign_year_is_looked_for_where_the_form_says() -> None:
    form = make_form(
        Field("goals", "目标", Kind.LONG_TEXT, own_year=True), Field("history", "沿革")
    )

    findings = found(form, Answers({"goals": "完成2021年任务", "history": "2004年成立"}))

    assert findings == {("remind", "other_year", "goals")}


def test_words_copied_from_the_target_are_pointed_out() -> None:
    answer = Answer("only", "年底前完成", "年底前完成", score="100")

    findings = found(single(Method.MANUAL), answered(answer, executed="1", budget="1"))

    assert findings == {("remind", "copied_target", "only.outcome")}


def test_all_figures_copied_from_the_targets_are_pointed_out() -> None:
    members = tuple(Indicator(f"m{n}", f"指标{n}") for n in range(5))
    form = scored_form(Indicator("group", "产出", members, weight=Decimal(100)))
    answers = [Answer(f"m{n}", f"{n + 1}", f"{n + 1}") for n in range(5)]
    scored = Answer("group", score="100")

    findings = found(form, answered(*answers, scored, executed="1", budget="1"))
    other = found(
        form, answered(*answers[1:], Answer("m0", "1", "1.1"), scored, executed="1", budget="1")
    )

    assert findings == {("remind", "copied_target", "m0.outcome")}
    assert other == set()


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("全年完成项目399个。", False),
        ("全年完成项目 399 个，", False),
        ("全年完成项目398个。", True),
        ("完成项目399个，又完成项目1,398个", True),
        ("没有写数字", False),
    ],
)
def test_text_and_cell_must_agree(words: str, is_found: bool) -> None:
    form = replace(
        make_form(number_field("projects")),
        text_figures=(TextFigure("pair", "story", "完成项目{n}个", "projects"),),
    )
    section = Section("two", "二", (Narrative("story", "正文"),))
    form = replace(form, sections=(*form.sections, section))

    findings = found(form, Answers({"projects": "399", "story": words}))

    assert findings == ({("remind", "pair", "story")} if is_found else set())


@pytest.mark.parametrize(
    ("condition", "a", "is_found"),
    [
        ("a > 1", "2", False),
        ("a > 1", "1", True),
        ("a > 1", "", False),
        ("a > 1", "不适用", False),
        ("1 / a > 0", "0", True),
    ],
)
def test_own_check_is_found_if_false_or_impossible(condition: str, a: str, is_found: bool) -> None:
    form = with_check(make_form(number_field("a")), condition, cell="a")

    findings = found(form, Answers({"a": a}))

    assert findings == ({("error", "rule", "a")} if is_found else set())


def test_own_check_over_each_row_points_to_the_row() -> None:
    form = with_check(
        make_form(tables=(money_table(),)), "spent <= amount", each="grants", cell="spent"
    )
    filled = rows({"amount": "1", "spent": "1"}, {"amount": "1", "spent": "2"})

    assert found(form, Answers(tables={"grants": filled})) == {("error", "rule", "grants.2.spent")}


def test_message_shows_both_sides() -> None:
    form = with_check(
        make_form(number_field("a"), number_field("b"), number_field("c")),
        "sum(a, b) = c",
        cell="c",
    )
    report = Answers({"a": "1", "b": "2", "c": "4"})

    findings = check(evaluate_form(form, report, YEAR))

    assert [each.message for each in findings] == ["不相符（A 1 + B 2 = 3，不等于 C 4）"]


def test_findings_come_errors_first() -> None:
    form = make_form(Field("goals", "目标", own_year=True), number_field("a", required=True))
    report = Answers({"goals": "2001年"})

    findings = check(evaluate_form(form, report, YEAR))

    assert [each.severity.value for each in findings] == ["error", "remind"]


def test_long_chain_of_formulas_is_no_danger() -> None:
    count = 2000
    fields = [
        number_field("f0"),
        *(number_field(f"f{n}", f"f{n - 1} + 1") for n in range(1, count)),
    ]

    evaluated = evaluate_form(make_form(*fields[::-1]), Answers({"f0": "1"}), YEAR)

    assert evaluated.value(f"f{count - 1}").number == count


def test_circle_of_formulas_is_an_error_value() -> None:
    form = make_form(number_field("a", "b"), number_field("b", "a"), number_field("c", "1"))

    evaluated = evaluate_form(form, REPORT, YEAR)

    assert evaluated.value("a").text == "公式循环引用"
    assert evaluated.value("c").number == 1


def test_formula_of_a_faulty_form_is_an_error_value() -> None:
    form = make_form(number_field("a", "nobody + 1"), number_field("b", "1 +"))

    evaluated = evaluate_form(form, REPORT, YEAR)

    assert "nobody" in evaluated.value("a").text
    assert "没有写完" in evaluated.value("b").text


def test_costly_form_is_stopped() -> None:
    table = Table("t", "表", (Column("x", "甲"),), growing=Growing(0, 1000))
    sums = ", ".join(["t.x"] * 60)
    fields = [number_field(f"f{n}", f"sum({sums})") for n in range(200)]
    report = Answers(tables={"t": rows(*[{"x": "1"}] * 1000)})

    with pytest.raises(TooMuchWork, match="计算量超过上限"):
        evaluate_form(make_form(*fields, tables=(table,)), report, YEAR)


def test_targets_shown_alone_come_before_outcomes() -> None:
    form = single()
    early = Section("early", "目标", (IndicatorBlock("目标表", ("target",)),))
    form = replace(form, sections=(early, *form.sections), links=(Link("k", "only.outcome"),))

    findings = found(
        form, answered(Answer("only", outcome="1", score="100"), executed="1", budget="1")
    )

    assert findings == {("error", "required", "only.target")}


def test_rate_of_an_indicator_needs_both_figures() -> None:
    form = single(numerator="executed", denominator="budget", unit="%")
    answer = Answer("only", "100", "99", score="99", reason="见说明")
    under = {("explain", "score_under_weight", "only.score")}

    assert found(form, answered(answer)) == under
    assert found(form, answered(answer, executed="99", budget="100")) == under
    assert found(form, answered(answer, executed="985", budget="1000")) == under | {
        ("remind", "rate_mismatch", "only.outcome")
    }


def test_text_is_not_held_against_an_empty_cell() -> None:
    form = replace(
        make_form(number_field("projects"), Field("story", "正文", Kind.LONG_TEXT)),
        text_figures=(TextFigure("pair", "story", "完成项目{n}个", "projects"),),
    )

    assert found(form, Answers({"story": "完成项目3个"})) == set()


def test_check_over_a_table_that_the_form_has_not_finds_nothing() -> None:
    form = with_check(make_form(number_field("a")), "a > 1", each="nowhere", cell="a")

    assert found(form, Answers({"a": "0"})) == set()
