"""Word, Excel and plain text give the same tables; bad files give a sentence."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from assessment.reader.documents import read_document
from assessment.reader.errors import DocumentError
from assessment.reader.types import RawTable
from tests.press.books import altered
from tests.reader.tables import DOCX, TEXT, official_tables

HEADER = ["序号", "指标名称", "指标名称", "评估内容与计分方法", "分值", "数据采集责任处室"]
TITLE = "2017年度长沙市移民工作绩效考核指标表"
ROW = [
    "一",
    "移民业务工作（76）",
    "移民产业",
    "油茶10亩，计8分，每少完成10%扣0.8分。",
    "8",
    "规划计划处",
]


def spaceless(table: RawTable) -> RawTable:
    """The two seeds differ in spaces inside texts (扣 0.8分) and in nothing else."""
    sections = tuple(
        replace(s, items=tuple(replace(i, text=re.sub(r"\s", "", i.text)) for i in s.items))
        for s in table.sections
    )
    return replace(table, sections=sections)


def make_workbook(*sheets: tuple[str, list[list]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_docx(*blocks: str | list[list[str]]) -> bytes:
    document = Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=len(block[0]))
        for row in block:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    return saved(document)


def rows_of(table: RawTable, *, repeat: bool) -> list[list]:
    """The rows of a sheet; merged cells repeated, or blank as left by Excel."""
    rows: list[list] = [[table.title], HEADER]
    for section in table.sections:
        for index, item in enumerate(section.items):
            first = [section.number, section.heading] if repeat or not index else [None, None]
            rows.append([*first, item.name, item.text, int(item.points), item.offices])
    return rows + [[note] for note in table.notes]


def test_text_gives_14_tables_with_165_items():
    tables = official_tables()
    assert len(tables) == 14
    assert sum(len(section.items) for table in tables for section in table.sections) == 165
    assert [table.year for table in tables] == [2017] * 14
    assert [table.city for table in tables] == [
        *("长沙市", "株洲市", "湘潭市", "衡阳市", "邵阳市", "岳阳市", "常德市"),
        *("张家界市", "益阳市", "郴州市", "永州市", "怀化市", "娄底市", "湘西自治州"),
    ]


def test_word_gives_the_same_tables_as_text():
    from_word = read_document(DOCX.read_bytes(), DOCX.name)
    assert tuple(map(spaceless, from_word)) == tuple(map(spaceless, official_tables()))


def test_every_text_is_word_for_word():
    printed = TEXT.read_text("utf-8")
    texts = [i.text for t in official_tables() for s in t.sections for i in s.items]
    assert all(f"\t{text}\n" in printed for text in texts)


def test_notes_belong_to_the_table_above():
    notes = {table.city: table.notes for table in official_tables() if table.notes}
    assert set(notes) == {"湘潭市", "岳阳市", "娄底市"}
    assert notes["岳阳市"] == (
        "备注：因岳阳市没有移民安置任务，移民业务工作部分得分按相应比例折算。",
        "计算方法：移民业务工作部分得分=（移民业务工作部分各项指标得分总额/67）×76",
    )


def test_line_breaks_go_from_names_and_stay_in_offices():
    section = official_tables()[0].sections[1]
    assert section.heading == "效能与党风廉政建设（24分）"
    assert section.items[2].offices == "纪检监察室\n机关党委"
    assert official_tables()[0].sections[0].items[4].name == "移民资金管理"


@pytest.mark.parametrize("repeat", [True, False], ids=["repeated", "blank"])
def test_workbook_with_a_sheet_a_city_gives_the_same_tables(repeat):
    sheets = [(table.city, rows_of(table, repeat=repeat)) for table in official_tables()]
    assert read_document(make_workbook(*sheets), "表.xlsx") == official_tables()


def test_workbook_with_tables_one_below_another_gives_the_same_tables():
    rows = []
    for table in official_tables():
        rows += [*rows_of(table, repeat=False), [None], [None]]
    assert read_document(make_workbook(("全部", rows)), "表.xlsx") == official_tables()


def test_workbook_with_merged_cells_is_read():
    book = Workbook()
    sheet = book.active
    for row in rows_of(official_tables()[2], repeat=False):
        sheet.append(row)
    for area in ("A1:F1", "B2:C2", "A3:A9", "B3:B9", "A10:A13", "B10:B13", "A14:F14", "A15:F15"):
        sheet.merge_cells(area)
    assert read_document(saved(book), "湘潭.xlsx") == (official_tables()[2],)


def test_sheet_without_title_is_called_by_its_name():
    (table,) = read_document(make_workbook(("长沙市", [HEADER, ROW])), "表.xlsx")
    assert (table.title, table.city, table.year) == ("长沙市", "长沙市", None)


def test_sheet_of_another_kind_is_left_out():
    book = make_workbook(("说明", [["填表说明", "请勿改动"]]), ("长沙市", [[TITLE], HEADER, ROW]))
    assert len(read_document(book, "表.xlsx")) == 1


def test_text_with_a_row_a_line_is_read():
    text = "\n".join([TITLE, "\t".join(HEADER), "\t".join(ROW)])
    (table,) = read_document(text.encode("gb18030"), "表.txt")
    assert table.sections[0].items[0].text == ROW[3]


def test_word_table_that_goes_on_overleaf_is_one_table():
    more = [
        "一",
        "移民业务工作（76）",
        "移民培训",
        "做好培训，计9分，未完成扣1分。",
        "9",
        "培训中心",
    ]
    (table,) = read_document(make_docx(TITLE, [HEADER, ROW], [HEADER, more]), "表.docx")
    assert [item.name for item in table.sections[0].items] == ["移民产业", "移民培训"]


def test_word_signature_table_is_left_out():
    data = make_docx(TITLE, [HEADER, ROW], "备注：略。", [["签字", "日期"], ["张三", ""]])
    (table,) = read_document(data, "表.docx")
    assert (len(table.sections[0].items), table.notes) == (1, ("备注：略。",))


@pytest.mark.parametrize("second", [None, "类别", "移民业务工作"])
def test_header_of_the_heading_column_may_be_anything(second):
    header = ["序号", second, *HEADER[2:]]
    (table,) = read_document(make_workbook(("a", [[TITLE], header, ROW])), "表.xlsx")
    assert (table.sections[0].heading, table.sections[0].items[0].name) == (ROW[1], ROW[2])


def test_header_over_two_columns_need_not_be_merged():
    header = ["序号", "指标名称", None, *HEADER[3:]]
    (table,) = read_document(make_workbook(("a", [[TITLE], header, ROW])), "表.xlsx")
    assert (table.sections[0].heading, table.sections[0].items[0].name) == (ROW[1], ROW[2])


def test_numbers_of_items_do_not_open_sections():
    rows = [["1", *ROW[1:]], ["2", None, *ROW[2:]], ["3", *ROW[1:]]]
    (table,) = read_document(make_workbook(("a", [[TITLE], HEADER, *rows])), "表.xlsx")
    assert [len(section.items) for section in table.sections] == [3]


def test_section_without_heading_is_an_error():
    rows = [ROW, ["二", None, *ROW[2:]]]
    with pytest.raises(DocumentError, match="第4行没有写明属于哪一部分"):
        read_document(make_workbook(("a", [[TITLE], HEADER, *rows])), "表.xlsx")


def test_sum_row_is_no_item():
    rows = [[TITLE], HEADER, ROW, ["合计", None, None, None, 100, None]]
    (table,) = read_document(make_workbook(("长沙市", rows)), "表.xlsx")
    assert len(table.sections[0].items) == 1


def cut_zip() -> bytes:
    data = DOCX.read_bytes()
    return data[: len(data) // 2]


def tracked_docx() -> bytes:
    document = Document()
    paragraph = document.add_paragraph(TITLE)._p
    paragraph.append(paragraph.makeelement(paragraph.tag.replace("}p", "}ins"), {}))
    return saved(document)


def sheet_with(column: int, value) -> bytes:
    row: list = [*ROW]
    row[column] = value
    return make_workbook(("长沙市", [[TITLE], HEADER, row]))


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        (b"", "a.docx", ["a.docx", "空的"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.doc", ["旧版 Word", "另存为 .docx"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.xls", ["旧版 Excel", "另存为 .xlsx"]),
        (b"%PDF-1.7 ", "a.pdf", ["PDF"]),
        (cut_zip(), "a.docx", ["不完整"]),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.png", ["文字编码"]),
        ("只有文字，没有表格".encode(), "a.txt", ["没有找到考核指标表"]),
        (make_docx("只有文字"), "a.docx", ["没有找到考核指标表"]),
        (make_docx(TITLE, [["序号", "指标名称", "分值"]]), "a.docx", ["评估内容", "第1行"]),
        (make_docx(TITLE, [HEADER]), "a.docx", [TITLE, "没有一行指标"]),
        (tracked_docx(), "a.docx", ["修订"]),
        (sheet_with(2, None), "a.xlsx", ["长沙市", "第3行", "没有指标名称"]),
        (sheet_with(3, None), "a.xlsx", ["第3行", "移民产业", "评估内容与计分方法", "空的"]),
        (sheet_with(4, "=4+4"), "a.xlsx", ["第3行E列", "公式", "没有计算结果"]),
        (sheet_with(3, "扣" * 20_000), "a.xlsx", ["20000字"]),
        (sheet_with(1, None), "a.xlsx", ["属于哪一部分"]),
    ],
)
def test_bad_file_gives_a_sentence(data, filename, words):
    with pytest.raises(DocumentError) as caught:
        read_document(data, filename)
    message = str(caught.value)
    assert message.startswith(f"《{filename}》")
    assert [word for word in words if word not in message] == []


# --- What nobody sees in a workbook --------------------------------------------------------------

HIDDEN_CASE = Path(__file__).parents[1] / "cases" / "reading" / "14_hidden_sheet_and_row.xlsx"


def refusal_of(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(data, "表.xlsx")
    return str(caught.value)


def hidden(change) -> bytes:
    """Return a workbook of one table after a change to its sheet."""
    book = load_workbook(BytesIO(make_workbook(("长沙市", [[TITLE], HEADER, ROW, ROW]))))
    change(book)
    return saved(book)


def test_a_hidden_sheet_and_row_are_both_named():
    message = refusal_of(HIDDEN_CASE.read_bytes())
    assert "工作表“长沙市”第4行是隐藏的，里面有内容" in message
    assert "工作表“旧稿株洲市”是隐藏的，里面有考核指标表" in message
    assert "取消隐藏，核对后再导入" in message


def test_a_row_hidden_by_a_filter_is_named():
    def filter_rows(book):
        book.active.auto_filter.ref = "A2:F4"
        book.active.auto_filter.add_filter_column(2, ["移民产业"])
        book.active.row_dimensions[4].hidden = True

    assert "第4行是隐藏的（被筛选隐藏）" in refusal_of(hidden(filter_rows))


def test_a_hidden_column_is_named():
    def hide(book):
        book.active.column_dimensions["F"].hidden = True

    assert "F列是隐藏的" in refusal_of(hidden(hide))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_sheet_of_another_kind_may_be_hidden_and_hold_anything(state):
    def add(book):
        other = book.create_sheet("码表")
        other.append(["码", 46024, "=1+1"])
        other["B1"].number_format = "yyyy-mm-dd"
        other.sheet_state = state

    assert len(read_document(hidden(add), "表.xlsx")) == 1


def test_blank_rows_and_columns_may_be_hidden():
    def hide(book):
        book.active.row_dimensions[9].hidden = True
        book.active.column_dimensions["Z"].hidden = True

    assert len(read_document(hidden(hide), "表.xlsx")) == 1


def test_rows_below_the_last_that_is_read_are_refused_aloud():
    def add(book):
        book.active["A5001"] = "尾"

    assert "第 5,000 行以下还有内容（最后在第 5,001 行）" in refusal_of(hidden(add))


def test_columns_beyond_those_that_are_read_are_refused_aloud():
    def add(book):
        book.active["AZ3"] = "远"

    assert "AZ列还有内容，最多读 40 列" in refusal_of(hidden(add))


def test_a_wrong_dimension_changes_nothing():
    data = hidden(lambda book: None)
    wrong = altered(data, lambda text: re.sub(r'(<dimension ref=)"[^"]*"', r'\1"A1"', text))
    assert read_document(wrong, "表.xlsx") == read_document(data, "表.xlsx")


@pytest.mark.parametrize(
    ("points", "code", "word"),
    [
        (46024, "m月d日", "是日期（2026-01-02）"),
        (8, ";;;", "被单元格格式隐藏"),
        (8000, "0,", "存的却是 8000"),
    ],
)
def test_points_that_show_something_else_are_refused(points, code, word):
    def style(book):
        book.active["E3"].value, book.active["E3"].number_format = points, code

    message = refusal_of(hidden(style))
    assert "第3行E列" in message
    assert word in message


@pytest.mark.parametrize(("points", "code"), [(8.0, "0.0"), (7.999999999999999, "0.00")])
def test_points_are_read_as_they_are_shown(points, code):
    def style(book):
        book.active["E3"].value, book.active["E3"].number_format = points, code

    [table] = read_document(hidden(style), "表.xlsx")
    assert table.sections[0].items[0].points == "8"
