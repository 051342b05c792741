"""The workbook for filling in off line: out, filled, and back; and what is refused."""

import io
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from press.workbooks.reading import read_book
from selfeval.engine.cells import entered_words
from selfeval.filing.workbook.map import SHEET
from selfeval.filing.workbook.reading import read_workbook, reading_of
from selfeval.filing.workbook.writing import FINDINGS_SHEET, with_spare_rows, write_workbook
from selfeval.loading import assess
from selfeval.paper.document import desk_of
from tests.press.books import with_result
from tests.selfeval.papers import SOURCES, assessed, meta
from trust.refusals import Refused

HENGYANG = "2020_hengyang"
OLD = Path(__file__).parents[1] / "cases" / "selfeval" / "fill_in_workbook_of_november_2026.xlsx"
#: As openpyxl writes a date that Excel made of what was typed.
JUNE, MARCH = datetime(2021, 6, 1), datetime(2020, 3, 31)  # noqa: DTZ001


@pytest.fixture(scope="module")
def made():
    return {name: write_workbook(assessed(name), meta(name)) for name in SOURCES}


def spots(book):
    """Return where each address stands: {address: (sheet, cell)}."""
    sheet = book[SHEET]
    rows = sheet.iter_rows(min_row=12, values_only=True)
    return {row[2]: (row[0], row[1]) for row in rows if row[2]}


def filled(data, words):
    """Return the workbook with values typed at addresses."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    where = spots(book)
    for address, value in words.items():
        sheet, cell = where[address]
        book[sheet][cell].value = value
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data, name=HENGYANG, **changes):
    """Read without the process of its own, which every upload gets (received)."""
    return reading_of(read_book(data), assessed(name), meta(name, **changes))


def received(data, name=HENGYANG):
    return read_workbook(data, assessed(name), meta(name))


@pytest.mark.parametrize("name", SOURCES)
def test_what_was_entered_comes_back_word_for_word(made, name):
    reading = read(made[name], name)
    desk = desk_of(assessed(name))
    entered = {
        address: words
        for address, words in entered_words(assessed(name).answers).items()
        if not (address in desk.cells and desk.cells[address].is_computed)
        and not address.endswith(".label")
    }
    assert {address: reading.words.get(address) for address in entered} == entered
    assert reading.changed == {}
    assert reading.problems == ()
    assert reading.report_version == 3


TYPED = {
    "direct_date.target": ("2021年3月底前", "2021年3月底前"),
    "villages.target": ("≥266米", "≥266米"),
    "filled_on": (JUNE, "2021-06-01"),
    "costs.basic.outturn": (120.5, "120.5"),
    "staffing.all.actual": (17, "17"),
    "income_nontax": ("不适用", "不适用"),
    "report_unit": ("=SUM(1,2)不是公式\n第二段", "=SUM(1,2)不是公式\n第二段"),
    "saving": ("严格执行中央八项规定", "严格执行中央八项规定"),
    "satisfaction.score": (10, "10"),
    "training_state": ("部分完成", "部分完成"),
    "projects.outcome": ("清空", ""),
}


def test_what_is_typed_is_read_as_it_was_typed(made):
    typed = {address: value for address, (value, _) in TYPED.items() if address != "report_unit"}
    data = filled(made[HENGYANG], typed)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, cell = spots(book)["report_unit"]
    book[sheet][cell].value, book[sheet][cell].data_type = TYPED["report_unit"][0], "s"
    reading = read(saved(book))
    assert reading.problems == ()
    assert reading.changed == {address: words for address, (_, words) in TYPED.items()}


def test_a_percent_cell_is_read_as_it_is_shown(made):
    book = openpyxl.load_workbook(io.BytesIO(made[HENGYANG]))
    sheet, cell = spots(book)["pass_rate.outcome"]
    book[sheet][cell].value, book[sheet][cell].number_format = 0.9474, "0.00%"
    assert read(saved(book)).changed == {"pass_rate.outcome": "94.74%"}


def test_spare_rows_become_rows_and_emptied_ones_go(made):
    typed = {"goals.7.goal": "其他", "goals.7.planned": 5}
    where = spots(openpyxl.load_workbook(io.BytesIO(made[HENGYANG])))
    emptied = {address: "清空" for address in where if address.startswith("goals.2.")}
    reading = read(filled(made[HENGYANG], typed | emptied))
    assert reading.rows["goals"] == ("1", "3", "4", "5", "6", "7")
    assert reading.changed["goals.7.planned"] == "5"


def test_an_upload_is_read_in_a_process_of_its_own(made):
    assert received(made[HENGYANG]).changed == {}


def test_the_versions_of_cells_come_back(made):
    assert read(made[HENGYANG]).seen["output.score"] == 4


@pytest.mark.parametrize(
    ("address", "typed", "why"),
    [
        ("costs.basic.outturn", "一百二十", "不是数字"),
        ("staffing.all.actual", 17.5, "整数"),
        ("filled_on", "去年", "不是日期"),
        ("training_state", "做完了", "请从"),
        ("costs.basic.outturn", "=1+1", "没有计算结果"),
        ("direct_date.target", MARCH, "变成了日期"),
        ("costs.basic.outturn", "#DIV/0!", "公式出错"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_cell(made, address, typed, why):
    data = filled(made[HENGYANG], {address: typed})
    where = spots(openpyxl.load_workbook(io.BytesIO(data)))[address]
    reading = read(data)
    assert [problem[:2] for problem in reading.problems] == [where]
    assert why in reading.problems[0][2]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"key": "430181", "county": "浏阳市"}, "这是岳阳县的填报表，不是浏阳市的"),
        ({"year": 2021}, "这是 2020 年度的填报表，本任务是 2021 年度"),
        ({"form_version": 2}, "是表式第 1 版，本任务用第 2 版"),
        ({"form": "project_spending"}, "另一种评价表式"),
        ({"report": 8}, "另一项填报任务"),
    ],
)
def test_a_workbook_of_another_report_is_refused_with_the_reason(made, changes, why):
    with pytest.raises(Refused, match=why) as refusal:
        read(made[HENGYANG], **changes)
    assert "重新下载" in str(refusal.value)


def test_a_changed_map_is_refused(made):
    for cell, value in (("B6", "2021"), ("C14", "output.score"), ("B9", "0" * 64)):
        book = openpyxl.load_workbook(io.BytesIO(made[HENGYANG]))
        book[SHEET][cell].value = value
        with pytest.raises(Refused, match="已被改动"):
            read(saved(book))


def test_files_that_are_not_ours_are_refused(made):
    book = openpyxl.Workbook()
    with pytest.raises(Refused, match="不是从本系统下载的填报表"):
        received(saved(book))
    with pytest.raises(Refused):
        received(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(Refused):
        received(made[HENGYANG][:2000])
    with_macro = io.BytesIO(made[HENGYANG])
    with zipfile.ZipFile(with_macro, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(Refused, match="宏"):
        received(with_macro.getvalue())


def test_a_sheet_taken_away_is_told(made):
    book = openpyxl.load_workbook(io.BytesIO(made[HENGYANG]))
    del book[FINDINGS_SHEET]
    name = book.sheetnames[1]
    book[name].title = "改名"
    assert (name, "", "这张工作表被删去或改了名；请恢复后再导入，或重新下载填报表") in read(
        saved(book)
    ).problems


def test_text_that_looks_like_a_formula_goes_out_as_text():
    own = assessed("2022_shaodong")
    words = '=HYPERLINK("http://x","y")'
    fields = dict(own.answers.fields) | {"report_profile": words}
    changed = assess(own.form, replace(own.answers, fields=fields), own.year)
    data = write_workbook(changed, meta("2022_shaodong"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, cell = spots(book)["report_profile"]
    assert (book[sheet][cell].value, book[sheet][cell].data_type) == (words, "s")
    assert read_workbook(data, changed, meta("2022_shaodong")).changed == {}


def test_only_input_cells_are_open(made):
    book = openpyxl.load_workbook(io.BytesIO(made[HENGYANG]))
    where = spots(book)
    for sheet in book.worksheets:
        assert sheet.protection.sheet
    sheet, cell = where["output.score"]
    assert not book[sheet][cell].protection.locked
    for row in book["附件1-1 部门整体支出绩效评价基础数据表"].iter_rows():
        for each in row:
            if str(each.value).startswith("="):
                assert each.protection.locked
    assert book[SHEET].sheet_state == "hidden"


def test_choices_are_offered(made):
    book = openpyxl.load_workbook(io.BytesIO(made[HENGYANG]))
    sheet, cell = spots(book)["training_state"]
    rules = book[sheet].data_validations.dataValidation
    assert any(cell in rule.sqref and "部分完成" in rule.formula1 for rule in rules)


def test_an_explanation_is_written_beside_its_finding(made):
    address = next(a for a in read(made[HENGYANG]).seen if a.startswith("explain:"))
    assert read(filled(made[HENGYANG], {address: "人员核减"})).changed == {address: "人员核减"}


def test_formulas_give_what_the_site_computes(made, tmp_path):
    for name, data in made.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"),
         *map(str, sorted(tmp_path.glob("*.xlsx")))],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    compared = 0
    for name in SOURCES:
        formulas = openpyxl.load_workbook(io.BytesIO(made[name]))
        results = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True)
        own = assessed(name)
        laid_out = assess(own.form, with_spare_rows(own), own.year)
        wanted = [value for value in laid_out.evaluated.computed.values() if value.value.is_number]
        shown = {
            round(Decimal(repr(results[sheet.title][cell.coordinate].value)), 9)
            for sheet in formulas.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
            and isinstance(results[sheet.title][cell.coordinate].value, int | float)
        }
        for each in wanted:
            assert round(each.value.number, 9) in shown, (name, each.address)
            compared += 1
        back = read((tmp_path / "out" / f"{name}.xlsx").read_bytes(), name)
        assert (back.changed, back.problems, back.notices) == ({}, (), ())
    assert compared > 50


# --- What a cell means, what is hidden, what is empty -------------------------------------------


def styled(data, address, value, code):
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, cell = spots(book)[address]
    book[sheet][cell].value, book[sheet][cell].number_format = value, code
    return saved(book)


@pytest.mark.parametrize(
    ("address", "value", "code", "words"),
    [
        ("costs.basic.outturn", 4999.999999999999, "General", "5000"),
        ("costs.basic.outturn", 1371.0449, "0.00", "1371.04"),
        ("costs.basic.outturn", 1371.04, '"¥"#,##0.00', "1371.04"),
        ("costs.basic.outturn", "１，３７１．０４", "@", "１，３７１．０４"),
        ("villages.outcome", 11000, '0!.0,"万"', "1.1万"),
        ("pass_rate.outcome", 95.2, '0.0"%"', "95.2%"),
    ],
)
def test_a_figure_is_read_as_it_is_shown(made, address, value, code, words):
    reading = read(styled(made[HENGYANG], address, value, code))
    assert (reading.changed, reading.problems) == ({address: words}, ())


def test_how_a_figure_was_read_is_noted(made):
    address = "costs.basic.outturn"
    notes = read(styled(made[HENGYANG], address, 4999.999999999999, "General")).notes
    assert notes == {address: "按显示的“5000”读取，单元格里存的是 4999.999999999999"}
    data = filled(made[HENGYANG], {address: "=1000+1"})
    cell = spots(openpyxl.load_workbook(io.BytesIO(data)))[address]
    names = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    part = f"xl/worksheets/sheet{names.index(cell[0]) + 1}.xml"
    reading = read(with_result(data, cell[1], "1001", part=part))
    assert reading.changed == {address: "1001"}
    assert reading.notes[address].startswith("按公式的结果读取")


@pytest.mark.parametrize(
    ("value", "code", "why"),
    [
        (0.952, "0.0%", "不是数字"),
        (5, ";;;", "内容被单元格格式隐藏"),
        (10500, "#,##0,", "存的却是 10500"),
        (46024, "yyyy-mm-dd", "变成了日期"),
    ],
)
def test_what_shows_no_amount_is_no_amount(made, value, code, why):
    [problem] = read(styled(made[HENGYANG], "costs.basic.outturn", value, code)).problems
    assert why in problem[2]


def test_an_emptied_cell_takes_nothing_away_and_is_told(made):
    reading = read(filled(made[HENGYANG], {"projects.outcome": None, "saving": "节约"}))
    assert reading.changed == {"saving": "节约"}
    assert reading.left == ("projects.outcome",)


def test_a_row_emptied_without_a_word_stays(made):
    where = spots(openpyxl.load_workbook(io.BytesIO(made[HENGYANG])))
    row = [address for address in where if address.startswith("goals.2.")]
    assert "2" in read(filled(made[HENGYANG], dict.fromkeys(row))).rows["goals"]
    assert "2" in read(filled(made[HENGYANG], {row[0]: "清空"})).rows["goals"]


@pytest.mark.parametrize("hide", ["row", "column", "sheet"])
def test_a_change_that_nobody_sees_is_refused_by_name(made, hide):
    address = "costs.basic.outturn"
    book = openpyxl.load_workbook(io.BytesIO(filled(made[HENGYANG], {address: 120.5})))
    sheet, cell = spots(book)[address]
    if hide == "sheet":
        book[sheet].sheet_state = "hidden"
    elif hide == "row":
        book[sheet].row_dimensions[book[sheet][cell].row].hidden = True
    else:
        book[sheet].column_dimensions[book[sheet][cell].column_letter].hidden = True
    problems = read(saved(book)).problems
    assert [problem[:2] for problem in problems] == [(sheet, cell)]
    assert "所填“120.5”与下载时不同；请取消隐藏" in problems[0][2]


def test_hidden_rows_that_say_nothing_new_pass(made):
    book = openpyxl.load_workbook(io.BytesIO(made[HENGYANG]))
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            sheet.row_dimensions[row].hidden = True
    reading = read(saved(book))
    assert (reading.changed, reading.problems) == ({}, ())


def test_the_word_that_empties_may_be_chosen(made):
    book = openpyxl.load_workbook(io.BytesIO(made[HENGYANG]))
    sheet, cell = spots(book)["training_state"]
    rules = book[sheet].data_validations.dataValidation
    assert all("清空" in rule.formula1 for rule in rules if cell in rule.sqref)


def test_a_workbook_of_the_program_before_is_read():
    """Made before cells could be emptied by a word, with the same map."""
    data = OLD.read_bytes()
    reading = reading_of(read_book(data), assessed(HENGYANG), meta(HENGYANG))
    assert (reading.changed, reading.problems, reading.left) == ({}, (), ())
    assert reading.notices == ()
