"""The checks of scores, weights, execution, total and grade, one by one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.checks import blocking, check
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.scoring_types import Execution, Indicator, Method, ScoringMode, Split
from selfeval.engine.validation import validate_form
from tests.selfeval.engine.build import (
    YEAR,
    answered,
    found,
    scored_form,
    single,
)

REPORT = Answers()


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

    findings = check(evaluate_form(form, report, YEAR))

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


def test_indicator_that_is_left_out_keeps_its_weight_in_the_sum() -> None:
    left_out = Indicator(
        "a", "甲", weight=Decimal(60), may_drop=True, split=Split.FILER, method=Method.MANUAL
    )
    rest = Indicator("b", "乙", weight=Decimal(40), method=Method.MANUAL)
    report = answered(Answer("a", dropped=True), Answer("b", score="40"), executed="1", budget="1")

    codes = {code for _, code, _ in found(scored_form(left_out, rest), report)}

    assert "weights" not in codes


@pytest.mark.parametrize(
    ("total", "is_wrong"), [("66.67", False), ("66.7", False), ("66.6", True), ("67", True)]
)
def test_stated_total_may_be_rounded_to_the_places_of_the_form(total: str, is_wrong: bool) -> None:
    form = scored_form(
        Indicator("only", "唯一指标", weight=Decimal(100), method=Method.MANUAL), places=1
    )
    report = answered(Answer("only", score="66.67"), executed="1", budget="1")

    findings = found(form, replace(report, total=total))

    assert (("error", "total_mismatch", "total") in findings) is is_wrong


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


@pytest.mark.parametrize(
    ("kept", "expected"),
    [("100", set()), ("60", {("error", "weights", "group.weight")})],
    ids=["the rest bears all", "the rest lacks it"],
)
@pytest.mark.parametrize("weight", ["40", ""], ids=["with a weight", "without"])
def test_weight_of_a_dropped_indicator_within_a_group_does_not_count(
    kept: str, expected: set[tuple[str, str, str]], weight: str
) -> None:
    head = Indicator("head", "数量", may_add=True)
    form = scored_form(Indicator("group", "产出", (head,), weight=Decimal(100), split=Split.FILER))
    answers = [
        Answer("a", "1", "1", kept, score=kept, parent="head", label="a"),
        Answer("b", "1", "1", weight, parent="head", label="b", dropped=True),
    ]

    assert found(form, answered(*answers, executed="1", budget="1")) == expected


def test_weights_of_a_faulty_form_are_found_in_the_report() -> None:
    form = scored_form(Indicator("a", "甲", weight=Decimal(90), method=Method.MANUAL))
    report = answered(Answer("a", "1", "1", score="90"), executed="1", budget="1")

    assert found(form, report) == {("error", "weights", "total")}


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
