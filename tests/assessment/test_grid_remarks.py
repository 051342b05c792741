"""Remarks in a workbook laid out as the grid: those of a city's measures stand in one cell."""

import pytest

from tests.assessment.grid_books import (
    SETTLING,
    TRAINING,
    GridBook,
    code_of,
    made_tables,
    with_remark,
)

RATE = "就业率"


@pytest.fixture
def book():
    return GridBook(made_tables())


def test_remarks_stand_by_measure_in_one_cell_and_come_back():
    tables = with_remark(made_tables(), "长沙市", RATE, "按台账\n两次核对")
    tables = with_remark(tables, "长沙市", "获证率", "含补考")
    book = GridBook(tables)
    assert book.cell(TRAINING, "长沙市", "备注").value == "获证率：含补考\n就业率：按台账\n两次核对"
    found = {row.code: row.remark.text for row in book.read().rows if row.remark}
    assert found == {
        code_of(tables, "长沙市", RATE): "按台账\n两次核对",
        code_of(tables, "长沙市", "获证率"): "含补考",
    }


@pytest.mark.parametrize("colon", ["：", ":", "： "])
def test_the_word_that_empties_goes_to_the_remark_it_names(book, colon):
    book.cell(TRAINING, "长沙市", "备注").value = f"获证率：含补考\n就业率{colon}清空"
    found = {row.code: row.remark.text for row in book.read().rows if row.remark}
    assert found == {
        code_of(book.tables, "长沙市", "获证率"): "含补考",
        code_of(book.tables, "长沙市", RATE): "清空",
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("清空", "“清空”没有写明清空哪一项的；请写成“测量项：清空”，如“农业实用：清空”"),
        ("获证率：含补考\n 清空 ", "“清空”没有写明清空哪一项的"),
        ("获证率：清空\n含补考", "“获证率”既填“清空”又另有内容；要清空只留“清空”"),
    ],
)
def test_the_word_that_empties_is_no_remark(book, words, told):
    cell = book.cell(TRAINING, "长沙市", "备注")
    cell.value = words
    (problem,) = book.read().problems
    assert problem.startswith(f"工作表“移民培训”{cell.coordinate} 备注{told}")


def test_a_remark_beside_the_only_measure_needs_no_name(book):
    single = next(item.name for item in book.tables[0].items if len(list(item.measures)) == 1)
    sheet = book[single]
    sheet.cell(5, book.column(single, "备注")).value = "含补报"
    found = [row.remark.text for row in book.read().rows if row.remark]
    assert found == ["含补报"]


def test_remarks_of_a_row_a_measure_are_its_own(book):
    book[SETTLING]["E6"] = "已批复"
    found = [(row.place, row.remark.text) for row in book.read().rows if row.remark]
    assert found == [(f"工作表“{SETTLING}”D6", "已批复")]
