"""What a form asks, by every name under which a report may say it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from selfeval.engine.addresses import address_of
from selfeval.engine.cells import rows_of
from selfeval.engine.laid import Laid
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.tree import Placed
from selfeval.engine.types import (
    Block,
    Column,
    FieldBlock,
    IndicatorBlock,
    Kind,
    Narrative,
    Section,
    SignatureBlock,
    Table,
    TotalBlock,
)
from selfeval.engine.wording import words_for
from selfeval.filing.word_report import synonyms
from selfeval.filing.word_report.wording import Names

SCORE, WEIGHT = "score", "weight"
#: What stands before the name of an annex.
ANNEX = re.compile(r"^附[件表]\s*[\d一二三四五六七八九十]*(?:[-－—]\d+)?\s*")


@dataclass(slots=True)
class HeadNames:
    """Columns by their heads: the form's own labels, then other words for them."""

    own: Names[str] = field(default_factory=Names)
    other: Names[str] = field(default_factory=Names)

    def find(self, words: str) -> str | None:
        own = self.own.find(words)
        return (own[0] if len(own) == 1 else None) if own else self.other.one(words)

    def is_own(self, words: str) -> bool:
        return bool(self.own.find(words))


@dataclass(slots=True)
class AskedTable:
    """A table of the form. rows: fixed ones by name, each with its place among them. beside: the
    indicator whose score is printed in it."""

    code: str
    label: str
    section: str
    table: Table
    heads: HeadNames
    rows: Names[str]
    order: tuple[str, ...]
    open_rows: frozenset[str]
    beside: str = ""

    @property
    def is_growing(self) -> bool:
        return self.table.growing is not None

    def column(self, code: str) -> Column | None:
        return next((column for column in self.table.columns if column.code == code), None)

    def unit(self, code: str) -> str:
        column = self.column(code)
        return "" if column is None else column.unit or self.table.unit

    def address(self, row: str, column: str) -> str:
        if self.column(column) is None:
            return address_of(self.beside, column)
        return address_of(self.code, row, column)

    @property
    def needed(self) -> int:
        """Return how many heads make the table known: all of two, else three in five."""
        asked = [c for c in self.table.columns if c.kind is not Kind.SIGNATURE]
        return len(asked) if len(asked) <= 2 else max(2, -(-len(asked) * 3 // 5))


@dataclass(slots=True)
class AskedTree:
    """The indicators. nodes: what has cells, by name; parents: what may be added under. points:
    which of weight, score and reason have cells where the county shares out points itself."""

    labels: tuple[str, ...]
    sections: frozenset[str]
    heads: HeadNames
    levels: Names[bool]
    nodes: Names[str]
    groups: Names[str]
    places: dict[str, Placed]
    points: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AskedField:
    """address: of the cell. block: of which fields, by number. is_total: the total score."""

    address: str
    section: str
    block: int
    is_total: bool = False


@dataclass(slots=True)
class AskedForm:
    """The whole form. fields: strictly by name; loosely: by what stands after 其中：."""

    laid: Laid
    county: str = ""
    tables: list[AskedTable] = field(default_factory=list)
    tree: AskedTree | None = None
    fields: Names[AskedField] = field(default_factory=Names)
    other_fields: Names[AskedField] = field(default_factory=Names)
    loosely: Names[AskedField] = field(default_factory=Names)
    narratives: list[tuple[Narrative, str, str]] = field(default_factory=list)
    sections: Names[str] = field(default_factory=Names)
    titles: Names[bool] = field(default_factory=Names)
    lines: Names[bool] = field(default_factory=Names)

    @property
    def year(self) -> int:
        return self.laid.year


def asked_of(laid: Laid, county: str = "") -> AskedForm:
    """Return what a form asks with these answers: rows and indicators of the county's own too."""
    asked = AskedForm(laid, county)
    numbers = count(1)
    for section in laid.form.sections:
        label = _said(laid, section.label)
        for name in (label, ANNEX.sub("", label)):
            asked.sections.add(name, section.code)
        for block in section.blocks:
            _ask_block(asked, block, section, number=next(numbers))
    asked.tree = _tree(laid)
    return asked


def _ask_block(asked: AskedForm, block: Block, section: Section, *, number: int) -> None:
    laid = asked.laid
    if label := getattr(block, "label", ""):
        asked.titles.add(_said(laid, label), True)
    match block:
        case FieldBlock():
            _ask_fields(asked, block, section, number=number)
        case Table():
            _ask_table(asked, block, section, number=number)
        case Narrative():
            asked.narratives.append((block, _said(laid, block.label), section.code))
        case TotalBlock():
            _ask_total(asked, block, section, number=number)
        case SignatureBlock():
            for line in (*block.lines, block.label):
                asked.lines.add(line, True)


def _said(laid: Laid, label: str) -> str:
    return words_for(label, laid.year)


def _ask_fields(asked: AskedForm, block: FieldBlock, section: Section, *, number: int) -> None:
    for item in block.fields:
        label = _said(asked.laid, item.label)
        _ask(asked, label, AskedField(item.code, section.code, number))


def _ask_table(asked: AskedForm, table: Table, section: Section, *, number: int) -> None:
    """Ask for a table; where it has one row, its columns may be told as names with values, too."""
    asked.tables.append(_table(asked.laid, table, section.code))
    if len(table.rows) != 1 or table.growing is not None:
        return
    for column in table.columns:
        label = _said(asked.laid, column.label)
        address = address_of(table.code, table.rows[0].code, column.code)
        for words in (label, *_other_heads(label, asked.year)):
            asked.other_fields.add(words, AskedField(address, section.code, number))


def _ask(asked: AskedForm, label: str, found: AskedField) -> None:
    asked.fields.add(label, found)
    for words in synonyms.other_words(synonyms.FIELDS, label):
        asked.other_fields.add(words, found)
    parts = label.replace("其中：", "　").split("　")
    if len(parts) > 1 and parts[-1]:
        asked.loosely.add(parts[-1], found)


def _ask_total(asked: AskedForm, block: TotalBlock, section: Section, *, number: int) -> None:
    cells = asked.laid.cell_by_address
    if "total" in cells:
        total = AskedField("total", section.code, number, is_total=True)
        _ask(asked, _said(asked.laid, block.total_label), total)
    if "grade" in cells:
        _ask(asked, _said(asked.laid, block.grade_label), AskedField("grade", section.code, number))


def _table(laid: Laid, table: Table, section: str) -> AskedTable:
    heads = HeadNames()
    for column in table.columns:
        label = _said(laid, column.label)
        heads.own.add(label, column.code)
        for words in _other_heads(label, laid.year):
            heads.other.add(words, column.code)
    beside = next((p.code for p in laid.nodes if p.node.beside == table.code), "")
    for word, aspect in _aspect_names():
        if beside and aspect in (SCORE, WEIGHT):
            heads.other.add(word, aspect)
    return AskedTable(
        code=table.code,
        label=_said(laid, table.label),
        section=section,
        table=table,
        heads=heads,
        rows=_rows(laid, table),
        order=tuple(row.code for row in table.rows),
        open_rows=frozenset(row.code for row in table.rows if row.open_label),
        beside=beside,
    )


def _other_heads(label: str, year: int) -> Iterator[str]:
    yield from synonyms.other_words(synonyms.COLUMNS, label)
    yield from synonyms.said_of_years(label, year)


def _rows(laid: Laid, table: Table) -> Names[str]:
    names: Names[str] = Names()
    filed = {key: label for key, label, row in rows_of(table, laid.answers) if row is not None}
    for row in table.rows:
        for label in (row.label, filed.get(row.code, "")):
            if label:
                names.add(_said(laid, label), row.code)
    if table.growing is not None and table.growing.total_label:
        names.add(table.growing.total_label, TOTAL_ROW)
    return names


def _tree(laid: Laid) -> AskedTree | None:
    blocks = [
        (block, section.code)
        for section in laid.form.sections
        for block in section.blocks
        if isinstance(block, IndicatorBlock)
    ]
    if not blocks:
        return None
    scored = {unit.code for unit in laid.units}
    standing = [(place, _said(laid, place.node.label)) for place in laid.nodes if not place.dropped]
    return AskedTree(
        labels=tuple(_said(laid, block.label) for block, _ in blocks),
        sections=frozenset(section for _, section in blocks),
        heads=HeadNames(Names.of(_aspect_names()), Names.of(_aspect_names(is_other=True))),
        levels=Names.of((word, True) for word in _level_names(laid)),
        nodes=Names.of((n, p.code) for p, n in standing if p.is_leaf or p.code in scored),
        groups=Names.of((n, p.code) for p, n in standing if not p.is_leaf),
        places={place.code: place for place in laid.nodes},
        points=frozenset(aspect for block, _ in blocks for aspect in _points(block)),
    )


def _points(block: IndicatorBlock) -> tuple[str, ...]:
    if SCORE in block.names:
        return (WEIGHT, SCORE, "reason")
    return (WEIGHT,) if WEIGHT in block.names else ()


def _aspect_names(*, is_other: bool = False) -> Iterator[tuple[str, str]]:
    """Yield what columns of indicators are called; is_other: what says so only where no such
    head is there (备注)."""
    for aspect, words, _ in synonyms.OTHER_ASPECTS if is_other else synonyms.ASPECTS:
        yield from ((word, aspect) for word in words)


def _level_names(laid: Laid) -> Iterator[str]:
    for words, _ in synonyms.LEVELS:
        yield from words
    yield from laid.form.scoring.levels
