"""Rows of a sheet laid out as the grid: whose figure, of what, and what is refused by name."""

import pytest

from assessment.reader.workbook import ResultRow
from press.workbooks.beside import Beside
from press.workbooks.types import Cell, CellKind, Visibility
from tests.reader.grids import (
    CERTIFIED,
    EMPLOYED,
    HEADS,
    LIST_HEADS,
    PRACTICAL,
    cell,
    code,
    problem,
    read,
    said,
    settling,
    sheet,
    training,
)

FIRST, CERT, EMPL = (code("移民培训", 0, what) for what in range(3))


# --- A row a city -----------------------------------------------------------------------------


def test_figure_of_a_city_goes_by_its_row_and_column():
    rows = read(training(("长沙", 100, 95, None, None))).rows
    assert rows == (
        ResultRow(3, "工作表“移民培训”B3", FIRST, "长沙市", "", "", cell(100)),
        ResultRow(3, "工作表“移民培训”C3", CERT, "长沙市", "", "", cell(95)),
        ResultRow(3, "工作表“移民培训”D3", EMPL, "长沙市", "", "", None),
    )


def test_cities_may_stand_in_any_order_with_empty_rows_between():
    found = read(training(("湘潭", None, 91), (), ("株洲市", 5), (None,), (" 长 沙 ", 7)))
    assert said(found) == {code("移民培训", 2, 1): "91", code("移民培训", 1, 0): "5", FIRST: "7"}
    assert found.problems == found.notices == ()


def test_figure_where_the_table_asks_nothing_is_refused():
    assert problem(training(("湘潭", 3, 91))) == (
        "工作表“移民培训”B3 填有内容，但湘潭市的指标表没有“农业实用”这一项；请清空该格"
    )
    assert len(read(training(("湘潭", 3, 91))).rows) == 2


NAMELESS = "第 4 行没有市州名称，却填有内容；请补上市州名称，或删去这一行"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ((None, 5), NAMELESS),
        ((None, None, None, None, "附"), NAMELESS),
        (("望城区", 5), "第 4 行“望城区”是县市区，不是市州；请改正市州名称，或删去这一行"),
        (("岳阳市", 5), "第 4 行“岳阳市”本年度的指标表没有这一项；请改正市州名称，或删去这一行"),
        (("株州市", 5), "第 4 行“株州市”认不出是哪个市州；请改正市州名称，或删去这一行"),
        (
            ("某" * 25, 5),
            f"第 4 行“{'某' * 20}”认不出是哪个市州；请改正市州名称，或删去这一行",
        ),
        (("长沙", 5), "第 3 行和第 4 行都是长沙市；请只留一行"),
    ],
)  # fmt: skip
def test_row_of_nobody_is_refused_by_name(row, told):
    found = read(training(("长沙市", 1), row, ("株洲", 2)))
    assert found.problems == (f"工作表“移民培训”{told}",)
    assert said(found) == {FIRST: "1", code("移民培训", 1, 0): "2"}


@pytest.mark.parametrize(
    ("row", "notices"),
    [
        (("合计", 6), ("工作表“移民培训”第 4 行“合计”不是采集表的行，没有导入",)),
        (("各市州指标", None), ("工作表“移民培训”第 4 行“各市州指标”不是采集表的行，没有导入",)),
        (("填表人：张三", None, "审核人：李四"), ()),
        ((None, None, "日期：2017年12月30日"), ()),
        ((None, "注：含上年结转"), ()),
    ],
)
def test_line_below_that_is_no_citys_is_left_alone(row, notices):
    found = read(training(("长沙市", 1), row))
    assert (said(found), found.problems, found.notices) == ({FIRST: "1"}, (), notices)


def test_line_without_a_name_is_told_by_its_first_words():
    heads = (*HEADS, "核对人")
    found = read(training(("长沙市", 1), (None, None, None, None, None, "已核对"), heads=heads))
    assert found.problems == ()
    assert found.notices == ("工作表“移民培训”第 4 行“已核对”不是采集表的行，没有导入",)


# --- Columns of nobody ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("上年就业率", "F 列的表头“上年就业率”认不出是本指标的哪一项，列里却填有内容"),
        (None, "F 列没有表头，认不出是本指标的哪一项，列里却填有内容"),
        ("满" * 25, f"F 列的表头“{'满' * 20}”认不出是本指标的哪一项，列里却填有内容"),
    ],
)
def test_column_of_figures_that_is_no_measures_is_refused_once(head, told):
    rows = [("长沙", 1, 2, 3, None, 88), ("株洲", 1, 2, 3, None, 87)]
    assert problem(training(*rows, heads=(*HEADS, head))) == (
        f"工作表“移民培训”{told}；请改回原来的表头，或删去这一列"
    )


def test_column_of_words_beside_all_measures_is_told_and_not_read():
    rows = [("长沙", 1, 2, 3, None, "张三"), ("株洲", 1, 2, 3, None, "李四"), ("湘潭", None, 2)]
    found = read(training(*rows, heads=(*HEADS, "联系人")))
    assert found.problems == ()
    assert found.notices == ("工作表“移民培训”列“联系人”不是采集表的列，其中 2 格没有导入",)


def test_column_of_words_is_refused_where_a_measure_has_no_column():
    heads = ("市州", PRACTICAL, CERTIFIED, "备注", "联系人")
    assert "E 列的表头“联系人”认不出" in problem(
        training(("长沙", 1, 2, None, "张三"), heads=heads)
    )


def test_known_column_that_is_not_read_is_counted():
    found = read(training(("长沙", 1, 2, 3, None, 9), ("株洲", 1, 2, 3), heads=(*HEADS, "得分")))
    assert found.notices == ("工作表“移民培训”列“得分”不是采集表的列，其中 1 格没有导入",)


def test_numbering_says_nothing_that_could_be_missed():
    found = read(training((1, "长沙", 5), (2, "株洲", 6), heads=("序号", *HEADS)))
    assert said(found) == {FIRST: "5", code("移民培训", 1, 0): "6"}
    assert (found.problems, found.notices) == ((), ())


# --- Remarks ----------------------------------------------------------------------------------


def remarks(words, *figures):
    found = read(training(("长沙", *(figures or (1, 2, 3)), words)))
    return {row.code: row.remark.text for row in found.rows if row.remark}, found.problems


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("获证率：见附件", {CERT: "见附件"}),
        ("获证率:见附件", {CERT: "见附件"}),
        ("获证率： 见附件 \n就业率：已核", {CERT: "见附件", EMPL: "已核"}),
        ("获证率：见附件\n另附名册", {CERT: "见附件\n另附名册"}),
        ("获证率:开工8:30", {CERT: "开工8:30"}),
        ("获证率：时间：八点", {CERT: "时间：八点"}),
        ("获证率：清空", {CERT: "清空"}),
    ],
)
def test_remark_names_its_measure_line_by_line(words, taken):
    assert remarks(words) == (taken, ())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("见附件", "“见附件”没有写明是哪一项的；请写成“测量项：备注”，一项一行"),
        ("见" * 25, f"“{'见' * 20}”没有写明是哪一项的；请写成“测量项：备注”，一项一行"),
        ("获证率：", "“获证率：”没有写明是哪一项的；请写成“测量项：备注”，一项一行"),
        ("满意度：好", "“满意度：好”没有写明是哪一项的；请写成“测量项：备注”，一项一行"),
        (
            "清空",
            "“清空”没有写明清空哪一项的；请写成“测量项：清空”，如“农业实用：清空”",
        ),
        (
            "获证率：见附件\n清空",
            "“清空”没有写明清空哪一项的；请写成“测量项：清空”，如“农业实用：清空”",
        ),
        (
            "获证率：清空\n另附名册",
            "“获证率”既填“清空”又另有内容；要清空只留“清空”，要改写请删去“清空”",
        ),
    ],
)
def test_remark_that_cannot_be_taken_apart_is_refused(words, told):
    assert remarks(words) == ({}, (f"工作表“移民培训”E3 备注{told}",))


def test_remark_in_a_cell_that_cannot_be_read_is_refused():
    words, problems = remarks(Cell(CellKind.ERROR, "#N/A"))
    assert (words, len(problems)) == ({}, 1)
    assert problems[0].startswith("工作表“移民培训”E3 备注")


def test_remark_that_a_program_took_for_a_date_is_kept():
    heads, day = ("市州", "内部审计", "备注"), Cell(CellKind.DATE, "2017-12-30")
    [found] = read(sheet("移民资金管理", heads, ("长沙", 3, day))).rows
    assert found.remark.text == "2017-12-30"


def test_remark_beside_the_only_measure_needs_no_name():
    heads, row = ("市州", "内部审计", "备注"), ("长沙", 3, "见附件\n清单另报")
    [found] = read(sheet("移民资金管理", heads, row)).rows
    assert found.remark == Cell(CellKind.TEXT, "见附件\n清单另报")


def test_clearing_beside_the_only_measure_needs_no_name():
    [found] = read(sheet("移民资金管理", ("市州", "内部审计", "备注"), ("长沙", 3, "清空"))).rows
    assert found.remark.text == "清空"


def test_remark_on_what_the_city_is_not_asked_is_refused():
    found = read(training(("湘潭", None, 2, 3, "农业实用：见附件")))
    assert len(found.problems) == 1
    assert "“农业实用：见附件”没有写明是哪一项的" in found.problems[0]


# --- Targets and units beside -----------------------------------------------------------------


def test_target_beside_a_figure_comes_along():
    heads = [("市州", "获证率", None, "备注"), (None, "目标", "完成")]
    made = sheet(
        "移民培训", *heads, ("长沙", "95%", 96), ("株洲", "见文件", 97), merged="B1:C1 A1:A2"
    )
    rows = read(made).rows
    assert [row.code for row in rows] == [CERT, code("移民培训", 1, 1)]
    assert [row.beside for row in rows] == [
        (Beside("目标值", "工作表“移民培训”B3", cell("95%")),),
        (),
    ]


def test_target_may_stand_right_of_its_figure():
    heads = [("市州", "获证率", None), (None, "完成", "目标")]
    [row] = read(sheet("移民培训", *heads, ("长沙", 96, 95), merged="A1:A2 B1:C1")).rows
    assert (row.value.text, [told.cell.text for told in row.beside]) == ("96", ["95"])


def test_common_target_and_unit_below_the_name_come_along():
    heads = [("市州", "获证率", "就业率"), (None, "≥ 95%", "人")]
    made = sheet("移民培训", *heads, ("长沙", 96, 91), merged="A1:A2")
    assert [row.beside for row in read(made).rows] == [
        (Beside("目标值", "工作表“移民培训”B2", cell("≥ 95%")),),
        (Beside("单位", "工作表“移民培训”C2", cell("人")),),
    ]


# --- A row a measure --------------------------------------------------------------------------


def test_row_a_measure_goes_by_city_and_name():
    found = read(settling(("株洲", "未完成每项（2）", "4 个", "项", 1, "好"))).rows
    assert found == (
        ResultRow(
            line=3,
            place="工作表“移民安置”E3",
            code=code("移民安置", 1, 1),
            city="株洲市",
            year="",
            measure="",
            value=cell(1),
            remark=cell("好"),
            beside=(
                Beside("目标值", "工作表“移民安置”C3", cell("4 个")),
                Beside("单位", "工作表“移民安置”D3", cell("项")),
            ),
        ),
    )


def test_how_to_answer_is_no_target():
    [row] = read(settling(("株洲", "未完成每项", "发生填“是”", None, "是"))).rows
    assert row.beside == ()


def test_measure_may_be_called_by_any_name_where_the_city_has_one():
    found = read(settling(("湘潭", "场平任务", None, None, 2)))
    assert said(found) == {code("移民安置", 2, 0): "2"}


def test_city_may_be_merged_over_its_measures():
    rows = [("长沙", "小洪场平", None, None, 2), (None, "白市验收", None, None, 1)]
    found = read(sheet("移民安置", LIST_HEADS, *rows, merged="A2:A3"))
    assert said(found) == {code("移民安置", 0, 0): "2", code("移民安置", 0, 1): "1"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [("长沙", "别的任务", None, None, 2)],
            "第 3 行“别的任务”不是长沙市在本指标的测量项；请改回原来的名称",
        ),
        (
            [("长沙", "别" * 50, None, None, None, "好")],
            f"第 3 行“{'别' * 40}”不是长沙市在本指标的测量项；请改回原来的名称",
        ),
        (
            [("长沙", "小洪场平", None, None, 2), ("长沙", "小洪场平", None, None, 3)],
            "第 3 行和第 4 行都是长沙市“小洪场平”；请只留一行",
        ),
    ],
)
def test_row_a_measure_that_is_none_of_the_city_is_refused(rows, told):
    assert problem(settling(*rows)) == f"工作表“移民安置”{told}"


def test_row_of_an_unknown_measure_without_a_figure_says_nothing():
    found = read(settling(("长沙", "别的任务", "4 个"), ("长沙", "小洪场平", None, None, 2)))
    assert (found.problems, len(found.rows)) == ((), 1)


def test_words_beside_a_row_a_measure_are_told():
    found = read(
        settling(("长沙", "小洪场平", None, None, 2, None, "张三"), heads=(*LIST_HEADS, "联系人"))
    )
    assert found.notices == ("工作表“移民安置”列“联系人”不是采集表的列，其中 1 格没有导入",)


# --- Hidden, merged ---------------------------------------------------------------------------


def hidden(row, **options):
    found = read(training(("长沙", 1, 2, 3, "获证率：好"), **options)).rows
    return found[row].hidden, found[row].hidden_remark


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, ("", "")),
        ({"hidden_rows": frozenset({3})}, ("该行是隐藏的",) * 2),
        (
            {"hidden_rows": frozenset({3}), "is_filtered": True},
            ("该行是隐藏的（被筛选隐藏）",) * 2,
        ),
        ({"hidden_rows": frozenset({4})}, ("", "")),
        ({"visibility": Visibility.HIDDEN}, ("工作表“移民培训”是隐藏的",) * 2),
        ({"hidden_columns": frozenset({3})}, ("C 列是隐藏的", "")),
        ({"hidden_columns": frozenset({5})}, ("", "E 列是隐藏的")),
        ({"hidden_columns": frozenset({2})}, ("", "")),
    ],
)
def test_what_nobody_sees_is_marked_so(options, told):
    assert hidden(1, **options) == told


def test_figure_merged_over_two_cities_is_marked_so():
    rows = [("长沙", 1, 2), ("株洲", 1, None)]
    found = read(training(*rows, merged="C3:C4 D3:D4"))
    assert {row.code: row.joined for row in found.rows if row.joined} == {
        CERT: "C3–C4",
        code("移民培训", 1, 1): "C3–C4",
    }


def test_head_that_says_a_multiple_is_refused_before_any_row():
    heads = ("市州", "农业实用（万人次）", EMPLOYED)
    found = read(training(("长沙", 1, 2), heads=heads))
    assert found.rows == ()
    assert found.problems == (
        "工作表“移民培训”B 列的表头“农业实用（万人次）”带有“万”，而本项单位是“人次”；"
        "请换算后填写，并改回原来的表头",
    )
