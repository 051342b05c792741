"""更正通知: one sheet for the city concerned, as PDF and as Word, from the same words."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import timezone
from docx import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from assessment.corrections.shifts import item_shift, paired, shifts_of
from assessment.exports.official import BODY, HEADING, TITLE, set_sheet
from assessment.letters.kinds import CORRECTION
from assessment.letters.words import city_field, filled_words
from assessment.models import Correction
from assessment.reader.columns import without_marks
from press.paper.printing import Document
from press.paper.wording import short_digest
from press.word import document_bytes, hold_end, set_columns, set_rows, write_words
from trust import log
from trust.files import safe_name

#: Of the table in mm; of the letter's and the table's type in points, and where there is so much
#: to say that it would not stay on one sheet.
WIDTHS = (34, 122)
USUAL, LONG = (16, 12), (14, 10.5)
MUCH = 120
NUMBER = "文号：＿＿＿＿＿＿＿＿＿＿＿＿"


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """What the notice says. rows: (what, words); day: on which it was corrected."""

    title: str
    to: str
    opening: tuple[str, ...]
    rows: list[tuple[str, str]]
    closing: tuple[str, ...]
    signers: tuple[str, ...]
    day: date

    @property
    def is_long(self) -> bool:
        return sum(len(words) for _, words in self.rows) > 2 * MUCH

    @property
    def day_told(self) -> str:
        return f"{self.day.year}年{self.day.month}月{self.day.day}日"


def notice_of(correction: Correction) -> CorrectionNotice:
    """Return the notice of a correction that was made; it says nothing of other cities, in
    the words of the day on which it was made. Three queries."""
    own = shifts_of(correction.effect)[0]
    year, new, old = correction.year.number, correction.snapshot, correction.corrected
    unit = new.units.get(place=correction.city_id)
    rows = [
        ("更正", f"{correction.named}（{year}年度）"),
        ("指标", f"{correction.item_name}（计分要点 {correction.component}）"),
        *_rows_of(correction),
        ("更正理由", _plain(correction.reason)),
        ("依据", _plain(correction.document) or "—"),
        *_files_of(correction),
        ("本指标得分", paired(item_shift(correction.effect))),
        *own.told,
    ]
    values = {"原快照": old.named, "新快照": new.named, "校验码": unit.code_shown}
    values["更正对象"] = correction.sort
    words = filled_words(
        correction.year, CORRECTION, city_field(correction.city_name) | values,
        at=correction.confirmed_at,
    )  # fmt: skip
    return CorrectionNotice(
        title=words.heading,
        to=f"{correction.city_name}：",
        opening=words.opening,
        rows=rows,
        closing=words.closing,
        signers=words.signers,
        day=timezone.localdate(correction.confirmed_at),
    )


def notice_pdf(correction: Correction) -> Document:
    """Return it for the press: the same file whenever it is printed. Five queries."""
    notice = notice_of(correction)
    own = Correction.objects.filter(pk=correction.pk)
    digest = log.last_change(log.entries_on(Correction, own))
    html = render_to_string(
        "paper/correction.html",
        {
            "title": notice.title,
            "digest": short_digest(digest),
            "notice": notice,
            "number": NUMBER,
        },
    )
    return Document(name_of(correction), notice.title, html, is_published=True)


def notice_docx(correction: Correction) -> bytes:
    """Return it as a Word document, to be worked on; the same bytes whenever it is made."""
    notice = notice_of(correction)
    document = WordDocument()
    set_sheet(document.sections[0], is_wide=False)
    properties = document.core_properties
    properties.title, properties.author, properties.language = notice.title, "", "zh-CN"
    size, small = LONG if notice.is_long else USUAL
    _line(document, notice.title, TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, NUMBER, BODY, size=size, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, notice.to, BODY, size=size)
    for words in notice.opening:
        _line(document, words, BODY, size=size, indent=True)
    _table(document, notice.rows, size=small)
    for words in notice.closing:
        _line(document, words, BODY, size=size, indent=True)
    for words in (*notice.signers, notice.day_told):
        _line(document, words, BODY, size=size, align=WD_ALIGN_PARAGRAPH.RIGHT)
    hold_end(document, 1 + len(notice.signers))
    return document_bytes(document)


def name_of(correction: Correction) -> str:
    """Return what its file is called, without the ending."""
    return safe_name(f"{correction.year}{correction.city_name}{correction.named}通知")


def _rows_of(correction: Correction) -> list[tuple[str, str]]:
    """Return what was and what is: of a figure, of a rule beside its phrase, of a decision."""
    before, after = correction.figures
    if correction.decision_id:
        return [
            ("更正的内容", correction.measure_name),
            ("结果原为", before),
            ("结果更正为", after),
            ("理由原为", _plain(correction.words_before)),
            ("理由更正为", _plain(correction.words_after)),
        ]
    if not correction.part:
        return [
            ("测量项", correction.measure_name),
            ("原记录", _with_places(before, correction.ticked_before)),
            ("更正为", _with_places(after, correction.ticked_after)),
        ]
    what = correction.get_part_display()
    return [
        ("规则原文", without_marks(correction.clause)),
        ("更正的内容", f"{what}：{correction.measure_name}" if correction.measure_name else what),
        ("原为", before),
        ("更正为", after),
    ]


def _files_of(correction: Correction) -> list[tuple[str, str]]:
    names = [_plain(file.name) for file in correction.files.all()]
    return [("依据材料", "；".join(names))] if names else []


def _plain(words: str) -> str:
    """Return words without what no Word document may hold."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", words)


def _with_places(figure: str, places: list[str]) -> str:
    return f"{figure}（已完成：{'、'.join(places)}）" if places else figure


def _line(document, words: str, font: str, *, size, align=None, indent=False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(6)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    write_words(paragraph, words, font, size=size)


def _table(document, rows: list[tuple[str, str]], *, size: float) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for pair in rows:
        cells = table.add_row().cells
        for cell, words, font in zip(cells, pair, (HEADING, BODY), strict=True):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            about = cell.paragraphs[0].paragraph_format
            about.space_before = about.space_after = Pt(3)
            write_words(cell.paragraphs[0], words, font, size=size)
    set_columns(table, WIDTHS)
    set_rows(table)
    _after(document)


def _after(document) -> None:
    """Some air between the table and what follows."""
    document.add_paragraph().paragraph_format.space_after = Pt(0)
