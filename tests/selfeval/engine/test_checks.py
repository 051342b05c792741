"""The checks every form gets, one by one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.engine.checks import blocking, check
from selfeval.engine.errors import TooMuchWork
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.report import Answer, Report
from selfeval.engine.types import (
    Column,
    Execution,
    Field,
    Growing,
    Indicator,
    IndicatorBlock,
    Kind,
    Link,
    Method,
    Narrative,
    ScoringMode,
    Section,
    Split,
    Table,
    TextFigure,
)
from selfeval.engine.validation import validate_form
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

REPORT = Report()


def test_empty_required_cell_is_an_error() -> None:
    form = make_form(number_field("a", required=True), number_field("b"))

    assert found(form, REPORT) == {("error", "required", "a")}
    assert found(form, Report({"a": "不适用"})) == set()
    assert found(form, Report({"a": "0"})) == set()


def test_unreadable_cell_is_an_error() -> None:
    form = make_form(number_field("a", required=True), number_field("b", "a * 2"))

    assert found(form, Report({"a": "三十"})) == {
        ("error", "wrong_value", "a"),
        ("error", "computed", "b"),
    }


@pytest.mark.parametrize(
    ("entered", "is_found"),
    [("", False), ("0.3", False), ("0.30", False), ("0.31", True), ("0.3000001", True)],
)
def test_total_must_be_the_sum_of_its_parts(entered: str, is_found: bool) -> None:
    form = make_form(number_field("a"), number_field("b"), number_field("c", "sum(a, b)"))

    findings = found(form, Report({"a": "0.1", "b": "0.2", "c": entered}))

    assert findings == ({("error", "total_mismatch", "c")} if is_found else set())


@pytest.mark.parametrize(
    ("entered", "is_found"),
    [("66.67", False), ("66.667", False), ("66.66", True), ("66.7", True), ("67", True)],
)
def test_quotient_may_be_rounded_to_two_places(entered: str, is_found: bool) -> None:
    form = make_form(number_field("a"), number_field("b", "a / 3 * 100"))

    findings = found(form, Report({"a": "2", "b": entered}))

    assert findings == ({("error", "total_mismatch", "b")} if is_found else set())


@pytest.mark.parametrize(
    ("entered", "is_found"),
    [("94.74%", False), ("94.7", False), ("95", True), ("94.73", True), ("94.75%", True)],
)
def test_rate_must_match_its_figures(entered: str, is_found: bool) -> None:
    rate = Field("rate", "控制率", Kind.PERCENT, formula="percent(a, b)")
    form = make_form(number_field("a"), number_field("b"), rate)

    findings = found(form, Report({"a": "18", "b": "19", "rate": entered}))

    assert findings == ({("remind", "rate_mismatch", "rate")} if is_found else set())


def test_growing_table_totals_and_rows() -> None:
    form = make_form(tables=(money_table(),))
    filled = rows({"amount": "10", "spent": "4"}, {"amount": "5", "spent": "5", "left": "1"})

    evaluated = evaluate_form(form, Report(tables={"grants": filled}), YEAR)

    assert evaluated.value("grants.total.left").number == 6
    assert evaluated.computed["grants.1.left"].derivation == "结余 = 到位 10 − 执行 4 = 6"
    assert evaluated.computed["grants.total.left"].derivation == "结余 = 6 + 0 = 6"
    assert found(form, Report(tables={"grants": filled})) == {
        ("error", "total_mismatch", "grants.2.left")
    }
    assert found(form, Report(tables={"grants": rows({}, {}, {}, {})})) == {
        ("error", "rows", "grants")
    }


def test_growing_table_asks_for_its_least_rows() -> None:
    table = replace(money_table(), growing=Growing(1, 3))

    assert found(make_form(tables=(table,)), REPORT) == {("error", "rows", "grants")}


def test_fixed_rows_are_summed_in_every_column() -> None:
    form = make_form(number_field("all_money", "sum(parts.money)"), tables=(fixed_table(),))
    report = Report(
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
    assert found(make_form(), Report({"ghost": "1"})) == {("remind", "unknown", "ghost")}


@pytest.mark.parametrize(
    ("score", "reason", "expected"),
    [
        ("", "", {("error", "score_missing", "only.score")}),
        ("100", "", {("explain", "score_above_proposed", "only.score")}),
        ("90", "", {("explain", "score_under_weight", "only.score")}),
        ("80", "", {("explain", "score_under_weight", "only.score")}),
        ("100.01", "", {("error", "score_above_weight", "only.score")}),
        ("很好", "", {("error", "wrong_value", "only.score")}),
    ],
)
def test_score_is_held_against_weight_and_proposal(
    score: str, reason: str, expected: set[tuple[str, str, str]]
) -> None:
    answer = Answer("only", target="100", outcome="90", score=score, reason=reason)

    findings = found(single(), answered(answer, executed="1", budget="1"))

    assert findings == expected


def test_reason_explains_a_score() -> None:
    form = single()
    answer = Answer("only", target="100", outcome="90", score="80", reason="天气原因")
    report = answered(answer, executed="1", budget="1")

    findings = check(form, report, evaluate_form(form, report, YEAR))

    assert [(each.code, each.explained) for each in findings] == [("score_under_weight", True)]
    assert blocking(findings) == ()


def test_negative_score_is_an_error() -> None:
    answer = Answer("only", target="1", outcome="1", score="-1")

    findings = found(single(), answered(answer, executed="1", budget="1"))

    assert ("error", "score_negative", "only.score") in findings


def test_score_of_what_does_not_apply_is_an_error() -> None:
    answer = Answer("only", target="1", outcome="不适用", score="1")

    findings = found(single(), answered(answer, executed="1", budget="1"))

    assert findings == {("error", "score_not_applicable", "only.score")}


def test_what_does_not_apply_needs_no_score() -> None:
    answer = Answer("only", not_applicable=True)

    assert found(single(), answered(answer, executed="1", budget="1")) == set()


@pytest.mark.parametrize(
    ("executed", "is_found"), [("90", False), ("89.99", True), ("0", True), ("100", False)]
)
def test_execution_under_90_percent_needs_an_explanation(executed: str, is_found: bool) -> None:
    answer = Answer("only", target="1", outcome="1", score="100")

    findings = found(single(), answered(answer, executed=executed, budget="100"))

    assert findings == ({("explain", "low_execution", "executed")} if is_found else set())


def test_execution_without_a_budget_is_an_error() -> None:
    answer = Answer("only", target="1", outcome="1", score="100")

    assert found(single(), answered(answer, executed="3", budget="0")) == {
        ("error", "execution", "executed")
    }
    assert found(single(), answered(answer, executed="0", budget="0")) == set()


def test_low_execution_asks_once() -> None:
    form = scored_form(
        Indicator("execution", "执行率", weight=Decimal(100), method=Method.EXECUTION)
    )
    answer = Answer("execution", score="80")

    findings = found(form, answered(answer, executed="80", budget="100"))

    assert findings == {("explain", "low_execution", "executed")}


@pytest.mark.parametrize(
    ("total", "grade", "expected"),
    [
        ("", "", set()),
        ("90", "优秀", set()),
        ("91", "优秀", {("error", "total_mismatch", "total")}),
        ("90", "良好", {("error", "grade_mismatch", "grade")}),
        ("九十", "", {("error", "wrong_value", "total")}),
    ],
)
def test_stated_total_and_grade_must_be_the_scores(
    total: str, grade: str, expected: set[tuple[str, str, str]]
) -> None:
    answer = Answer("only", score="90", reason="见说明", target="1", outcome="1")
    report = answered(answer, executed="1", budget="1")
    form = single(Method.MANUAL)

    findings = found(form, replace(report, total=total, grade=grade))

    assert findings - {("explain", "score_under_weight", "only.score")} == expected


@pytest.mark.parametrize(
    ("total", "is_wrong"), [("40", False), ("100", True)], ids=["of what is there", "of all"]
)
def test_stated_total_is_checked_while_a_score_is_missing(total: str, is_wrong: bool) -> None:
    half = Decimal(50)
    form = scored_form(
        Indicator("a", "甲", weight=half, method=Method.MANUAL),
        Indicator("b", "乙", weight=half, method=Method.MANUAL),
    )
    report = answered(Answer("a", score="40"), executed="1", budget="1")

    findings = found(form, replace(report, total=total))

    assert (("error", "total_mismatch", "total") in findings) is is_wrong


def test_execution_that_names_no_cell_is_pointed_out_at_the_total() -> None:
    form = single(Method.MANUAL)
    constant = replace(form.scoring, execution=Execution("80", "100"))
    broken = replace(form.scoring, execution=Execution("executed +", "budget"))
    report = answered(executed="1", budget="1")

    constant_findings = found(replace(form, scoring=constant), report)
    broken_findings = found(replace(form, scoring=broken), report)

    assert ("explain", "low_execution", "total") in constant_findings
    assert ("error", "execution", "total") in broken_findings


@pytest.mark.parametrize(
    ("total", "codes"),
    [
        ("", {("error", "required", "total")}),
        ("97.16", {("remind", "own_total", "total")}),
        ("101", {("remind", "own_total", "total"), ("error", "score_above_weight", "total")}),
    ],
)
def test_own_total_is_required_and_pointed_out(
    total: str, codes: set[tuple[str, str, str]]
) -> None:
    form = single()
    form = replace(form, scoring=replace(form.scoring, mode=ScoringMode.OWN_TOTAL))
    report = answered(Answer("only", target="1", outcome="1"), executed="1", budget="1")

    assert found(form, replace(report, total=total)) == codes


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (("40", "60"), set()),
        (("40", "50"), {("error", "weights", "group.weight")}),
        (("40", ""), {("error", "weights", "group.weight"), ("error", "required", "b.weight")}),
    ],
)
def test_weights_of_the_filer_must_add_up(
    weights: tuple[str, str], expected: set[tuple[str, str, str]]
) -> None:
    head = Indicator("head", "数量", may_add=True)
    form = scored_form(Indicator("group", "产出", (head,), weight=Decimal(100), split=Split.FILER))
    answers = [
        Answer(code, "1", "1", weight, score=weight or "1", parent="head", label=code)
        for code, weight in zip("ab", weights, strict=True)
    ]

    assert found(form, answered(*answers, executed="1", budget="1")) == expected


def test_weights_of_a_faulty_form_are_found_in_the_report() -> None:
    form = scored_form(Indicator("a", "甲", weight=Decimal(90), method=Method.MANUAL))
    report = answered(Answer("a", "1", "1", score="90"), executed="1", budget="1")

    assert found(form, report) == {("error", "weights", "total")}


@pytest.mark.parametrize(
    ("target", "outcome", "method", "is_found"),
    [
        ("100", "120", Method.POSITIVE, True),
        ("100", "119.99", Method.POSITIVE, False),
        ("100", "150", Method.MANUAL, False),
        ("≥80", "150", Method.POSITIVE, False),
        ("0", "5", Method.POSITIVE, False),
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

    findings = found(form, Report({"goals": "完成2021年任务", "history": "2004年成立"}))

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

    findings = found(form, Report({"projects": "399", "story": words}))

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

    findings = found(form, Report({"a": a}))

    assert findings == ({("error", "rule", "a")} if is_found else set())


def test_own_check_over_each_row_points_to_the_row() -> None:
    form = with_check(
        make_form(tables=(money_table(),)), "spent <= amount", each="grants", cell="spent"
    )
    filled = rows({"amount": "1", "spent": "1"}, {"amount": "1", "spent": "2"})

    assert found(form, Report(tables={"grants": filled})) == {("error", "rule", "grants.2.spent")}


def test_message_shows_both_sides() -> None:
    form = with_check(
        make_form(number_field("a"), number_field("b"), number_field("c")),
        "sum(a, b) = c",
        cell="c",
    )
    report = Report({"a": "1", "b": "2", "c": "4"})

    findings = check(form, report, evaluate_form(form, report, YEAR))

    assert [each.message for each in findings] == ["不相符（应为：A 1 + B 2（即 3） = C 4）"]


def test_findings_come_errors_first() -> None:
    form = make_form(Field("goals", "目标", own_year=True), number_field("a", required=True))
    report = Report({"goals": "2001年"})

    findings = check(form, report, evaluate_form(form, report, YEAR))

    assert [each.severity.value for each in findings] == ["error", "remind"]


def test_long_chain_of_formulas_is_no_danger() -> None:
    count = 2000
    fields = [
        number_field("f0"),
        *(number_field(f"f{n}", f"f{n - 1} + 1") for n in range(1, count)),
    ]

    evaluated = evaluate_form(make_form(*fields[::-1]), Report({"f0": "1"}), YEAR)

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
    report = Report(tables={"t": rows(*[{"x": "1"}] * 1000)})

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


def test_not_applicable_as_a_score_takes_the_weight_out() -> None:
    report = answered(Answer("only", score="不适用"), executed="1", budget="1")

    evaluated = evaluate_form(single(), report, YEAR)

    assert not evaluated.score.units[0].applicable
    assert found(single(), report) == set()


def test_not_applicable_is_no_total() -> None:
    form = single()
    form = replace(form, scoring=replace(form.scoring, mode=ScoringMode.OWN_TOTAL))
    report = answered(Answer("only", target="1", outcome="1"), executed="1", budget="1")

    assert found(form, replace(report, total="不适用")) == {("error", "required", "total")}


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

    assert found(form, Report({"story": "完成项目3个"})) == set()


def test_group_without_indicators_has_no_proposal() -> None:
    form = scored_form(Indicator("group", "产出", weight=Decimal(100), may_add=True))
    report = answered(Answer("group", score="100"), executed="1", budget="1")

    evaluated = evaluate_form(form, report, YEAR)

    assert evaluated.score.units[0].derivation == "其下没有指标，没有建议得分"
    assert evaluated.score.total == 100


def test_grades_may_not_share_a_name() -> None:
    form = single()
    twice = replace(form.scoring.grades[0], low=Decimal(0), high=Decimal(90))
    grades = (form.scoring.grades[0], twice)

    findings = validate_form(replace(form, scoring=replace(form.scoring, grades=grades)))

    assert [finding.code for finding in findings] == ["repeated"]
