"""Figures in running text that are held against the tables without a phrase for them."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.answers import Answer, Answers, TableRow, answers_of
from selfeval.engine.checks import check
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.scoring_types import Indicator, Method, Scoring, ScoringMode, TextFigure
from selfeval.engine.types import (
    Column,
    Field,
    FieldBlock,
    Form,
    IndicatorBlock,
    Kind,
    Narrative,
    Row,
    Section,
    Table,
)
from tests.selfeval.engine.build import YEAR, shipped_form, source
from tests.selfeval.engine.test_time import SECONDS

TREE = (
    Indicator("trained", "指标1：培训移民劳动力（人次）", unit="人次"),
    Indicator("projects", "生产开发及配套设施项目等（个）", unit="个"),
    Indicator("villages", "重点移民村建设（个）", unit="个"),
    Indicator("satisfied", "移民对后扶政策实施满意度（%）", unit="%"),
    Indicator("roads", "硬化村内道路", unit="公里"),
    Indicator("rate", "执行率", method=Method.EXECUTION),
)
FUNDS = Table(
    "funds", "项目资金", (Column("budget", "全年预算数"),), (Row("all", "总额"),), unit="万元"
)
PEOPLE = Field("people", "移民总人数", Kind.COUNT, "人")
SHARE = Field("share", "资金到位率", Kind.PERCENT)


def form(*, figures: tuple[TextFigure, ...] = (), label: str = "工作情况") -> Form:
    blocks = (
        FieldBlock((PEOPLE, SHARE)),
        FUNDS,
        IndicatorBlock("指标", ("target", "outcome")),
        Narrative("told", label),
    )
    section = Section("s", "一", blocks)
    scoring = Scoring(ScoringMode.OWN_TOTAL, tree=TREE)
    return Form("f", "表", 1, (section,), scoring, text_figures=figures)


def said(words: str, **options: object) -> list[str]:
    """Return what is said of a text beside these figures."""
    answers = [
        Answer("trained", "600", "617人次"),
        Answer("projects", "300个", "399个"),
        Answer("villages", "≥3个", "3个"),
        Answer("satisfied", "≥90%", "98%"),
        Answer("roads", "12公里", "12.5公里"),
    ]
    report = Answers(
        {"told": words, "people": "40848", "share": "95"},
        {"funds": (TableRow("all", {"budget": "854"}),)},
        {each.code: each for each in answers},
    )
    findings = check(evaluate_form(form(**options), report, YEAR))  # type: ignore[arg-type]
    return [found.message for found in findings if found.code == "text_figure"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            "全年培训移民劳动力550人次，效果良好。",
            "“全年培训移民劳动力550人次”，"
            "表中“指标1：培训移民劳动力（人次）”目标值为 600、完成值为 617",
        ),
        (
            "完成生产开发及配套设施项目398个",
            "“完成生产开发及配套设施项目398个”，表中“生产开发及配套设施项目等（个）”完成值为 399",
        ),
        (
            "计划安排生产开发及配套设施项目399个",
            "“计划安排生产开发及配套设施项目399个”，"
            "表中“生产开发及配套设施项目等（个）”目标值为 300",
        ),
        (
            "抽样调查显示移民满意度100%。",
            "“抽样调查显示移民满意度100%”，"
            "表中“移民对后扶政策实施满意度（%）”目标值为 90、完成值为 98",
        ),
        (
            "推进4个重点移民村建设",
            "“推进4个重点移民村建设”，表中“重点移民村建设（个）”目标值为 3、完成值为 3",
        ),
        (
            "硬化村内道路11500米",
            "“硬化村内道路11500米”，表中“硬化村内道路”目标值为 12、完成值为 12.5",
        ),
        ("全年预算数584万元", "“全年预算数584万元”，表中“全年预算数”为 854"),
        (
            "培训移民劳动力 550 人次",
            "“培训移民劳动力 550 人次”，表中“指标1：培训移民劳动力（人次）”目标值为 600、"
            "完成值为 617",
        ),
        ("移民总人数达到40884人", "“移民总人数达到40884人”，表中“移民总人数”为 40,848"),
        ("资金到位率为100%", "“资金到位率为100%”，表中“资金到位率”为 95"),
    ],
)
def test_a_figure_that_is_not_the_tables_is_pointed_out(words: str, message: str) -> None:
    assert said(words) == [f"工作情况写{message}"]


@pytest.mark.parametrize(
    "words",
    [
        "全年培训移民劳动力617人次",
        "计划培训移民劳动力600人次，实际培训移民劳动力617人次",
        "完成生产开发及配套设施项目399个",
        "移民满意度98%",
        "硬化村内道路12500米",
        "全年预算数8540000元",
        # of another year, compared, a part, an average, what is left
        "2022年培训移民劳动力550人次",
        "上年培训移民劳动力550人次",
        "培训移民劳动力较上年增加17人次",
        "培训移民劳动力，其中种植550人次、养殖67人次",
        "每期培训移民劳动力50人次",
        "未完成的生产开发及配套设施项目7个",
        "明年培训移民劳动力550人次",
        "第一批培训移民劳动力300人次",
        "上半年培训移民劳动力300人次",
        "甲村培训移民劳动力300人次",
        "全省移民满意度95%",
        "移民满意度90%以上",
        "移民满意度从85%提高到98%",
        "约有移民总人数4万人",
        # of something else, or of nothing that has a name
        "培训移民劳动力550人",
        "培训移民劳动力共3期",
        "召开会议550人次",
        "培训550人次",
        "项目398个",
        "重点抽查2个重点移民村",
        "抽查生产开发及配套设施项目资料、台账等共9个",
        "移民总人数（含非农移民和历年增长人口）的40%",
        "培训移民劳动力第3批",
        "2023年5月培训移民劳动力",
        "培训移民劳动力" + "若干期" * 25 + "550人次",
        "",
    ],
)
def test_what_may_be_right_is_left_alone(words: str) -> None:
    assert said(words) == []


def test_a_text_of_plans_is_held_against_the_targets() -> None:
    words = "完善设施；生产开发及配套设施项目399个"

    assert said(words, label="绩效目标") == [
        "绩效目标写“生产开发及配套设施项目399个”，表中“生产开发及配套设施项目等（个）”目标值为 300"
    ]
    assert said(words, label="目标完成情况") == []


def test_a_name_that_fits_two_is_no_name() -> None:
    tree = (Indicator("a", "建成项目数", unit="个"), Indicator("b", "验收项目数", unit="个"))
    own = replace(form(), scoring=Scoring(ScoringMode.OWN_TOTAL, tree=tree))
    report = Answers(
        {"told": "涉及项目数9个"}, {}, {c: Answer(c, "1个", "1个") for c in ("a", "b")}
    )

    codes = [found.code for found in check(evaluate_form(own, report, YEAR))]
    assert "text_figure" not in codes


def test_what_the_form_has_a_phrase_for_is_told_once() -> None:
    pair = TextFigure("trained_text", "told", "培训移民劳动力{n}人次", "trained.outcome")
    own = form(figures=(pair,))
    report = Answers(
        {"told": "培训移民劳动力550人次"}, {}, {"trained": Answer("trained", "600", "617")}
    )

    codes = [found.code for found in check(evaluate_form(own, report, YEAR))]
    assert codes.count("trained_text") == 1
    assert "text_figure" not in codes


def test_figures_of_the_sources_are_found_without_their_phrases_and_none_is_a_false_alarm() -> None:
    found = {}
    for name in ("2017_yueyanglou", "2020_hengyang", "2022_shaodong", "2023_yueyang"):
        data = source(name)
        bare = replace(shipped_form(data["form"]), text_figures=())
        findings = check(evaluate_form(bare, answers_of(data), data["year"]))
        found[name] = sorted(each.place for each in findings if each.code == "text_figure")

    assert found == {
        "2017_yueyanglou": [],  # 完成项目59个 names no cell
        "2020_hengyang": ["report_results"],  # 100 % against 98 %
        "2022_shaodong": [],  # 移民培训550人次 names no cell
        "2023_yueyang": ["goals_text", "report_causes", "report_causes"],  # 123, 124, 100
    }


@given(st.text(alphabet="培训移民劳动力项目等完成0123456789.,，。、人次个（）()%年", max_size=200))
def test_any_text_can_be_read(words: str) -> None:
    for message in said(words):
        assert message.startswith("工作情况写“")


def test_the_longest_text_is_read_in_a_moment() -> None:
    began = time.process_time()

    said(("完成培训移民劳动力617人次，移民总人数40848人。" * 8000)[:200_000])
    said("9" * 200_000)
    said("（" * 100_000 + "9人次")
    assert time.process_time() - began < SECONDS
