"""What stands beside the figures of a workbook: the same in another dress, or something else."""

import pytest

from press.workbooks.beside import (
    Edited,
    is_same,
    multiple_beyond,
    multiple_of_all,
    told_edits,
    told_sheets,
)
from press.workbooks.types import Cell, CellKind, Sheet

NUMBER, TEXT = CellKind.NUMBER, CellKind.TEXT


@pytest.mark.parametrize(
    ("cell", "known", "unit"),
    [
        (Cell(NUMBER, "90.0"), "90", "%"),
        (Cell(NUMBER, "90%", "0.9"), "90", "%"),
        (Cell(NUMBER, "9000%", "90"), "90", "%"),  # only the format was changed
        (Cell(NUMBER, "95", "94.5"), "94.5", "%"),
        (Cell(NUMBER, "94.57831325301", "94.578313253012"), "94.578313253012", "%"),
        (Cell(TEXT, "≥ 90%"), "90", "%"),
        (Cell(TEXT, "目标 5,000 亩"), "5000", "亩"),
        (Cell(TEXT, " ５０００　"), "5000", "亩"),
        (Cell(TEXT, "0.5万亩"), "5000", "亩"),
        (Cell(TEXT, "农业实用 技术\n培训"), "农业实用技术培训", ""),
        (Cell(TEXT, "（人次）"), "(人次)", ""),
        (Cell(TEXT, "—"), "", ""),
    ],
)
def test_another_format_of_the_same_is_no_change(cell, known, unit):
    assert is_same(cell, known, unit=unit)


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        (Cell(NUMBER, "95"), "90"),
        (Cell(NUMBER, "95"), ""),
        (Cell(TEXT, "90左右"), "90"),
        (Cell(CellKind.ERROR, "#REF!"), "90"),
        (Cell(CellKind.UNCOMPUTED, "", "", True), "90"),
        (Cell(CellKind.UNCOMPUTED, "", "", True), ""),
        (Cell(TEXT, "—"), "90"),
    ],
)
def test_something_else_is_a_change(cell, known):
    assert not is_same(cell, known, unit="%")


@pytest.mark.parametrize(
    ("said", "known", "sign"),
    [
        ("万亩", "亩", "万"),
        ("元", "万元", "万"),
        ("‰", "%", "‰"),
        ("百分比", "%", ""),
        ("户", "人", ""),
        ("", "", ""),
    ],
)
def test_a_unit_that_is_a_multiple_is_told_by_its_sign(said, known, sign):
    assert multiple_beyond(said, known) == sign


def test_many_changes_are_one_sentence():
    edits = [Edited(f"第 {line} 行", "90", "95") for line in range(2, 502)]
    told = told_edits("目标值", edits, source="指标表", advice="导入不读")
    some = "；".join(f"第 {line} 行写的是“90”，指标表里是“95”" for line in (2, 3, 4))
    assert told == f"“目标值”有 500 格与指标表不同（{some}等）；导入不读"


def test_many_sheets_are_one_sentence():
    assert list(told_sheets(list("甲乙丙丁"), "采集表")) == [
        "工作表“甲”、“乙”、“丙”等 4 张不是采集表，没有读取"
    ]


@pytest.mark.parametrize(
    ("above", "head", "place"),
    [
        ("", "完成值（万亩）", "B2"),
        ("", "完成值（千元）", "B2"),
        ("单位：万亩", "完成值", "A1"),
        ("2017年采集表（计量单位: 千人次）", "完成值", "A1"),
        ("填报单位：万源市移民局", "完成值（亩）", ""),
        ("本单位百余人", "完成值（百分比）", ""),
    ],
)
def test_a_multiple_over_all_figures_is_told_and_a_name_is_none(above, head, place):
    sheet = Sheet("采集", {(1, 1): Cell(TEXT, above), (2, 2): Cell(TEXT, head)})
    told = [line.partition("“采集”")[2][:2] for line in multiple_of_all(sheet, 2, 2)]
    assert told == ([place] if place else [])
