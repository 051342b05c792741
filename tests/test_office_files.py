"""Every workbook and Word file that leaves the product: how it stands on paper."""

import io
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import docx
import openpyxl
import pytest
import tablib
from docx.oxml.ns import qn
from openpyxl.utils import get_column_letter

from assessment.exports.official import tables_docx, tables_xlsx
from assessment.exports.results import results_xlsx
from assessment.exports.results_grid import results_grid_xlsx
from assessment.exports.scores import scores_xlsx
from assessment.paper.official_table import printed_parts
from cities.views import audit
from lib import sheet_page
from selfeval.filing.workbook.map import SHEET as KEYED_SHEET
from selfeval.filing.workbook.writing import write_workbook
from selfeval.paper.document import paper_of
from selfeval.paper.word import TEXT_WIDTH, report_docx
from selfeval.paper.workbook import report_xlsx
from selfeval.year import handing_in
from setup.exchange.workbook import SafeWorkbook
from tests.assessment.loaded import make_standings, make_table, random_values
from tests.selfeval.papers import assessed, meta, submitted
from trust.models import AuditEntry

ROOT = Path(__file__).parents[1]
FUND = "2023_yueyang"
TWIPS_A_MM = 1440 / 25.4


def tables(number=2):
    made = [
        make_table(f"市州{n}", key=f"43{n:02}00", pk=n, like="湘潭市" if n % 5 == 3 else "长沙市")
        for n in range(1, number + 1)
    ]
    return [
        make_table(
            t.city, key=t.city_key, pk=t.pk, like="湘潭市" if t.notes else "长沙市",
            values=random_values(t, t.pk),
        )
        for t in made
    ]  # fmt: skip


def setup_pages() -> bytes:
    rows = [(1, "长沙市", "备注" * 40), (2, "=1+1", "")]
    return SafeWorkbook().export_data(tablib.Dataset(*rows, headers=["编号", "名称", "备注"]))


def lists_of_a_task() -> bytes:
    task = SimpleNamespace(dated="2017年度部门自评", by_project=False)
    return handing_in.workbook_of(task, [])


#: Every writer of a workbook: what leaves the product as .xlsx is made by one of these.
WORKBOOKS = {
    "official tables": lambda: tables_xlsx(tables()),
    "data entry": lambda: results_xlsx(tables()),
    "data entry as the grid": lambda: results_grid_xlsx(tables()),
    "scores": lambda: scores_xlsx(make_standings(*tables())),
    "report": lambda: report_xlsx(paper_of(assessed(FUND), submitted())),
    "fill-in": lambda: write_workbook(assessed(FUND), meta(FUND)),
    "lists of a task": lists_of_a_task,
    "setup pages": setup_pages,
    "log": lambda: audit._workbook(AuditEntry.objects.none()).getvalue(),
}


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def shown_sheets(name):
    return [sheet for sheet in opened(WORKBOOKS[name]()) if sheet.sheet_state == "visible"]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_sheet_is_set_for_paper(name):
    for sheet in shown_sheets(name):
        page = sheet.page_setup
        assert page.paperSize == 9, sheet.title
        assert page.orientation in ("portrait", "landscape")
        assert (page.fitToWidth, page.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert 0.5 <= sheet.page_margins.left <= 1.5
        assert "&P" in (sheet.oddFooter.center.text or "") + (sheet.oddFooter.right.text or "")


@pytest.mark.parametrize("name", ["data entry", "scores", "lists of a task", "setup pages", "log"])
def test_lists_repeat_their_heads_and_say_what_they_are_on_every_page(name):
    for sheet in shown_sheets(name):
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes.endswith("2")
        assert sheet.oddHeader.center.text
        assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
        assert sheet.print_options.gridLines


def test_only_one_place_begins_a_workbook():
    """Whoever begins one elsewhere forgets the page; what is added here goes into WORKBOOKS."""
    begun = []
    for part in (
        "assessment",
        "cities",
        "config",
        "lib",
        "portal",
        "press",
        "selfeval",
        "setup",
        "trust",
    ):
        for path in (ROOT / part).rglob("*.py"):
            if re.search(r"(?<!new_)\bWorkbook\((?!\")", path.read_text()):
                begun.append(str(path.relative_to(ROOT)))
    assert begun == ["lib/sheet_page.py"]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_wrapped_words_have_rows_high_enough(name):
    """A cell of one row that goes on in lines stands in a row set for as many."""
    for sheet in shown_sheets(name):
        ends = {(a.min_row, a.min_col): a for a in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                area = ends.get((cell.row, cell.column))
                if not isinstance(cell.value, str) or cell.data_type == "f":
                    continue
                if not cell.alignment.wrap_text or (area and area.max_row > area.min_row):
                    continue
                last = area.max_col if area else cell.column
                width = sum(width_of(sheet, n) for n in range(cell.column, last + 1))
                size = cell.font.size
                lines = -(-sheet_page.widest([cell.value]) * size // (11 * width * 1.05))
                height = sheet.row_dimensions[cell.row].height or 15
                assert height >= min(400, lines * size), (sheet.title, cell.coordinate)


def width_of(sheet, column):
    return sheet.column_dimensions[get_column_letter(column)].width


def test_data_entry_is_laid_across_and_sums_up_to_one_page_width():
    (sheet,) = shown_sheets("data entry")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_cols == "$A:$B"
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "C2")


def test_sheet_of_one_table_repeats_its_heads_and_one_of_several_does_not():
    """Under each other tables have heads of their own, which are wrong over the next one."""
    for name in ("fill-in", "report"):
        sheets = {s.title: s.print_title_rows for s in shown_sheets(name)}
        assert sheets["八、其他需要说明的问题"] == "$3:$3"
        assert sheets["一、项目安排和资金使用基本情况"] is None


def test_keyed_sheet_stays_hidden():
    book = opened(WORKBOOKS["fill-in"]())
    assert book[KEYED_SHEET].sheet_state == "hidden"


# --- How lines are counted --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("abc", 10, 1),
        ("移民产业扶", 10, 1),
        ("移民产业扶持", 10, 2),
        ("移民\n产业", 10, 2),
        ("x" * 64, 17, 4),
        ("≥95％", 7, 1),
        ("移民", 1, 2),
    ],
)
def test_height_goes_by_lines_of_chinese_signs(text, width, lines):
    expected = 15 if lines == 1 else lines * 11 * sheet_page.LINE + 1
    assert sheet_page.height_of([("x", 5), (text, width)]) == pytest.approx(expected)


def test_height_has_a_bound():
    assert sheet_page.height_of([("字" * 30_000, 10)]) == sheet_page.TALLEST


def test_ampersand_in_a_title_is_no_code():
    book = sheet_page.new_book()
    sheet_page.set_page(book.active, "A&B 公司 &P")
    assert book.active.oddHeader.center.text == "A&&B 公司 &&P"


def test_orientation_goes_by_the_columns():
    book = sheet_page.new_book()
    for widths, expected in (((30, 30), "portrait"), ((30, 30, 40), "landscape")):
        sheet = book.create_sheet()
        sheet_page.set_columns(sheet, widths)
        sheet_page.set_page(sheet, "表")
        assert sheet.page_setup.orientation == expected


# --- Word -------------------------------------------------------------------------------------


def word_tables():
    official = docx.Document(io.BytesIO(tables_docx(tables())))
    report = docx.Document(io.BytesIO(report_docx(paper_of(assessed(FUND), submitted()))))
    return [*official.tables, *report.tables]


def test_word_tables_say_their_widths_in_the_grid_and_in_every_cell():
    for table in word_tables():
        grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        total = sum(grid) / TWIPS_A_MM
        assert min(abs(total - width) for width in TEXT_WIDTH.values()) < 1
        for row in table._tbl.tr_lst:
            at = 0
            for cell in row.tc_lst:
                own = sum(grid[at : at + cell.grid_span])
                held = cell.tcPr.find(qn("w:tcW"))
                assert held.get(qn("w:type")) == "dxa"
                assert abs(int(held.get(qn("w:w"))) - own) <= len(grid)
                at += cell.grid_span
            assert at == len(grid)


def test_official_table_in_word_has_the_columns_of_our_own_paper():
    [loaded] = tables(1)
    table = docx.Document(io.BytesIO(tables_docx([loaded]))).tables[0]
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
    assert [round(width / TWIPS_A_MM) for width in grid] == list(printed_parts(loaded)[0].widths)


def test_word_tables_repeat_their_heads_and_keep_rows_whole():
    official = docx.Document(io.BytesIO(tables_docx(tables()))).tables
    for table in official:
        marks = [row.trPr.find(qn("w:tblHeader")) is not None for row in table._tbl.tr_lst]
        assert marks == [True] + [False] * (len(marks) - 1)
    for table in word_tables():
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst)


def test_office_programs_print_few_pages(tmp_path):
    """LibreOffice is asked, as the programs at the offices would lay them out."""
    made = {
        "scores.xlsx": scores_xlsx(make_standings(*tables(14))),
        "entry.xlsx": results_xlsx(tables(14)),
        "tables.docx": tables_docx(tables(4)),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    subprocess.run(
        [shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile",
         "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path),
         *(str(tmp_path / name) for name in made)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    pages = {name: pages_of(tmp_path / f"{name.split('.')[0]}.pdf") for name in made}
    rows = opened(made["entry.xlsx"]).active.max_row
    assert len(pages["entry.xlsx"]) <= rows / 35
    assert [("名次" in page, "总分" in page) for page in pages["scores.xlsx"][:2]] == [
        (True, True), (False, False),
    ]  # fmt: skip
    assert len(pages["scores.xlsx"]) <= 2 + 14 * 1.2
    assert len(pages["tables.docx"]) <= 8
    assert all("评估内容" in page for page in pages["tables.docx"])
    assert all("完成值" in page for page in pages["entry.xlsx"])


def pages_of(path) -> list[str]:
    told = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, timeout=60
    )
    return told.stdout.decode().split("\f")[:-1]
