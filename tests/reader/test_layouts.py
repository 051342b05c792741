"""Tables as other offices lay them out: nothing of them is left over, and nothing in silence."""

import re
from contextlib import suppress
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessment.reader.documents.assemble import assemble
from assessment.reader.errors import DocumentError
from assessment.reader.types import Severity
from press.documents.page import DocumentLine, DocumentRow, Page, TableStart
from tests.reader.layouts import (
    TITLE,
    blocking,
    case,
    deductions,
    excel,
    item_of,
    plain,
    read,
    read_all,
    saved,
    told,
    word,
)
from tests.reader.tables import every_place

ROW = ["机构", "未成立扣2分。", "5", "规划计划处"]
HEADS = ["指标名称", "评分标准", "分值", "责任单位"]


# --- Columns by meaning -----------------------------------------------------------------------


def test_columns_are_found_in_any_order():
    table = case("16")
    item = item_of(table, "河长制")
    assert (str(item.points), item.offices) == ("5", ("规划计划处",))
    assert deductions(item) == [[("未落实机构扣2分", "2"), ("信息迟报每次扣0.5分", "0.5")]]
    assert [(s.number, s.heading, str(s.full)) for s in table.sections] == [("", "考核指标", "5")]


@pytest.mark.parametrize(
    ("name", "text", "points", "offices"),
    [
        ("指标名称", "评估内容与计分方法", "分值", "数据采集责任处室"),
        ("考核项目", "评分办法", "标准分", "牵头单位"),
        ("指标", "扣分标准", "权重分", "采集处室"),
        ("考核指标", "计分方法", "满分", "责任科室"),
        ("项目名称", "考核标准", "分值（分）", "考核部门"),
        ("评价指标", "评分细则", "权重", "责任部门"),
    ],
)
def test_columns_go_by_many_names(name, text, points, offices):
    data = word(TITLE, [[offices, points, name, text], ["规划计划处", "5分", *ROW[:2]]])
    table = read(data)
    item = item_of(table, "机构")
    assert (item.text, str(item.points), item.offices) == ("未成立扣2分。", "5", ("规划计划处",))
    assert blocking(table) == set()


def test_heads_without_a_text_are_named_with_what_was_found():
    with pytest.raises(DocumentError) as caught:
        read(word(TITLE, [["序号", "指标名称", "分值", "责任单位"], ["1", "机构", "5", "处"]]))
    message = str(caught.value)
    assert "没有“评估内容与计分方法”一列" in message
    assert "这一行是“序号”、“指标名称”、“分值”、“责任单位”" in message


def test_points_stand_in_the_text_where_no_column_gives_them():
    rows = [
        ["序号", "考核指标（分值）", "评分办法", "责任单位"],
        ["1", "机构（5分）", "未成立扣2分。", "规划计划处"],
        ["2", "会议", "召开会议，计4分，未召开会议扣2分。", "规划计划处"],
        ["3", "台账", "建立台账（3分）。未建立扣1分。", "规划计划处"],
    ]
    table = read(word(TITLE, rows))
    assert [(i.name, str(i.points)) for i in table.items] == [
        *(("机构", "5"), ("会议", "4"), ("台账", "3"))
    ]
    assert blocking(table) == set()


def test_points_that_stand_nowhere_are_an_error():
    rows = [
        ["指标名称", "评分办法", "责任单位"],
        ["机构", "未成立扣2分。", "规划计划处"],
        ["甲", "计5分，未开会扣1分。", ""],
    ]
    assert [f.item for f in told(read(word(TITLE, rows)), "points_unreadable")] == ["机构"]


def test_a_table_without_offices_says_so():
    table = read(word(TITLE, [HEADS[:3], ROW[:3]]))
    [notice] = told(table, "no_offices")
    assert "没有“数据采集责任处室”一栏（各栏为“指标名称”、“评分标准”、“分值”）" in notice.message
    assert next(table.items).offices == ()


def test_rows_of_one_content_without_a_name_are_one_item():
    rows = [["序号", "考核内容", "评分标准", "分值"], ["1", "成立小组", "未成立扣2分", "2"]]
    rows += [["1", "成立小组", "未发文扣1分", "3"]]
    [item] = read(word(TITLE, rows, merged=[(1, 1, 2, 1), (1, 0, 2, 0)])).items
    assert (item.name, [str(c.points) for c in item.components]) == ("成立小组", ["2", "3"])


def test_an_item_without_a_name_is_called_by_what_it_asks():
    rows = [
        ["序号", "考核内容", "评分标准", "分值"],
        ["1", "1.成立领导小组，落实人员", "未成立扣2分", "5"],
        ["2", "成立领导小组", "未召开会议每次扣1分", "5"],
    ]
    table = read(word(TITLE, rows))
    assert [item.name for item in table.items] == ["成立领导小组", "成立领导小组（2）"]
    assert "1.成立领导小组，落实人员" in next(table.items).text


# --- Two columns that say what is asked and how it is scored ----------------------------------


def test_content_and_standard_are_read_together():
    table = case("10")
    item = item_of(table, "机构")
    assert item.text == "【考核内容】成立领导小组\n【评分标准】未成立扣2分；未发文扣1分。"
    assert deductions(item) == [[("未成立扣2分", "2"), ("未发文扣1分", "1")]]
    assert str(item.components[0].points) == "5"
    assert blocking(table) == set()


def test_content_after_standard_stays_after_it():
    item = item_of(case("10c"), "会议")
    assert item.text == "【评分标准】计5分，未召开会议每次扣1分。\n【考核内容】召开会议"
    assert deductions(item) == [[("未召开会议每次扣1分", "1")]]


def test_a_target_of_the_one_column_counts_for_the_other():
    rows = [
        ["指标名称", "工作任务", "扣分标准", "分值", "责任单位"],
        ["移民村", "完成移民村建设8个", "每少1个扣1分", "5", "规划计划处"],
    ]
    [component] = item_of(read(word(TITLE, rows)), "移民村").components
    assert [(m.target, m.unit) for m in component.measures] == [(8, "个")]


def test_heads_in_two_rows_are_one():
    table = case("12")
    item = item_of(table, "移民安置")
    assert item.text == "【评估内容】全面完成安置任务，计5分\n【计分方法】未落实机构扣2分"
    assert deductions(item) == [[("未落实机构扣2分", "2")]]
    assert table.sections[0].heading == "业务工作（5）"


def test_heads_in_two_rows_of_a_workbook_are_one():
    rows = [
        [TITLE],
        ["序号", "指标", None, "考核", None, "分值", "责任单位"],
        [None, "部分", "名称", "内容", "标准", None, None],
        ["一", "业务（5）", "机构", "成立小组", "未成立扣2分", 5, "规划计划处"],
    ]
    table = read(excel(rows, ["B2:C2", "D2:E2", "A2:A3", "F2:F3", "G2:G3"]), "表.xlsx")
    item = item_of(table, "机构")
    assert item.text == "【内容】成立小组\n【标准】未成立扣2分"
    assert (table.sections[0].heading, str(item.points)) == ("业务（5）", "5")


def test_a_level_between_part_and_indicator_is_kept():
    rows = [
        [TITLE],
        ["一级指标", "二级指标", "三级指标", "权重", "计分方法", "牵头单位"],
        ["组织领导", "机构建设", "机构健全", 5, "未健全扣2分", "规划计划处"],
        [None, None, "会议召开", 5, "未召开会议每次扣1分", "规划计划处"],
        ["合 计", None, None, 10, None, None],
    ]
    table = read(excel(rows, ["A3:A4", "B3:B4"]), "表.xlsx")
    assert [(s.heading, len(s.items)) for s in table.sections] == [("组织领导", 2)]
    assert (
        item_of(table, "会议召开").text == "【二级指标】机构建设\n【计分方法】未召开会议每次扣1分"
    )
    assert blocking(table) == set()


# --- Points of their own, and points shared --------------------------------------------------

SUB_ROWS = [
    ["序号", "指标名称", "评分标准", "分值", "责任单位"],
    ["1", "机构", "成立小组。未成立扣2分。", "2", "规划计划处"],
    ["1", "机构", "落实人员。未落实扣1分。", "3", "规划计划处"],
    ["2", "会议", "未召开会议每次扣1分。", "5", "规划计划处"],
]


def test_rows_of_one_name_with_points_of_their_own_are_its_components():
    item = item_of(read(word(TITLE, SUB_ROWS, merged=[(1, 1, 2, 1)])), "机构")
    assert (str(item.points), [str(c.points) for c in item.components]) == ("5", ["2", "3"])
    assert deductions(item) == [[("未成立扣2分", "2")], [("未落实扣1分", "1")]]


def test_rows_of_one_name_that_share_their_points_are_one_component():
    rows = [[TITLE, *[None] * 4], *SUB_ROWS]
    data = excel(rows, ["A1:E1", "B3:B4", "D3:D4"])
    item = item_of(read(data, "表.xlsx"), "机构")
    assert [str(c.points) for c in item.components] == ["2"]
    assert deductions(item) == [[("未成立扣2分", "2"), ("未落实扣1分", "1")]]


def test_points_shared_by_two_names_are_refused():
    with pytest.raises(DocumentError, match=r"第3行与上一行合用一格“分值”.*请取消合并"):
        read(word(TITLE, [HEADS, ROW, ["会议", "未开会扣1分。", "", "处"]], merged=[(1, 2, 2, 2)]))


def test_a_text_shared_by_two_names_is_refused():
    rows = [
        ["指标名称", "工作任务", "扣分标准", "分值"],
        ["油茶", "完成油茶10亩", "未完成扣1分", "5"],
    ]
    with pytest.raises(DocumentError, match=r"第3行与上一行合用一格“工作任务”"):
        read(word(TITLE, [*rows, ["茶叶", "", "未完成扣1分", "5"]], merged=[(1, 1, 2, 1)]))


def test_rows_of_which_some_have_points_are_refused():
    rows = [SUB_ROWS[0], SUB_ROWS[1], [*SUB_ROWS[2][:3], "", "处"]]
    with pytest.raises(DocumentError, match=r"占了2行，分值有2格（2、空）"):
        read(word(TITLE, rows, merged=[(1, 1, 2, 1)]))


UNMERGED = [
    ["序号", "考核项目", "考核内容", "标准分", "评分标准"],
    ["1", "组织领导（10分）", "成立小组", "4", "未成立扣2分"],
    ["", "", "召开会议", "6", "未召开会议每次扣1分"],
    ["2", "资金", "资金管理", "5", "未落实扣1分"],
    ["", "组织领导小计", "", "15", ""],
]


@pytest.mark.parametrize("make", [excel, lambda rows: plain(*rows)], ids=["xlsx", "txt"])
def test_a_row_without_a_name_goes_on_with_the_one_above_and_is_told(make):
    table = read(make([[TITLE], *UNMERGED]), f"表.{'xlsx' if make is excel else 'txt'}")
    assert [(i.name, str(i.points), len(i.components)) for i in table.items] == [
        *(("组织领导（10分）", "10", 2), ("资金", "5", 1))
    ]
    [notice] = told(table, "row_goes_on")
    assert "第4行没有指标名称，作为“组织领导（10分）”的另一行读取" in notice.message


def test_a_row_without_name_and_points_shares_those_above():
    rows = [HEADS, ROW, ["", "未发文扣1分。", "", ""]]
    item = item_of(read(plain(TITLE, *rows), "表.txt"), "机构")
    assert deductions(item) == [[("未成立扣2分", "2"), ("未发文扣1分", "1")]]


def test_a_numbered_row_without_a_name_is_refused():
    rows = [["序号", *HEADS], ["1", *ROW], ["2", "", *ROW[1:]]]
    with pytest.raises(DocumentError, match="第4行没有指标名称"):
        read(excel([[TITLE], *rows]), "表.xlsx")


def test_points_in_a_name_are_compared_with_its_column():
    table = read(word(TITLE, [HEADS, ["机构（6分）", *ROW[1:]]]))
    [finding] = told(table, "name_points")
    assert "名称写的是6分，分值为5分" in finding.message


def test_points_stand_below_a_head_of_several_figures():
    rows = [
        ["序号", "项目", "内容", "分值", "分值", "评分办法"],
        ["序号", "项目", "内容", "标准分", "自评分", "评分办法"],
        ["1", "机构", "成立小组", "5", "4", "未成立扣2分"],
    ]
    areas = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5)]
    table = read(word(TITLE, rows, merged=areas))
    assert str(item_of(table, "机构").points) == "5"
    assert [f.phrase for f in told(table, "column_unsettled")] == ["“自评分”栏——机构：4"]


def test_a_column_of_bonus_points_is_asked_about():
    table = read(word(TITLE, [[*HEADS, "加分标准"], [*ROW, "受表彰得2分"]]))
    assert [f.phrase for f in told(table, "note_unsettled")] == ["“加分标准”栏——机构：受表彰得2分"]


# --- Parts -----------------------------------------------------------------------------------


def test_parts_stand_in_rows_of_their_own():
    table = case("11")
    assert [(s.number, s.heading, [i.name for i in s.items]) for s in table.sections] == [
        ("一", "业务工作（10分）", ["机构", "会议"]),
        ("二", "管理工作（5分）", ["廉政"]),
    ]
    assert blocking(table) == set()


def test_parts_stand_between_tables_whose_heads_come_again():
    data = word(
        TITLE,
        "一、业务工作（5分）",
        [HEADS, ROW],
        "二、管理工作（5分）",
        [HEADS, ["廉政", *ROW[1:]]],
    )
    table = read(data)
    assert [(s.number, s.heading) for s in table.sections] == [
        *(("一", "业务工作（5分）"), ("二", "管理工作（5分）"))
    ]


def test_a_table_goes_on_below_a_line_between():
    table = read(word(TITLE, [HEADS, ROW], "（续表）", [["廉政", *ROW[1:]]]))
    assert ([item.name for item in table.items], table.notes) == (["机构", "廉政"], ("（续表）",))


def test_two_tables_of_one_city_are_one():
    other = [HEADS, ["廉政", *ROW[1:]]]
    table = read(word(TITLE, [HEADS, ROW], "2019年度长沙市党风廉政考核表", other))
    assert [item.name for item in table.items] == ["机构", "廉政"]


def test_two_tables_of_one_city_with_the_same_item_stay_two():
    assert len(read_all(word(TITLE, [HEADS, ROW], TITLE, [HEADS, ROW]))) == 2


@pytest.mark.parametrize("merged", [(), ["A4:D4"]], ids=["alone", "over the table"])
def test_a_part_without_a_number_covers_the_table(merged):
    rows = [[TITLE], HEADS, ROW, ["廉政"], ["作风", *ROW[1:]]]
    if merged:
        table = read(excel(rows, merged), "表.xlsx")
        assert [(s.heading, len(s.items)) for s in table.sections] == [("考核指标", 1), ("廉政", 1)]
    else:  # an indicator that was not filled in looks the same
        with pytest.raises(
            DocumentError, match="第4行只写了“廉政”。是一部分的标题，请写成“一、廉政”"
        ):
            read(excel(rows), "表.xlsx")


def test_the_first_part_is_no_second_row_of_heads():
    rows = [["指标名称", "指标名称", "评分标准", "分值"], ["一、组织领导", "", "", ""]]
    rows += [["", "机构", "未成立扣2分。", "5"]]
    table = read(word(TITLE, rows, merged=[(0, 0, 0, 1), (1, 0, 1, 3)]))
    assert [(s.heading, s.items[0].name) for s in table.sections] == [("组织领导", "机构")]


def test_two_indicators_of_one_name_are_an_error():
    table = read(word(TITLE, [HEADS, ROW, ROW]))
    [finding] = told(table, "name_twice")
    assert finding.message.startswith("有2项指标都叫“机构”")


@pytest.mark.parametrize("words", ["合计", "小 计", "总得分", "分值合计"])
def test_a_sum_is_no_item(words):
    table = read(word(TITLE, [HEADS, ROW, [words, "", "5", ""]]))
    assert [item.name for item in table.items] == ["机构"]


def test_a_row_to_be_signed_is_no_item():
    table = read(word(TITLE, [HEADS, ROW, ["考核人签字：", "", "日期：", ""]]))
    assert ([item.name for item in table.items], table.notes) == (["机构"], ())


# --- Title and year --------------------------------------------------------------------------


def test_the_title_may_stand_in_the_table():
    table = case("13")
    assert (table.title, table.city, table.year) == (TITLE, "长沙市", 2019)


@pytest.mark.parametrize("name", ["08", "08c"])
def test_the_city_is_found_wherever_the_title_has_it(name):
    assert case(name).city == "长沙市"


@pytest.mark.parametrize(
    ("title", "city", "year"),
    [
        ("二〇一九年湘西州移民工作考核评分表", "湘西州", 2019),
        ("关于株洲２０１９年度库区移民工作的考核细则", "株洲", 2019),
        ("湘西土家族苗族自治州2019年度考核指标表（2018年修订）", "湘西土家族苗族自治州", 2019),
    ],
)
def test_any_name_of_a_city_will_do(title, city, year):
    table = read(word(title, [HEADS, ROW]))
    assert (table.city, table.year) == (city, year)


def test_two_cities_in_a_title_are_refused():
    with pytest.raises(DocumentError, match="两个市州（长沙市、株洲市）"):
        read(word("2019年度长沙市、株洲市移民工作考核表", [HEADS, ROW]))


@pytest.mark.parametrize("title", ["2019年度长沙县移民工作考核表", "2019年度长沙市望城区考核表"])
def test_a_county_is_not_taken_for_its_city(title):
    assert read(word(title, [HEADS, ROW])).city not in every_place()


def test_a_file_named_after_the_city_does_not_make_its_countys_table_its_own():
    data = word("望城区2019年度移民工作考核表", [HEADS, ROW])
    assert read(data, "长沙市.docx").city == ""


UNNAMED = "2019年度移民工作考核表"


def test_the_city_beside_the_title_is_taken_with_a_notice():
    table = read(word(UNNAMED, "被考核单位：株洲市", [HEADS, ROW]))
    [notice] = told(table, "city_from_elsewhere")
    assert (table.city, "按“被考核单位：株洲市”" in notice.message) == ("株洲市", True)


def test_the_sheet_or_the_file_may_name_the_city():
    rows = [[UNNAMED], HEADS, ROW]
    assert read(excel(rows, name="株洲市"), "表.xlsx").city == "株洲市"
    table = read(word(*rows[0], rows[1:]), "株洲市考核表.docx")
    assert [f.severity for f in told(table, "city_from_elsewhere")] == [Severity.NOTICE]


def test_a_person_says_whose_table_it_is():
    assert read(word(UNNAMED, [HEADS, ROW]), chosen="株洲市").city == "株洲市"


def test_a_person_who_says_another_city_than_the_lines_beside_the_title_is_asked():
    with pytest.raises(DocumentError, match="选的是株洲市.*写的是长沙市"):
        read(word(UNNAMED, "被考核单位：长沙市", [HEADS, ROW]), chosen="株洲市")


def test_a_person_who_says_another_city_than_the_title_is_asked():
    with pytest.raises(DocumentError, match="选的是株洲市.*写的是长沙市"):
        read(word(TITLE, [HEADS, ROW]), chosen="株洲市")


# --- Nothing left over -----------------------------------------------------------------------


def test_what_gives_points_below_the_table_is_asked_about():
    table = case("06")
    assert [f.phrase for f in told(table, "note_unsettled")] == [
        "备注：1.受到省级以上表彰的，加1分，最高加3分。",
        "2.发生重大责任事故的，实行一票否决。",
    ]
    assert {f.severity for f in told(table, "note_unsettled")} == {Severity.UNSETTLED}


def test_what_gives_points_above_or_within_the_table_is_asked_about():
    rows = [HEADS, ROW, ["加分项：受表彰加2分，最高5分", "", "", ""]]
    lead = "考核总分100分，90分以上为优秀。"
    table = read(word(lead, TITLE, "单位：分", rows, merged=[(2, 0, 2, 3)]))
    assert [f.phrase for f in told(table, "note_unsettled")] == [lead, rows[2][0]]


def test_a_sheet_without_a_table_that_gives_points_is_asked_about():
    book = load_workbook(BytesIO(excel([[TITLE], HEADS, ROW])))
    book.create_sheet("加分").append(["市州", "受到表彰加2分"])
    book.create_sheet("说明").append(["填表说明", "请勿改动"])
    table = read(saved(book), "表.xlsx")
    assert [f.phrase for f in told(table, "note_unsettled")] == [
        "工作表“加分”：市州；受到表彰加2分"
    ]


def test_the_total_of_100_is_no_question():
    table = read(word(TITLE, "（满分100分）", [HEADS, ROW]))
    assert (table.notes, blocking(table)) == (("（满分100分）",), set())


def test_a_table_of_another_kind_that_gives_points_is_asked_about():
    bonus = [["项目", "加分标准"], ["表彰", "省级表彰加2分"]]
    table = read(word(TITLE, [HEADS, ROW], "二、加分项", bonus))
    assert [f.phrase for f in told(table, "note_unsettled")][-1] == "表彰；省级表彰加2分"
    assert [item.name for item in table.items] == ["机构"]


def test_remarks_that_give_points_are_asked_about():
    rows = [[*HEADS, "备注"], [*ROW, "受到表彰的加1分"], ["会议", *ROW[1:], "同上"]]
    table = read(word(TITLE, rows))
    [finding] = told(table, "note_unsettled")
    assert (finding.phrase, table.notes) == (finding.phrase, (finding.phrase,))
    assert finding.phrase == "“备注”栏——机构：受到表彰的加1分"


def test_a_column_with_a_figure_is_asked_about():
    heads = ["指标名称", "考核内容", "扣分标准", "标准分", "责任科室", "完成时限"]
    row = ["机构", "成立小组", "未成立扣2分", "5分", "规划计划处", "2019年6月底"]
    table = read(plain(TITLE, heads, row), "表.txt")
    [finding] = told(table, "column_unsettled")
    assert finding.message.startswith("“完成时限”栏——机构：2019年6月底。")


def test_a_column_that_has_nothing_to_do_with_points_is_named():
    table = read(word(TITLE, [[*HEADS, "数据来源", "备注"], [*ROW, "统计年报", ""]]))
    [notice] = told(table, "column_left_out")
    assert notice.message == "“数据来源”栏与计分无关，没有读入。请核对是否如此。"
    assert table.notes == ()


def test_a_part_that_gives_points_is_asked_about():
    rows = [[TITLE], HEADS, ROW, ["二、加分项（5分）"], ["表彰", "未受表彰扣1分", 5, "规划计划处"]]
    table = read(excel(rows), "表.xlsx")
    assert [f.phrase for f in told(table, "heading_unsettled")] == ["加分项（5分）"]


def test_every_word_of_a_document_is_somewhere():
    """Each cell is in an item, a part, a note or a finding."""
    rows = [
        ["序号", "类别", "指标名称", "考核内容", "评分标准", "分值", "责任单位", "备注"],
        ["1", "业务（5分）", "机构", "成立小组", "未成立扣2分", "5", "规划计划处", "受表彰加1分"],
        ["2", "业务（5分）", "会议", "召开会议", "未开会每次扣1分", "4", "资金处", "2次以上"],
    ]
    table = read(word(TITLE, rows, "注：满分9分。"))
    kept = repr(table)
    words = {w for row in rows[1:] for cell in row[1:] for w in re.split("[（）]", cell) if w}
    assert {w for w in words if w not in kept} == set()
    assert "满分9分" in kept


def test_rows_and_cells_in_content_controls_are_read():
    document = Document(BytesIO(word(TITLE, [HEADS, ROW, ["会议", *ROW[1:]]])))
    rows = document.tables[0].rows
    for part in (rows[2]._tr, rows[1].cells[1]._tc):
        control = part.makeelement(qn("w:sdt"), {})
        content = part.makeelement(qn("w:sdtContent"), {})
        part.addprevious(control)
        control.append(content)
        content.append(part)
    table = read(saved(document))
    assert [(item.name, item.text) for item in table.items] == [
        *(("机构", "未成立扣2分。"), ("会议", "未成立扣2分。"))
    ]


def test_a_file_without_a_table_says_how_its_first_one_begins():
    with pytest.raises(DocumentError, match="文中第一个表格以“姓名”、“电话”开头"):
        read(word(TITLE, [["姓名", "电话"], ["张三", "1"]]))


# --- Whatever comes --------------------------------------------------------------------------

BEARING = ("未成立扣2分。", "受表彰加1分")
CELLS = st.sampled_from(
    ["", "", "机构", "5", "5分", "指标名称", "评分标准", "考核内容", "分值", "责任单位", "备注"]
    + ["合计", "一、业务（5分）", "未成立扣2分。", "受表彰加1分", TITLE, "签字："]
)
FLAGS = st.frozensets(st.integers(1, 4), max_size=2)
ROWS = st.builds(
    lambda cells, left, above: DocumentRow(tuple(cells), "第1行", left, above),
    st.lists(CELLS, min_size=1, max_size=5),
    FLAGS,
    FLAGS,
)
HEAD_ROW = st.just(DocumentRow(("序号", *HEADS), "第1行"))
BLOCKS = st.one_of(ROWS, ROWS, HEAD_ROW, st.just(TableStart()), st.builds(DocumentLine, CELLS))


@settings(max_examples=600, deadline=None)
@given(st.lists(BLOCKS, max_size=12))
def test_any_rows_give_tables_or_a_sentence(blocks):
    with suppress(DocumentError):
        for table in assemble(Page(tuple(blocks), "Sheet1")):
            assert all(section.items for section in table.sections)
            assert all(item.name and item.text for s in table.sections for item in s.items)


ITEM = st.tuples(
    *(
        st.just(""),
        st.sampled_from(["机构", "会议"]),
        st.just("计5分，未开会扣1分。"),
        st.just("5"),
    ),
    *(st.just(""), st.sampled_from(["", *BEARING])),
)
NOISE = st.lists(
    st.sampled_from(["", "", "", "合计", "签字：", "日期：", "二、管理", *BEARING]),
    min_size=6,
    max_size=6,
).filter(lambda cells: len(set(cells)) <= 3)
BODY = st.one_of(
    st.one_of(ITEM, NOISE).map(lambda cells: DocumentRow(tuple(cells), "第1行")),
    st.builds(DocumentLine, st.sampled_from([TITLE, "二、管理", *BEARING])),
    st.just(TableStart()),
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(BODY, max_size=3), st.lists(BODY, min_size=1, max_size=6))
def test_words_that_bear_points_are_never_lost(before, after):
    heads = DocumentRow(("序号", *HEADS, "备注"), "第1行")
    blocks = [*before, heads, *after]
    with suppress(DocumentError):
        kept = repr(assemble(Page(tuple(blocks), "Sheet1")))
        said = [w for b in blocks for w in getattr(b, "cells", [getattr(b, "text", "")])]
        assert {w for w in said if w in BEARING and w not in kept} == set()
