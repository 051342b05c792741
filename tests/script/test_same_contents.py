"""script/same: what it tells of a page and of a file."""

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Font, Protection

from press.paper.layout import make_pdf
from script.sameness import content, page, paper

PAGE = """<html><head><title>评分卡</title><script>let a = "不显示";</script></head><body>
<p class="lead">得分 <b>98.07</b>分</p>
<table><tr><th colspan="2">指标</th><td hidden>暂计</td><td colspan="1">100</td></tr></table>
<form action="/2017/flow/" method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="x1">
<input name="value" value="95.2" required><button data-ask="确定提交？">提交</button></form>
<a href="/2017/">总览</a><img src="/static/logo.0123456789ab.svg" alt="标志"></body></html>"""


def test_a_page_is_told_by_what_is_read_filled_in_and_followed():
    assert page.lines_of(PAGE) == [
        "评分卡",
        "得分 98.07分",
        '| {th colspan="2"} 指标',
        "| {td hidden} 暂计",
        "| 100",
        '{form action="/2017/flow/" method="post"}',
        '{input name="value" value="95.2" required} {button} 提交',
        '{a href="/2017/"} 总览 {img src="/static/logo.svg" alt="标志"}',
        "for scripts: 确定提交？",
    ]


def test_a_page_without_words_has_no_lines():
    assert page.lines_of(" \n") == []


def workbook(change=lambda sheet: None) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["完成值", 95.2])
    sheet["B1"].number_format = "0.0"
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _value(sheet):
    sheet["B1"] = 95.3


def _format(sheet):
    sheet["B1"].number_format = "0.00"


def _bold(sheet):
    sheet["A1"].font = Font(bold=True)


def _unlock(sheet):
    sheet["B1"].protection = Protection(locked=False)


def _protect(sheet):
    sheet.protection.sheet = True


def _merge(sheet):
    sheet.merge_cells("A2:B2")


def _width(sheet):
    sheet.column_dimensions["A"].width = 30


def _hide(sheet):
    sheet.column_dimensions["B"].hidden = True


@pytest.mark.parametrize(
    "change", [_value, _format, _bold, _unlock, _protect, _merge, _width, _hide]
)
def test_a_workbook_differs_by_each_thing_that_is_seen_in_it(change):
    assert content.text_of(workbook(change)) != content.text_of(workbook())


def test_a_workbook_made_later_is_the_same(monkeypatch):
    earlier = workbook()
    monkeypatch.setattr("time.time", lambda: 1_000_000_000)
    assert content.text_of(workbook()) == content.text_of(earlier)


def test_a_word_file_is_told_with_the_cells_that_are_joined():
    def told(is_joined):
        document = Document()
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "市州"
        if is_joined:
            table.cell(0, 0).merge(table.cell(0, 1))
        out = io.BytesIO()
        document.save(out)
        return content.text_of(out.getvalue()).decode()

    assert "“市州”" in told(False)
    assert "gridSpan" in told(True).replace(told(False), "")


def test_an_archive_is_told_file_by_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.json", '{"总分": "98.07"}')
        archive.writestr("a.txt", "甲")
    told = '==== a.txt\n甲\n==== b.json\n{"总分": "98.07"}'
    assert content.text_of(out.getvalue()).decode() == told


def test_what_is_neither_is_taken_byte_for_byte():
    assert content.text_of(b'{"a":  1}\r\n') == b'{"a":  1}\r\n'


def paper_with(total: str, gap: str) -> list[str]:
    html = f"<p>总分 {total}</p><p style='margin-left: {gap}'>摘要</p>"
    return paper.lines_of(make_pdf([html], "评分卡"))


def test_a_paper_differs_by_its_words_and_not_by_the_gaps_between_them():
    assert paper_with("98.07", "10mm") == paper_with("98.07", "60mm")
    assert paper_with("98.07", "10mm") != paper_with("98.08", "10mm")
