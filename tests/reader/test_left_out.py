"""Words that a document strikes through or hides, and words that it sets apart."""

from io import BytesIO

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.press.books import with_box
from tests.reader.layouts import (
    TITLE,
    blocking,
    case,
    deductions,
    excel,
    item_of,
    read,
    saved,
    told,
    word,
)

HEADS = ["指标名称", "评分标准", "分值", "责任单位"]
ROW = ["机构", "未成立扣2分。", "5", "规划计划处"]
CLAUSE = [[("未成立扣2分", "2")]]


def test_struck_and_hidden_words_do_not_count_and_are_named():
    table = case("15")
    assert item_of(table, "河长制").text == "落实机构，计5分，未落实机构扣2分。"
    messages = [notice.message for notice in told(table, "left_out")]
    assert "第2行有划掉（删除线）的文字“3”，没有读入" in messages[0]
    assert "第2行有隐藏的文字“未发文扣1分。”，没有读入" in messages[1]
    assert blocking(table) == set()


def with_run(change) -> bytes:
    """Return a document whose item's text has a second run, after a change to it."""
    document = Document(BytesIO(word(TITLE, [HEADS, ROW])))
    cell = document.tables[0].cell(1, 1)
    change(document, cell.paragraphs[0].add_run("未发文扣1分。"))
    return saved(document)


def strike_by_style(document, run):
    style = document.styles.add_style("作废", 2)
    style.font.double_strike = True
    run.style = document.styles.add_style("作废甲", 2)
    run.style.base_style = style


def hide_by_paragraph_style(document, run):
    style = document.styles.add_style("隐藏段", 1)
    style.font.hidden = True
    paragraph = run._r.getparent()
    own = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style.style_id}"/></w:pPr></w:p>'
    )
    paragraph.addnext(own)
    own.append(run._r)


@pytest.mark.parametrize(
    ("change", "how"), [(strike_by_style, "划掉（删除线）"), (hide_by_paragraph_style, "隐藏")]
)
def test_a_style_may_strike_or_hide(change, how):
    table = read(with_run(change))
    assert deductions(item_of(table, "机构")) == CLAUSE
    assert f"{how}的文字“未发文扣1分。”" in told(table, "left_out")[0].message


def test_a_run_may_undo_what_its_style_does():
    def undo(document, run):
        strike_by_style(document, run)
        run.font.double_strike = False

    table = read(with_run(undo))
    assert deductions(item_of(table, "机构")) == [[*CLAUSE[0], ("未发文扣1分", "1")]]
    assert told(table, "left_out") == []


def test_a_hidden_row_is_named():
    document = Document(BytesIO(word(TITLE, [HEADS, ROW, ["会议", *ROW[1:]]])))
    row = document.tables[0].rows[2]._tr
    row.get_or_add_trPr().append(row.makeelement(qn("w:hidden"), {}))
    table = read(saved(document))
    assert [item.name for item in table.items] == ["机构"]
    assert "隐藏的文字“会议未成立扣2分。5规划计划处”" in told(table, "left_out")[0].message


BOX = (
    '<w:r {ns}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
    'markup-compatibility/2006"><mc:Choice Requires="wps"><w:txbxContent>{p}</w:txbxContent>'
    "</mc:Choice><mc:Fallback><w:txbxContent>{p}</w:txbxContent></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def boxed(words: str):
    paragraph = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    return parse_xml(BOX.format(ns=nsdecls("w"), p=paragraph))


def test_a_text_box_is_read_once():
    document = Document(BytesIO(word(TITLE, [HEADS, ROW], "备注：略。")))
    document.paragraphs[-1]._p.append(boxed("受到表彰的加1分。"))
    document.tables[0].cell(1, 1).paragraphs[0]._p.append(boxed("未发文扣1分。"))
    table = read(saved(document))
    assert table.notes == ("备注：略。", "受到表彰的加1分。")
    assert blocking(table) == {"note_unsettled"}
    assert item_of(table, "机构").text == "未成立扣2分。\n未发文扣1分。"


def struck_cell(sheet):
    sheet["A4"].font = Font(strike=True)
    for column in "BCD":
        sheet[f"{column}4"].font = Font(strike=True)


def struck_part(sheet):
    gone = TextBlock(InlineFont(strike=True), "未发文扣1分。")
    sheet["B3"] = CellRichText(["未成立扣2分。", gone])


@pytest.mark.parametrize(
    ("change", "rows", "words"),
    [
        (struck_cell, [ROW, ["会议", *ROW[1:]]], "第4行A列“会议”被划掉（删除线）"),
        (struck_part, [ROW], "“未成立扣2分。未发文扣1分。”里有划掉（删除线）的部分"),
    ],
)
def test_what_is_struck_in_a_workbook_does_not_count(change, rows, words):
    book = load_workbook(BytesIO(excel([[TITLE], HEADS, *rows])))
    change(book.active)
    table = read(saved(book), "表.xlsx")
    assert [deductions(item) for item in table.items] == [CLAUSE]
    assert words in " ".join(notice.message for notice in told(table, "left_out"))


def test_a_text_box_on_a_sheet_is_read():
    data = with_box(excel([[TITLE], HEADS, ROW]), "说明：\n受到表彰的加1分。")
    table = read(data, "表.xlsx")
    assert [f.phrase for f in told(table, "note_unsettled")] == ["受到表彰的加1分。"]


def test_a_footnote_that_gives_points_is_asked_about():
    data = with_footnote(word(TITLE, [HEADS, ROW]), "发生重大事故的，一票否决。")
    assert [f.phrase for f in told(read(data), "note_unsettled")] == ["发生重大事故的，一票否决。"]


def with_footnote(data: bytes, words: str) -> bytes:
    document = Document(BytesIO(data))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    xml = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="1"><w:p><w:r><w:t>{words}</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", xml.encode(), None)
    document.part.relate_to(part, kind)
    return saved(document)
