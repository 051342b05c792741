"""Data-entry sheets as people give them back: other columns, other rows, things hidden."""

import pytest
from openpyxl import Workbook

from assessment.reader.workbook import COLUMNS, VALUE, WrongWorkbook, rows_of
from press.workbooks.reading import read_book
from press.workbooks.types import WrongBook
from tests.press.books import altered, opened, saved

OLD = COLUMNS[:-1]
ROW = (2017, "长沙市", "移民培训", 1, "获证率", "比率", "%", 95, 96.5, "按台账", "430100-07-1-3", 4)
NEXT = (2017, "长沙市", "移民培训", 1, "就业率", "比率", "%", 90, 91, None, "430100-07-1-4", 0)


def sheet_of(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def read(book):
    return rows_of(read_book(saved(book)))


def said(book):
    """Return code and value of each row that is read."""
    return [(row.line, row.code, row.value and row.value.text) for row in read(book).rows]


BOTH = [("430100-07-1-3", "96.5"), ("430100-07-1-4", "91")]


def test_a_row_is_read_by_its_heads():
    [row] = read(sheet_of(COLUMNS, ROW)).rows
    assert (row.line, row.place, row.code) == (2, "第 2 行", "430100-07-1-3")
    assert (row.year, row.city, row.measure) == ("2017", "长沙市", "获证率")
    assert (row.value.text, row.remark.text, row.version.text) == ("96.5", "按台账", "4")
    assert (row.hidden, row.hidden_remark, row.joined) == ("", "", "")


def test_what_a_row_says_of_its_measure_comes_along():
    [row] = read(sheet_of(COLUMNS, ROW)).rows
    assert [(told.name, told.cell.text) for told in row.beside] == [
        ("指标", "移民培训"),
        ("要点", "1"),
        ("测量项", "获证率"),
        ("类型", "比率"),
        ("单位", "%"),
        ("目标值", "95"),
    ]


def test_what_stands_beside_and_below_the_table_is_told():
    found = read(sheet_of((*COLUMNS, "联系人"), (*ROW, "张三"), ["填表人：张三"], ["初稿，待核"]))
    assert found.notices == (
        "列“联系人”不是采集表的列，其中 1 格没有导入",
        "第 4 行“初稿，待核”不是采集表的行，没有导入",
    )


def test_an_old_workbook_of_eleven_columns_tells_no_version():
    [row] = read(sheet_of(OLD, ROW[:-1])).rows
    assert (row.code, row.version) == ("430100-07-1-3", None)


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["2017年度采集表"]],
        [["2017年度采集表"], [None], ["填表单位：培训中心", None, "填表人：张三"]],
        [[None], [None]],
    ],
)
def test_titles_and_blank_rows_may_stand_above_the_head(above):
    found = said(sheet_of(*above, COLUMNS, ROW, NEXT))
    assert [cells[1:] for cells in found] == BOTH
    assert found[0][0] == len(above) + 2


def test_columns_may_stand_in_another_order_with_others_between():
    order = [10, 8, 1, 4, 9]
    rows = [[*(line[place] for place in order), "自加"] for line in (COLUMNS, ROW, NEXT)]
    rows[0][-1] = "联系人"
    found = read(sheet_of(*rows)).rows
    assert [(row.code, row.value.text) for row in found] == BOTH
    assert found[0].remark.text == "按台账"
    assert found[0].version is None


@pytest.mark.parametrize("written", ["完成值（必填）", "完 成 值", "完成值\n", "完成值："])
def test_heads_may_be_written_with_spaces_and_brackets(written):
    heads = [written if name == "完成值" else name for name in COLUMNS]
    assert [cells[1:] for cells in said(sheet_of(heads, ROW, NEXT))] == BOTH


def test_blank_rows_repeated_heads_and_lines_of_words_are_no_rows():
    lines = (COLUMNS, ROW, [None], COLUMNS, NEXT, ["填表人：张三", None, "电话"])
    assert [cells[1:] for cells in said(sheet_of(*lines))] == BOTH


@pytest.mark.parametrize("missing", ["完成值", "测量项编码"])
def test_a_head_without_what_is_needed_is_named(missing):
    heads = ["结果" if name == missing else name for name in COLUMNS]
    with pytest.raises(WrongWorkbook) as refusal:
        read(sheet_of(["2017年度采集表"], heads, ROW))
    assert f"工作表“Sheet”第 2 行不是采集表的表头：缺少{missing}（找到的是：年度" in str(
        refusal.value
    )
    assert "应有：年度、市州" in str(refusal.value)


def test_no_more_than_fifteen_words_of_a_strange_head_are_told():
    told = "、".join(f"栏{n}" for n in range(15))
    with pytest.raises(WrongWorkbook, match=f"（找到的是：{told}；应有"):
        read(sheet_of([f"栏{n}" for n in range(16)]))


def test_words_far_below_are_no_head():
    with pytest.raises(WrongWorkbook, match="第 1 行不是采集表的表头：.*（找到的是：空行；应有"):
        read(sheet_of(*[[None]] * 40, COLUMNS, ROW))


def test_an_empty_workbook_is_called_empty():
    with pytest.raises(WrongWorkbook, match="工作簿是空的"):
        read(Workbook())


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(WrongBook, match="第 1 行有 2 个“完成值”（I 列、M 列），分不清用哪一列"):
        read(sheet_of((*COLUMNS, "完成值"), (*ROW, 12)))


@pytest.mark.parametrize("value", [96.5, None])
def test_a_row_without_code_is_a_problem_with_its_place(value):
    row = [*ROW[:8], value, *ROW[9:]]
    row[10] = None
    assert read(sheet_of(COLUMNS, NEXT, row)).problems == (
        "第 3 行 没有测量项编码；请不要改动或删除“测量项编码”列，自加的合计等行请删去",
    )


def test_a_line_of_three_known_words_is_a_row_whose_code_is_missing():
    found = read(sheet_of(COLUMNS, ROW, [2017, "长沙市", "移民培训"], [2017, "长沙市"]))
    assert [told[:14] for told in found.problems] == ["第 3 行 没有测量项编码；"]
    assert found.notices == ("第 4 行“2017”不是采集表的行，没有导入",)


def test_a_total_below_the_table_is_a_problem():
    total = [None] * len(COLUMNS)
    total[0], total[VALUE] = "合计", "=SUM(I2:I3)"
    assert len(read(sheet_of(COLUMNS, ROW, NEXT, total)).problems) == 1


def test_several_entry_sheets_are_all_read_and_named():
    book = sheet_of(COLUMNS, ROW)
    book.active.title = "培训"
    more = book.create_sheet("就业")
    more.append(COLUMNS)
    more.append(NEXT)
    book.create_sheet("说明").append(["填表说明"])
    book.create_sheet("空")
    found = read(book)
    assert [row.place for row in found.rows] == ["工作表“培训”第 2 行", "工作表“就业”第 2 行"]
    assert found.unread == ("说明",)


def test_a_hidden_row_is_told_and_so_is_a_filter():
    book = sheet_of(COLUMNS, ROW, NEXT)
    book.active.row_dimensions[3].hidden = True
    assert [row.hidden for row in read(book).rows] == ["", "该行是隐藏的"]
    book.active.auto_filter.ref = "A1:L3"
    book.active.auto_filter.add_filter_column(4, ["获证率"])
    assert read(book).rows[1].hidden == "该行是隐藏的（被筛选隐藏）"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_entry_sheet_is_told(state):
    book = sheet_of(COLUMNS, ROW)
    old = book.create_sheet("旧稿")
    old.append(COLUMNS)
    old.append(NEXT)
    old.sheet_state = state
    assert [row.hidden for row in read(book).rows] == ["", "工作表“旧稿”是隐藏的"]


def test_a_hidden_column_is_told_for_what_stands_in_it():
    book = sheet_of(COLUMNS, ROW)
    book.active.column_dimensions["J"].hidden = True
    [row] = read(book).rows
    assert (row.hidden, row.hidden_remark) == ("", "“备注”列是隐藏的")
    book.active.column_dimensions["I"].hidden = True
    [row] = read(book).rows
    assert row.hidden == "“完成值”列是隐藏的"


def test_hidden_columns_of_codes_hide_nothing():
    book = sheet_of(COLUMNS, ROW)
    book.active.column_dimensions["K"].hidden = book.active.column_dimensions["L"].hidden = True
    [row] = read(book).rows
    assert (row.hidden, row.hidden_remark) == ("", "")


def test_values_merged_over_rows_belong_to_none():
    book = opened(saved(sheet_of(COLUMNS, ROW, NEXT)))
    book.active["I3"] = None
    book.active.merge_cells("I2:I3")
    assert [row.joined for row in read(book).rows] == ["第 2–3 行", "第 2–3 行"]


@pytest.mark.parametrize(
    ("areas", "joined"),
    [
        (["I2:I3"], ["第 2–3 行", "第 2–3 行", "", ""]),
        (["I2:I3", "I4:I5"], ["第 2–3 行", "第 2–3 行", "第 4–5 行", "第 4–5 行"]),
    ],
)
def test_values_are_told_with_the_rows_they_are_merged_over(areas, joined):
    book = opened(saved(sheet_of(COLUMNS, ROW, NEXT, ROW, NEXT)))
    for area in areas:
        book.active.merge_cells(area)
    assert [row.joined for row in read(book).rows] == joined


def test_a_value_merged_with_its_neighbour_is_its_rows():
    book = opened(saved(sheet_of(COLUMNS, NEXT)))
    book.active.merge_cells("I2:J2")
    assert [row.joined for row in read(book).rows] == [""]


def test_merged_areas_that_overlap_are_damage():
    areas = "".join(f'<mergeCell ref="I2:I{row}"/>' for row in (3, 3, 3))
    data = altered(
        saved(sheet_of(COLUMNS, ROW, NEXT)),
        lambda text: text.replace("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>"),
    )
    with pytest.raises(WrongWorkbook, match="合并单元格互相重叠"):
        rows_of(read_book(data))
