"""Figures that deserve a second look: of each kind of cell, once, and never of what is right."""

from typing import Any

import pytest

from selfeval.engine.answers import Answer, Answers, TableRow, answers_of
from selfeval.engine.checks import blocking, check
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.results import DOUBTS, MARKS, Finding
from selfeval.engine.scoring_types import Indicator, Method, Severity
from selfeval.engine.types import Column, Field, Form, Growing, Kind, Row, Table
from tests.selfeval.engine.build import (
    REPORTS,
    YEAR,
    answered,
    examined,
    make_form,
    number_field,
    scored_form,
    shipped_form,
    single,
    source,
)


def doubts(form: Form, report: Answers, last: Answers | None = None) -> list[tuple[str, str]]:
    """Return the codes and places of all reminders."""
    return [(found.code, found.place) for found in reminders(form, report, last)]


def reminders(form: Form, report: Answers, last: Answers | None = None) -> list[Finding]:
    findings = check(evaluate_form(form, report, YEAR), last)
    return [found for found in findings if found.severity.value == "remind"]


def outcome(target: str, entered: str, **fields: str) -> Answers:
    answer = Answer("only", target, entered, score="100")
    return answered(answer, **({"executed": "1", "budget": "1"} | fields))


def one(kind: Kind, unit: str = "", **options: Any) -> Form:
    return make_form(Field("a", "甲", kind, unit, **options))


@pytest.mark.parametrize(
    ("unit", "target", "entered", "codes"),
    [
        pytest.param("%", "95", "0.95%", ["odd_percent"], id="hardly any"),
        pytest.param("%", "≥95", "195", ["odd_percent"], id="with an operator"),
        pytest.param("", "≥5000亩", "95亩", ["far_from_target"], id="units typed on both sides"),
        pytest.param("", "≥5公顷", "3亩", ["far_from_target"], id="units that agree"),
        pytest.param("", "≤5000元", "95元", [], id="less is better by the operator"),
        pytest.param("", "≥10人", "9.5人", ["fraction"], id="half a person by its own unit"),
        pytest.param("%", "95", "195", ["odd_percent"], id="over the whole, told once"),
        pytest.param("%", "95%", "95", [], id="sound percent"),
        pytest.param("", "95", "0.95", ["far_from_target"], id="no percent by any sign"),
        pytest.param("亩", "5000", "95", ["far_from_target"], id="a tenth"),
        pytest.param("亩", "100", "300", ["over_target"], id="three times: only the surplus"),
        pytest.param("亩", "100", "301", ["far_from_target"], id="beyond: told once"),
        pytest.param("人", "10", "9.5", ["fraction"], id="half a person"),
        pytest.param("万人", "10", "9.5", [], id="ten thousands are measured"),
        pytest.param("亩", "年底前", "95", [], id="no figure to compare with"),
        pytest.param("亩", "100", "约 3 亩", [], id="no figure"),
        pytest.param("亩", "100", "0", [], id="nothing done"),
    ],
)
def test_outcome_beside_its_target(unit: str, target: str, entered: str, codes: list[str]) -> None:
    found = doubts(single(unit=unit), outcome(target, entered))

    assert found == [(code, "only.outcome") for code in codes]


@pytest.mark.parametrize(
    ("target", "entered", "codes"),
    [("5", "0.3", []), ("50", "2", []), ("5", "16", ["far_from_target"]), ("5", "15", [])],
)
def test_where_less_is_better_only_more_is_doubted(
    target: str, entered: str, codes: list[str]
) -> None:
    found = doubts(single(Method.NEGATIVE, unit="%"), outcome(target, entered))

    assert found == [(code, "only.outcome") for code in codes]


def test_target_that_is_a_fraction_is_doubted_at_the_target() -> None:
    found = doubts(single(unit="%"), outcome("0.95", "0.95"))

    assert found == [("odd_percent", "only.target")]


def test_target_given_by_the_form_is_the_forms_own_matter() -> None:
    assert doubts(single(unit="%", target="0.5"), outcome("", "0.5")) == []


def test_comparison_with_numerator_and_denominator_says_more() -> None:
    form = single(unit="%", numerator="executed", denominator="budget")

    found = doubts(form, outcome("95", "0.985", executed="985", budget="1000"))

    assert found == [("rate_mismatch", "only.outcome")]


def test_scores_and_weights_are_no_figures_of_this_kind() -> None:
    form = single()
    before = outcome("9", "9")
    now = answered(Answer("only", "9", "9", score="20", reason="缺"), executed="1", budget="1")

    assert doubts(form, now, before) == []


@pytest.mark.parametrize(
    ("form", "words", "codes"),
    [
        (one(Kind.PERCENT), "0.985", ["odd_percent"]),
        (one(Kind.PERCENT), "0", []),
        (one(Kind.PERCENT), "-5.5", []),
        (one(Kind.NUMBER, "%"), "120", ["odd_percent"]),
        (one(Kind.NUMBER, "人次"), "12.5", ["fraction"]),
        (one(Kind.MONEY, "万元"), "12.5", []),
        (one(Kind.TEXT, "人"), "12.5", []),
    ],
)
def test_field_by_its_kind(form: Form, words: str, codes: list[str]) -> None:
    assert doubts(form, Answers({"a": words})) == [(code, "a") for code in codes]


def test_computed_percent_shows_amounts_of_different_units() -> None:
    form = make_form(
        number_field("a"), number_field("b"), Field("c", "C", Kind.PERCENT, formula="a / b * 100")
    )

    assert doubts(form, Answers({"a": "58", "b": "1000000"})) == [("odd_percent", "c")]


@pytest.mark.parametrize(
    ("kind", "unit", "before", "now", "codes"),
    [
        (Kind.COUNT, "人", "100", "301", ["jump"]),
        (Kind.COUNT, "人", "100", "300", []),
        (Kind.COUNT, "人", "1", "9", []),
        (Kind.COUNT, "人", "40", "0", ["jump"]),
        (Kind.COUNT, "人", "不适用", "301", []),
        (Kind.COUNT, "人", "", "301", []),
        (Kind.MONEY, "万元", "220.58", "22.058", ["jump"]),
        (Kind.MONEY, "万元", "220.58", "0", []),
        (Kind.MONEY, "万元", "0", "220.58", []),
        (Kind.PERCENT, "", "98", "87", ["jump"]),
    ],
)
def test_field_beside_last_year(
    kind: Kind, unit: str, before: str, now: str, codes: list[str]
) -> None:
    found = doubts(one(kind, unit), Answers({"a": now}), Answers({"a": before}))

    assert found == [(code, "a") for code in codes]


def test_outcome_is_compared_with_last_year_in_the_same_sentence() -> None:
    (found,) = reminders(single(unit="亩"), outcome("5000", "95"), outcome("4800", "4700"))

    assert found.message == (
        "“唯一指标”完成值：95 亩是目标 5,000 亩的 1.9%（上年 4,700 亩），请核对单位或小数点"
    )


def test_target_is_planned_anew_each_year() -> None:
    found = doubts(single(unit="亩"), outcome("5000", "5000"), outcome("100", "100"))

    assert found == [("jump", "only.outcome")]


def test_figure_that_names_last_years_is_not_held_against_the_year_before() -> None:
    form = one(Kind.MONEY, "万元", prefill="last_year:b")

    assert doubts(form, Answers({"a": "900"}), Answers({"a": "100"})) == []


def test_computed_figure_is_not_held_against_what_was_filed_last_year() -> None:
    form = make_form(number_field("a"), number_field("b", "a * 1"))

    assert doubts(form, Answers({"a": "900"}), Answers({"b": "100"})) == []


def test_table_that_has_both_compares_an_outcome_with_its_rows_target() -> None:
    columns = tuple(Column(code, code, Kind.NUMBER) for code in ("target", "outcome"))
    form = make_form(tables=(Table("t", "表", columns, (Row("a", "甲"), Row("b", "乙"))),))
    filed = (
        TableRow("a", {"target": "100", "outcome": "5"}),
        TableRow("b", {"target": "5", "outcome": "5"}),
    )

    assert doubts(form, Answers(tables={"t": filed})) == [("far_from_target", "t.a.outcome")]


def table_form() -> Form:
    table = Table(
        "t",
        "表",
        (Column("people", "人数", Kind.COUNT, "人", total="sum(people)"),),
        (Row("own", "本级"), Row("open", "其他", open_label=True)),
        Growing(0, 5, "合计"),
    )
    return make_form(tables=(table,))


def table_report(**people: str) -> Answers:
    rows = tuple(TableRow(row.lstrip("_"), {"people": text}) for row, text in people.items())
    return Answers(tables={"t": rows})


def test_only_rows_that_mean_the_same_every_year_are_compared() -> None:
    now = table_report(own="400", open="400", _1="400")
    before = table_report(own="20", open="20", _1="20")

    assert doubts(table_form(), now, before) == [("jump", "t.own.people")]


def test_indicator_of_the_countys_own_is_not_held_against_last_years() -> None:
    form = scored_form(Indicator("group", "效益", may_add=True, method=Method.MANUAL))
    own = Answer("group_a1", "", "400", score="", label="自定", parent="group", unit="人")
    last = Answer("group_a1", "", "20", label="另一项", parent="group", unit="人")

    assert ("jump", "group_a1.outcome") not in doubts(form, answered(own), answered(last))


def test_doubt_never_blocks_and_is_marked_as_one() -> None:
    form, report = one(Kind.PERCENT, required=True), Answers({"a": "0.9"})
    (found,) = check(evaluate_form(form, report, YEAR))
    (missing,) = check(evaluate_form(form, Answers(), YEAR))

    assert blocking([found, missing]) == (missing,)
    assert (found.mark, missing.mark) == ("doubt", "error")


@pytest.mark.parametrize(
    ("severity", "code", "mark"),
    [
        *(
            (Severity.REMIND, code, "doubt")
            for code in ("odd_percent", "far_from_target", "fraction", "jump")
        ),
        (Severity.REMIND, "over_target", "remind"),
        (Severity.EXPLAIN, "low_execution", "explain"),
        (Severity.ERROR, "required", "error"),
    ],
)
def test_finding_is_marked_by_what_it_is(severity: Severity, code: str, mark: str) -> None:
    assert Finding(severity, code, "a", "").mark == mark
    assert mark in MARKS


@pytest.mark.parametrize("name", [path.stem for path in REPORTS])
def test_source_reports_hold_no_doubtful_figure(name: str) -> None:
    """They are real; what is wrong with them is of other kinds."""
    _, findings = examined(source(name))

    assert not DOUBTS & {found.code for found in findings}


@pytest.mark.parametrize("name", [path.stem for path in REPORTS])
def test_report_that_is_last_years_again_holds_no_jump(name: str) -> None:
    data = source(name)
    form, report = shipped_form(data["form"]), answers_of(data)
    findings = check(evaluate_form(form, report, data["year"]), report)

    assert not DOUBTS & {found.code for found in findings}
