"""What a county reads of words and figures that do not belong together, word for word."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.checks import check
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.scoring_types import Indicator, Method, TextFigure
from selfeval.engine.types import Field, Kind
from tests.selfeval.engine.build import (
    SPENT,
    YEAR,
    answered,
    make_form,
    number_field,
    only,
    scored_form,
    single,
    told,
)


@pytest.mark.parametrize(
    ("outcome", "share"), [("120", "120%"), ("150", "150%"), ("133.333", "133.33%")]
)
def test_outcome_far_over_its_target(outcome: str, share: str) -> None:
    assert told(single(), only("100", outcome, score="100")) == [
        f"remind over_target only.outcome：“唯一指标”完成值 {outcome} 为目标 100 的 {share}，"
        "请核对目标是否偏低"
    ]


def test_years_of_other_reports() -> None:
    report = only("按时", "2021年、2022年底前", score="100", label="2020年培训")

    assert told(single(Method.MANUAL), report) == [
        "remind other_year only.outcome：“唯一指标”完成值中出现 2021、2022 年，本表为 2023 年度",
        "remind other_year only.label：指标名称“2020年培训”中出现 2020 年，本表为 2023 年度",
    ]


def test_label_of_the_form_names_its_own_year() -> None:
    form = scored_form(Indicator("only", "{last_year}年结转", weight=Decimal(100)))

    assert told(form, only(score="100")) == [
        "remind other_year only.label：指标名称“2022年结转”中出现 2022 年，本表为 2023 年度"
    ]


def test_words_copied_from_the_target() -> None:
    assert told(single(Method.MANUAL), only("年底前完成", "年底前完成", score="100")) == [
        "remind copied_target only.outcome：“唯一指标”完成值与目标值一字不差，请填实际完成情况"
    ]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (4, []),
        (
            5,
            [
                "remind copied_target m0.outcome：5 项指标的完成值全部与目标值相同，"
                "请核对是否照抄目标"
            ],
        ),
    ],
)
def test_figures_all_copied_from_their_targets(count: int, expected: list[str]) -> None:
    members = tuple(Indicator(f"m{n}", f"指标{n}") for n in range(count))
    form = scored_form(Indicator("group", "产出", members, weight=Decimal(100)))
    answers = [Answer(f"m{n}", f"{n + 1}", f"{n + 1}") for n in range(count)]

    assert told(form, answered(*answers, Answer("group", score="100"), **SPENT)) == expected


def test_indicators_without_a_target() -> None:
    form = scored_form(
        Indicator("a", "甲", weight=Decimal(60), target_required=False),
        Indicator("b", "乙", weight=Decimal(40), target_required=False),
    )
    scores = [Answer("a", outcome="1", score="60"), Answer("b", outcome="1", score="40")]

    assert told(form, answered(*scores, **SPENT)) == [
        "remind no_target a.target：2 项指标没有目标值，完成情况无从对照"
    ]


@pytest.mark.parametrize(
    ("outcome", "executed", "budget", "figures"),
    [
        ("99", "985", "1000", "985 ÷ 1000 = 98.5%"),
        ("95", "14", "15", "14 ÷ 15 = 93.33%"),
    ],
)
def test_rate_beside_its_figures(outcome: str, executed: str, budget: str, figures: str) -> None:
    form = single(numerator="executed", denominator="budget", unit="%")
    answer = Answer("only", outcome, outcome, score="100")

    assert told(form, answered(answer, executed=executed, budget=budget)) == [
        f"remind rate_mismatch only.outcome：“唯一指标”完成值填报 {outcome}，按数据为 {figures}"
    ]


def test_figures_of_a_text_beside_the_tables() -> None:
    form = replace(
        make_form(number_field("projects"), Field("story", "正文", Kind.LONG_TEXT)),
        text_figures=(
            TextFigure("pair", "story", "{year}年完成 项目{n}个", "projects", "请核对"),
            TextFigure("plain", "story", "又建{n}处", "projects"),
        ),
    )
    words = "2023年完成项目1,398个，又建 5处，又建5处，又建399处"

    assert told(form, Answers({"projects": "399", "story": words})) == [
        "remind pair story：正文写“2023年完成项目1,398个”，表中为 399：请核对",
        "remind plain story：正文写“又建5处”，表中为 399",
    ]


def test_a_figure_like_a_year_is_none() -> None:
    assert told(single(), only("≥2000人", "2010人", score="100")) == []
    assert any("other_year" in line for line in told(single(), only("1", "2010年完成")))


OTHERS = ("湘阴县", "衡阳县", "衡南县", "衡阳", "君山区")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("湘阴县全年发放直补资金。", "湘阴县"),
        ("衡阳县与衡南县相邻，湘阴县、衡阳县均已完成。", "衡阳县、衡南县、湘阴县"),
        ("岳阳县全年发放直补资金。", ""),
        ("", ""),
    ],
)
def test_names_of_other_places_are_pointed_out_once_a_text(words: str, named: str) -> None:
    form = make_form(Field("told", "情况", Kind.LONG_TEXT))
    evaluated = evaluate_form(form, Answers({"told": words}), YEAR)

    messages = [found.message for found in check(evaluated, others=OTHERS)]
    said = f"情况中出现“{named}”，请核对是否误用了别处的文字"
    assert messages == ([said] if named else [])
    assert check(evaluated) == ()


def test_names_of_people_and_figures_name_no_place() -> None:
    form = make_form(Field("by", "填报人", Kind.TEXT, personal=True), number_field("n"))
    evaluated = evaluate_form(form, Answers({"by": "君山区", "n": "3"}), YEAR)

    assert check(evaluated, others=OTHERS) == ()
