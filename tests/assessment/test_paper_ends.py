"""Who signs and the day never stand alone on a sheet, in print nor in Word."""

import io
import re

import pytest
from django.template.loader import render_to_string
from docx import Document
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from assessment.letters.kinds import Words
from assessment.letters.paper import Letter
from assessment.letters.word import letter_docx
from assessment.letters.words import Filled
from assessment.paper.status import CardStatus
from assessment.self_check.paper import PaperTable, SelfCheckPaper
from assessment.self_check.word import paper_docx
from press.paper import layout
from press.word import hold_end

LAST = "以上各项请在收到以后逐一核对。"
DAY = re.compile(r"2018年3月9日|日期")


def rows(count: int) -> PaperTable:
    table = tuple((str(n), "移民培训") for n in range(count))
    return PaperTable("", ("序号", "指标"), (11, 145), table)


def sheet(count: int) -> str:
    paper = SelfCheckPaper(
        name="表", title="核查表", number="（抽查）", facts=(("市州", "长沙市"),),
        tables=(rows(count),), notes=(LAST,), signers=("核查人（签字）", "市州（盖章）"),
        digest="", is_wide=True,
    )  # fmt: skip
    return paper.document.html


def letter(count: int, *, is_letter: bool = True) -> Letter:
    words = Words("函", "说明。\n" * count if is_letter else "", LAST, "考核办")
    return Letter(
        name="函", words=Filled(words, {}), tables=() if is_letter else (rows(count),), digest="",
        status=CardStatus("预览"), is_letter=is_letter, day="2018年3月9日",
    )  # fmt: skip


def correction(count: int) -> str:
    told = [(f"第{n}项", "800 人次") for n in range(count)]
    notice = {
        "to": "长沙市：", "opening": ("现予更正。",), "rows": told, "closing": (LAST,),
        "signers": ("考核办（盖章）",), "day_told": "2018年3月9日", "is_long": False,
    }  # fmt: skip
    return render_to_string(
        "paper/correction.html", {"title": "更正通知", "notice": notice, "number": "文号："}
    )


MADE = {
    "sheet": (sheet, range(7, 15)),
    "letter": (lambda n: letter(n).document.html, range(9, 17)),
    "form": (lambda n: letter(n, is_letter=False).document.html, range(22, 32)),
    "correction": (correction, range(9, 19)),
}


def ends_of(make, counts) -> list[tuple[int, bool]]:
    """Return of papers that grow: on how many sheets, and whether the day has words beside it."""
    found = []
    for count in counts:
        pages = PdfReader(io.BytesIO(layout.make_pdf([make(count)], "文书"))).pages
        texts = [re.sub(r"\s", "", page.extract_text()) for page in pages]
        last = next(text for text in reversed(texts) if DAY.search(text))
        found.append((len(pages), LAST in last))
    return found


@pytest.mark.parametrize("kind", MADE)
def test_the_day_stands_with_the_last_words_however_long_the_paper(kind):
    ends = ends_of(*MADE[kind])
    assert {sheets for sheets, _ in ends} == {1, 2}  # the border is among them
    assert all(has_words for _, has_words in ends)


def held(document) -> list[str]:
    body = [part for part in document.element.body if part.tag.endswith("}p")]
    told = [Paragraph(part, document) for part in body]
    return [each.text for each in told if each.paragraph_format.keep_with_next]


def test_word_keeps_the_day_with_the_last_words_too():
    made = Document(io.BytesIO(letter_docx(letter(3))))
    assert held(made) == [LAST, "", "考核办"]
    form = Document(io.BytesIO(letter_docx(letter(3, is_letter=False))))
    assert held(form) == [LAST]
    paper = SelfCheckPaper(
        "表", "核查表", "（抽查）", (), (rows(2),), (), ("核查人（签字）", "市州（盖章）"), ""
    )
    signed = Document(io.BytesIO(paper_docx(paper)))
    assert [text[:7] for text in held(signed)] == ["核查人（签字）"]
    [grid] = signed.tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in grid.rows]
    assert kept == [None, None, True]


def test_what_is_left_empty_before_the_end_is_no_words():
    document = Document()
    for text in ("正文", "", "考核办", "2018年3月9日"):
        document.add_paragraph(text)
    hold_end(document, 2)
    assert held(document) == ["正文", "", "考核办"]
