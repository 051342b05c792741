"""Workbooks as Excel, WPS, LibreOffice and people write them, read cell by cell."""

import io
import re
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from press.workbooks import reading
from press.workbooks.reading import MOST_ROWS, read_book
from press.workbooks.types import Cell, CellKind, Visibility, WrongBook
from tests.press.books import SHEET, altered, book_of, opened, saved, with_box, with_result

TEXT, NUMBER = CellKind.TEXT, CellKind.NUMBER


def cells_of(data, sheet=0):
    return read_book(data).sheets[sheet].cells


def cell_of(value, code="General"):
    return cells_of(book_of(A1=(value, code)))[1, 1]


def test_reader_does_not_load_django():
    code = "import sys, press.workbooks.reading; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- One cell ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "cell"),
    [
        (1050, "General", Cell(NUMBER, "1050")),
        ("1050", "General", Cell(TEXT, "1050")),
        ("０１０", "@", Cell(TEXT, "０１０")),
        (0.952, "0.0%", Cell(NUMBER, "95.2%", "0.952")),
        (95.2, '0.0"%"', Cell(NUMBER, "95.2%", "95.2")),
        (95.19999999999999, "General", Cell(NUMBER, "95.2", "95.19999999999999")),
        (0.1 + 0.2, "General", Cell(NUMBER, "0.3")),
        (4999.999999999999, "0", Cell(NUMBER, "5000", "4999.999999999999")),
        (94.57831325301204, "0.0", Cell(NUMBER, "94.6", "94.578313253012")),
        (1e14, "General", Cell(NUMBER, "100000000000000")),
        (True, "General", Cell(CellKind.TRUTH, "是")),
        (False, "General", Cell(CellKind.TRUTH, "否")),
        (date(2026, 1, 2), "yyyy-mm-dd", Cell(CellKind.DATE, "2026-01-02")),
        (46024, "m月d日", Cell(CellKind.DATE, "2026-01-02")),
        (46024.25, "yyyy-mm-dd h:mm", Cell(CellKind.TIME, "2026-01-02 06:00:00")),
        (time(8, 30), "h:mm", Cell(CellKind.TIME, "08:30:00")),
        (59, "yyyy-mm-dd", Cell(CellKind.DATE, "1900-02-28")),
        (5, ";;;", Cell(CellKind.MASKED, "", "5")),
        (10500, '0!.0,"万"', Cell(CellKind.MASKED, "1.1万", "10500")),
        ("#DIV/0!", "General", Cell(CellKind.ERROR, "#DIV/0!")),
    ],
)  # fmt: skip
def test_a_cell_is_what_it_shows(value, code, cell):
    assert cell_of(value, code) == cell


@pytest.mark.parametrize(
    ("result", "kind", "cell"),
    [
        ("1050", "", Cell(NUMBER, "1050", is_formula=True)),
        ("4999.9999999999991", "", Cell(NUMBER, "5000", "4999.9999999999991", is_formula=True)),
        ("是", "str", Cell(TEXT, "是", is_formula=True)),
        ("1", "b", Cell(CellKind.TRUTH, "是", is_formula=True)),
        ("#N/A", "e", Cell(CellKind.ERROR, "#N/A", is_formula=True)),
    ],
)
def test_a_formula_gives_its_stored_result(result, kind, cell):
    data = with_result(book_of(A1="=1000+50"), "A1", result, kind)
    assert cells_of(data)[1, 1] == cell


def test_a_formula_without_stored_result_is_not_empty():
    assert cell_of("=1000+50") == Cell(CellKind.UNCOMPUTED, "", is_formula=True)


def test_a_formula_that_shows_nothing_is_empty():
    data = with_result(book_of(A1='=""', B1="a"), "A1", "", "str")
    assert list(cells_of(data)) == [(1, 2)]


def test_a_date_of_the_year_1904_is_that_day():
    data = altered(
        book_of(A1=(44562, "yyyy-mm-dd")),
        lambda text: text.replace("<workbookPr/>", '<workbookPr date1904="1"/>'),
        "xl/workbook.xml",
    )
    assert cells_of(data)[1, 1].text == "2026-01-02"


def test_struck_through_cells_are_marked_wholly_or_in_part():
    book = Workbook()
    book.active["A1"], book.active["A2"] = 32, "32"
    book.active["A1"].font = Font(strike=True)
    book.active["A3"] = CellRichText(TextBlock(InlineFont(strike=True), "3"), "2")
    book.active["A4"] = CellRichText(TextBlock(InlineFont(b=True), "3"), "2")
    cells = cells_of(saved(book))
    assert [(cells[row, 1].text, cells[row, 1].is_struck) for row in range(1, 5)] == [
        ("32", True), ("32", False), ("32", True), ("32", False),
    ]  # fmt: skip
    assert [cells[row, 1].standing for row in range(1, 5)] == ["", "", "2", ""]


def test_text_boxes_lie_beside_the_cells():
    [sheet] = read_book(with_box(book_of(["甲"]), "第一行\n第二行")).sheets
    assert (sheet.boxes, len(sheet.cells)) == (("第一行\n第二行",), 1)


def test_a_phonetic_guide_is_not_read():
    data = shared_strings(
        book_of(A1="长沙"), "<si><t>长沙</t><rPh sb='0' eb='1'><t>チョウ</t></rPh></si>"
    )
    assert cells_of(data)[1, 1].text == "长沙"


def test_a_text_that_the_file_does_not_have_is_damage():
    data = shared_strings(book_of(A1="x"), "<si><t>a</t></si>")
    for number in ("-1", "1"):
        with pytest.raises(WrongBook):
            read_book(altered(data, lambda text, n=number: text.replace("<v>0</v>", f"<v>{n}</v>")))


def test_shared_texts_are_read_run_by_run_and_unescaped():
    runs = "<si><r><rPr><b/></rPr><t>1</t></r><r><t xml:space='preserve'>05_x000D_\n人</t></r></si>"
    assert cells_of(shared_strings(book_of(A1="x"), runs))[1, 1].text == "105\n人"


def shared_strings(data: bytes, items: str) -> bytes:
    """Return the file with its texts in sharedStrings.xml, as Excel keeps them."""
    out = io.BytesIO()
    kinds = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = (
        '<Relationship Id="rIdX" Target="sharedStrings.xml" Type="http://schemas.openxmlformats'
        '.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == SHEET:
                begin, end = text.index("<sheetData>"), text.index("</sheetData>")
                row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
                text = text[:begin] + "<sheetData>" + row + text[end:]
            if name.endswith("workbook.xml.rels"):
                text = text.replace("</Relationships>", link)
            new.writestr(name, text)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{kinds}">{items}</sst>')
    return out.getvalue()


# --- Sheets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ['ref="A1"', 'ref="A1:A1048576"', 'ref="B7:C9"', 'ref=""'])
def test_a_wrong_dimension_decides_nothing(said):
    data = altered(
        book_of(["a", "b"], ["c", "d"]),
        lambda text: text.replace('ref="A1:B2"', said),
    )
    assert {place: cell.text for place, cell in cells_of(data).items()} == {
        (1, 1): "a", (1, 2): "b", (2, 1): "c", (2, 2): "d",
    }  # fmt: skip


def test_without_references_cells_stand_where_they_follow():
    data = altered(
        book_of(["a", "b"], ["c", "d"]),
        lambda text: re.sub(r' r="[A-Z]*\d+"', "", text),
    )
    assert cells_of(data)[2, 2].text == "d"


def test_a_sheet_may_begin_far_down_and_right():
    assert list(cells_of(book_of(AB12="x"))) == [(12, 28)]


def test_two_cells_in_one_place_are_refused():
    data = altered(book_of(["a", "b"]), lambda text: text.replace('r="B1"', 'r="A1"'))
    with pytest.raises(WrongBook, match="可能已损坏"):
        read_book(data)


def test_content_below_the_last_row_is_refused_aloud():
    data = book_of(["头"], **{f"A{MOST_ROWS + 3}": "尾"})
    with pytest.raises(WrongBook, match=r"“Sheet”第 5,000 行以下还有内容（最后在第 5,003 行）"):
        read_book(data)
    assert read_book(data, MOST_ROWS + 3).sheets[0].last_row == MOST_ROWS + 3


def test_a_colour_far_below_is_no_row():
    book = opened(book_of(["头"]))
    book.active.cell(900_000, 200).fill = PatternFill("solid", fgColor="FFFF00")
    assert read_book(saved(book)).sheets[0].last_row == 1


def test_a_full_sheet_is_read_to_its_last_row():
    data = book_of(*([n] for n in range(1, MOST_ROWS + 1)))
    assert read_book(data).sheets[0].last_row == MOST_ROWS


def test_more_cells_than_any_form_has_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_CELLS", 200)
    data = book_of(*([1] * 100 for _ in range(2)))
    assert len(cells_of(data)) == 200
    data = book_of(*([1] * 100 for _ in range(2)), ["more"])
    with pytest.raises(WrongBook, match="超过 200 个"):
        read_book(data)


def test_hidden_rows_columns_and_sheets_are_told():
    book = opened(book_of(["a", "b"], ["c", "d"], [None], ["e"]))
    book.active.row_dimensions[2].hidden = True
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("旧稿").sheet_state = "hidden"
    book.create_sheet("更旧").sheet_state = "veryHidden"
    sheets = read_book(saved(book)).sheets
    assert (sheets[0].hidden_rows, sheets[0].hidden_columns) == ({2}, {2})
    assert [(sheet.name, sheet.visibility) for sheet in sheets] == [
        ("Sheet", Visibility.VISIBLE),
        ("旧稿", Visibility.HIDDEN),
        ("更旧", Visibility.VERY_HIDDEN),
    ]


def test_rows_without_height_and_columns_without_width_are_hidden():
    data = altered(
        book_of(["a"], ["b"]),
        lambda text: text.replace('<row r="2"', '<row r="2" ht="0" customHeight="1"').replace(
            "<sheetData>",
            '<cols><col min="1" max="3" width="0" customWidth="1"/></cols><sheetData>',
        ),
    )
    sheet = read_book(data).sheets[0]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {1})


def test_a_filter_is_told():
    book = opened(book_of(["a"], ["b"]))
    book.active.auto_filter.ref = "A1:A2"
    assert not read_book(saved(book)).sheets[0].is_filtered
    book.active.auto_filter.add_filter_column(0, ["b"])
    assert read_book(saved(book)).sheets[0].is_filtered


def test_merged_areas_are_told():
    book = opened(book_of(["a", None], [None, None]))
    book.active.merge_cells("A1:B2")
    assert read_book(saved(book)).sheets[0].merged == ((1, 1, 2, 2),)


def test_zeros_that_the_sheet_does_not_show_are_masked():
    book = opened(book_of([0, 5]))
    book.active.sheet_view.showZeros = False
    cells = cells_of(saved(book))
    assert (cells[1, 1], cells[1, 2].text) == (Cell(CellKind.MASKED, "", "0"), "5")


def test_a_strict_file_is_read_like_any_other():
    data = book_of(["a"])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    for part in (SHEET, "xl/workbook.xml"):
        data = altered(
            data,
            lambda text: text.replace(main, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
            part,
        )
    assert cells_of(data)[1, 1].text == "a"


def test_paths_in_another_case_and_from_the_root_are_found():
    data = altered(
        book_of(["a"]),
        lambda text: text.replace("/xl/worksheets/sheet1.xml", "worksheets\\SHEET1.xml"),
        "xl/_rels/workbook.xml.rels",
    )
    assert cells_of(data)[1, 1].text == "a"


@pytest.mark.parametrize("asked", [True, False])
def test_a_wish_to_compute_anew_is_told(asked):
    book = opened(book_of(["a"]))
    book.calculation.fullCalcOnLoad = asked
    assert read_book(saved(book)).is_to_be_computed is asked


@pytest.mark.parametrize(
    "data",
    [b"", b"no zip", b"PK\x03\x04broken", altered(book_of(["a"]), lambda text: text[:80])],
    ids=["empty", "text", "torn", "cut"],
)
def test_what_is_no_workbook_gets_a_sentence(data):
    with pytest.raises(WrongBook, match="另存为 .xlsx"):
        read_book(data)


HOSTILE = ("-1", "99999999", "ZZZ9999999", "1e400", "NaN", "", "\u0663", "9" * 5000, "A0", "<c/>")
PLAIN = book_of(["a", 5, 0.5, True], [None, "=1+1"], C1=(0.5, "0.0%"))


@given(st.data())
def test_whatever_stands_in_the_files_own_words_gets_a_sentence(data):
    part = data.draw(st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml"]))

    def change(text: str) -> str:
        places = [found.span(1) for found in re.finditer(r'="([^"]*)"|>([^<]+)<', text)]
        places = [place for place in places if place[0] >= 0]
        begin, end = data.draw(st.sampled_from(places))
        return text[:begin] + data.draw(st.sampled_from(HOSTILE)) + text[end:]

    with suppress(WrongBook, AssertionError):  # or nothing was changed
        assert read_book(altered(PLAIN, change, part)).sheets is not None


@given(
    st.one_of(
        st.decimals(-(10**9), 10**9, places=4).map(float),
        st.integers(-(10**14), 10**14),
        st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_every_number_is_read_as_its_fifteen_digits(value):
    cell = cell_of(value)
    if abs(value) >= 1e30:
        assert cell.kind is CellKind.TOO_LARGE
    else:
        assert float(cell.text) == pytest.approx(float(f"{value:.15g}"), rel=1e-14, abs=1e-300)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60))
def test_every_text_is_read_word_for_word(text):
    cells = cells_of(book_of(A1="anchor", B1=(text, "@")))
    if text.startswith("=") and len(text) > 1:
        assert cells[1, 2].kind is CellKind.UNCOMPUTED
    elif text.strip() and text not in ERRORS and "_x" not in text:
        assert cells[1, 2].text == text


ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
