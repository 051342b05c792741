"""Names of other bureaus in a report: asked about where they look copied, and nowhere else."""

import json
import time
from pathlib import Path

import pytest

from selfeval.engine.answers import Answers, answers_of
from selfeval.engine.check_units import _known
from selfeval.engine.checks import check
from selfeval.engine.definition import form_of
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.types import Field, Kind
from tests.selfeval.engine.build import YEAR, make_form

FIXTURES = Path(__file__).parents[3] / "fixtures"
OURS = "岳阳县移民局"
OTHERS = ("邵东市", "衡阳县", "衡南县", "邵阳市", "长沙市", "邵东", "衡南")
#: Told of a report of 岳阳县移民局, as its own field says.
FORM = make_form(
    Field("unit", "单位名称", Kind.TEXT),
    Field("told", "情况", Kind.LONG_TEXT),
    Field("more", "问题", Kind.LONG_TEXT),
)
#: Seconds, on a machine that does much else.
SLOWEST = 20
CHECK = "请核对是否误用了别的单位的文字"


def told(words: str, *, unit: str = OURS, more: str = "", own: str = "岳阳县") -> list[str]:
    answers = Answers({"unit": unit, "told": words, "more": more})
    evaluated = evaluate_form(FORM, answers, YEAR)
    return [f"{f.code}：{f.message}" for f in check(evaluated, others=OTHERS, own=own)]


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("邵东市移民事务中心按计划完成全年任务。", "邵东市移民事务中心"),
        ("全年由衡阳县财政局拨付。", "衡阳县财政局"),
        ("衡阳县移民局加强了管理。", "衡阳县移民局"),
        ("资金由衡南县水利局、衡南县发展和改革委管理。", "衡南县水利局、衡南县发展和改革委"),
        ("经邵阳市审计局审计。", "邵阳市审计局"),
        ("与衡阳县人民政府签订责任书。", "衡阳县人民政府"),
        ("衡阳县库区移民事务中心内设三个股室。", "衡阳县库区移民事务中心"),
        ("长沙市水库移民开发管理局组织培训。", "长沙市水库移民开发管理局"),
        ("邵东市乡村振兴局验收。", "邵东市乡村振兴局"),
        ("邵东市移民办负责实施。", "邵东市移民办"),
        ("邵东移民办负责实施。", "邵东移民办"),
        ("衡南水利局、衡阳县移民局配合。", "衡南水利局、衡阳县移民局"),
    ],
)
def test_a_bureau_of_elsewhere_is_named_and_whose_report_it_is(words: str, unit: str) -> None:
    assert told(words) == [
        f"other_unit：情况中出现“{unit}”，是别处的单位，本报告是岳阳县移民局的，{CHECK}"
    ]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("我局（岳阳县财政局）高度重视。", "岳阳县财政局"),
        ("我单位（县水利局）编制18人。", "县水利局"),
        ("本单位(财政局)按规定公开。", "财政局"),
        ("岳阳县财政局（以下简称“我局”）成立于1984年。", "岳阳县财政局"),
        ("岳阳县审计局（以下简称本单位）现有人员20人。", "岳阳县审计局"),
        ("我局是岳阳县民政局，内设五个股室。", "岳阳县民政局"),
        ("本单位为岳阳县农业农村局。", "岳阳县农业农村局"),
        ("岳阳县财政局2023年度部门整体支出绩效自评报告\n一、基本情况", "岳阳县财政局"),
        ("岳阳县教育局关于2023年绩效自评情况的报告", "岳阳县教育局"),
        ("单位名称：岳阳县统计局", "岳阳县统计局"),
        ("填报单位（盖章）：岳阳县林业局", "岳阳县林业局"),
        ("我中心全称为岳阳县医疗保障局，", "岳阳县医疗保障局"),
    ],
)
def test_a_text_that_speaks_as_another_bureau_of_the_county_is_asked_about(
    words: str, named: str
) -> None:
    assert told(words) == [
        f"other_unit：情况把报告写成“{named}”的，本报告是岳阳县移民局的，{CHECK}"
    ]


@pytest.mark.parametrize(
    "words",
    [
        "县财政局及时拨付资金，岳阳县审计局进行了审计。",
        "省移民局、省财政厅下达资金，水利部组织稽察。",
        "湖南省水库移民开发管理局检查了项目。",
        "岳阳市移民局、市财政局联合验收。",
        "岳阳市财政局下达预算后，由我局实施。",
        "我局（岳阳县移民局）高度重视。",
        "我局（原岳阳县移民开发局）高度重视。",
        "岳阳县库区移民事务中心（以下简称“我中心”）为正科级。",
        "我单位是岳阳县水利局下属的事业单位。",
        "我单位为岳阳县财政局全额拨款单位。",
        "我局会同岳阳县财政局、岳阳县水利局开展检查。",
        "我局委托岳阳县审计局审计，岳阳县人民政府批复。",
        "我单位（岳阳市水利局对口指导）按期完成。",
        "岳阳县移民局2023年度部门整体支出绩效自评报告",
        "向岳阳县财政局提交了绩效自评报告，按时公开。",
        "财政局的意见已整改。",
        "移民培训中心建成，移民服务站12个。",
        "单位名称：岳阳县移民局",
        "资金由教育部门统筹，培训移民200人。",
        "",
    ],
)
def test_superiors_neighbours_and_ourselves_are_no_reason_to_ask(words: str) -> None:
    assert told(words) == []


def test_a_place_and_a_bureau_of_elsewhere_are_told_apart() -> None:
    assert told("赴衡南县学习；衡阳县财政局拨付。", unit="") == [
        f"other_unit：情况中出现“衡阳县财政局”，是别处的单位，本报告是岳阳县的，{CHECK}",
        "other_place：情况中出现“衡南县”，请核对是否误用了别处的文字",
    ]


def test_a_field_with_another_bureau_is_asked_about() -> None:
    wrong = f"other_unit：单位名称把报告写成“岳阳县财政局”的，本报告是岳阳县的，{CHECK}"
    assert told("按计划完成。", unit="岳阳县财政局（盖章）") == [wrong]
    said = f"other_unit：单位名称把报告写成“岳阳县财政局”的，本报告是岳阳县移民局的，{CHECK}"
    assert told("我局（岳阳县移民局）完成任务。", unit="岳阳县财政局") == [said]
    assert told("按计划完成。", unit="岳阳县水利局") == []
    assert told("按计划完成。", unit="岳阳县") == []


def test_one_bureau_is_told_once_a_text_and_in_every_text() -> None:
    words = "我局（岳阳县财政局）完成。我局（岳阳县财政局）公开。"
    assert len(told(words, more="我局（岳阳县财政局）整改。")) == 2


def test_a_report_of_a_bureau_for_water_may_call_itself_so() -> None:
    assert told("我局（岳阳县水利局）完成任务。", unit="岳阳县水利局") == []
    assert told("我局（岳阳县农业农村局）完成任务。", unit="") == []
    assert told("我局（岳阳县财政局）完成任务。", unit="岳阳县水利局") == [
        f"other_unit：情况把报告写成“岳阳县财政局”的，本报告是岳阳县水利局的，{CHECK}"
    ]


def test_a_text_as_long_as_may_be_is_looked_through_in_time() -> None:
    long = ("移民资金管理水利财政审计岳阳县" * 15_000)[:199_000]
    began = time.perf_counter()
    assert told(long) == []
    assert time.perf_counter() - began < SLOWEST


def test_nobody_said_whose_report_it_is() -> None:
    assert told("我局（财政局）完成任务。", unit="", own="") == [
        f"other_unit：情况把报告写成“财政局”的，{CHECK}"
    ]


@pytest.mark.parametrize(
    "name", ["2017_yueyanglou", "2020_hengyang", "2022_shaodong", "2023_yueyang"]
)
def test_the_source_reports_give_no_alarm(name: str) -> None:
    report = json.loads((FIXTURES / "selfeval" / "reports" / f"{name}.json").read_text())
    form = json.loads((FIXTURES / "selfeval" / "forms" / f"{report['form']}.json").read_text())
    evaluated = evaluate_form(form_of(form), answers_of(report), report["year"])
    others = [place for place in every_place() if place not in ours(report["county"])]
    found = check(evaluated, others=others, own=report["county"])
    assert [f for f in found if f.code in ("other_unit", "other_place")] == []


def places() -> list[dict]:
    return json.loads((FIXTURES / "places.json").read_text())["places"]


def every_place() -> list[str]:
    return [place["names"][-1]["name"] for place in places()]


def ours(county: str) -> set[str]:
    own = next(place for place in places() if county in [n["name"] for n in place["names"]])
    city = next(place for place in places() if place["key"] == own["parent"])
    return {n["name"] for place in (own, city) for n in place["names"]}


def test_names_that_do_not_occur_are_not_looked_for_one_by_one():
    """Of a thousand counties each has other names elsewhere: none of them costs a pattern."""
    before = _known.cache_info().misses
    for number in range(20):
        others = tuple(f"第{nth}县" for nth in range(1000) if nth != number)
        answers = Answers({"unit": OURS, "told": "本县完成移民培训任务。", "more": ""})
        assert not check(evaluate_form(FORM, answers, YEAR), others=others, own="岳阳县")
    assert _known.cache_info().misses == before


def test_a_name_of_one_character_is_found():
    answers = Answers({"unit": OURS, "told": "由濮财政局拨付。", "more": ""})
    (found,) = check(evaluate_form(FORM, answers, YEAR), others=("濮",), own="岳阳县")
    assert "濮财政局" in found.message
