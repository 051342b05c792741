"""预警通知单 as one sheet for the city, as PDF and as Word, from the same words."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import timezone
from docx import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from assessment.exports.official import BODY, HEADING, TITLE, set_sheet
from assessment.models import RoundAlert
from lib.site_words import site_words
from press.paper.printing import Document
from press.paper.wording import short_digest
from press.word import document_bytes, hold_end, set_columns, set_rows, write_words
from trust import log
from trust.files import safe_name

HEADS = ("序号", "指标", "事项", "年度目标", "完成数", "完成率", "达序时", "预警")
WIDTHS = (10, 25, 34, 21, 21, 17, 17, 11)
MIDDLE = frozenset({0, 5, 6, 7})
SIZE, SMALL = 16, 10.5
SEAL = "考核办（盖章）"


@dataclass(frozen=True, slots=True)
class AlertPaper:
    """What the paper says. rows: under HEADS. day: on which it was issued; withdrawn: that it was
    taken back, "" while it stands."""

    title: str
    number: str
    to: str
    opening: str
    rows: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]
    day: date
    withdrawn: str

    @property
    def day_told(self) -> str:
        return _day(self.day)


def paper_of(alert: RoundAlert) -> AlertPaper:
    """Return the paper of an alert as it was issued. No query; needs its year loaded."""
    red = sum(line["light"] == "red" for line in alert.lines)
    rows = tuple(
        (
            str(number), line["item"], line["measure"], line["target"], line["value"],
            line["share"], line["ratio"], line["word"],
        )
        for number, line in enumerate(alert.lines, 1)
    )  # fmt: skip
    closing = [line for line in _clean(alert.wanted).splitlines() if line.strip()]
    if alert.reply_by:
        closing.append(f"请于{_day(alert.reply_by)}前将整改落实情况书面反馈考核办。")
    withdrawn = ""
    if alert.withdrawn_at is not None:
        day = timezone.localtime(alert.withdrawn_at).date()
        withdrawn = f"本通知单已于{_day(day)}撤回：{_clean(alert.withdrawn_reason)}"
    return AlertPaper(
        title=f"{alert.year.number}年度{site_words().assessment}预警通知单",
        number=alert.named,
        to=f"{alert.city_name}：",
        opening=(
            f"截至{_day(alert.as_of)}（{alert.round_name}），全年时间已过 {alert.gone}。"
            f"你单位下列 {len(rows)} 项滞后于序时进度，其中红灯 {red} 项、"
            f"黄灯 {len(rows) - red} 项，现予预警。"
        ),
        rows=rows,
        closing=tuple(closing),
        day=timezone.localdate(alert.issued_at),
        withdrawn=withdrawn,
    )


def alert_pdf(alert: RoundAlert) -> Document:
    """Return it for the press: the same file whenever it is printed, until it is withdrawn. Two
    queries."""
    paper = paper_of(alert)
    own = RoundAlert.objects.filter(pk=alert.pk)
    digest = log.last_change(log.entries_on(RoundAlert, own))
    html = render_to_string(
        "paper/alert.html",
        {
            "title": paper.title,
            "digest": short_digest(digest),
            "paper": paper,
            "heads": list(zip(HEADS, WIDTHS, strict=True)),
            "middle": MIDDLE,
            "seal": SEAL,
        },
    )
    return Document(name_of(alert), paper.title, html, is_published=True)


def alert_docx(alert: RoundAlert) -> bytes:
    """Return it as a Word document, to be worked on; the same bytes whenever it is made."""
    paper = paper_of(alert)
    document = WordDocument()
    set_sheet(document.sections[0], is_wide=False)
    properties = document.core_properties
    properties.title, properties.author, properties.language = paper.title, "", "zh-CN"
    _line(document, paper.title, TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, paper.number, BODY, size=SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    if paper.withdrawn:
        _line(document, paper.withdrawn, HEADING, size=SIZE)
    _line(document, paper.to, BODY, size=SIZE)
    _line(document, paper.opening, BODY, size=SIZE, indent=True)
    _table(document, paper)
    for words in paper.closing:
        _line(document, words, BODY, size=SIZE, indent=True)
    for words in (SEAL, paper.day_told):
        _line(document, words, BODY, size=SIZE, align=WD_ALIGN_PARAGRAPH.RIGHT)
    hold_end(document, 2)
    return document_bytes(document)


def name_of(alert: RoundAlert) -> str:
    """Return what its file is called, without the ending."""
    return safe_name(f"{alert.named}{alert.city_name}预警通知单")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _clean(text: str) -> str:
    """Return text without the signs that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)


def _line(document, words: str, font: str, *, size, align=None, indent=False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(6)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    write_words(paragraph, words, font, size=size)


def _table(document, paper: AlertPaper) -> None:
    table = document.add_table(rows=1 + len(paper.rows), cols=len(HEADS), style="Table Grid")
    for line, words in zip(table.rows, (HEADS, *paper.rows), strict=True):
        for column, (cell, text) in enumerate(zip(line.cells, words, strict=True)):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            if words is HEADS or column in MIDDLE:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            write_words(paragraph, text, HEADING if words is HEADS else BODY, size=SMALL)
    set_columns(table, WIDTHS)
    set_rows(table, heads=1)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
