"""What a county reads of each finding, word for word."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer, Answers, TableRow
from selfeval.engine.scoring_types import Indicator, Method, ScoringMode, Split
from selfeval.engine.types import Field, Form, Growing, Kind
from tests.selfeval.engine.build import (
    SPENT,
    answered,
    fixed_table,
    make_form,
    money_table,
    number_field,
    only,
    rows,
    scored_form,
    single,
    told,
)

UNDER = (
    "explain score_under_weight only.score：“唯一指标”得分 {} 低于分值 100，"
    "请说明偏差原因和改进措施"
)


# --- Cells ------------------------------------------------------------------------------------

SUMS = make_form(
    number_field("a", required=True),
    number_field("b"),
    number_field("c", "sum(a, b)"),
    Field("rate", "控制率", Kind.PERCENT, formula="percent(a, b)"),
)
KINDS = make_form(
    Field("a", "甲", Kind.CHOICE, choices=("好", "差")),
    Field("d", "日期", Kind.DATE),
    Field("y", "是否", Kind.YES_NO),
    Field("n", "人数", Kind.COUNT, "人"),
)


@pytest.mark.parametrize(
    ("form", "fields", "expected"),
    [
        (SUMS, {}, ["error required a：A未填"]),
        (
            SUMS,
            {"a": "三十"},
            [
                "error wrong_value a：A“三十”不是数字，请填阿拉伯数字",
            ],
        ),
        (
            SUMS,
            {"a": "854万"},
            ["error wrong_value a：A“854万”不是数字，请填阿拉伯数字，不带“万”"],
        ),
        (
            SUMS,
            {"a": "1", "b": "0", "c": "甲"},
            [
                "error computed rate：控制率不能计算：控制率 = A 1 ÷ B 0 × 100：除数为 0",
                "remind wrong_value c：C填有“甲”，本格由系统计算，所填内容不会印出",
            ],
        ),
        (
            SUMS,
            {"a": "1", "b": "3", "c": "5", "rate": "33"},
            [
                "error total_mismatch c：C填报 5，应为 4（C = A 1 + B 3 = 4）",
                "remind rate_mismatch rate：控制率填报 33，应为 33.3333"
                "（控制率 = A 1 ÷ B 3 × 100 ≈ 33.3333）",
            ],
        ),
        (
            KINDS,
            {"a": "中", "d": "2023-13-01", "y": "对", "n": "1.5"},
            [
                "error wrong_value a：甲“中”请从“好、差”中选择",
                "error wrong_value d：日期“2023-13-01”不是日期，请写成 2023-07-14",
                "error wrong_value y：是否“对”请填“是”或“否”",
                "error wrong_value n：人数“1.5”应为不小于 0 的整数",
            ],
        ),
        (KINDS, {"n": "9" * 15}, []),
        (
            KINDS,
            {"n": "1" + "0" * 15},
            ["error wrong_value n：人数“1000000000000000”不是数字，请填阿拉伯数字"],
        ),
    ],
)
def test_cell_that_is_empty_or_wrong(
    form: Form, fields: dict[str, str], expected: list[str]
) -> None:
    assert told(form, Answers(fields)) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, ["error rows grants：资金至少填 2 行，现有 1 行"]),
        (2, []),
        (3, []),
        (4, ["error rows_above grants：资金最多填 3 行，现有 4 行"]),
    ],
)
def test_growing_table_with_too_few_or_too_many_rows(count: int, expected: list[str]) -> None:
    form = make_form(tables=(replace(money_table(), growing=Growing(2, 3, "合计")),))

    assert told(form, Answers(tables={"grants": rows(*[{}] * count)})) == expected


def test_growing_table_beside_a_fixed_one_is_counted_too() -> None:
    growing = replace(money_table(), growing=Growing(1, 3))

    assert told(make_form(tables=(fixed_table(), growing)), Answers()) == [
        "error rows grants：资金至少填 1 行，现有 0 行"
    ]


def test_name_of_a_row_is_no_word_without_a_cell() -> None:
    filed = (TableRow("1", {"amount": "1"}, "甲村"),)

    assert told(make_form(tables=(money_table(),)), Answers(tables={"grants": filed})) == []


@pytest.mark.parametrize(
    ("dividend", "entered", "computed"),
    [("1", "0.03", "0.03125"), ("2", "0.06", "0.0625"), ("2", "0.0625", "0.0625")],
)
def test_quotient_that_ends_within_four_places_is_entered_whole(
    dividend: str, entered: str, computed: str
) -> None:
    form = make_form(number_field("a"), number_field("b", "a / 32"))
    is_short = computed == "0.0625" and entered != computed

    assert told(form, Answers({"a": dividend, "b": entered})) == (
        [f"error total_mismatch b：B填报 {entered}，应为 {computed}（B = A 2 ÷ 32 = {computed}）"]
        if is_short
        else []
    )


def test_indicator_that_does_not_apply_is_spared_beside_a_unit_that_does_not() -> None:
    form = scored_form(
        Indicator("g", "产出", (Indicator("m1", "一"), Indicator("m2", "二")), weight=Decimal(60)),
        Indicator("r", "余", weight=Decimal(40)),
    )
    answers = [
        Answer("m1", not_applicable=True),
        Answer("m2", "1", "1"),
        Answer("g", score="60"),
        Answer("r", not_applicable=True),
    ]

    assert told(form, answered(*answers, **SPENT)) == []


def test_words_that_stand_in_no_cell() -> None:
    ghost = Answer("ghost", outcome="1", reason="x", band="y", weight="1", label="z")
    report = answered(ghost, Answer("only", "1", "1", score="100"), zzz="1", **SPENT)

    assert told(single(), report) == [
        f"remind unknown {place}：表式中没有“{place}”这一格，所填内容不会印出"
        for place in ("zzz", "ghost.outcome")
    ]


# --- Weights and scores -----------------------------------------------------------------------


def test_weights_that_do_not_add_up() -> None:
    head = Indicator("head", "数量", may_add=True)
    form = scored_form(Indicator("group", "产出", (head,), weight=Decimal(100), split=Split.FILER))
    answers = [
        Answer(code, "1", "1", weight, score=weight, parent="head", label=code)
        for code, weight in (("a", "40"), ("b", "50.5"))
    ]
    faulty = scored_form(Indicator("a", "甲", weight=Decimal("90.5"), method=Method.MANUAL))

    assert told(form, answered(*answers, **SPENT)) == [
        "error weights group.weight：“产出”各指标分值合计 90.5，应为 100"
    ]
    assert told(faulty, answered(Answer("a", "1", "1", score="90.5"), **SPENT)) == [
        "error weights total：各项分值合计 90.5，应为 100"
    ]


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("101", ["error score_above_weight only.score：“唯一指标”得分 101 超过分值 100"]),
        ("-1", ["error score_negative only.score：“唯一指标”得分 -1 小于 0", UNDER.format(-1)]),
        ("0", [UNDER.format(0)]),
        ("很好", ["error wrong_value only.score：“唯一指标”得分“很好”不是数字，请填阿拉伯数字"]),
        (
            "95",
            [
                "explain score_above_proposed only.score：“唯一指标”得分 95 高于建议得分 90.12"
                "（完成 90.123 ÷ 目标 100 = 90.123%；0.9012 × 100 分 = 90.123），请说明理由",
                UNDER.format(95),
            ],
        ),
        ("90.12", [UNDER.format("90.12")]),
        ("90.125", None),
        ("", ["error score_missing only.score：“唯一指标”得分未填"]),
    ],
)
def test_score_beside_weight_and_proposal(score: str, expected: list[str] | None) -> None:
    found = told(single(), only("100", "90.123", score=score))

    if expected is None:
        assert found[0].startswith("explain score_above_proposed only.score：")
    else:
        assert found == expected


def test_score_of_what_does_not_apply() -> None:
    assert told(single(), only("1", "不适用", score="1")) == [
        "error score_not_applicable only.score：“唯一指标”不适用，不应填得分（现填 1）"
    ]


def test_reason_is_an_explanation_and_blanks_are_none() -> None:
    assert told(single(), only("100", "90", score="80", reason="旱灾")) == [
        UNDER.format(80) + "（已说明）"
    ]
    assert told(single(), only("100", "90", score="80", reason="  ")) == [UNDER.format(80)]


EXECUTED = scored_form(
    Indicator("execution", "执行率", weight=Decimal(100), method=Method.EXECUTION)
)


@pytest.mark.parametrize(
    ("executed", "budget", "reason", "expected"),
    [
        (
            "80",
            "100",
            "",
            ["explain low_execution executed：预算执行率 80%，低于 90%，请说明原因"],
        ),
        (
            "80",
            "100",
            "跨年",
            ["explain low_execution executed：预算执行率 80%，低于 90%，请说明原因（已说明）"],
        ),
        (
            "2",
            "3",
            " ",
            [
                "explain low_execution executed：预算执行率 66.67%，低于 90%，请说明原因",
                "explain score_above_proposed execution.score：“执行率”得分 80 高于建议得分 66.67"
                "（执行率 ≈ 66.6667%；0.6667 × 100 分 ≈ 66.6667），请说明理由",
            ],
        ),
        (
            "80",
            "0",
            "",
            [
                "error execution executed：预算执行率不能计算：除数为 0",
                "explain score_under_weight execution.score：“执行率”得分 80 低于分值 100，"
                "请说明偏差原因和改进措施",
            ],
        ),
    ],
)
def test_execution_of_the_budget(
    executed: str, budget: str, reason: str, expected: list[str]
) -> None:
    answer = Answer("execution", score="80", reason=reason)

    assert told(EXECUTED, answered(answer, executed=executed, budget=budget)) == expected


# --- Total and grade --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "grade", "expected"),
    [
        ("90", "优秀", []),
        ("90.00", " 优秀 ", []),
        ("91", "", ["error total_mismatch total：总分填报 91，应为 90（90 = 90）"]),
        ("", "良好", ["error grade_mismatch grade：评价等级填报“良好”，按总分 90 应为“优秀”"]),
        ("九十", "", ["error wrong_value total：总分“九十”不是数字，请填阿拉伯数字"]),
    ],
)
def test_stated_total_and_grade(total: str, grade: str, expected: list[str]) -> None:
    report = replace(only(score="90", reason="见说明"), total=total, grade=grade)

    found = told(single(Method.MANUAL), report)

    assert found == [*expected, UNDER.format(90) + "（已说明）"]


def test_stated_total_while_a_score_is_missing() -> None:
    form = scored_form(
        Indicator("a", "甲", weight=Decimal(60)),
        Indicator("b", "乙", weight=Decimal(40), method=Method.MANUAL),
    )
    report = answered(Answer("b", "1", "1", score="40"), **SPENT)

    assert told(form, replace(report, total="100")) == [
        "error required a.target：“甲”目标值未填",
        "error required a.outcome：“甲”完成值未填",
        "error score_missing a.score：“甲”得分未填",
        "error total_mismatch total：总分填报 100，已填得分合计 40，且得分未填全",
    ]


OWN = "remind own_total total：总分 {} 由填报单位自报，没有评分表可供推算"


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("0", [OWN.format(0)]),
        ("97.164", [OWN.format("97.16")]),
        ("100", [OWN.format(100)]),
        (
            "100.5",
            [
                "error score_above_weight total：总分 100.5 应在 0 至 100 之间",
                OWN.format("100.5"),
            ],
        ),
        (
            "-1",
            ["error score_above_weight total：总分 -1 应在 0 至 100 之间", OWN.format(-1)],
        ),
        ("不适用", ["error required total：总分应为数字"]),
        ("", ["error required total：总分未填"]),
    ],
)
def test_total_of_the_countys_own(total: str, expected: list[str]) -> None:
    form = replace(single(), scoring=replace(single().scoring, mode=ScoringMode.OWN_TOTAL))

    assert told(form, replace(only(), total=total)) == expected
