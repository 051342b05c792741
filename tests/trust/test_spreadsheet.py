"""Cells: nothing becomes a formula, text is unchanged, numbers stay numbers."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from trust.spreadsheet import append_row, safe_cell

PAYLOADS = [
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "=IMPORTXML(1)",
    '=DDE("cmd";"/C calc";"x")', "=SUM(A1:A9)", "=", "==", "=\n1", "=@SUM(1)", "+1+1", "+cmd|x",
    "-1+1", "-2+3+cmd|' /C calc'!A0", "-", "@SUM(1)", "@", "@@", "\t=1+1", "\r=1+1", "\n=1+1",
    " =1+1", "'=1+1", '"=1+1', ";=1+1", ",=1+1", "|=1", "%0A=1", "＝1+1", "＋1", "－1", "＠SUM",
    "{=1+1}", "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "TRUE", "1e5", "00123", "2018-01-01",
    "3.10", "", " ", "考核",
]  # fmt: skip


def read_back(sheet_maker):
    data = io.BytesIO()
    sheet_maker.save(data)
    return load_workbook(io.BytesIO(data.getvalue())).active


@pytest.mark.parametrize("write_only", [False, True])
def test_payloads_come_back_as_the_same_text(write_only):
    book = Workbook(write_only=write_only)
    sheet = book.create_sheet("表", 0)
    book.active = 0
    for payload in PAYLOADS:
        append_row(sheet, [payload])
    cells = [row[0] for row in read_back(book).iter_rows(max_col=1)]
    values = [cell.value or "" for cell in cells]
    assert [value.replace("\r", "\n") for value in values] == [
        payload.replace("\r", "\n") for payload in PAYLOADS
    ]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x"])
def test_text_like_a_formula_is_marked_as_text_for_editing(text):
    book = Workbook()
    safe_cell(book.active["A1"], text)
    safe_cell(book.active["A2"], "考核")
    sheet = read_back(book)
    assert sheet["A1"].quotePrefix
    assert not sheet["A2"].quotePrefix


@pytest.mark.parametrize(
    ("value", "kind", "read"),
    [
        (Decimal("0.10"), "n", 0.1),
        (Decimal("1371.04"), "n", 1371.04),
        (-3, "n", -3),
        (None, "n", None),
        (date(2017, 12, 31), "d", datetime(2017, 12, 31)),  # noqa: DTZ001
        (datetime(2017, 12, 31, 16, tzinfo=UTC), "d", datetime(2018, 1, 1)),  # noqa: DTZ001
        ({"完成值": "=1"}, "s", '{"完成值": "=1"}'),
        (["=1"], "s", '["=1"]'),
        ("a\x00b\x0bc", "s", "a\ufffdb\ufffdc"),
    ],
)
def test_values_keep_their_kind(value, kind, read):
    book = Workbook()
    safe_cell(book.active["A1"], value)
    cell = read_back(book)["A1"]
    assert (cell.data_type, cell.value) == (kind, read)


def test_overlong_text_says_that_it_was_cut():
    cell = safe_cell(Workbook().active["A1"], "长" * 40_000)
    assert len(cell.value) == 32_767
    assert cell.value.endswith("其余略）")
