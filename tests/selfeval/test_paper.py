"""A report on paper read back: what it says, where it stands, what it is set in."""

import html
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import docx
import openpyxl
import pdfplumber
import pypdf
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from press.paper import layout
from selfeval.engine.answers import Answer, Answers
from selfeval.engine.laid import Laid
from selfeval.engine.masking import masked
from selfeval.engine.scoring_types import Deviation, TotalCap
from selfeval.engine.types import Orientation
from selfeval.filing.addresses import write_words
from selfeval.loading import assess
from selfeval.paper.document import paper_of
from selfeval.paper.model import Cell, Filing, Grid, Look, joined, slot_rows, verification
from selfeval.paper.report import report_html
from selfeval.paper.word import report_docx
from selfeval.paper.workbook import report_xlsx
from tests.selfeval.papers import FILE, RECEIPT, SOURCES, assessed, submitted

MM = 72 / 25.4
PAYLOADS = (
    "<img src=file:///etc/passwd>", "</td></tr></table>", "§", "=1+1", "{{ title }}",
    "<!--label x-->乱<!--/label-->", "</style><style>*{color:red}",
)  # fmt: skip


def squeezed(text):
    return re.sub(r"\s", "", text)


def pdf_of(name, filing=None):
    paper = paper_of(assessed(name), filing or submitted())
    return layout.make_pdf([report_html(paper)], "自评报告")


def reader(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    return squeezed("".join(page.extract_text() for page in reader(pdf).pages))


@pytest.fixture(scope="module")
def hengyang():
    return pdf_of("2020_hengyang")


@pytest.fixture(scope="module")
def spending():
    return pdf_of("project_spending", Filing("岳阳县"))


@pytest.mark.parametrize("name", SOURCES)
def test_every_word_that_was_entered_and_is_printed_stands_on_the_paper(name):
    text = text_of(pdf_of(name))
    paper = paper_of(assessed(name), submitted())
    cells = [cell for s in paper.sections for part in s.parts if isinstance(part, Grid)
             for _, _, cell in part.placed()]  # fmt: skip
    words = {squeezed(cell.text)[:6] for cell in cells if cell.text.strip()}
    assert not [word for word in words if word not in text]
    assert "〔U+" not in text


def test_figures_stand_as_the_source_has_them(hengyang):
    text = text_of(hengyang)
    for words in ("5189.73", "94.74%", "2020年3月底前", "23330人", "产出指标（50分）", "优秀"):
        assert words in text


def test_pages_are_a4_with_the_margins_and_numbers_of_official_paper(hengyang):
    with pdfplumber.open(io.BytesIO(hengyang)) as pdf:
        first, second = pdf.pages[:2]
    assert (round(first.width / MM), round(first.height / MM)) == (210, 297)
    body = [char for char in first.chars if char["size"] > 9 and char["top"] < 260 * MM]
    assert min(char["x0"] for char in body) >= 28 * MM - 1
    assert max(char["x1"] for char in body) <= (210 - 26) * MM + 1
    assert min(char["top"] for char in body) >= 37 * MM - 1
    numbers = [next(c for c in page.chars if c["text"] == "—") for page in (first, second)]
    assert numbers[0]["x0"] > 105 * MM > numbers[1]["x0"]


def sizes(pdf):
    return {(round(p.mediabox.width / MM), round(p.mediabox.height / MM))
            for p in reader(pdf).pages}  # fmt: skip


def lying_across(name, place):
    """Return a source report whose section at place is wide."""
    own = assessed(name)
    sections = list(own.form.sections)
    sections[place] = replace(sections[place], orientation=Orientation.LANDSCAPE)
    return assess(replace(own.form, sections=tuple(sections)), own.answers, own.year)


def test_a_sheet_lies_as_its_widest_part(spending):
    assert sizes(spending) == {(297, 210)}


def test_wide_annexes_lie_across_behind_a_text_that_does_not():
    paper = paper_of(lying_across("2020_hengyang", 2), submitted())

    assert sizes(layout.make_pdf([report_html(paper)], "自评报告")) == {(210, 297), (297, 210)}


def test_no_title_is_left_alone_on_its_page():
    for name in SOURCES:
        first = reader(pdf_of(name)).pages[0].extract_text()
        assert len(squeezed(first)) > 200, name


def test_the_unit_is_named_at_the_seal_and_the_place_where_there_is_none():
    own = assessed("project_spending")
    named = write_words(own.answers, "operator", "县库区移民服务中心")
    paper = paper_of(assess(own.form, named, own.year), Filing("岳阳县"))

    assert "填报单位（盖章）：县库区移民服务中心" in squeezed(report_html(paper))
    assert "填报单位（盖章）：岳阳县" in text_of(pdf_of("project_spending", Filing("岳阳县")))


def test_fonts_are_embedded(hengyang):
    fonts = {}
    for page in reader(hengyang).pages:
        fonts |= page["/Resources"]["/Font"]
    descendants = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts.values()]
    assert descendants
    for font in descendants:
        assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object())


def test_bookmarks_name_the_parts(hengyang):
    def titles(outline):
        for item in outline:
            yield from titles(item) if isinstance(item, list) else [item.title]

    found = list(titles(reader(hengyang).outline))
    assert "衡阳县" not in found[0]
    assert found[0].startswith("岳阳县2020年度部门整体支出绩效自评报告")
    assert any("附件1-2" in title for title in found)
    assert "一、单位基本情况" in found


def test_a_draft_is_marked_and_has_no_receipt(spending):
    for page in reader(spending).pages:
        assert "草稿，未提交" in squeezed(page.extract_text())
    assert "回执号" not in text_of(spending)


def test_what_was_submitted_bears_receipt_and_codes_on_every_page(hengyang):
    for page in reader(hengyang).pages:
        foot = squeezed(page.extract_text())
        assert f"回执号{RECEIPT}" in foot
        assert "校验码9F86-D081-884C" in foot
        assert "日志摘要ab12cd34ef567890" in foot
    assert "草稿" not in text_of(hengyang)


def test_heads_repeat_and_merged_labels_begin_anew_on_the_next_page(hengyang):
    pages = [squeezed(page.extract_text()) for page in reader(hengyang).pages]
    with_tree = [page for page in pages if "三级指标" in page]
    assert len(with_tree) > 1
    assert all("绩效指标" in page or "绩效指" in page for page in with_tree)


def test_attachments_reasons_and_explained_findings_are_listed():
    own = assessed("2020_hengyang")
    found = next(f for f in own.findings if f.severity == "explain")
    report = replace(own.answers, explanations={found.key: "系人员核减，已说明。"})
    paper = paper_of(assess(own.form, report, own.year), submitted(attachments=(FILE,)))
    text = text_of(layout.make_pdf([report_html(paper)], "x"))
    assert "系人员核减，已说明。" in text
    assert FILE.sha256 in text
    assert "得分偏差原因及改进措施" in text


def test_reason_of_a_score_beside_the_funds_is_on_paper_though_the_table_has_a_column():
    own = assessed("project_spending")
    late = Answer("execution", score="6.5", reason="资金下达较晚，跨年支付。")
    report = replace(own.answers, indicators={"execution": late})
    paper = paper_of(assess(own.form, report, own.year), Filing("岳阳县"))
    text = text_of(layout.make_pdf([report_html(paper)], "x"))
    assert text.count("资金下达较晚，跨年支付。") == 1


PLANTED = "移民户刘建国（13812345678）家住攸县酒埠江镇官田村3组12号，邮箱a_b@126.com。"


def public_paper():
    """衡阳's report with planted details as the public reads it, its annexes at hand."""
    own = assessed("2020_hengyang")
    fields = dict(own.answers.fields) | {"report_unit": PLANTED}
    found = next(f for f in own.findings if f.severity == "explain")
    report = replace(own.answers, fields=fields, explanations={found.key: PLANTED})
    words = masked(Laid(own.form, report, own.year), ["刘建国"]).answers
    file = replace(FILE, name="刘建国身份证.pdf")
    return paper_of(
        assess(own.form, words, own.year), submitted(attachments=(file,)), is_public=True
    )


@pytest.mark.parametrize("write", ["pdf", "docx", "xlsx"])
def test_nobody_is_named_on_a_public_paper_whatever_it_is_written_as(write):
    paper = public_paper()
    if write == "pdf":
        text = text_of(layout.make_pdf([report_html(paper)], "x"))
    else:
        data = (report_docx if write == "docx" else report_xlsx)(paper)
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            xml = [parts.read(n).decode() for n in parts.namelist() if n.endswith(".xml")]
        text = squeezed(html.unescape(re.sub("<[^>]+>", "", "".join(xml))))
    assert "移民户刘＊＊（＊＊＊）家住＊＊＊，邮箱＊＊＊。" in text
    for leak in ("刘建国", "刘某某", "13812345678", "官田村", "a_b@126.com", "0734-0000000"):
        assert leak not in text


def test_what_people_write_is_shown_literally_and_fetches_nothing():
    own = assessed("2020_hengyang")
    fields = dict(own.answers.fields) | {"report_unit": "\n".join(PAYLOADS), "saving": PAYLOADS[1]}
    paper = paper_of(assess(own.form, replace(own.answers, fields=fields), own.year), submitted())
    text = text_of(layout.make_pdf([report_html(paper)], "x"))
    for payload in PAYLOADS:
        assert squeezed(payload) in text


def test_a_sign_without_a_glyph_is_named_not_boxed():
    own = assessed("2022_shaodong")
    fields = dict(own.answers.fields) | {"report_profile": "成效显著\U0001f9ff"}
    paper = paper_of(assess(own.form, replace(own.answers, fields=fields), own.year), submitted())
    assert "〔U+1F9FF〕" in text_of(layout.make_pdf([report_html(paper)], "x"))


@pytest.mark.parametrize(
    "name", ["department_basic", "department_scored", "project_spending", "resettlement_fund",
             "unit_narrative", "project_2020", "transfer_2020"],
)  # fmt: skip
def test_an_empty_form_is_a_paper_too(name):
    paper = paper_of(assessed(name), Filing("××县"))
    assert paper.sections
    assert paper.total == ""


def test_the_code_of_a_paper_is_short_and_plain():
    assert verification("9f86d081884c7d65" * 4) == "9F86-D081-884C"
    assert verification('"});@import') == ""


# --- the layout itself


def test_tables_of_different_columns_join_into_one():
    above = Grid((1, 1), ((Cell("a"), Cell("b")),))
    below = Grid((1, 2), ((Cell("c"), Cell("d")),))
    whole = joined([above, below])
    assert [[cell.colspan for cell in row] for row in whole.rows] == [[2, 1], [1, 2]]


def test_a_merged_cell_is_said_in_each_row_it_covers():
    grid = Grid((1, 1), ((Cell("边", Look.SIDE, rowspan=2), Cell("1")), (Cell("2"),)))
    rows = slot_rows(grid, "g")
    assert [[slot.cell.text for slot in row.slots] for row in rows] == [["边", "1"], ["边", "2"]]
    assert [row.slots[0].is_first for row in rows] == [True, False]


# --- Word


@pytest.fixture(scope="module")
def word():
    data = report_docx(paper_of(assessed("2020_hengyang"), submitted("衡阳县")))
    return docx.Document(io.BytesIO(data))


def test_word_has_real_tables_with_merged_cells_and_repeated_heads(word):
    tree = next(t for t in word.tables if len(t.columns) > 6 and t.cell(0, 3).text == "三级指标")
    assert tree.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert tree.cell(1, 1).text == "产出指标（50分）"
    assert tree.cell(1, 1)._tc is tree.cell(13, 1)._tc
    assert tree.cell(1, 7).text == "45"
    assert tree.cell(13, 7)._tc is tree.cell(1, 7)._tc


def test_word_sets_east_asian_fonts_and_official_margins(word):
    runs = [run._element.rPr for p in word.paragraphs for run in p.runs]
    fonts = {each.rFonts.get(qn("w:eastAsia")) for each in runs if each is not None}
    assert {"方正小标宋简体", "仿宋_GB2312", "黑体"} <= fonts
    page = word.sections[0]
    sizes = (page.page_width.mm, page.top_margin.mm, page.bottom_margin.mm, page.left_margin.mm)
    assert [round(size) for size in sizes] == [210, 37, 35, 28]
    assert any("发放直补资金1382.28万元" in p.text for p in word.paragraphs)


def test_word_turns_the_page_for_wide_sections():
    data = report_docx(paper_of(lying_across("2020_hengyang", 2), submitted()))
    lying = [section.orientation for section in docx.Document(io.BytesIO(data)).sections]
    assert lying[0] == WD_ORIENT.PORTRAIT
    assert WD_ORIENT.LANDSCAPE in lying
    whole = docx.Document(
        io.BytesIO(report_docx(paper_of(assessed("project_spending"), submitted())))
    )
    assert [s.orientation for s in whole.sections] == [WD_ORIENT.LANDSCAPE]
    assert whole.sections[0].page_width > whole.sections[0].page_height


def test_word_takes_signs_that_xml_cannot_hold():
    own = assessed("2022_shaodong")
    fields = dict(own.answers.fields) | {"report_profile": "一\x0b二"}
    paper = paper_of(assess(own.form, replace(own.answers, fields=fields), own.year), submitted())
    text = "".join(p.text for p in docx.Document(io.BytesIO(report_docx(paper))).paragraphs)
    assert "一\ufffd二" in text


# --- Excel


def test_excel_has_a_sheet_a_section_merged_and_ready_to_print():
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(
        paper_of(assessed("2020_hengyang"), submitted("衡阳县")))))  # fmt: skip
    assert len(book.sheetnames) == 4
    sheet = book["附件1-2 部门整体支出绩效自评表"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"产出指标（50分）", "2020年3月底前", "5189.73"} <= texts
    assert sheet.merged_cells.ranges
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("9", 0) or (
        sheet.page_setup.fitToWidth == 1
    )


def test_no_text_becomes_a_formula_in_excel():
    own = assessed("2022_shaodong")
    words = '=HYPERLINK("http://x","y")'
    fields = dict(own.answers.fields) | {"report_profile": words}
    paper = paper_of(assess(own.form, replace(own.answers, fields=fields), own.year), submitted())
    with zipfile.ZipFile(io.BytesIO(report_xlsx(paper))) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)


def test_reports_without_words_are_no_trouble():
    own = assessed("2020_hengyang")
    empty = assess(own.form, Answers(), own.year)
    assert json.dumps([s.code for s in paper_of(empty, Filing("县")).sections])


def test_rules_over_the_scores_are_printed_under_the_total():
    own = assessed("2020_hengyang")
    cap = TotalCap("funds.all.budget > 0", Decimal(89), "年度预算大于零的，总分不超过 89 分")
    cost = Deviation("outcome >= target * 1.3", Decimal(2), "完成值超过目标值 30% 及以上的")
    scoring = replace(own.form.scoring, caps=(cap,), deviations=(cost,))
    full = write_words(own.answers, "satisfaction.score", "10")
    ruled = assess(replace(own.form, scoring=scoring), full, own.year)
    text = text_of(layout.make_pdf([report_html(paper_of(ruled, submitted()))], "自评报告"))

    assert (
        squeezed(
            "评分规则：年度预算大于零的，总分不超过 89 分（本表总分按 89 分计）；"
            "完成值超过目标值 30% 及以上的，扣 2 分。"
        )
        in text
    )
    assert text.count("总分不超过89分") == 1
    assert "评分规则" not in text_of(pdf_of("2020_hengyang"))
