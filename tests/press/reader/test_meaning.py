"""What a cell of a foreign workbook says, and why some say nothing that may be taken."""

import re

import pytest

from press.workbooks.meaning import Unreadable, note_of, words_of
from press.workbooks.types import Cell, CellKind

TEXT, NUMBER = CellKind.TEXT, CellKind.NUMBER


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, ""),
        (Cell(TEXT, " 是 "), "是"),
        (Cell(NUMBER, "95.2%", "0.952"), "95.2%"),
        (Cell(CellKind.TRUTH, "否"), "否"),
    ],
)
def test_a_cell_says_what_it_shows(cell, words):
    assert words_of(cell) == words


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (Cell(CellKind.UNCOMPUTED, "", is_formula=True), "填的是公式，但没有计算结果；请用 Excel"),
        (Cell(CellKind.ERROR, "#DIV/0!"), "公式出错（#DIV/0!）；请改填"),
        (Cell(CellKind.TOO_LARGE, "1e30"), "数字太大（1e30）；请核对位数和单位后重新填写"),
        (Cell(CellKind.DATE, "2026-01-02"), "被表格软件变成了日期（2026-01-02）；请把单元格格式"),
        (Cell(CellKind.TIME, "08:30:00"), "变成了日期（08:30:00）"),
        (
            Cell(CellKind.MASKED, "", "5"),
            "内容被单元格格式隐藏，存的是“5”；请把单元格格式改为“常规”",
        ),
        (Cell(CellKind.MASKED, "1.05", "1050000"), "显示为“1.05”，存的却是 1050000，无法判断"),
        (Cell(NUMBER, "32", is_struck=True), "“32”被划掉了（删除线）；仍然有效请去掉删除线"),
    ],
)
def test_what_may_not_be_taken_says_why_and_what_to_do(cell, sentence):
    with pytest.raises(Unreadable, match=re.escape(sentence)):
        words_of(cell)


def test_a_day_is_taken_where_a_day_is_asked_for():
    assert words_of(Cell(CellKind.DATE, "2026-01-02"), takes_dates=True) == "2026-01-02"
    with pytest.raises(Unreadable):
        words_of(Cell(CellKind.TIME, "2026-01-02 08:00:00"), takes_dates=True)


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        (None, ""),
        (Cell(NUMBER, "1050"), ""),
        (Cell(NUMBER, "95.2%", "0.952"), ""),
        (Cell(NUMBER, "95.2%", "95.2"), ""),
        (Cell(NUMBER, "1050人", "1050"), ""),
        (Cell(TEXT, "是", "1"), ""),
        (Cell(NUMBER, "1050", is_formula=True), "按公式的结果读取"),
        (Cell(NUMBER, "95%", "0.952"), "按显示的“95%”读取，单元格里存的是 0.952"),
        (Cell(NUMBER, "9", "8.99"), "按显示的“9”读取，单元格里存的是 8.99"),
        (Cell(NUMBER, "1.1万", "11000"), "按显示的“1.1万”读取，单元格里存的是 11000"),
    ],
)  # fmt: skip
def test_what_a_person_should_know_of_a_cell_is_noted(cell, note):
    assert note_of(cell) == note


def test_an_old_result_of_a_formula_is_noted():
    cell = Cell(NUMBER, "1050", is_formula=True)
    assert "结果可能不是最新" in note_of(cell, is_to_be_computed=True)
    assert note_of(Cell(NUMBER, "1050"), is_to_be_computed=True) == ""
