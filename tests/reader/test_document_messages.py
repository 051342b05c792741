"""What is said of a document that cannot be taken: what is wanted, and what stands there."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.comments import Comment

from assessment.reader.errors import DocumentError
from assessment.reader.types import Severity
from tests.reader.layouts import TITLE, blocking, excel, read, saved, told, word

HEADS = ["指标名称", "评分标准", "分值", "责任处室"]
ROW = ["机构", "未成立扣2分。", "5", "规划计划处"]


@pytest.mark.parametrize(
    ("heads", "row", "said"),
    [
        (
            ["指标名称", "评分标准", "责任处室"],
            ["机构", "未成立扣2分。", "规划计划处"],
            "各项指标都没有分值：表中没有“分值”一栏（各栏为“指标名称”、“评分标准”、“责任处室”），"
            "指标名称和正文里也没有写（如“机构（5分）”“计5分”）。请补上分值",
        ),
        (HEADS, [*ROW[:2], "2分×5", ROW[3]], "“分值”一栏没有一格是大于 0 的数：“机构”为“2分×5”。"),
        (HEADS, [*ROW[:2], "0", ROW[3]], "“分值”一栏没有一格是大于 0 的数：“机构”为“0”。"),
        (
            [*HEADS[:2], "权重", HEADS[3]],
            [*ROW[:2], "5％", ROW[3]],
            "第2行“机构”的分值写的是“5％”，是百分数，不是分数。请把各项的权重换成分数"
            "（满分 100 分时，5% 写成 5）后再导入。",
        ),
        (
            HEADS,
            ["表彰", "受国家表彰的，每次加1分，瞒报的扣1分。", "", "规划计划处"],
            "第2行“表彰”的“分值”是空的。请补上后再导入；这一行是加分或否决、不占分值的，"
            "请把这句话并到一项有分值的指标里，加分和否决仍单独列出；",
        ),
        (
            HEADS,
            ["业务工作", "", "60", ""],
            "第2行“业务工作”的“评分标准”是空的。请补上后再导入；如果“业务工作”是一部分的标题，"
            "请合并整行，或改成“一、业务工作”单独一行；",
        ),
    ],
)
def test_points_and_texts_that_are_not_there_are_named(heads, row, said):
    with pytest.raises(DocumentError) as refusal:
        read(word(TITLE, [heads, row]))
    assert said in str(refusal.value)


def test_a_percentage_of_a_workbook_is_no_points():
    book = load_workbook(BytesIO(excel([[TITLE], HEADS, [*ROW[:2], 0.05, ROW[3]]])))
    book.active["C3"].number_format = "0%"
    with pytest.raises(DocumentError, match="“机构”的分值写的是“5%”，是百分数"):
        read(saved(book), "表.xlsx")


def test_one_row_without_points_does_not_refuse_the_table():
    table = read(word(TITLE, [HEADS, ROW, ["会议", "未召开扣1分。", "若干", ROW[3]]]))
    assert "points_unreadable" in blocking(table)


def test_a_remark_column_is_named_in_one_pair_of_quotes():
    table = read(word(TITLE, [[*HEADS, "备注"], [*ROW, "受到表彰的加1分"]]))
    [finding] = told(table, "note_unsettled")
    assert finding.message.startswith("“备注”栏——机构：受到表彰的加1分。这一栏涉及得分或扣分，")
    assert finding.phrase in finding.message


def hidden_sheet(words: str) -> bytes:
    book = load_workbook(BytesIO(excel([[TITLE], HEADS, ROW])))
    sheet = book.create_sheet("说明")
    sheet.append([words])
    sheet.sheet_state = "hidden"
    return saved(book)


def test_a_hidden_sheet_that_gives_points_is_named():
    with pytest.raises(DocumentError, match="工作表“说明”是隐藏的，里面写有得分或扣分的话。请"):
        read(hidden_sheet("受到表彰的加1分"), "表.xlsx")


def test_a_hidden_sheet_that_gives_none_is_passed_over():
    assert read(hidden_sheet("规划计划处"), "表.xlsx").notes == ()


def with_comment(book, cell: str, words: str):
    book[cell].comment = Comment(words, "张三")


def test_a_comment_that_gives_points_in_a_workbook_is_to_be_settled():
    book = load_workbook(BytesIO(excel([[TITLE], HEADS, ROW])))
    with_comment(book.active, "B3", "此处应为每次扣2分")
    with_comment(book.active, "A3", "请核对名称")
    with_comment(book.create_sheet("说明"), "A1", "受到表彰的加1分")
    table = read(saved(book), "表.xlsx")
    assert [f.message.partition("，")[0] for f in told(table, "aside_unsettled")] == [
        "工作表“Sheet1”B3格的批注写有“此处应为每次扣2分”",
        "工作表“说明”A1格的批注写有“受到表彰的加1分”",
    ]


def test_what_gives_points_at_the_edge_of_a_sheet_is_to_be_settled():
    book = load_workbook(BytesIO(excel([[TITLE], HEADS, ROW])))
    sheet = book.active
    sheet.oddHeader.left.text, sheet.oddHeader.left.size = "规划计划处", 12
    sheet.oddHeader.right.text, sheet.oddHeader.right.size = "受到省级表彰的加2分", 14
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.firstFooter.center.text = "发生重大事故的一票否决"
    found = told(read(saved(book), "表.xlsx"), "aside_unsettled")
    assert {(f.severity, f.message.partition("，")[0], f.phrase) for f in found} == {
        (
            Severity.UNSETTLED,
            "工作表“Sheet1”的页眉写有“受到省级表彰的加2分”",
            "受到省级表彰的加2分",
        ),
        (
            Severity.UNSETTLED,
            "工作表“Sheet1”的页脚写有“发生重大事故的一票否决”",
            "发生重大事故的一票否决",
        ),
    }


def test_what_gives_points_at_the_edge_of_the_pages_is_to_be_settled():
    document = Document(BytesIO(word(TITLE, [HEADS, ROW])))
    document.sections[0].header.paragraphs[0].text = "受到省级表彰的加2分"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    run = document.tables[0].cell(1, 1).paragraphs[0].runs[0]
    document.add_comment(run, text="此处应为每次扣2分", author="张三")
    table = read(saved(document))
    found = told(table, "aside_unsettled")
    assert {(f.severity, f.message.partition("，")[0], f.phrase) for f in found} == {
        (Severity.UNSETTLED, "页眉写有“受到省级表彰的加2分”", "受到省级表彰的加2分"),
        (Severity.UNSETTLED, "批注写有“此处应为每次扣2分”", "此处应为每次扣2分"),
    }
    assert table.notes == ()  # they are not printed with the table
