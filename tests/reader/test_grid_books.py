"""Heads, titles and the hidden sheet of a workbook laid out as the grid."""

from dataclasses import replace

import pytest

from assessment.reader.grid_workbook import KIND, MAP_SHEET, is_grid, rows_of_grid
from assessment.reader.workbook import COLUMNS
from press.pasting.sheet import What
from press.workbooks.types import Book, Visibility
from tests.reader.grids import (
    CERTIFIED,
    EMPLOYED,
    HEADS,
    INDICATORS,
    LIST_HEADS,
    cell,
    code,
    indicator,
    problem,
    read,
    said,
    settling,
    sheet,
    training,
    with_map,
)

FIRST, CERT, EMPL = (code("移民培训", 0, what) for what in range(3))


# --- Which layout -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "is_one"),
    [
        ([HEADS], True),
        ([LIST_HEADS], True),
        ([("2017年度采集表",), (), HEADS], True),
        ([("市、州", "就业率")], True),
        ([("市州：", "就业率")], True),
        ([("市州",)], False),
        ([("市州", "市州")], False),
        ([("地区", "就业率")], False),
        ([COLUMNS], False),
        ([("市州", "测量项编码", "完成值")], False),
        ([("市州", "测量项编码", "完成")], True),
        ([("年度", "市州", "指标", "测量项", "备注")], False),
        ([("年度", "市州", "指标", "测量项")], True),
        ([*[("说明",)] * 29, HEADS], True),
        ([*[("说明",)] * 30, HEADS], False),
        ([HEADS, *[("说明",)] * 29, COLUMNS], True),
        ([], False),
    ],
)
def test_layout_is_told_by_its_heads(rows, is_one):
    assert is_grid(Book((sheet("采集表", *rows),))) is is_one


def test_one_sheet_of_the_long_form_makes_the_workbook_one():
    assert not is_grid(Book((training(("长沙", 1)), sheet("采集表", COLUMNS))))
    assert is_grid(Book((sheet("说明", ("填表说明",)), training(("长沙", 1)))))
    assert not is_grid(Book((sheet(MAP_SHEET, ("类型", KIND), HEADS),)))


# --- Which indicator --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title", "heads"),
    [
        ("移民培训", "采集表", HEADS),
        ("Sheet1", "2017年度采集表　移民培训", HEADS),
        ("移民培训（定稿）", "移 民 培 训", HEADS),
        ("Sheet1", "采集表", ("市州", CERTIFIED, EMPLOYED, "得分")),
    ],
)
def test_sheet_goes_by_title_name_or_heads(name, title, heads):
    rows = read(sheet(name, (title,), heads, ("长沙", 95, 90)))
    assert (rows.problems, {row.code.partition("-")[0] for row in rows.rows}) == ((), {"移民培训"})


def test_longest_name_of_an_indicator_is_meant():
    longer = replace(INDICATORS[1], name="移民培训资金管理")
    book = Book((sheet("移民培训资金管理", ("市州", "完成"), ("长沙", 3)),))
    [row] = rows_of_grid(book, 2017, [INDICATORS[0], longer]).rows
    assert row.code == code("移民资金管理", 0, 0)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (
            sheet("移民培训", ("移民资金管理",), HEADS, ("长沙", 1)),
            "工作表“移民培训”的标题写的是指标“移民资金管理”，与工作表名称不一致；请核对后改成一致",
        ),
        (
            sheet("表1", ("采集表",), ("市州", "满意度"), ("长沙", 1)),
            "工作表“表1”认不出是哪个指标的；请在标题或工作表名称里写上指标名称，或使用导出的采集表填写",
        ),
        (
            sheet("表1", ("采集表",), ("市州", "得分"), ("长沙", 1)),
            "工作表“表1”认不出是哪个指标的；请在标题或工作表名称里写上指标名称，或使用导出的采集表填写",
        ),
        (
            sheet("移民培训", ("2016年度采集表",), HEADS, ("长沙", 1)),
            "工作表“移民培训”的标题写的是 2016 年度，不是 2017 年度；请使用本年度导出的采集表",
        ),
        (
            sheet("移民培训", ("2018 年、2016年",), HEADS, ("长沙", 1)),
            "工作表“移民培训”的标题写的是 2016、2018 年度，不是 2017 年度；"
            "请使用本年度导出的采集表",
        ),
    ],
)
def test_sheet_that_cannot_be_told_is_refused(made, told):
    assert problem(made) == told
    assert read(made).rows == ()


def test_years_of_a_title_may_name_others_beside_this_one():
    found = read(sheet("移民培训", ("2017年度（含2016年结转）",), HEADS, ("长沙", 1)))
    assert (said(found), found.problems) == ({FIRST: "1"}, ())


def test_two_sheets_of_one_indicator_are_refused():
    others = (
        sheet("移民培训 (2)", HEADS, ("株洲", 2)),
        settling(("长沙", "小洪场平", None, None, 2)),
    )
    found = read(training(("长沙", 1)), *others)
    assert said(found) == {FIRST: "1", code("移民安置", 0, 0): "2"}
    assert found.problems == (
        "工作表“移民培训”和“移民培训 (2)”都是指标“移民培训”，分不清用哪一张；请只留一张",
    )


def test_problems_of_every_sheet_are_told():
    found = read(training(("某市", 1)), settling(("某州", "场平", None, None, 1)))
    assert [told[:9] for told in found.problems] == ["工作表“移民培训”", "工作表“移民安置”"]


def test_sheets_that_are_no_grid_are_named_unless_hidden_by_a_program():
    found = read(
        sheet("空"),
        sheet("说明", ("填表说明",)),
        sheet("宏", ("x",), visibility=Visibility.VERY_HIDDEN),
        training(("长沙", 1)),
    )
    assert (found.unread, said(found)) == (("说明",), {FIRST: "1"})


def test_notices_of_all_sheets_come_together():
    found = read(
        training(("长沙", 1), ("合计", 1)), settling(("合计", None), ("长沙", "小洪场平", None))
    )
    assert [told[:9] for told in found.notices] == ["工作表“移民培训”", "工作表“移民安置”"]


# --- Which column -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "row", "taken"),
    [
        (("市州", "农业实用技术培训"), ("长沙", 5), {FIRST: "5"}),
        (("州市", "2017年获证率完成"), ("长沙", 95), {CERT: "95"}),
        (("获证率", "市州"), (95, "长沙"), {CERT: "95"}),
        (("市州", "获证率（%）", "就业率(%)"), ("长沙", 95, 90), {CERT: "95", EMPL: "90"}),
    ],
)
def test_measure_is_known_by_its_names(heads, row, taken):
    found = read(training(row, heads=heads))
    assert (said(found), found.problems) == (taken, ())


def test_head_that_two_measures_bear_means_the_one_that_is_called_just_so():
    woods = indicator("油茶林", What("油茶"), What("新造林", ("油茶",)))
    found = rows_of_grid(Book((sheet("油茶林", ("市州", "油茶"), ("长沙", 3)),)), 2017, [woods])
    assert said(found) == {code("油茶林", 0, 0): "3"}


def test_cities_are_those_of_the_left_of_two_columns():
    found = read(training(("长沙", 95, "株洲"), heads=("市州", "获证率", "市州")))
    assert said(found) == {CERT: "95"}


def test_figure_of_nobody_is_refused_in_the_first_column_too():
    told = problem(training((95, "株州市"), heads=("获证率", "市州")))
    assert "第 3 行“株州市”认不出是哪个市州" in told


def test_rows_of_all_sheets_are_read():
    found = read(training(("长沙", 1)), settling(("长沙", "小洪场平", None, None, 2)))
    assert said(found) == {FIRST: "1", code("移民安置", 0, 0): "2"}


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        (
            ("市州", "获证率", "转移就业获证率"),
            "B 列和 C 列都是“获证率”，分不清用哪一列；请只留一列",
        ),
        (
            ("市州", "获证率（万人）"),
            "B 列的表头“获证率（万人）”带有“万”，而本项单位是“%”；请换算后填写，并改回原来的表头",
        ),
    ],
)
def test_head_that_cannot_be_told_is_refused(heads, told):
    assert problem(training(("长沙", 5, 6), heads=heads)) == f"工作表“移民培训”{told}"


def test_done_alone_means_no_measure_where_there_are_several():
    assert problem(training(("长沙", 5), heads=("市州", "完成"))) == (
        "工作表“移民培训”B 列的表头“完成”认不出是本指标的哪一项，列里却填有内容；"
        "请改回原来的表头，或删去这一列"
    )


def test_only_measure_may_be_headed_by_done():
    found = read(sheet("移民资金管理", ("市州", "完成值"), ("长沙", 3)))
    assert said(found) == {code("移民资金管理", 0, 0): "3"}


def test_multiple_without_a_unit_is_told_by_pieces():
    plain = indicator("信访", What("上访"))
    book = Book((sheet("信访", ("市州", "上访（百起）"), ("长沙", 3)),))
    [told] = rows_of_grid(book, 2017, [plain]).problems
    assert "带有“百”，而本项单位是“个”" in told


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        (("市州", "测量项", "备注"), "缺少“完成”列；请使用导出的采集表填写"),
        (
            ("市州", "测量项", "完成", "实际完成"),
            "C 列和 D 列都是“实际完成”，分不清用哪一列；请只留一列",
        ),
    ],
)
def test_list_without_one_column_of_figures_is_refused(heads, told):
    made = settling(("长沙", "小洪场平", 1, 2), heads=heads)
    assert problem(made) == f"工作表“移民安置”{told}"


@pytest.mark.parametrize("head", ["完成", "完成值", "实际完成"])
def test_figures_of_a_list_are_headed_by_done(head):
    found = read(settling(("长沙", "小洪场平", 2), heads=("市州", "测量项", head)))
    assert said(found) == {code("移民安置", 0, 0): "2"}


def test_second_of_a_lists_columns_is_told_and_not_read():
    heads = ("市州", "测量项", "目标", "完成", "备注", "测量项", "计划", "单位", "单位", "备注")
    row = ("长沙", "小洪场平", 4, 3, "好", "白市验收", 9, "个", "项", "坏")
    found = read(settling(row, heads=heads))
    [told] = found.rows
    assert (told.remark.text, [b.cell.text for b in told.beside]) == ("好", ["4", "个"])
    assert [notice.partition("“移民安置”")[2] for notice in found.notices] == [
        f"列“{name}”不是采集表的列，其中 1 格没有导入"
        for name in ("测量项", "计划", "单位", "备注")
    ]


def test_unit_of_all_over_the_heads_is_refused():
    title = "2017年度采集表　移民培训（单位：万人次）"
    told = problem(sheet("移民培训", (title,), HEADS, ("长沙", 5)))
    assert told.startswith("工作表“移民培训”A1“2017年度采集表 移民培训（单位：万人次）”带有“万”")


def test_done_in_thousands_of_a_list_is_refused():
    told = problem(settling(("长沙", "小洪场平", 5), heads=("市州", "测量项", "完成（千人）")))
    assert "C2“完成（千人）”带有“千”" in told


# --- Heads of several rows --------------------------------------------------------------------


TWO = [("市州", "获证率", None, "就业率", None), (None, "目标", "完成", "目标", "完成")]


@pytest.mark.parametrize("merged", ["A1:A2 B1:C1 D1:E1", "A1:A2"], ids=["merged", "taken apart"])
def test_name_over_target_and_done_is_that_of_the_figures(merged):
    found = read(sheet("移民培训", *TWO, ("长沙", 95, 96, 90, 91), merged=merged))
    assert (said(found), found.problems) == ({CERT: "96", EMPL: "91"}, ())
    assert [[b.cell.text for b in row.beside] for row in found.rows] == [["95"], ["90"]]


def test_name_over_target_and_done_may_stand_before_the_cities():
    heads = [("获证率", None, "市州"), ("目标", "完成", None)]
    found = read(sheet("移民培训", *heads, (95, 96, "长沙"), merged="C1:C2"))
    assert said(found) == {CERT: "96"}


def test_target_of_what_is_no_measure_is_told_and_not_read():
    heads = [("市州", "满意度", "获证率"), (None, "目标", None)]
    found = read(sheet("移民培训", *heads, ("长沙", 95, 96), merged="A1:A2 C1:C2"))
    assert said(found) == {CERT: "96"}
    assert found.notices == ("工作表“移民培训”列“满意度”不是采集表的列，其中 1 格没有导入",)


@pytest.mark.parametrize(
    ("below", "beside"),
    [
        ("≥ 95%", "目标值"),
        ("%", "单位"),
        ("2017年度", "单位"),
        ("完成", None),
        ("发生填“是”", None),
    ],
)
def test_what_stands_below_a_name_is_a_target_or_a_unit(below, beside):
    made = sheet("移民培训", ("市州", "获证率"), (None, below), ("长沙", 96), merged="A1:A2")
    [row] = read(made).rows
    assert [(b.name, b.place) for b in row.beside] == (
        [(beside, "工作表“移民培训”B2")] if beside else []
    )


def test_what_stands_over_a_name_says_nothing_beside_it():
    made = sheet("移民培训", ("市州", "≥ 95%"), (None, "获证率"), ("长沙", 96), merged="A1:A2")
    [row] = read(made).rows
    assert row.beside == ()


def test_figure_right_below_the_heads_beside_no_city_is_refused():
    told = problem(training((None, 5), ("长沙", 6)))
    assert "第 3 行没有市州名称，却填有内容" in told


def test_heads_alone_have_no_rows():
    assert read(training()).rows == ()
    assert read(sheet("移民培训", HEADS, (None, "≥ 90%"), merged="A1:A2")).rows == ()


# --- The hidden sheet of versions -------------------------------------------------------------


FULL = [("长沙", 1, 95, 90), ("株洲", 2, 96, 91), ("衡阳", 4, 98, 93)]
KNOWN = {code("移民培训", who, what): 10 * who + what for who in (0, 1, 3) for what in range(3)}


def exported():
    return with_map(training(*FULL), versions=KNOWN)


def rows_in(book, year=2017):
    return rows_of_grid(book, year, INDICATORS)


def changed(book, **cells):
    """Return the workbook with cells of its first sheet said anew."""
    first, *rest = book.sheets
    places = {(int(name[1:]), ord(name[0]) - 64): cell(value) for name, value in cells.items()}
    return Book((replace(first, cells=first.cells | places), *rest))


def test_versions_of_the_hidden_sheet_go_with_their_codes():
    rows = rows_in(exported()).rows
    assert {row.code: row.version.text for row in rows} == {c: str(v) for c, v in KNOWN.items()}


def test_code_that_the_hidden_sheet_does_not_name_has_no_version():
    less = {c: v for c, v in KNOWN.items() if c != CERT}
    rows = rows_in(with_map(training(*FULL), versions=less)).rows
    assert [row.code for row in rows if row.version is None] == [CERT]


def test_sheet_without_the_workbooks_stamp_bears_no_versions():
    book = exported()
    first, hidden = book.sheets
    strange = replace(first, cells=first.cells | {(1, 9): cell("核对号00000000")})
    for sheets in ((training(*FULL), hidden), (strange, hidden), (first,)):
        rows = rows_in(Book(sheets)).rows
        assert {row.version for row in rows} == {None}
        assert len(rows) == 9


def test_workbook_of_another_year_is_refused_once():
    found = rows_in(with_map(training(*FULL), versions=KNOWN, year=2016))
    assert found.rows == ()
    assert found.problems == ("这是 2016 年度的采集表，不是 2017 年度的；请使用本年度导出的采集表",)


def test_hidden_sheet_itself_is_not_read():
    found = rows_in(exported())
    assert (found.unread, found.problems) == ((), ())


LEFT = (
    "工作表“移民培训”第 {} 行等 {} 行的市州名称或表头换了位置，完成值却还在原处，像是只移动了名称，"
    "数字会填错格；请恢复原样，或重新导出采集表；要对调两个市州的数，请改完成值，不改名称"
)


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ({}, ()),
        ({"A3": "株洲", "A4": "长沙"}, (LEFT.format(3, 2),)),
        ({"A3": "衡阳", "A4": "长沙", "A5": "株洲"}, (LEFT.format(3, 3),)),
        ({"C2": EMPLOYED, "D2": CERTIFIED}, (LEFT.format(3, 3),)),
        ({"A4": "衡阳", "A5": "株洲"}, (LEFT.format(4, 2),)),
        # One row that came along shows that the sheet was sorted as a whole.
        (
            {"A3": "株洲", "A4": "长沙"} | dict(zip(("B3", "C3", "D3"), FULL[1][1:], strict=True)),
            (),
        ),
        # One row alone may be a figure corrected.
        ({"A3": "株洲", "B3": 7, "A4": "长沙"}, ()),
        # Two cities' figures put right by hand, each under its own name.
        ({"B3": 2, "C3": 96, "D3": 91, "B4": 1, "C4": 95, "D4": 90}, ()),
    ],
)
def test_names_moved_without_their_figures_are_refused(cells, problems):
    assert rows_in(changed(exported(), **cells)).problems == problems


def test_moved_names_are_not_held_against_a_sheet_without_its_stamp():
    book = changed(exported(), A3="株洲", A4="长沙", I1="抄件")
    assert rows_in(book).problems == ()
