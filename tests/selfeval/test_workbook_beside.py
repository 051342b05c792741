"""What somebody changes in a fill-in workbook beside the cells to be filled in."""

import io

import openpyxl
import pytest

from selfeval.filing.workbook.map import FIRST_ROW, PRINTED_COLUMN, SHEET
from selfeval.filing.workbook.writing import write_workbook
from tests.selfeval.papers import assessed, meta
from tests.selfeval.test_workbook import HENGYANG, read, saved
from trust.refusals import Refused

REPORT, TABLE = "部门整体支出绩效自评报告", "附件1-1 部门整体支出绩效评价基础数据表"


@pytest.fixture(scope="module")
def made():
    return write_workbook(assessed(HENGYANG), meta(HENGYANG))


@pytest.fixture
def book(made):
    return openpyxl.load_workbook(io.BytesIO(made))


def problems(book) -> list[str]:
    return [f"{sheet} {cell} {why}" for sheet, cell, why in read(saved(book)).problems]


def test_a_workbook_as_made_has_nothing_to_tell(book):
    for row in book[REPORT].iter_rows(max_col=1):  # in another dress
        if row[0].protection.locked and isinstance(row[0].value, str):
            row[0].value = f" {row[0].value}　"
    book[TABLE]["B5"].value = 20
    reading = read(saved(book))
    assert (reading.notices, reading.problems) == ((), ())


def test_changed_words_formulas_cells_and_sheets_are_told(book):
    book[REPORT]["A32"].value = "工作经费补助（含上年）"
    book[REPORT]["D37"].value, book[REPORT]["E47"].value = 5000, 401
    book[REPORT]["F30"].value = "备注2"
    for row in range(31, 36):
        book[REPORT].cell(row, 6).value = "见附件"
    book.create_sheet("底稿").append([1])
    reading = read(saved(book))
    assert reading.notices == (
        f"工作表“{REPORT}”A32“表内文字”写的是“工作经费补助（含上年）”，"
        "下载的填报表里是“工作经费补助”；导入只读黄色格，不读表内文字",
        f"工作表“{REPORT}”D37、E47 由公式计算，改填的内容没有导入",
        f"工作表“{REPORT}”F30、F31、F32等 6 格不是填报的格，其中的内容没有导入",
        "工作表“底稿”不是填报表，没有读取",
    )
    assert (reading.problems, reading.changed) == ((), {})


def test_figures_copied_over_all_formulas_are_one_sentence(book):
    for row in book[TABLE].iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.value = 1
    (told,) = read(saved(book)).notices
    assert told.startswith(f"工作表“{TABLE}”J5、E10、G10等 ")


# --- Where a figure would land in another cell than its row says ------------------------------


def insert_row(book):
    book[REPORT].insert_rows(32)


def delete_row(book):
    book[REPORT].delete_rows(33)


def insert_column(book):
    book[REPORT].insert_cols(1)


def sort_rows(book):
    for column in "AD":
        here, there = book[REPORT][f"{column}32"], book[REPORT][f"{column}34"]
        here.value, there.value = there.value, here.value


@pytest.mark.parametrize("move", [insert_row, delete_row, insert_column, sort_rows])
def test_moved_rows_and_columns_refuse_the_workbook(book, move):
    for area in list(book[REPORT].merged_cells.ranges):
        book[REPORT].unmerge_cells(str(area))
    move(book)
    assert any(
        line.startswith(REPORT) and "像是移动、增删或排序过行列，数字会填错格" in line
        for line in problems(book)
    )


def test_another_multiple_of_the_unit_refuses_the_workbook(book):
    book[REPORT]["D31"].value = "金额（元）"
    assert problems(book) == [
        f"{REPORT} D31 原为“金额（万元）”，现为“金额（元）”，单位不同；"
        "请换算后填写，并改回原来的单位，或重新下载填报表"
    ]


@pytest.mark.parametrize("first", [FIRST_ROW - 1, FIRST_ROW + 3])
def test_a_workbook_that_lost_its_list_of_words_is_refused(book, first):
    """Nobody would see that its rows were moved. Earlier programs made another kind, without."""
    for row in book[SHEET].iter_rows(min_row=first, min_col=PRINTED_COLUMN):
        for cell in row:
            cell.value = None
    with pytest.raises(Refused, match="与核对码不符"):
        read(saved(book))
