"""The data-entry workbook back in by command: what its cells mean, what somebody wrote since."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from openpyxl import load_workbook
from openpyxl.styles import Font

from assessment.models import Result
from assessment.reader.workbook import CODE, REMARK, VALUE, VERSION
from tests.assessment.seeds import import_2017
from tests.assessment.workbooks import ResultsWorkbook, hand_in, record, value_of
from tests.press.books import with_result

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parents[1] / "cases" / "results"
TEA_OIL, TEA, RATE, TRAINED, MEETING = (
    "430100-01-1-1", "430100-01-1-2", "430100-08-1-3", "430100-08-1-1", "430100-03-1-1",
)  # fmt: skip


@pytest.fixture(autouse=True)
def tables():
    return import_2017(only=("长沙市",))


@pytest.fixture
def workbook(tmp_path):
    return ResultsWorkbook(tmp_path / "采集表.xlsx")


def refusal_of(act, **options) -> list[str]:
    with pytest.raises(CommandError) as refusal:
        act(**options)
    return str(refusal.value).splitlines()


def recorded() -> dict:
    return dict(Result.objects.recorded().values_list("measure__code", "value"))


# --- The files on which it failed -------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("30_results_percent_format", {RATE: Decimal("95.2")}),
        ("31_results_stale_blank", {}),
        ("33_results_wps_dimension", {TEA_OIL: Decimal(4800)}),
        ("34_results_float", {TEA_OIL: Decimal(5000), RATE: Decimal("95.3")}),
    ],
)
def test_workbooks_of_other_programs_are_read_as_they_show(name, values):
    hand_in(CASES / f"{name}.xlsx")
    assert recorded() == values


def test_an_older_workbooks_empty_cells_wipe_nothing_and_say_what_stays():
    figures = {TEA_OIL: Decimal(4800), RATE: Decimal("95.2"), MEETING: Decimal(0)}
    for code, value in figures.items():
        record(code, value)

    told = hand_in(CASES / "31_results_stale_blank.xlsx")

    assert recorded() == figures
    assert "[提示] 第 2 行 长沙市 油茶：4800（培训中心）；工作簿中为空，保留不动" in told
    assert told.count("保留不动") == 3
    assert "共 0 处变化" in told


def test_a_formula_never_computed_is_refused_by_its_row():
    lines = refusal_of(hand_in, path=CASES / "32_results_formula_uncached.xlsx")
    assert lines == [
        "第 2 行 完成值 填的是公式，但没有计算结果；请用 Excel 或 WPS 打开保存一次，或直接填数字",
        "本次导入未保存任何内容。",
    ]


# --- What a cell means ------------------------------------------------------------------------


def test_figures_are_read_as_they_are_shown(workbook):
    workbook.fill(RATE, 0.952, code_of_number="0.0%")
    workbook.fill("430100-08-1-4", 91.3, code_of_number='0.0"%"')
    workbook.fill(TEA_OIL, "1.05万亩")
    workbook.fill(TEA, "１，０５０")
    workbook.fill("430100-01-1-3", 2999.999999999999)
    workbook.fill("430100-01-1-4", "'1 050 亩")
    workbook.fill("430100-01-1-5", 11000, code_of_number='0!.0,"万"')
    workbook.fill(MEETING, False)
    workbook.fill("430100-03-1-2", 1, code_of_number='"是";;"否"')
    workbook.fill("430100-04-2-1", "3次")

    told = workbook.hand_in()

    assert recorded() == {
        RATE: Decimal("95.2"),
        "430100-08-1-4": Decimal("91.3"),
        TEA_OIL: 10500,
        TEA: 1050,
        "430100-01-1-3": 3000,
        "430100-01-1-4": 1050,
        "430100-01-1-5": 11000,
        MEETING: 0,
        "430100-03-1-2": 1,
        "430100-04-2-1": 3,
    }
    assert "按显示的“3000”读取，单元格里存的是 2999.999999999999" in told


def test_what_shows_no_figure_is_refused_row_by_row(workbook):
    wrong = [
        (TEA_OIL, 0.952, "0.0%", "“95.2%”带有百分号，而本项单位是“亩”，不是比率"),
        (TEA, 46024, "m月d日", "被表格软件变成了日期（2026-01-02）"),
        ("430100-01-1-3", 5, ";;;", "内容被单元格格式隐藏，存的是“5”"),
        ("430100-01-1-4", 10500, '0!.0,"万"', "按格式显示为“1.1万”，存的却是 10500"),
        ("430100-01-1-5", 1050000, "#,##0.00,,", "按格式显示为“1.05”，存的却是 1050000"),
        ("430100-02-1-1", "#DIV/0!", "General", "公式出错（#DIV/0!）"),
        ("430100-02-1-2", "1.050,5", "@", "“1.050,5”不是数字"),
        (MEETING, 2, "General", "“2”不是“是”或“否”"),
        ("430100-04-1-1", True, "General", "“是”不是数字"),
        ("430100-04-1-2", 30, '"约"0', "“约30”不是数字；请填确切的数"),
        ("430100-08-1-3", 94.57831325301204, "General", "“94.578313253012”数位过多；小数不"),
        ("430100-08-1-4", 0.952, '0"‰"', "是千分数"),
    ]
    for code, value, style, _ in wrong:
        workbook.fill(code, value, code_of_number=style)

    lines = refusal_of(workbook.hand_in)

    assert len(lines) == len(wrong) + 1
    for code, _, _, sentence in wrong:
        start = f"第 {workbook.row(code)} 行 完成值 "
        assert [line for line in lines if line.startswith(start) and sentence in line]
    assert recorded() == {}


def test_a_formulas_stored_result_is_taken_and_said(workbook):
    workbook.fill(TEA_OIL, "=2000+810")
    workbook.book.save(workbook.path)
    data = workbook.path.read_bytes()
    workbook.path.write_bytes(with_result(data, f"I{workbook.row(TEA_OIL)}", "2810"))

    told = hand_in(workbook.path)

    assert value_of(TEA_OIL) == 2810
    assert "[提示] 第 2 行 按公式的结果读取" in told


def test_a_figure_struck_through_is_refused(workbook):
    workbook.fill(TEA_OIL, 4800)
    workbook.at(workbook.row(TEA_OIL), VALUE + 1).font = Font(strike=True)
    assert "“4800”被划掉了（删除线）" in refusal_of(workbook.hand_in)[0]


def test_a_doubtful_figure_is_noted_and_written(workbook):
    workbook.fill(RATE, "0.952")
    told = workbook.hand_in()
    assert "[存疑] 第 28 行 0.952% 不超过 1%" in told
    assert value_of(RATE) == Decimal("0.952")


# --- What nobody sees -------------------------------------------------------------------------


def test_a_hidden_row_that_changes_a_figure_is_refused_by_name(workbook):
    workbook.fill(TEA_OIL, 4800)
    workbook.sheet.row_dimensions[2].hidden = True
    [line, _] = refusal_of(workbook.hand_in)
    assert line == (
        "第 2 行 长沙市 油茶：该行是隐藏的，其中的完成值“4800”与现有记录“空”不同；"
        "请取消隐藏，核对后再导入，或从工作簿中删去"
    )


def test_hidden_rows_that_change_nothing_pass(workbook):
    workbook.fill(TEA_OIL, 4800)
    for row in range(3, 30):
        workbook.sheet.row_dimensions[row].hidden = True
    workbook.hand_in()
    assert recorded() == {TEA_OIL: 4800}


def test_a_hidden_sheet_with_other_figures_is_refused_by_name(workbook):
    workbook.fill(TEA_OIL, 4800)
    old = workbook.book.copy_worksheet(workbook.sheet)
    old.title, old.sheet_state = "旧稿", "hidden"
    workbook.hand_in(dry_run=True)
    old.cell(2, VALUE + 1).value = 4700
    old.cell(3, VALUE + 1).value = 1400
    assert refusal_of(workbook.hand_in)[:-1] == [
        f"工作表“旧稿”第 {row} 行 工作表“旧稿”是隐藏的，其中所填与工作表“采集”第 {row} 行不同；"
        "请取消隐藏，核对后删去一处"
        for row in (2, 3)
    ]


def test_a_figure_in_a_hidden_sheet_alone_is_refused_by_name(workbook):
    old = workbook.book.copy_worksheet(workbook.sheet)
    old.title, old.sheet_state = "旧稿", "veryHidden"
    old.cell(2, VALUE + 1).value = 4700
    workbook.sheet.delete_rows(2)
    [line, _] = refusal_of(workbook.hand_in)
    place = "工作表“旧稿”第 2 行 长沙市 油茶：工作表“旧稿”是隐藏的"
    assert line.startswith(f"{place}，其中的完成值“4700”与现有记录“空”不同；请取消隐藏")


def test_a_hidden_remark_is_refused_but_not_the_figure_beside_it(workbook):
    workbook.sheet.column_dimensions["J"].hidden = True
    workbook.fill(TEA_OIL, 4800)
    workbook.hand_in()
    workbook.fill(TEA_OIL, 4800, remark="按台账")
    assert "“备注”列是隐藏的，其中的备注与现有的不同" in refusal_of(workbook.hand_in)[0]


# --- What somebody wrote since ----------------------------------------------------------------


def test_a_figure_changed_since_is_refused_with_who_and_what_stands(workbook):
    workbook.fill(TEA_OIL, 4800)
    workbook.fill(TEA, 1500)
    record(TEA_OIL, 4700)

    lines = refusal_of(workbook.hand_in)

    assert lines == [
        "第 2 行 长沙市 移民产业 油茶：工作簿为 4800，现为 4700（培训中心）",
        "以上 1 处与现有记录冲突；请核对后加 --mine 用工作簿的，或加 --theirs 保留现有的。",
        "本次导入未保存任何内容。",
    ]
    assert recorded() == {TEA_OIL: 4700}


@pytest.mark.parametrize(("option", "stands"), [("mine", 4800), ("theirs", 4700)])
def test_a_conflict_is_decided_by_the_person(workbook, option, stands):
    workbook.fill(TEA_OIL, 4800)
    workbook.fill(TEA, 1500)
    record(TEA_OIL, 4700)

    told = workbook.hand_in(**{option: True})

    assert recorded() == {TEA_OIL: stands, TEA: 1500}
    assert "油茶：4700 → 4800（冲突）" in told


def test_mine_and_theirs_together_are_refused(workbook):
    assert "只能用一个" in refusal_of(workbook.hand_in, mine=True, theirs=True)[0]


def test_a_figure_that_became_the_same_is_no_conflict(workbook):
    workbook.fill(TEA_OIL, 4800)
    record(TEA_OIL, 4800)
    assert "共 0 处变化" in workbook.hand_in()


def test_a_dry_run_tells_conflicts_and_fails_as_the_import_would(workbook):
    workbook.fill(TEA_OIL, 4800)
    record(TEA_OIL, 4700)
    assert "冲突" in refusal_of(workbook.hand_in, dry_run=True)[1]
    assert "试读，未写入：共 1 处变化" in workbook.hand_in(dry_run=True, mine=True)
    assert recorded() == {TEA_OIL: 4700}


def test_own_figures_can_be_corrected_with_a_fresh_workbook(tmp_path):
    record(TEA_OIL, 4700)
    workbook = ResultsWorkbook(tmp_path / "采集表.xlsx")
    workbook.fill(TEA_OIL, 4800)
    assert "油茶：4700 → 4800" in workbook.hand_in()
    assert value_of(TEA_OIL) == 4800


def test_without_versions_an_empty_cell_is_filled_and_a_figure_disputed(workbook):
    workbook.forget_versions()
    workbook.fill(TEA_OIL, 4800)
    workbook.fill(TEA, 1500)
    record(TEA_OIL, 4700)
    assert "油茶：工作簿为 4800，现为 4700（培训中心）" in refusal_of(workbook.hand_in)[0]
    workbook.hand_in(theirs=True)
    assert recorded() == {TEA_OIL: 4700, TEA: 1500}


def test_the_word_empties_a_figure_and_a_remark(tmp_path):
    record(TEA_OIL, 4700, "旧的")
    workbook = ResultsWorkbook(tmp_path / "采集表.xlsx")
    workbook.fill(TEA_OIL, "清空", remark=" 清空 ")
    assert "油茶：4700 → — 备注：（清空）" in workbook.hand_in()
    assert (recorded(), Result.objects.exclude(remark="").count()) == ({}, 0)


def test_an_empty_remark_leaves_what_is_recorded(tmp_path):
    record(TEA_OIL, 4700, "按台账")
    workbook = ResultsWorkbook(tmp_path / "采集表.xlsx")
    workbook.at(2, REMARK + 1).value = None
    workbook.fill(TEA_OIL, 4800)
    workbook.hand_in()
    assert Result.objects.get(measure__code=TEA_OIL).remark == "按台账"


def test_emptying_what_somebody_changed_since_is_a_conflict(workbook):
    workbook.fill(TEA_OIL, "清空")
    record(TEA_OIL, 4700)
    assert "工作簿为 清空，现为 4700" in refusal_of(workbook.hand_in)[0]


def test_a_disputed_remark_leaves_the_new_figure_beside_it_to_be_written(workbook):
    workbook.forget_versions()
    workbook.fill(TEA_OIL, 4800, remark="我的")
    record(TEA_OIL, None, "别人的")
    assert "工作簿为 4800，备注“我的”，现为 空，备注“别人的”" in refusal_of(workbook.hand_in)[0]
    workbook.hand_in(theirs=True)
    result = Result.objects.get(measure__code=TEA_OIL)
    assert (result.value, result.remark) == (4800, "别人的")


@pytest.mark.parametrize("version", ["新", -1, 1.5, True])
def test_a_version_that_is_none_is_refused(workbook, version):
    workbook.fill(TEA_OIL, 4800)
    workbook.at(2, VERSION + 1).value = version
    assert "不是导出时的版本号；请恢复该格" in refusal_of(workbook.hand_in)[0]


def test_the_exported_version_is_the_cells(tmp_path):
    record(TEA_OIL, 4700)
    record(TEA_OIL, 4800)
    ResultsWorkbook(tmp_path / "采集表.xlsx")
    sheet = load_workbook(tmp_path / "采集表.xlsx").active
    assert [sheet.cell(row, VERSION + 1).value for row in (1, 2, 3)] == ["版本", 2, 0]


def test_rows_sorted_apart_from_their_codes_are_refused(workbook):
    """Names and figures of one city in another order than the codes beside them."""
    first, second = workbook.row(TEA_OIL), workbook.row(TEA)
    workbook.fill(TEA_OIL, 5000)
    for column in range(1, CODE + 1):
        here, there = workbook.at(first, column), workbook.at(second, column)
        here.value, there.value = there.value, here.value
    assert refusal_of(workbook.hand_in)[:2] == [
        f"第 {line} 行 测量项 “{said}” 与编码所属的“{own}”不符；可能排序时错行，请重新导出采集表"
        for line, said, own in ((first, "茶叶", "油茶"), (second, "油茶", "茶叶"))
    ]
    assert recorded() == {}
