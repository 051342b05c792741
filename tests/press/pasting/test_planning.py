"""What a pasted block means: a row of the table a case, told by what comes of it."""

from pathlib import Path
from time import monotonic

import pytest

from press.pasting import Named, PageSheet, Start, What, plan_paste
from tests.engine.alone import dragged_in
from tests.press.pasting.sheets import (
    CITIES,
    MEASURES,
    paste,
    placed,
    projects,
    resettlement,
    spending,
    training,
)

CASES = Path(__file__).parents[2] / "cases" / "paste"
FARM, WORK, PASS, JOB, NONE = (name for name, _ in MEASURES)
THREE = {f"长沙市 {FARM}": "1000", f"株洲市 {FARM}": "1001", f"湘潭市 {FARM}": "1002"}

#: name: (block, what is placed)
UNDERSTOOD = {
    "plain column": ("1000\n1001\n1002", THREE),
    "heading": (f"{FARM}\n1000\n1001\n1002", THREE),
    "heading in brackets": (f"{FARM}（人次）\n1000\n1001\n1002", THREE),
    "heading with its unit": (f"{FARM}人次数\n1000\n1001\n1002", THREE),
    "shorter heading": ("农业实用\n1000\n1001\n1002", THREE),
    "heading of this year": (f"2017年{FARM}完成情况\n1000\n1001\n1002", THREE),
    "only 完成": ("完成数\n1000\n1001\n1002", THREE),
    "title, heading, unit": (f"2017年培训情况表\n{FARM}\n人次\n1000\n1001\n1002", THREE),
    "serial before names": ("1\t长沙市\t1000\n2\t株洲市\t1001\n3\t湘潭市\t1002", THREE),
    "serial dotted": ("1.\t长沙市\t1000\n2.\t株洲市\t1001\n3.\t湘潭市\t1002", THREE),
    "serial in brackets": ("（1）\t长沙市\t1000\n（2）\t株洲市\t1001\n（3）\t湘潭市\t1002", THREE),
    "serial circled": ("①\t长沙市\t1000\n②\t株洲市\t1001\n③\t湘潭市\t1002", THREE),
    "serial within the name": ("1.长沙市\t1000\n2、株洲市\t1001\n（3）湘潭市\t1002", THREE),
    "serial behind names": ("长沙市\t1.\t1000\n株洲市\t2.\t1001\n湘潭市\t3.\t1002", THREE),
    "serial under its head": (
        "市州\t序号\t完成\n长沙\t1\t1000\n株洲\t2\t1001\n湘潭\t3\t1002", THREE,
    ),
    "short names": ("长沙\t1000\n株洲\t1001\n湘潭\t1002", THREE),
    "spaces in names": ("长 沙市\t1000\n株\u3000洲\t1001\n湘\u00a0潭 市\t1002", THREE),
    "province and office": ("湖南省长沙市\t1000\n株洲市移民局\t1001\n湘潭市：\t1002", THREE),
    "names behind": ("1000\t长沙\n1001\t株洲\n1002\t湘潭", THREE),
    "another order": ("湘潭\t1002\n长沙\t1000\n株洲\t1001", THREE),
    "blank rows": ("长沙\t1000\n\t\n株洲\t1001\n\n湘潭\t1002\n\t", THREE),
    "total and note": (
        "全省合计\t3003\n长沙\t1000\n株洲\t1001\n小计\t2001\n湘潭\t1002\n合 计\t3003\n注：初步数",
        THREE,
    ),
    "blank column between": ("长沙\t\t1000\n株洲\t\t1001\n湘潭\t\t1002", THREE),
    "targets under a merged head": (
        f"市州\t{FARM}\t\n\t目标\t完成\n长沙\t9\t1000\n株洲\t9\t1001\n湘潭\t8\t1002", THREE,
    ),
    "rows of target and done": (
        "长沙\t目标\t9\n\t完成\t1000\n株洲\t目标\t9\n\t完成\t1001\n湘潭\t目标\t8\n\t完成\t1002",
        THREE,
    ),
    "another year's column": (
        f"市州\t上年\t{FARM}\n长沙\t7\t1000\n株洲\t7\t1001\n湘潭\t7\t1002", THREE,
    ),
    "transposed": (f"\t长沙\t株洲\t湘潭\n{FARM}\t1000\t1001\t1002", THREE),
    "list of measures": (f"长沙\t{FARM}\t1000\n株洲\t{FARM}\t1001\n湘潭\t{FARM}\t1002", THREE),
    "unit and year in brackets": (
        f"市州\t{FARM}（单位：人次）\n\t（2017年）\n长沙\t1000\n株洲\t1001\n湘潭\t1002", THREE,
    ),
    "another year beside this": (
        f"市州\t{FARM}\t\n\t2016年\t2017年\n长沙\t7\t1000\n株洲\t7\t1001\n湘潭\t7\t1002", THREE,
    ),
    "repeated heading": (
        f"市州\t{FARM}\n长沙\t1000\n市州\t{FARM}\n株洲\t1001\n湘潭\t1002", THREE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNDERSTOOD)
def test_a_block_is_understood(case):
    block, wanted = UNDERSTOOD[case]
    plan = paste(block)
    assert placed(plan) == wanted
    assert (plan.left, plan.asked) == ((), ())
    assert plan.is_plain == (case == "plain column")


def test_files_people_pasted_are_understood():
    column = (CASES / "paste-column-with-heading.txt").read_text("utf-8")
    wanted = {f"{city} {FARM}": str(1000 + i) for i, city in enumerate(CITIES)}
    assert placed(paste(column)) == wanted
    for name in ("paste-short-names.txt", "paste-with-serial-number.txt"):
        assert placed(paste((CASES / name).read_text("utf-8"))) == THREE


def test_every_name_of_a_place_is_known():
    for name in ("湘西", "湘西州", "湘西自治州", "湘西土家族苗族自治州", "湘 西 州"):
        assert placed(paste(f"{name}\t7")) == {f"{CITIES[-1]} {FARM}": "7"}


def test_columns_are_found_by_their_heads_wherever_they_stand():
    plan = paste(f"{PASS}\t市州\t{FARM}\n95\t长沙\t1000\n91\t湘潭\t1002")
    assert placed(plan) == {
        f"长沙市 {PASS}": "95", f"长沙市 {FARM}": "1000",
        f"湘潭市 {PASS}": "91", f"湘潭市 {FARM}": "1002",
    }  # fmt: skip


def test_figures_go_from_the_cell_on_where_nothing_is_named():
    plan = paste("1\t2\n\t\n5\t6", at=Start(2, 1))
    assert placed(plan) == {
        f"湘潭市 {WORK}": "1", f"湘潭市 {PASS}": "2", f"邵阳市 {WORK}": "5", f"邵阳市 {PASS}": "6",
    }  # fmt: skip


#: name: (block, {word that met no cell: part of the reason})
LEFT = {
    "more rows than lines": ("7\n" * 14 + "15\n16", {"15": "最后一行", "16": "最后一行"}),
    "more columns than there are": ("1\t2\t3\t4\t5\t6", {"6": "右边"}),
    "a city twice": ("长沙\t1\n株洲\t2\n长沙市\t3", {"1": "第 1、3 行", "3": "第 1、3 行"}),
    "a city elsewhere": ("长沙\t1\n广州市\t2", {"2": "不在本表"}),
    "a county": ("长沙市\t望城区\t5\n株洲市\t\t6", {"5": "县市区"}),
    "an unknown name": ("长沙\t1\n长沙市本级\t2", {"2": "“长沙市本级”不是本表的名称"}),
    "a row without a name": ("长沙\t1\n\t2", {"2": "没有名称"}),
    "two names at odds": ("长沙\t长沙市\t1\n株洲\t湘潭\t2", {"2": "矛盾"}),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT)
def test_what_fits_nowhere_is_named(case):
    block, wanted = LEFT[case]
    plan = paste(block)
    reasons = {one.text: one.why for one in plan.left}
    assert reasons.keys() == wanted.keys()
    assert all(part in reasons[text] for text, part in wanted.items())
    assert not set(wanted) & set(placed(plan).values())


def test_a_year_that_a_column_bears_in_its_name_is_no_other_year():
    whats = (What("2017年决算数", key="a1"), What("2016年决算数", key="a0"))
    places = frozenset({(0, 0), (0, 1)})
    sheet = PageSheet(
        (Named("基本支出"),), whats, lines=(0,), columns=(0, 1), places=places, year=2017
    )
    for head in (
        "项目\t2016年决算\t2017年决算",
        "项目\t2016年决算数（万元）\t2017年决算数（万元）",
    ):
        plan = paste(f"{head}\n基本支出\t80\t100", sheet)
        assert placed(plan, sheet) == {
            "基本支出 2016年决算数": "80",
            "基本支出 2017年决算数": "100",
        }


def test_names_under_their_head_are_names_though_most_are_unknown():
    sheet = spending()
    block = "项目\t本年预算数\n日常支出\t1\n公用经费\t2\n其他\t3\n杂项\t4"
    plan = paste(block, sheet)
    assert placed(plan, sheet) == {"公用经费 预算数": "2"}
    assert {one.text for one in plan.left} == {"1", "3", "4"}
    strange = paste("项目\t本年预算数\n日常支出\t1\n杂项\t4", sheet)
    assert (strange.placed, strange.asked[0].key) == ((), "c1")


def test_a_line_that_says_another_unit_is_doubted():
    block = f"单位：{{}}\n市州\t{FARM}\n长沙\t0.1"
    assert "单位：万人次" in paste(block.format("万人次")).doubts[0]
    assert paste("单位：元\n预算数\n1000\n2000", projects()).doubts
    for own in ("人次", "人次、%", "长沙市移民局"):
        assert paste(block.format(own)).doubts == ()


#: name: (block, key of the question, what is suggested)
ASKED = {
    "the contrary of a name": ("市州\t就业跟踪服务\n长沙\t是", "c2", "?"),
    "less than a name with 未": ("市州\t未获证率\n长沙\t5", "c2", "?"),
    "a rate of it": (f"市州\t{FARM}完成率\n长沙\t98", "c2", "?"),
    "another unit in brackets": (f"市州\t{FARM}（万人次）\n长沙\t0.1", "c2", "?"),
    "another unit below": (f"市州\t{FARM}\n\t万人次\n长沙\t0.1", "c2", "?"),
    "a target in brackets": (f"市州\t{FARM}（目标）\n长沙\t98", "c2", "?"),
    "another year in brackets": (f"市州\t{FARM}（2016年）\n长沙\t98", "c2", "?"),
    "another year before it": (f"市州\t2016年{FARM}\n长沙\t98", "c2", "?"),
    "a part of it below": (f"市州\t{FARM}\n\t其中：女\n长沙\t98", "c2", "?"),
    "half a year below": (f"市州\t{FARM}\n\t上半年\n长沙\t98", "c2", "?"),
    "unknown names under their head": ("市州\t获证率\n湘北\t95\n湘南\t96", "c1", "?"),
    "unknown heading": ("市州\t人数\t获证率\n长沙\t8\t95", "c2", "?"),
    "heading that looks like one": ("市州\t农技培训\n长沙\t8", "c2", FARM),
    "heading of several": ("市州\t培训\t获证率\n长沙\t8\t95", "c2", "?"),
    "one of two without a heading": ("市州\t获证率\t\n长沙\t95\t8", "c3", "?"),
    "two of one heading": ("市州\t获证率\t获证率\n长沙\t95\t96", "c2", "?"),
    "counting without names": ("1\t1000\n2\t1001\n3\t1002", "c1", ""),
    "figures left of names": ("5\t长沙\t8\n7\t株洲\t9", "c1", ""),
    "words nobody knows": ("甲地\t8\n乙地\t9", "c1", "?"),
    "remarks": ("长沙\t8\t已核\n株洲\t9\t待核", "c3", ""),
    "words over figures": ("培训总量\n8\n9", "head", "?"),
    "numbers of columns": (f"{FARM}\t{WORK}\n1\t2\n8\t9\n7\t6", "head", "heading"),
}


@pytest.mark.parametrize("case", ASKED)
def test_what_cannot_be_told_is_asked(case):
    block, key, suggested = ASKED[case]
    question = paste(block).asked[0]
    assert (question.key, question.suggested) == (key, suggested)


def test_nothing_is_placed_by_rows_that_nobody_knows():
    assert paste("甲地\t8\n乙地\t9").placed == ()
    assert paste("培训总量\n8\n9").placed == ()


def test_an_answer_settles_the_question():
    block = "市州\t人数\t获证率\n长沙\t8\t95"
    assert placed(paste(block, c2=WORK)) == {f"长沙市 {WORK}": "8", f"长沙市 {PASS}": "95"}
    skipped = paste(block, c2="")
    assert placed(skipped) == {f"长沙市 {PASS}": "95"}
    assert "8" in skipped.aside[-1].texts
    again = paste(block, c2=PASS)
    assert [question.key for question in again.asked] == ["c2", "c3"]  # taken twice
    assert paste(block, c2="made up").asked == paste(block).asked


def test_an_answer_says_what_the_first_row_is():
    assert placed(paste("培训总量\n8\n9", head="heading")) == {
        f"长沙市 {FARM}": "8", f"株洲市 {FARM}": "9",
    }  # fmt: skip
    taken = paste("培训总量\n8\n9", head="figures")
    assert placed(taken)[f"长沙市 {FARM}"] == "培训总量"  # to be refused there, by its cell


def test_a_column_that_counts_is_pointed_out():
    plan = paste("1\n2\n3\n4")
    assert len(plan.placed) == 4
    assert "像序号" in plan.doubts[0]


def test_a_column_of_targets_is_not_taken_for_figures():
    sheet = training(aims={(0, 0): "1100", (1, 0): "900"})
    plan = paste("长沙\t1100\t1000\n株洲\t900\t870", sheet)
    assert plan.asked[0].key == "c2"
    assert "目标值相同" in plan.asked[0].text


def test_lines_without_a_word_are_said():
    plan = paste("长沙\t1\n株洲\t2", training("长沙市", "株洲市", "湘潭市"))
    assert any("没有湘潭市" in note for note in plan.notes)


def test_a_list_takes_blocks_by_city_and_measure():
    sheet = resettlement()
    plan = paste("株洲\t未召开听证会\t否\n\t移民安置任务\t90\n长沙\t移民安置任务\t80", sheet)
    assert placed(plan, sheet) == {
        "株洲市 未召开听证会": "否", "株洲市 移民安置任务": "90", "长沙市 移民安置任务": "80",
    }  # fmt: skip


def test_a_list_takes_a_plain_column_and_a_matrix():
    sheet = resettlement()
    down = paste("80\n否\n90", sheet)
    assert list(placed(down, sheet).values()) == ["80", "否", "90"]
    across = paste("市州\t安置任务\t未召开听证会\n株洲\t90\t否\n长沙\t80\t是", sheet)
    assert placed(across, sheet) == {
        "株洲市 移民安置任务": "90", "株洲市 未召开听证会": "否",
        "长沙市 移民安置任务": "80", "长沙市 未召开听证会": "是",
    }  # fmt: skip
    none = paste("湘潭\t移民安置任务\t5", sheet)
    assert none.left[0].why == "这一行没有该项"


def test_a_list_as_the_page_shows_it_keeps_targets_out():
    sheet = resettlement()
    plan = paste(
        "市州\t测量项\t目标\t完成\n长沙\t移民安置任务\t100\t80\n\t未召开听证会\t—\t否", sheet
    )
    assert placed(plan, sheet) == {"长沙市 移民安置任务": "80", "长沙市 未召开听证会": "否"}


def test_a_growing_table_gets_the_lines_it_needs():
    sheet = projects()
    plan = paste(
        "序号\t项目名称\t预算数\t执行数\n1\t饮水工程\t10\t9\n2\t道路\t8\t8\n3\t渠道\t5\t4", sheet
    )
    assert plan.added == 2
    assert [one.text for one in plan.placed if one.place[0] == 2] == [
        "渠道", "5", "4",
    ]  # fmt: skip
    assert plan.asked == ()


def test_a_growing_table_has_an_end_and_computes_its_own():
    sheet = projects(rows=1, room=1)
    plan = paste("甲\t10\t9\t90%\n乙\t8\t8\t100%\n丙\t1\t1\t100%", sheet)
    assert plan.added == 1
    reasons = {one.text: one.why for one in plan.left}
    assert reasons["丙"] == "超出表格最后一行"
    assert reasons["90%"] == "由系统计算，不需填写"


def test_rows_of_a_form_are_found_by_their_labels_and_heads_by_their_groups():
    sheet = spending()
    plan = paste(
        "项目\t上年\t本年\t\n\t决算数\t预算数\t决算数\n项目支出\t3\t2\t1\n人员经费\t6\t5\t4\n合计\t9\t7\t5",
        sheet,
    )
    texts = [(one.place, one.text) for one in plan.placed]
    assert texts == [
        ((3, 2), "3"), ((3, 0), "2"), ((3, 1), "1"), ((1, 2), "6"), ((1, 0), "5"), ((1, 1), "4"),
    ]  # fmt: skip
    assert {one.why for one in plan.left} == {"由系统计算，不需填写"}


def test_an_empty_block_means_nothing():
    assert paste("").is_plain
    assert plan_paste([], training(), start=Start(0)).placed == ()
    assert plan_paste([["1"]], PageSheet((), ()), start=Start(0)).left[0].why == "超出表格右边"


def test_a_large_block_takes_time_by_its_length_alone():
    """4,000 rows of names nobody knows, then long texts: seconds, were it squares it were hours."""
    rows = [[f"名称{i}", str(i), "备注 " * 10] for i in range(4000)]
    began = monotonic()
    assert len(plan_paste(rows, training(), start=Start(0)).asked) == 2
    assert plan_paste([["实际完成" * 50_000, "5"]], training(), start=Start(0)).asked
    assert monotonic() - began < 60


def test_the_planner_stands_alone():
    assert dragged_in("press.pasting") == set()
