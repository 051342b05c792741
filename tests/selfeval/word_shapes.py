"""The four source reports as .docx in the three shapes in which counties have them.

printed: as the program's own Word file. typed: as a bureau types it, one framed table a part, names
and values side by side, figures with their units, headings as bold paragraphs without a style.
pasted: tables brought over from Excel, where nothing is merged, heads stand in rows, every row is
numbered and columns are called otherwise.

Structure and figures are the sources'; the running text is invented here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

from docx import Document

from lib.numerals import plain_number
from selfeval.engine.answers import answers_of
from selfeval.engine.cells import entered_words
from selfeval.engine.types import NUMERIC
from selfeval.loading import Assessed, assess
from selfeval.paper.document import paper_of
from selfeval.paper.model import (
    Cell,
    Filing,
    Grid,
    Heading,
    Lines,
    Look,
    PaperSection,
    Prose,
    joined,
)
from selfeval.paper.word import report_docx
from tests.selfeval.factories import source
from tests.selfeval.papers import assessed

SHAPES = ("printed", "typed", "pasted")
PROSE = "本单位按年度计划开展工作。\n各项任务由专人负责，进展按月报送（示意文字{}）。"
#: What the third shape calls columns; the form's words stand at the left.
CALLED = {
    "目标值": "年度指标值", "完成值": "实际完成值", "得分": "自评得分", "分值": "权重",
    "偏差原因及改进措施": "偏差原因分析及改进措施", "金额": "资金额", "到位资金": "到位金额",
    "发文时间": "发文日期", "文件名": "文件名称", "全年执行数": "全年执行",
    "年初预算数": "年初预算", "编制数": "编制人数", "机构名称": "单位名称",
    "三级指标": "指标名称", "执行资金": "支出金额", "2020年决算数": "本年决算数",
    "2020年预算数": "本年预算数", "2019年决算数": "上年决算数", "人数": "培训人数",
}  # fmt: skip


@cache
def told(name: str) -> Assessed:
    """Return a source report with running text of our own."""
    own = assessed(name)
    data = source(name)
    answers = answers_of(data)
    parts = [c.address for c in own.laid.cells if c.address in answers.fields and _is_text(own, c)]
    fields = {**answers.fields, **{p: PROSE.format(n) for n, p in enumerate(parts)}}
    return assess(own.form, replace(answers, fields=fields), data["year"])


def _is_text(own: Assessed, cell) -> bool:
    narratives = {getattr(b, "code", "") for s in own.form.sections for b in s.blocks}
    return cell.kind == "long_text" and cell.address in narratives


def word_file(name: str, shape: str) -> bytes:
    """Return a source report as .docx."""
    paper = paper_of(told(name), Filing(source(name)["county"]))
    if shape == "printed":
        return report_docx(paper)
    made = Document()
    writer = _Typed(made, told(name)) if shape == "typed" else _Pasted(made, told(name))
    writer.paragraph(paper.title)
    if paper.subtitle:
        writer.paragraph(paper.subtitle)
    for section in paper.sections:
        writer.section(section)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def document(*parts: str | Sequence[Sequence[str]]) -> bytes:
    """Return a .docx of paragraphs and of tables, which are lists of rows."""
    made = Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
        else:
            _Writer(made).table(part)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, document, own: Assessed | None = None) -> None:
        self.document, self.own = document, own

    def section(self, section: PaperSection) -> None:
        for text in (section.annex, section.title, section.subtitle):
            if text:
                self.paragraph(text)
        for part in self.parts(section):
            self.part(part)

    def part(self, part) -> None:
        match part:
            case Grid():
                self.grid(part)
            case Heading(text=text):
                self.heading(text)
            case Prose():
                for text in part.paragraphs:
                    self.paragraph(text)
            case Lines():
                self.paragraph("　　".join(line.label + line.text for line in part.lines))

    def parts(self, section: PaperSection):
        return section.parts

    def paragraph(self, text: str) -> None:
        self.document.add_paragraph(text)

    def heading(self, text: str) -> None:
        self.document.add_paragraph().add_run(text).bold = True

    def table(self, rows: Sequence[Sequence[str]]):
        table = self.document.add_table(len(rows), max(map(len, rows)))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=False):
                cell.text = text
        return table


class _Typed(_Writer):
    """One framed table a part of the report, as the official layouts have it."""

    def parts(self, section: PaperSection) -> Iterator:
        waiting: list[Grid] = []
        for part in section.parts:
            if isinstance(part, Grid) and (part.glued or not waiting) and not part.caption:
                waiting.append(part)
                continue
            if waiting:
                yield joined(waiting)
                waiting = []
            if isinstance(part, Grid) and not part.caption:
                waiting.append(part)
            else:
                yield part
        if waiting:
            yield joined(waiting)

    def grid(self, grid: Grid) -> None:
        if grid.caption:
            self.paragraph(grid.caption)
        table = self.document.add_table(len(grid.rows), len(grid.widths))
        cells = [row.cells for row in table.rows]
        for row, column, cell in grid.placed():
            last = min(row + cell.rowspan, len(cells)) - 1, column + cell.colspan - 1
            target = cells[row][column]
            if last != (row, column):
                target = target.merge(cells[last[0]][min(last[1], len(grid.widths) - 1)])
            target.text = self.text(cell)
        self.paragraph("")

    def text(self, cell: Cell) -> str:
        """Return a figure with its unit behind it, a head in two lines."""
        own = self.own.laid.cell_by_address.get(cell.address)
        if own is not None and own.kind in NUMERIC and plain_number(cell.text) is not None:
            return f"{cell.text}{own.unit}"
        is_long = cell.look is Look.HEAD and len(cell.text) > 4
        return f"{cell.text[:2]}\n{cell.text[2:]}" if is_long else cell.text


class _Pasted(_Writer):
    """Tables of Excel: a cell a place, labels repeated, a column of numbers, other heads."""

    def grid(self, grid: Grid) -> None:
        caption, rows = grid.caption, [[""] * len(grid.widths) for _ in grid.rows]
        for row, column, cell in grid.placed():
            text = self.text(cell, is_head=row < grid.heads)
            is_label = cell.look in (Look.SIDE, Look.LABEL) and row >= grid.heads
            rows[row][column] = text
            for down in range(1, cell.rowspan if is_label else 1):
                rows[row + down][column] = text
        if len(rows) == 1 and len(grid.widths) == 1:
            self.heading(rows[0][0])
            return
        if grid.heads and len(grid.rows[0]) == 1:
            caption, rows = rows[0][0], rows[1:]
        if caption:
            self.paragraph(caption)
        if grid.heads:
            heads = grid.heads - (len(grid.rows) - len(rows))
            numbers = ["序号"] + [""] * (heads - 1) + [str(n) for n in range(1, len(rows) + 1)]
            rows = [[number, *row] for number, row in zip(numbers, rows, strict=False)]
        self.table(rows)
        self.paragraph("")

    def text(self, cell: Cell, *, is_head: bool) -> str:
        if not is_head:
            return cell.text
        name, bracket, unit = cell.text.partition("（")
        return f"{CALLED.get(name, name)}{bracket}{unit}"


def printed_words(name: str) -> dict[str, str]:
    """Return what of a source report stands in its paper, by address: what a reader can find."""
    own = told(name)
    paper = paper_of(own, Filing(source(name)["county"]))
    printed = {}
    for section in paper.sections:
        for part in section.parts:
            match part:
                case Grid():
                    printed |= {c.address: c.text for row in part.rows for c in row if c.text}
                case Prose(address=address, text=text):
                    printed[address] = text
                case Lines():
                    printed |= {line.address: line.text for line in part.lines if line.text}
    entered = entered_words(own.laid.answers)
    printed |= {address: "" for address in entered if address.endswith(".reason")}  # an annex
    return {
        address: entered[address]
        for address in printed
        if address in entered and not _is_given(own, address)
    }


def _is_given(own: Assessed, address: str) -> bool:
    cell = own.laid.cell_by_address.get(address)
    return cell is None or cell.is_computed or bool(cell.fixed)
