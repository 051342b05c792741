"""Two versions cell by cell; how far one is filled; what is hidden when published."""

from dataclasses import replace

import pytest

from selfeval.engine.answers import Answer, Answers, answers_of
from selfeval.engine.compare import HIDDEN, compare, completeness, masked
from selfeval.engine.errors import WrongAnswers
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.laid import Laid
from selfeval.engine.results import Difference
from selfeval.engine.types import Column, Field, Growing, Kind, Table
from tests.selfeval.engine.build import (
    YEAR,
    answered,
    make_form,
    money_table,
    number_field,
    rows,
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


def test_personal_cells_are_hidden() -> None:
    people = Table(
        "people",
        "人员",
        (Column("name", "姓名", Kind.PERSON, personal=True), Column("post", "职务", Kind.TEXT)),
        growing=Growing(),
    )
    form = make_form(
        Field("who", "联系人", Kind.PERSON, personal=True),
        Field("phone", "电话", Kind.PHONE, personal=True),
        Field("open", "单位"),
        tables=(people,),
    )
    report = Answers(
        {"who": "欧阳甲", "phone": "000-0000", "open": "移民局"},
        {"people": rows({"name": "乙丙", "post": "局长"})},
    )

    hidden = masked(form, report)

    assert hidden.fields == {"who": "欧某某", "phone": HIDDEN, "open": "移民局"}
    assert hidden.tables["people"][0].cells == {"name": "乙某某", "post": "局长"}
    assert masked(form, replace(report, fields={"phone": " "})).fields == {"phone": " "}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "应为一组"),
        ({"fields": {"a": 1.5}}, "fields a：应为文字"),
        ({"fields": {"a": True}}, "应为文字"),
        ({"fields": {"a": "x" * 200_001}}, "超过 200000 个字符"),
        ({"tables": {"t": {}}}, "表“t”：应为列表"),
        ({"tables": {"t": [{"x": "1"}]}}, "表“t”第 1 行：缺少行的编码"),
        ({"tables": {"t": [{"row": "1"}, {"row": "1"}]}}, "“1”出现两次"),
        ({"tables": {"t": [{"row": str(n)} for n in range(1001)]}}, "超过 1000 行"),
        ({"indicators": [{"target": "1"}]}, "第 1 个指标：缺少指标编码"),
        ({"indicators": [{"code": "a.b"}]}, "第 1 个指标：缺少指标编码"),
        ({"indicators": [{"code": "a"}, {"code": "a"}]}, "出现两次"),
        ({"indicators": [{"code": "a", "dropped": "yes"}]}, "应为 true 或 false"),
    ],
)
def test_wrong_report_is_refused_with_its_place(data: object, words: str) -> None:
    with pytest.raises(WrongAnswers) as caught:
        answers_of(data)

    assert words in str(caught.value)


def test_whole_numbers_of_json_are_taken() -> None:
    assert answers_of({"fields": {"a": 12}, "total": None}) == Answers({"a": "12"})
