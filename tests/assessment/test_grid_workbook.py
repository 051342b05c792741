"""The workbook laid out as the grid: what it looks like, and how it is understood when back."""

import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.collection.values import as_shown
from assessment.exports.results import results_xlsx
from assessment.exports.results_grid import results_grid_xlsx
from assessment.reader.grid_workbook import MAP_SHEET, is_grid
from press.workbooks.reading import read_book
from tests.assessment.grid_books import (
    CITIES,
    INDUSTRY,
    SETTLING,
    TRAINING,
    GridBook,
    code_of,
    made_tables,
    moved,
    read,
    said,
)

RATE = "就业率"


@pytest.fixture
def book():
    return GridBook(made_tables())


def recorded(tables):
    return {m.code: as_shown(m.record.value, m.engine.kind) for t in tables for m in t.measures}


# --- Out --------------------------------------------------------------------------------------


def test_a_sheet_an_indicator_and_a_row_a_city_in_their_order(book):
    names = [item.name for item in book.tables[0].items]
    assert [s.title for s in book.book if s.sheet_state == "visible"] == names
    cities = [cell.value for cell in book[TRAINING]["A"]][4:]
    assert cities == list(CITIES)


def test_heads_are_the_grids_with_common_targets_in_them(book):
    sheet = book[TRAINING]
    assert sheet["A1"].value == "2017年度移民工作绩效考核采集表　移民培训"
    at = book.column(TRAINING, RATE)
    assert (sheet.cell(3, at).value, sheet.cell(4, at).value) == ("就业率", "≥ 90%")


def test_only_figures_and_remarks_may_be_filled_in_and_are_tinted(book):
    sheet = book[TRAINING]
    open_cells = {c.column for row in sheet.iter_rows(min_row=5) for c in row
                  if not c.protection.locked}  # fmt: skip
    heads = {sheet.cell(3, column).value for column in open_cells}
    assert heads == {"农业实用", "转移就业", "获证率", "就业率", "跟踪服务", "备注"}
    assert sheet.protection.sheet
    assert sheet.cell(5, min(open_cells)).fill.fgColor.rgb == "00FFFBE6"
    assert sheet["A5"].protection.locked


def test_cities_that_share_nothing_have_a_row_a_measure(book):
    sheet = book[SETTLING]
    assert [cell.value for cell in sheet[3]] == ["市州", "测量项", "目标", "完成", "备注"]
    assert {row[0].value for row in sheet.iter_rows(min_row=5)} == set(CITIES)


def test_sheets_are_laid_across_with_heads_on_every_page(book):
    for sheet in book.book:
        if sheet.sheet_state == "visible":
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$4", "B5")


def test_workbook_of_one_indicator_or_of_an_office(book):
    number = next(i.indicator_id for i in book.tables[0].items if i.name == TRAINING)
    one = openpyxl.load_workbook(io.BytesIO(results_grid_xlsx(book.tables, indicator_id=number)))
    assert one.sheetnames == [TRAINING, MAP_SHEET]
    none = openpyxl.load_workbook(io.BytesIO(results_grid_xlsx(book.tables, office_id=99)))
    assert none.sheetnames == [MAP_SHEET]


# --- Back: as it went out ---------------------------------------------------------------------


def test_what_was_exported_comes_back_with_codes_and_versions(book):
    rows = book.read()
    assert (rows.problems, rows.unread) == ((), ())
    assert said(rows) == recorded(book.tables)
    versions = {m.code: str(m.record.version) for t in book.tables for m in t.measures}
    assert {row.code: row.version.text for row in rows.rows} == versions


@pytest.mark.one_database
def test_what_libreoffice_saved_anew_is_the_same(book, tmp_path):
    book.cell(TRAINING, "株洲市", RATE).value = 91.5
    path = tmp_path / "grid.xlsx"
    path.write_bytes(book.data())
    subprocess.run(
        [shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile",
         "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
         str(tmp_path / "out"), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    rows = read((tmp_path / "out" / "grid.xlsx").read_bytes(), book.tables)
    assert rows.problems == ()
    wanted = recorded(book.tables) | {code_of(book.tables, "株洲市", RATE): "91.5"}
    assert said(rows) == wanted
    assert all(row.version for row in rows.rows)


def test_a_percent_cell_means_what_it_shows(book):
    cell = book.cell(TRAINING, "长沙市", RATE)
    cell.value, cell.number_format = 0.952, "0.0%"
    assert said(book.read())[code_of(book.tables, "长沙市", RATE)] == "95.2%"


def test_the_long_form_is_no_grid_and_the_grid_is_one(book):
    assert is_grid(read_book(book.data()))
    assert not is_grid(read_book(results_xlsx(book.tables)))
    assert not is_grid(read_book(sheet_of()))


@pytest.mark.parametrize(
    ("heads", "is_one"),
    [
        (["市州", "测量项编码", "完成值"], False),
        (["年度", "市州", "指标", "要点", "测量项", "类型", "结果", "测量项编码"], False),
        (["年度", "市州", "指标", "测量项", "完成值", "备注"], False),
        (["市州", "测量项", "目标", "完成", "备注"], True),
        (["序号", "市州", "就业率"], True),
        (["地区", "就业率"], False),
    ],
)
def test_a_layout_is_told_by_its_heads(heads, is_one):
    assert is_grid(read_book(sheet_of(["采集表"], heads, ["长沙市"]))) is is_one


def sheet_of(*rows) -> bytes:
    """Return a workbook of one sheet as somebody made it by hand."""
    made, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


# --- Back: moved about ------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 0, 3, 2), (2, 3, 0, 1)])
def test_sorted_rows_keep_each_figure_with_its_city(book, order):
    moved(book[TRAINING], order)
    rows = book.read()
    assert (said(rows), rows.problems) == (recorded(book.tables), ())


def names_sorted(book):
    sheet = book[TRAINING]
    for row, city in zip(range(5, 9), reversed(CITIES), strict=True):
        sheet.cell(row, 1).value = city


def heads_swapped(book):
    sheet, one, other = book[TRAINING], *(book.column(TRAINING, head) for head in ("获证率", RATE))
    sheet.cell(3, one).value, sheet.cell(3, other).value = RATE, "获证率"


@pytest.mark.parametrize("act", [names_sorted, heads_swapped])
def test_names_moved_without_their_figures_are_refused(act):
    book = GridBook(made_tables(missing=0))
    act(book)
    (problem,) = book.read().problems
    assert "行的市州名称或表头换了位置，完成值却还在原处" in problem


def test_a_figure_corrected_in_sorted_rows_is_taken(book):
    moved(book[TRAINING], (3, 2, 1, 0))
    book.cell(TRAINING, CITIES[3], RATE).value = book.cell(TRAINING, CITIES[0], RATE).value
    assert book.read().problems == ()


@settings(max_examples=30)
@given(order=st.permutations(range(4)), columns=st.permutations(range(2, 8)))
def test_no_order_of_rows_and_columns_changes_whose_a_figure_is(order, columns):
    tables = made_tables()
    number = next(i.indicator_id for i in tables[0].items if i.name == TRAINING)
    book = GridBook(tables, number)
    sheet = book[TRAINING]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    assert sheet.max_column == 7
    moved(sheet, order)
    held = {c: [sheet.cell(r, c).value for r in range(3, 9)] for c in columns}
    for at, column in enumerate(columns, 2):
        for row, value in enumerate(held[column], 3):
            sheet.cell(row, at).value = value
    rows = book.read()
    known = recorded(tables)
    assert rows.problems == ()
    assert said(rows) == {code: known[code] for code in said(rows)}
    assert len(rows.rows) == 5 * len(CITIES)


def test_a_column_left_out_says_nothing_about_its_figures(book):
    sheet, at = book[TRAINING], book.column(TRAINING, RATE)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.delete_cols(at)
    rows = book.read()
    gone = {code_of(book.tables, city, RATE) for city in CITIES}
    assert rows.problems == ()
    assert said(rows) == {c: v for c, v in recorded(book.tables).items() if c not in gone}


def test_a_row_left_out_says_nothing_about_its_city(book):
    book[TRAINING].delete_rows(book.row(TRAINING, "株洲市"))
    rows = book.read()
    codes = said(rows)
    assert rows.problems == ()
    assert code_of(book.tables, "株洲市", RATE) not in codes
    assert (
        codes[code_of(book.tables, "湘潭市", RATE)]
        == recorded(book.tables)[code_of(book.tables, "湘潭市", RATE)]
    )


@pytest.mark.parametrize("name", ["Sheet1", "培训中心报送", "移民培训（定稿）"])
def test_a_renamed_sheet_goes_by_its_title(book, name):
    book[TRAINING].title = name
    rows = book.read()
    assert (said(rows), rows.problems) == (recorded(book.tables), ())


@pytest.mark.parametrize("name", ["长沙", "长 沙市", "长沙市移民局", " 长沙市 ", "1.长沙市"])
def test_a_city_is_known_by_all_its_names(book, name):
    book[TRAINING].cell(5, 1).value = name
    assert said(book.read()) == recorded(book.tables)


def test_a_prefecture_is_known_by_its_long_and_its_short_name(book):
    row = book.row(TRAINING, "湘西自治州")
    for name in ("湘西州", "湘西土家族苗族自治州"):
        book[TRAINING].cell(row, 1).value = name
        assert book.read().problems == ()


def test_a_line_of_signatures_below_is_no_row_of_a_city(book):
    sheet = book[TRAINING]
    line = sheet.max_row + 2
    sheet.cell(line, 1).value, sheet.cell(line, 3).value = "填表人：张三", "审核人：李四"
    sheet.cell(line + 1, 4).value = "日期：2017年12月30日"
    rows = book.read()
    assert (said(rows), rows.problems) == (recorded(book.tables), ())


@pytest.mark.parametrize("name", ["合计", "全省", "平均", "总  计"])
def test_a_row_of_totals_is_left_alone(book, name):
    sheet = book[TRAINING]
    line = sheet.max_row + 1
    sheet.cell(line, 1).value, sheet.cell(line, 2).value = name, 5000
    rows = book.read()
    assert (said(rows), rows.problems) == (recorded(book.tables), ())


# --- Back: without the map --------------------------------------------------------------------


def test_a_workbook_without_the_hidden_sheet_is_read_without_versions(book):
    del book.book[MAP_SHEET]
    rows = book.read()
    assert said(rows) == recorded(book.tables)
    assert {row.version for row in rows.rows} == {None}


def test_a_sheet_of_an_older_workbook_does_not_bear_the_newer_versions(book):
    older = GridBook(made_tables(seed=2))
    for row in older[TRAINING].iter_rows():
        for cell in row:
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                book[TRAINING][cell.coordinate].value = cell.value
    versions = {row.place[:8]: row.version for row in book.read().rows}
    assert versions["工作表“移民培训"[:8]] is None
    assert versions["工作表“移民产业"[:8]] is not None


def test_the_only_measure_of_an_indicator_may_be_headed_by_done(book):
    name, key = next(
        (i.name, next(iter(i.measures)).key)
        for i in book.tables[0].items
        if len(list(i.measures)) == 1
    )
    made = openpyxl.Workbook()
    made.active.title = name
    for line in (["市州", "完成值"], ["长沙", 3], ["株洲", 0]):
        made.active.append(line)
    out = io.BytesIO()
    made.save(out)
    assert said(read(out.getvalue(), book.tables)) == {
        code_of(book.tables, "长沙市", key): "3",
        code_of(book.tables, "株洲市", key): "0",
    }


def test_a_sheet_made_by_hand_is_placed_by_names_and_heads(book):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["序号", "市州", "就业率", "获证率", "得分"])
    sheet.append([1, "湘潭", 93, 97.5, 9])
    sheet.append([2, "长沙", 92, 96, 9])
    out = io.BytesIO()
    made.save(out)
    rows = read(out.getvalue(), book.tables)
    assert rows.problems == ()
    assert said(rows) == {
        code_of(book.tables, "湘潭市", RATE): "93",
        code_of(book.tables, "湘潭市", "获证率"): "97.5",
        code_of(book.tables, "长沙市", RATE): "92",
        code_of(book.tables, "长沙市", "获证率"): "96",
    }


# --- Back: refused by name --------------------------------------------------------------------


def change(book, **cells):
    for name, value in cells.items():
        book[TRAINING][name] = value


def twice(book):
    change(book, A6="长沙")


def without_city(book):
    change(book, A6=None)


def without_first_city(book):
    """Right below the heads, where a row without a name could pass for one of them."""
    change(book, A5=None)


def county(book):
    change(book, A6="望城区")


def other_city(book):
    change(book, A6="岳阳市")


def unknown_city(book):
    change(book, A6="株州市")


def unknown_head(book):
    book[TRAINING].cell(3, book.column(TRAINING, RATE)).value = "满意度"


def head_twice(book):
    book[TRAINING].cell(3, book.column(TRAINING, RATE)).value = "获证率"


def no_head(book):
    sheet = book[TRAINING]
    sheet.cell(6, sheet.max_column + 2).value = 12


def in_thousands(book):
    at = book.column(TRAINING, "获证率")
    book[TRAINING].cell(3, at).value = "获证率（万人）"


def all_in_thousands(book):
    change(book, A1="2017年度移民工作绩效考核采集表　移民培训（单位：万人次）")


def listed_in_thousands(book):
    at = next(cell for cell in book[SETTLING][3] if cell.value == "完成")
    at.value = "完成（千人）"


def copied(book):
    book.book.copy_worksheet(book[TRAINING])


def other_title(book):
    change(book, A1="2017年度移民工作绩效考核采集表　移民产业")


def other_year(book):
    change(book, A1="2016年度移民工作绩效考核采集表　移民培训")


def no_name_at_all(book):
    change(book, A1="采集表")
    for cell in book[TRAINING][3][1:]:
        if not isinstance(cell, openpyxl.cell.cell.MergedCell):
            cell.value = f"第{cell.column}项"
    book[TRAINING].title = "表1"


def note_with_a_figure(book):
    change(book, A6="说明")


def last_year_beside(book):
    sheet = book[TRAINING]
    at = sheet.max_column + 1
    sheet.cell(3, at).value, sheet.cell(5, at).value = "上年就业率", 88


def bare_done(book):
    change(book, **{book[TRAINING].cell(3, book.column(TRAINING, RATE)).coordinate: "完成"})


def remark_of_nobody(book):
    change(book, **{book[TRAINING].cell(6, book.column(TRAINING, "备注")).coordinate: "见附件"})


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (twice, "第 5 行和第 6 行都是长沙市"),
        (without_city, "第 6 行没有市州名称，却填有内容"),
        (without_first_city, "第 5 行没有市州名称，却填有内容"),
        (county, "第 6 行“望城区”是县市区"),
        (other_city, "第 6 行“岳阳市”本年度的指标表没有这一项"),
        (unknown_city, "第 6 行“株州市”认不出是哪个市州"),
        (unknown_head, "的表头“满意度”认不出是本指标的哪一项"),
        (head_twice, "都是“获证率”，分不清用哪一列"),
        (no_head, "列没有表头，认不出"),
        (in_thousands, "带有“万”"),
        (all_in_thousands, "带有“万”"),
        (listed_in_thousands, "带有“千”"),
        (copied, "都是指标“移民培训”，分不清用哪一张"),
        (other_title, "与工作表名称不一致"),
        (other_year, "标题写的是 2016 年度"),
        (no_name_at_all, "认不出是哪个指标的"),
        (note_with_a_figure, "第 6 行“说明”认不出是哪个市州"),
        (last_year_beside, "的表头“上年就业率”认不出"),
        (bare_done, "的表头“完成”认不出"),
        (remark_of_nobody, "没有写明是哪一项的"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_cannot_be_placed_is_refused_by_name(book, spoil, told):
    spoil(book)
    problems = book.read().problems
    assert any(told in problem for problem in problems), problems
    assert all(problem.startswith("工作表“") for problem in problems)


def test_a_workbook_of_another_year_is_refused_once(book):
    assert book.read(2018).problems == (
        "这是 2017 年度的采集表，不是 2018 年度的；请使用本年度导出的采集表",
    )


def test_a_figure_where_the_table_asks_nothing_is_refused(book):
    """湘潭 has no task here that the others have: its cell is grey and locked."""
    tables = made_tables()
    lacking = [t if t.city != "湘潭市" else _without(t, "获证率") for t in tables]
    book = GridBook(lacking)
    assert book.read().problems == ()
    book.cell(TRAINING, "湘潭市", "获证率").value = 95
    (problem,) = book.read().problems
    assert "湘潭市的指标表没有“获证率”这一项；请清空该格" in problem


def _without(table, key):
    def less(component):
        return replace(component, measures=tuple(m for m in component.measures if m.key != key))

    sections = tuple(
        replace(s, items=tuple(
            replace(i, components=tuple(less(c) for c in i.components)) for i in s.items
        ))
        for s in table.sections
    )  # fmt: skip
    return replace(table, sections=sections)


# --- Hidden, merged ---------------------------------------------------------------------------


def hide_sheet(book):
    book[TRAINING].sheet_state = "hidden"


def hide_row(book):
    book[TRAINING].row_dimensions[book.row(TRAINING, "长沙市")].hidden = True


def hide_column(book):
    letter = book.cell(TRAINING, "长沙市", RATE).column_letter
    book[TRAINING].column_dimensions[letter].hidden = True


@pytest.mark.parametrize(
    ("hide", "told"),
    [
        (hide_sheet, "工作表“移民培训”是隐藏的"),
        (hide_row, "该行是隐藏的"),
        (hide_column, "列是隐藏的"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_nobody_sees_is_marked_so(book, hide, told):
    hide(book)
    hidden = {row.code: row.hidden for row in book.read().rows}
    assert told in hidden[code_of(book.tables, "长沙市", RATE)]
    assert hidden[code_of(book.tables, "长沙市", "油茶")] == ""


def test_a_figure_merged_over_two_cities_is_marked_so(book):
    cell = book.cell(TRAINING, "长沙市", RATE)
    cell.value = 95
    place = f"{cell.coordinate}:{cell.column_letter}{cell.row + 1}"
    book[TRAINING].merge_cells(place)
    joined = {row.code: row.joined for row in book.read().rows}
    assert joined[code_of(book.tables, "株洲市", RATE)] == place.replace(":", "–")


# --- Names and targets of a city's own ----------------------------------------------------------


def test_two_measures_of_a_city_with_one_name_are_told_apart():
    tables = made_tables(missing=0)

    def named_alike(item):
        if item.name != SETTLING:
            return item
        return replace(
            item,
            components=tuple(
                replace(c, measures=tuple(
                    replace(m, engine=replace(m.engine, name="未完成每项")) for m in c.measures
                ))
                for c in item.components
            ),
        )  # fmt: skip

    tables = [
        replace(t, sections=tuple(
            replace(s, items=tuple(named_alike(i) for i in s.items)) for s in t.sections
        ))
        for t in tables
    ]  # fmt: skip
    book = GridBook(tables)
    rows = book.read()
    assert (said(rows), rows.problems) == (recorded(tables), ())


def test_industry_has_targets_of_its_own_beside_each_figure():
    tables = made_tables()

    def asked(item, number):
        return replace(
            item,
            components=tuple(
                replace(c, measures=tuple(
                    replace(m, engine=replace(m.engine, target=Decimal(100 * number)))
                    if m.key == "油茶" else m
                    for m in c.measures
                ))
                for c in item.components
            ),
        )  # fmt: skip

    tables = [
        replace(t, sections=tuple(
            replace(s, items=tuple(asked(i, n) for i in s.items)) for s in t.sections
        ))
        for n, t in enumerate(tables, 1)
    ]  # fmt: skip
    book = GridBook(tables)
    sheet, at = book[INDUSTRY], book.column(INDUSTRY, "油茶")
    assert [sheet.cell(row, at - 1).value for row in range(4, 9)] == ["目标", 100, 200, 300, 400]
    sheet.cell(5, at - 1).value = 999  # a target is never read
    assert said(book.read()) == recorded(tables)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    rows = book.read()  # the name stands over 目标 alone now
    assert (said(rows), rows.problems) == (recorded(tables), ())
