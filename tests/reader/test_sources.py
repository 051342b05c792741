"""A column of 数据来源 names the offices that collect, or says where figures come from."""

import pytest

from tests.reader.layouts import TITLE, excel, item_of, read, told, word

HEADS = ["指标名称", "评分标准", "分值", "数据来源"]
FIRST = ["机构", "未成立扣2分。", "5"]
SECOND = ["会议", "未召开扣1分。", "3"]


@pytest.mark.parametrize("head", ["数据来源", "数据提供", "数据 来源", "数据提供部门", "资料来源"])
def test_a_column_of_nothing_but_offices_names_those_who_collect(head):
    rows = [[*HEADS[:3], head], [*FIRST, "规划计划处\n培训中心"], [*SECOND, ""]]
    table = read(word(TITLE, rows))
    assert item_of(table, "机构").offices == ("规划计划处", "培训中心")
    assert item_of(table, "会议").offices == ()
    assert not told(table, "no_offices")
    assert not told(table, "column_left_out")
    [notice] = told(table, "offices_in_column")
    assert notice.message.endswith("栏写的是处室，作为责任处室读取。请核对。")


def test_a_merged_cell_names_the_offices_of_each_item_that_it_covers():
    rows = [[TITLE], HEADS, [*FIRST, "规划计划处、后期扶持处"], [*SECOND, None]]
    table = read(excel(rows, ["D3:D4"]), "表.xlsx")
    assert {item.offices for item in table.items} == {("规划计划处", "后期扶持处")}


def test_every_office_is_a_name_of_offices():
    table = read(word(TITLE, [HEADS, [*FIRST, "各处室、中心"]]))
    assert next(table.items).offices == ("各处室、中心",)


@pytest.mark.parametrize("words", ["统计年报", "规划计划处提供", "规划计划处年报", "各县市区"])
def test_words_that_are_no_office_stay_what_they_are(words):
    table = read(word(TITLE, [HEADS, [*FIRST, words]]))
    assert next(table.items).offices == ()
    assert told(table, "no_offices")
    assert told(table, "column_left_out")


def test_offices_that_the_site_does_not_know_are_named():
    table = read(word(TITLE, [HEADS, [*FIRST, "规划计划处、省统计局"], [*SECOND, "培训中心"]]))
    assert {item.offices for item in table.items} == {()}
    [notice] = told(table, "no_offices")
    assert "“数据来源”栏也写有处室，但其中的“省统计局”不在处室表中，没有读入。" in notice.message


def test_a_table_with_its_own_column_of_offices_takes_that():
    rows = [[*HEADS, "责任处室"], [*FIRST, "规划计划处", "培训中心"]]
    table = read(word(TITLE, rows))
    assert next(table.items).offices == ("培训中心",)
    assert not told(table, "offices_in_column")


def test_figures_among_the_sources_are_still_asked_about():
    table = read(word(TITLE, [HEADS, [*FIRST, "规划计划处（占2分）"]]))
    assert next(table.items).offices == ()
    assert told(table, "note_unsettled")


def test_a_name_of_an_office_in_a_column_of_remarks_is_a_remark():
    table = read(word(TITLE, [[*HEADS[:3], "备注"], [*FIRST, "规划计划处"]]))
    assert next(table.items).offices == ()
