"""A table while its rows are read, and what it is in the end."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assessment.reader.columns import united_heads
from assessment.reader.documents.heads import Columns
from assessment.reader.documents.items import OpenItem, check_points
from assessment.reader.documents.lines import Heading, bears_figure, bears_points
from assessment.reader.documents.sources import Sources
from assessment.reader.titles import city_in, year_in
from assessment.reader.types import Finding, RawItem, RawSection, RawTable, Severity
from press.documents.page import DocumentRow, joined

_LONGEST_NOTE = 1_900


@dataclass
class OpenTable:
    heading: Heading
    columns: Columns
    heads: tuple[str, ...]
    sheet: str = ""
    goes_on: bool = False  # of the table before, under other heads
    sections: list[tuple[str, str, list[RawItem]]] = field(default_factory=list)
    item: OpenItem | None = None
    of_row: tuple[str, str] | None = None  # the section that a row opened
    notes: list[str] = field(default_factory=list)
    beside: dict[str, list[str]] = field(default_factory=dict)  # by head: words in no item
    left_out: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # how rows were understood
    sources: Sources = field(default_factory=Sources)

    @property
    def title(self) -> str:
        return self.heading.title

    def close_item(self) -> None:
        if self.item is not None:
            self.sections[-1][2].append(self.item.closed(self.title, self.columns))
            self.sources.keep(self.item.sources)
            self.item = None

    def keep_beside(self, row: DocumentRow, name: str) -> None:
        """Keep what a row says in columns of no known meaning, or where a number should be."""
        beside = list(self.columns.others)
        number = self.columns.number
        if number is not None and bears_points(row.cells[number]):
            beside.append(number)
        for at in beside:
            words = joined(row.cells[at]) if at < len(row.cells) else ""
            if words and at not in row.above and at not in row.left:
                head = self.columns.heads[at] or f"第{at + 1}列"
                self.beside.setdefault(head, []).append(f"{name}：{words}")


def finished(tables: Sequence[OpenTable], offices: Collection[str]) -> Iterator[RawTable]:
    """Yield the tables, those that go on under other heads joined to the one before.

    offices: those of the site. Raises DocumentError where none of them has points.
    """
    if tables:
        items = [item for table in tables for _, _, items in table.sections for item in items]
        check_points(tables[0].title, tables[0].columns, items)
    whole: RawTable | None = None
    for table in tables:
        raw = _raw_table(table, offices)
        if whole is not None and table.goes_on:
            whole = joined_tables(whole, raw)
            continue
        if whole is not None:
            yield whole
        whole = raw
    if whole is not None:
        yield whole


def joined_tables(first: RawTable, second: RawTable) -> RawTable:
    """Return two tables of one city as one: sections of one heading become one."""
    sections = list(first.sections)
    for section in second.sections:
        if sections and _heading(sections[-1]) == _heading(section):
            sections[-1] = replace(section, items=(*sections[-1].items, *section.items))
        else:
            sections.append(section)
    return replace(
        first,
        sections=tuple(sections),
        notes=(*first.notes, *second.notes),
        captions=(*first.captions, *second.captions),
        findings=(*first.findings, *second.findings),
        text_heads=united_heads([first.text_heads, second.text_heads]),
    )


def _heading(section: RawSection) -> tuple[str, str]:
    return section.number, section.heading


def _raw_table(table: OpenTable, offices: Collection[str]) -> RawTable:
    head = table.sources.head(offices)
    if head:
        table.beside.pop(head, None)
    named = iter(table.sources.of_items(head))
    return RawTable(
        title=table.title,
        year=_year_of(table.heading),
        city=city_in(table.title),
        sections=tuple(
            RawSection(number, heading, _with_offices(items, named) if head else tuple(items))
            for number, heading, items in table.sections
        ),
        notes=(*table.notes, *_notes_beside(table)),
        captions=tuple(filter(None, (*table.heading.captions, table.sheet))),
        findings=(*_notices(table), *_offices_notices(table, head, offices)),
        text_heads=united_heads(
            item.text_heads for _, _, items in table.sections for item in items
        ),
    )


def _with_offices(items: Sequence[RawItem], named: Iterator[str]) -> tuple[RawItem, ...]:
    return tuple(replace(item, offices=next(named)) for item in items)


def _year_of(heading: Heading) -> int | None:
    years = (year_in(words) for words in (heading.title, *heading.captions))
    return next((year for year in years if year is not None), None)


def _notes_beside(table: OpenTable) -> Iterator[str]:
    """Yield what columns of no known meaning say, where it may decide about points."""
    for head, told in table.beside.items():
        bearing = [words for words in told if bears_figure(_said(words))]
        note = f"“{head}”栏——"
        for words in bearing:
            if len(note) + len(words) > _LONGEST_NOTE and not note.endswith("——"):
                yield note
                note = f"“{head}”栏——"
            note += f"{'' if note.endswith('——') else '；'}{words}"
        if bearing:
            yield note


def _notices(table: OpenTable) -> Iterator[Finding]:
    for what in table.left_out:
        yield _notice("left_out", f"{what}，没有读入，按其余文字读取。请核对原文。")
    yield from (_notice("row_goes_on", what) for what in table.told)
    idle = [h for h, told in table.beside.items() if not any(map(bears_figure, map(_said, told)))]
    if idle:
        heads = "、".join(f"“{head}”" for head in idle)
        yield _notice("column_left_out", f"{heads}栏与计分无关，没有读入。请核对是否如此。")


def _offices_notices(table: OpenTable, head: str, offices: Collection[str]) -> Iterator[Finding]:
    if head:
        yield _notice("offices_in_column", f"“{head}”栏写的是处室，作为责任处室读取。请核对。")
    elif table.columns.offices is None:
        heads = "、".join(f"“{head}”" for head in dict.fromkeys(table.heads) if head)
        yield _notice(
            "no_offices",
            f"表中没有“数据采集责任处室”一栏（各栏为{heads}），各项指标暂无责任处室。"
            f"{table.sources.unknown_told(offices)}请补上这一栏后重新导入，否则没有处室采集。",
        )


def _said(words: str) -> str:
    return words.partition("：")[2]


def _notice(code: str, message: str) -> Finding:
    return Finding(Severity.NOTICE, code, message)
