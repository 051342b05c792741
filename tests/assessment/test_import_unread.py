"""What somebody changes in the data-entry workbook beside the figures: told, or refused."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from assessment.models import Measure
from assessment.reader.workbook import COLUMNS
from tests.assessment.previews import words_of
from tests.assessment.seeds import import_2017
from tests.assessment.test_import_grid import GridWorkbook
from tests.assessment.test_import_results import refusal_of
from tests.assessment.workbooks import (
    ResultsWorkbook,
    UploadedWorkbook,
    hand_in,
    recorded,
    value_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CASES = Path(__file__).parents[1] / "cases"
TEA_OIL, RATE = "430100-01-1-1", "430100-08-1-3"
AT = {name: column for column, name in enumerate(COLUMNS, 1)}


@pytest.fixture
def tables():
    return import_2017(only=("长沙市",))


@pytest.fixture
def workbook(tables, tmp_path):
    return ResultsWorkbook(tmp_path / "采集表.xlsx")


def change(workbook, code, name, value, number_format="General"):
    cell = workbook.at(workbook.row(code), AT[name])
    cell.value, cell.number_format = value, number_format


def notices(told: str) -> list[str]:
    return [line for line in told.splitlines() if line.startswith("[提示]")]


def test_a_changed_target_is_told_and_not_read(workbook):
    change(workbook, RATE, "目标值", 97)
    workbook.fill(RATE, 96)
    told = workbook.hand_in()
    assert notices(told) == [
        f"[提示] 第 {workbook.row(RATE)} 行“目标值”写的是“97”，指标表里是“95”；"
        "导入不读这一列，要改请由考核办在指标表的“计分规则”里改。"
    ]
    assert (value_of(RATE), Measure.objects.get(code=RATE).target) == (96, 95)


def test_a_city_by_another_of_its_names_is_the_same_city(workbook):
    workbook.at(workbook.row(RATE), AT["市州"]).value = "长 沙"
    workbook.fill(RATE, 96)
    assert notices(workbook.hand_in()) == []
    assert value_of(RATE) == 96


def test_changed_names_kinds_and_units_are_told_a_sentence_a_column(workbook):
    change(workbook, TEA_OIL, "指标", "产业发展")
    change(workbook, TEA_OIL, "要点", 9)
    change(workbook, TEA_OIL, "测量项", "油茶（亩）")
    change(workbook, TEA_OIL, "类型", "次数")
    change(workbook, TEA_OIL, "单位", "户")
    for line in range(2, workbook.sheet.max_row + 1):
        workbook.at(line, AT["目标值"]).value = 12345
    workbook.fill(TEA_OIL, 4800)
    told = notices(workbook.hand_in())
    assert [line[5:].split("写的是")[0] for line in told[:5]] == [
        f"第 2 行“{name}”" for name in ("指标", "要点", "测量项", "类型", "单位")
    ]
    assert len(told) == 6
    assert f"“目标值”有 {workbook.sheet.max_row - 1} 格与指标表不同（第 2 行写的是" in told[5]
    assert value_of(TEA_OIL) == 4800


def test_a_head_that_says_ten_thousands_is_refused(workbook):
    workbook.at(1, AT["完成值"]).value = "完成值（万亩）"
    workbook.fill(TEA_OIL, "0.48")
    assert "I1“完成值（万亩）”带有“万”" in refusal_of(workbook.hand_in)[0]
    assert recorded() == []


def test_added_columns_lines_and_sheets_are_told_and_a_signature_is_not(workbook):
    sheet, last = workbook.sheet, len(COLUMNS)
    sheet.cell(1, last + 1).value, sheet.cell(1, last + 3).value = "备注2", "空列"
    for line in (2, 3, 4):
        sheet.cell(line, last + 1).value = "见附件"
    sheet.cell(5, last + 2).value = 12
    end = sheet.max_row + 2
    sheet.cell(end, 1).value = "以上为初步统计"
    sheet.cell(end + 1, 1).value, sheet.cell(end + 1, 5).value = "填表人：张三", "电话：1"
    workbook.book.create_sheet("汇总").append(["合计", 3])
    hidden = workbook.book.create_sheet("底稿")
    hidden.append([1])
    hidden.sheet_state = "hidden"
    assert notices(workbook.hand_in()) == [
        "[提示] 列“备注2”不是采集表的列，其中 3 格没有导入。",
        f"[提示] {get_column_letter(last + 2)} 列没有表头，不是采集表的列，其中 1 格没有导入。",
        f"[提示] 第 {end} 行“以上为初步统计”不是采集表的行，没有导入。",
        "[提示] 工作表“汇总”、“底稿”不是采集表，没有读取。",
    ]


def test_what_was_only_dressed_otherwise_is_not_told(workbook):
    for line in range(2, workbook.sheet.max_row + 1):
        cell = workbook.at(line, AT["目标值"])
        is_rate = workbook.at(line, AT["类型"]).value == "比率"
        if is_rate and cell.value is not None:
            cell.value, cell.number_format = float(cell.value) / 100, "0.0%"
        elif cell.value is not None:
            cell.number_format = "#,##0.00"
        for name in ("指标", "测量项", "单位"):
            cell = workbook.at(line, AT[name])
            cell.value = f" {cell.value}　" if cell.value else None
    assert notices(workbook.hand_in()) == []
    workbook.forget_versions()
    assert notices(workbook.hand_in()) == []


@pytest.mark.parametrize(
    "name",
    [
        "results/30_results_percent_format.xlsx",
        "results/33_results_wps_dimension.xlsx",
        "results/34_results_float.xlsx",
        "earlier_site/results.xlsx",
    ],
)
def test_workbooks_of_earlier_programs_raise_no_notice(name):
    import_2017(only=("长沙市",) if name.startswith("results") else None)
    assert notices(hand_in(CASES / name, dry_run=True)) == []


# --- Where a figure would land in another cell than its row says ------------------------------


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("市州", "株洲市", "市州 “株洲市” 与编码所属的长沙市不符"),
        ("指标", "移民培训", "指标 “移民培训” 与编码所属的“移民产业”不符"),
        ("单位", "万亩", "单位 写的是“万亩”，而本项单位是“亩”，相差“万”；请换算后填写完成值"),
    ],
)
def test_a_row_that_says_another_cell_is_refused(workbook, name, value, told):
    change(workbook, TEA_OIL, name, value)
    workbook.fill(TEA_OIL, 4800)
    assert f"第 2 行 {told}" in refusal_of(workbook.hand_in)[0]
    assert value_of(TEA_OIL) is None


def test_a_component_that_has_a_measure_of_this_name_too_is_refused(workbook):
    """Two requirements of one item may measure the same: their number tells them apart."""
    here, there = Measure.objects.filter(code__startswith="430100-04-").order_by("code")[:2]
    there.component = there.component.item.components.exclude(pk=here.component_id).get()
    there.name, there.order = here.name, 90
    there.save()
    workbook.fill(here.code, 0)
    change(workbook, here.code, "要点", there.component.number)
    lines = refusal_of(workbook.hand_in)
    place = f"第 {workbook.row(here.code)} 行 "
    assert any(line.startswith(f"{place}要点 “{there.component.number}” 与编码") for line in lines)


def test_a_unit_changed_where_nothing_is_filled_in_is_only_told(workbook):
    change(workbook, TEA_OIL, "单位", "万亩")
    assert "第 2 行“单位”写的是“万亩”，指标表里是“亩”" in workbook.hand_in()


# --- Laid out as the grid ---------------------------------------------------------------------

TRAINING, INDUSTRY = "移民培训", "移民产业"


@pytest.fixture
def grid(tmp_path):
    import_2017(only=("长沙市", "株洲市"))
    return GridWorkbook(tmp_path / "分表.xlsx")


def beside(cell, columns=0, rows=0):
    return cell.offset(rows, columns)


def test_a_target_changed_in_a_grid_is_told_and_not_read(grid):
    """One stands beside its figure, the other in the head, for both cities."""
    own = beside(grid.cell(INDUSTRY, "株洲市", "油茶"), columns=-1)
    shared = beside(grid.cell(TRAINING, "长沙市", "获证率"), rows=-1)
    assert shared.value == "≥ 95%"
    own.value, shared.value = 5, "≥ 98%"
    told = notices(grid.hand_in())
    assert len(told) == 1
    assert f"工作表“移民产业”{own.coordinate}写的是“5”，指标表里是“" in told[0]
    assert f"工作表“移民培训”{shared.coordinate}写的是“≥ 98%”，指标表里是“95”" in told[0]
    assert told[0].startswith("[提示] “目标值”有 2 格与指标表不同（")


def test_added_columns_lines_and_sheets_of_a_grid_are_told(grid):
    sheet = grid.book[TRAINING]
    at, end = sheet.max_column + 1, sheet.max_row + 1
    for column, head in enumerate(("得分", "备注", "序号"), at):
        sheet.cell(3, column).value = head
        sheet.cell(5, column).value = 9
    sheet.cell(end, 1).value, sheet.cell(end, 3).value = "合计", 2000
    sheet.cell(end + 1, 1).value = "截至十二月"
    sheet.cell(end + 2, 1).value = "填表人：张三"
    grid.book.create_sheet("汇总").append(["合计", 3])
    assert notices(grid.hand_in()) == [
        "[提示] 工作表“移民培训”列“得分”不是采集表的列，其中 1 格没有导入。",
        "[提示] 工作表“移民培训”列“备注”不是采集表的列，其中 1 格没有导入。",
        f"[提示] 工作表“移民培训”第 {end} 行“合计”、第 {end + 1} 行“截至十二月”"
        "不是采集表的行，没有导入。",
        "[提示] 工作表“汇总”不是采集表，没有读取。",
    ]


def test_a_column_of_words_in_a_grid_is_told_and_one_of_figures_refused(grid):
    sheet = grid.book[TRAINING]
    at = sheet.max_column + 1
    sheet.cell(3, at).value, sheet.cell(5, at).value = "备注2", "见附件"
    assert notices(grid.hand_in()) == [
        "[提示] 工作表“移民培训”列“备注2”不是采集表的列，其中 1 格没有导入。"
    ]
    sheet.cell(6, at).value = 12
    assert "的表头“备注2”认不出是本指标的哪一项" in refusal_of(grid.hand_in)[0]
    sheet.cell(6, at).value = None
    shared = grid.cell(TRAINING, "长沙市", "获证率")
    sheet.cell(3, shared.column).value = "获证情况"  # a measure's, by another name
    assert "认不出" in refusal_of(grid.hand_in)[0]


def test_a_sheet_with_a_row_a_measure_tells_its_targets_and_refuses_another_unit(tables, tmp_path):
    book = Workbook()
    book.active.title = INDUSTRY
    book.active.append(["市州", "测量项", "单位", "目标", "完成"])
    book.active.append(["长沙", "油茶", "亩", 1, 4800])
    book.save(tmp_path / "手工.xlsx")
    (told,) = notices(hand_in(tmp_path / "手工.xlsx"))
    assert "工作表“移民产业”D2“目标值”写的是“1”，指标表里是“" in told
    assert value_of(TEA_OIL) == 4800
    book.active["C2"], book.active["E2"] = "万亩", 5
    book.save(tmp_path / "手工.xlsx")
    [line, _] = refusal_of(hand_in, path=tmp_path / "手工.xlsx")
    assert "单位 写的是“万亩”，而本项单位是“亩”" in line


# --- On the page ------------------------------------------------------------------------------


def test_the_preview_tells_it_above_the_changes_and_writes_all_the_same(office):
    uploaded = UploadedWorkbook(office)
    row = uploaded.fill("获证率", 96)
    row[AT["目标值"] - 1].value = 97
    response = uploaded.preview()
    words = words_of(response)
    assert words.index("“目标值”写的是“97”") < words.index("变化明细")
    uploaded.confirm(response)
    assert [value for _, value, _ in recorded()] == [96]


def test_a_preview_without_changes_tells_it_and_does_not_say_all_is_the_same(office):
    uploaded = UploadedWorkbook(office)
    uploaded.book.create_sheet("汇总").append([1])
    words = words_of(uploaded.preview())
    assert "工作表“汇总”不是采集表，没有读取。" in words
    assert "完全一致" not in words
