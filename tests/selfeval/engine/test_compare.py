"""Two versions cell by cell; how far one is filled."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer, Answers, TableRow, answers_of
from selfeval.engine.compare import compare, completeness
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.laid import Laid
from selfeval.engine.results import Difference, SectionProgress
from selfeval.engine.scoring_types import Indicator, Method, Split
from selfeval.engine.types import Form, IndicatorBlock, Narrative, Section
from tests.selfeval.engine.build import (
    YEAR,
    answered,
    fixed_table,
    make_form,
    money_table,
    number_field,
    rows,
    scored_form,
    shipped_form,
    single,
    source,
)


def test_same_reports_have_no_differences() -> None:
    data = source("2020_hengyang")
    laid = Laid(shipped_form(data["form"]), answers_of(data), data["year"])

    assert compare(laid, laid) == ()


def test_differences_are_told_cell_by_cell() -> None:
    form = make_form(number_field("a"), tables=(money_table(),))
    before = Answers({"a": "1"}, {"grants": rows({"amount": "10", "spent": "4"})})
    after = Answers({"a": ""}, {"grants": rows({"amount": "10", "spent": "5"}, {"amount": "1"})})

    assert compare(Laid(form, before, YEAR), Laid(form, after, YEAR)) == (
        Difference("a", "A", "1", "—"),
        Difference("grants.1.spent", "资金 · 第 1 行 · 执行", "4", "5"),
        Difference("grants.1.left", "资金 · 第 1 行 · 结余", "6", "5"),
        Difference("grants.2.amount", "资金 · 第 2 行 · 到位", "—", "1"),
        Difference("grants.total.amount", "资金 · 合计 · 到位", "10", "11"),
        Difference("grants.total.spent", "资金 · 合计 · 执行", "4", "5"),
        Difference("grants.total.left", "资金 · 合计 · 结余", "6", "5"),
    )


def test_differences_of_indicators_are_told() -> None:
    before = answered(Answer("only", outcome="1", label="旧名"))
    after = answered(Answer("only", outcome="≥2", not_applicable=True))

    assert compare(Laid(single(), before, YEAR), Laid(single(), after, YEAR)) == (
        Difference("only.label", "“唯一指标”名称", "旧名", "—"),
        Difference("only.applies", "“唯一指标”是否适用", "—", "不适用"),
        Difference("only.outcome", "“唯一指标”完成值", "1", "≥2"),
    )


def test_completeness_counts_required_cells() -> None:
    form = make_form(
        number_field("a", required=True),
        number_field("b", required=True),
        number_field("c"),
        number_field("d", "a"),
    )

    progress = completeness(evaluate_form(form, Answers({"a": "不适用", "c": "1"}), YEAR))

    assert [(each.filled, each.cells, each.required, each.missing) for each in progress] == [
        (2, 3, 2, ("b",))
    ]
    assert not progress[0].is_complete


def test_completeness_leaves_out_what_does_not_apply() -> None:
    report = answered(Answer("only", not_applicable=True), executed="1", budget="1")

    progress = completeness(evaluate_form(single(), report, YEAR))

    assert progress[0].missing == ()


def whole_form() -> Form:
    """Return a form with every sort of block, an indicator to drop and one to be added."""
    head = Indicator("h", "头", may_add=True)
    form = scored_form(
        Indicator("a", "甲", weight=Decimal(60), may_drop=True),
        Indicator("g", "产出", (head,), weight=Decimal(40), split=Split.FILER),
    )
    text = Narrative("n", "{year}小结", required=True)
    other = Section("t", "表二", (money_table(), fixed_table(), text))
    return replace(form, sections=(*form.sections, other))


def tables(village: str, people: str) -> dict[str, tuple[TableRow, ...]]:
    return {
        "grants": (TableRow("k", {"amount": "1"}, village),),
        "parts": (TableRow("one", {"people": people}),),
    }


BEFORE = replace(
    answered(
        Answer("a", "1", "2", score="60"),
        Answer("own", "5", "6", "40", parent="h", label="自加", score="40"),
        executed="1",
        budget="2",
    ),
    tables=tables("甲村", "3"),
    total="100",
    grade="优秀",
)
AFTER = replace(
    answered(
        Answer("a", dropped=True),
        Answer("own", "5", "7", "40", parent="h", label="改名", not_applicable=True),
        executed=" 1 ",
        budget="2",
        n="写",
    ),
    tables=tables("乙村", "4"),
)


def test_differences_are_told_in_the_order_of_the_form() -> None:
    assert compare(Laid(whole_form(), BEFORE, YEAR), Laid(whole_form(), AFTER, YEAR)) == (
        Difference("own.label", "“自加”名称", "自加", "改名"),
        Difference("own.applies", "“自加”是否适用", "—", "不适用"),
        Difference("own.outcome", "“自加”完成值", "6", "7"),
        Difference("own.score", "“自加”得分", "40", "—"),
        Difference("total", "总分", "100", "—"),
        Difference("grade", "评价等级", "优秀", "—"),
        Difference("grants.k.label", "资金 · 甲村 · 行名", "甲村", "乙村"),
        Difference("parts.all.people", "分项 · 合计 · 人数", "3", "4"),
        Difference("parts.one.people", "分项 · 甲 · 人数", "3", "4"),
        Difference("n", "2023小结", "—", "写"),
        Difference("a.applies", "“甲”是否适用", "—", "已删去"),
        Difference("a.target", "“甲”目标值", "1", "—"),
        Difference("a.outcome", "“甲”完成值", "2", "—"),
        Difference("a.score", "“甲”得分", "60", "—"),
    )


def test_indicator_whose_target_stands_nowhere_is_called_by_its_outcome() -> None:
    shown = Section("s", "一", (IndicatorBlock("指标", ("outcome",)),))
    form = replace(single(), sections=(shown,))
    before, after = (answered(Answer("only", label=label)) for label in ("旧", "新"))

    assert compare(Laid(form, before, YEAR), Laid(form, after, YEAR)) == (
        Difference("only.label", "“唯一指标”名称", "旧", "新"),
    )


def test_what_no_cell_holds_is_compared_under_its_address() -> None:
    ghost = Answers({"ghost": "1"})

    assert compare(Laid(make_form(), ghost, YEAR), Laid(make_form(), Answers(), YEAR)) == (
        Difference("ghost", "ghost", "1", "—"),
    )


def test_progress_is_told_section_by_section() -> None:
    assert completeness(evaluate_form(whole_form(), BEFORE, YEAR)) == (
        SectionProgress("scores", "自评表", filled=11, cells=13, required=7),
        SectionProgress("t", "表二", filled=2, cells=7, required=1, missing=("n",)),
    )


def test_what_was_dropped_or_does_not_apply_is_not_waited_for() -> None:
    assert completeness(evaluate_form(whole_form(), AFTER, YEAR)) == (
        SectionProgress("scores", "自评表", filled=2, cells=4, required=0),
        SectionProgress("t", "表二", filled=3, cells=7, required=1),
    )


@pytest.mark.parametrize(
    ("answer", "filled", "missing"),
    [
        (
            Answer("m1", "1", "不适用"),
            2,
            ("g.score", "m2.target", "m2.outcome", "r.target", "r.outcome", "r.score"),
        ),
        (Answer("g", not_applicable=True), 0, ("r.target", "r.outcome", "r.score")),
    ],
    ids=["one of a group", "the group"],
)
def test_group_that_does_not_apply_takes_its_members_along(
    answer: Answer, filled: int, missing: tuple[str, ...]
) -> None:
    members = (Indicator("m1", "一"), Indicator("m2", "二"))
    form = scored_form(
        Indicator("g", "产出", members, weight=Decimal(60)),
        Indicator("r", "余", weight=Decimal(40), method=Method.MANUAL),
    )

    [progress] = completeness(evaluate_form(form, answered(answer), YEAR))

    assert (progress.filled, progress.missing) == (filled, missing)
