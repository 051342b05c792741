"""The official indicator table of a city (考核指标表), as it was issued."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.template.loader import render_to_string

from assessment.loading import LoadedItem, LoadedTable
from assessment.paper.wording import split_heading, split_title
from assessment.reader.columns import text_rows
from assessment.tables.hand_changes import hand_changes
from assessment.tables.text_parts import TextPart, text_parts
from lib.rounding import format_points
from press.paper.wording import is_long_title

#: The head of a text of one column.
TEXT = "评估内容与计分方法"
#: Columns of the table in mm, of 156 between the margins: on our paper, in Word and in Excel.
BEFORE, ONE_TEXT, BEHIND = (10, 18, 22), 70, (11, 25)
#: What several columns of text have together, of 225 on a sheet laid across.
TEXTS = 139
#: Of the table's type in mm: a sign, a line, the air beside the words of a cell; and what a page
#: holds of it below the head.
SIGN, LINE, PADDING = 3.7, 5.1, 2.4
UPRIGHT_ROOM, WIDE_ROOM = 210, 141


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A part of a table on paper. texts: heads of the columns of text beside the names. named:
    the head over the names where a column of text says them, else "". widths: of all columns."""

    part: TextPart
    texts: tuple[str, ...]
    named: str
    widths: tuple[int, ...]
    is_wide: bool


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of an item. points: its own, "" where the item's are those of all its rows."""

    points: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """name: what stands in the column of the names."""

    name: str
    rows: tuple[PrintedRow, ...]

    @property
    def has_own_points(self) -> bool:
        return any(row.points for row in self.rows)


def printed_parts(table: LoadedTable) -> tuple[PrintedPart, ...]:
    """Return the parts of a table, at least one; a sheet is laid across for all or none."""
    parts = text_parts(table)
    is_wide = any(part.heads for part in parts)
    return tuple(_printed_part(part, is_wide) for part in parts)


def _printed_part(part: TextPart, is_wide: bool) -> PrintedPart:
    room = TEXTS if is_wide else ONE_TEXT
    before = BEFORE
    if part.named:
        before, room = BEFORE[:-1], room + BEFORE[-1]
    widths = (*before, *_text_widths(part, room), *BEHIND)
    return PrintedPart(part, part.beside or (TEXT,), part.named, widths, is_wide)


def _text_widths(part: TextPart, room: int) -> list[int]:
    """Return how wide each column of text is: two thirds of the room are shared evenly, so that
    each can be read, the rest by what they say."""
    if not part.heads:
        return [room]
    items = [item for _, items in part.sections for item in items]
    rows = [row.words(i.text) for i in items for row in text_rows(i.text, i.text_heads)]
    said = [sum(map(len, column)) + 1 for column in zip(*rows, strict=True)]
    even = 2 * room // (3 * len(said))
    rest = room - even * len(said)
    widths = [even + rest * signs // sum(said) for signs in said]
    return [*widths[:-1], room - sum(widths[:-1])]


def printed_item(item: LoadedItem, part: TextPart) -> PrintedItem:
    """Return an item's rows, at least one, the words of its text in the part's columns."""
    rows = [PrintedRow(r.points, r.words(item.text)) for r in text_rows(item.text, part.heads)]
    if not part.named:
        return PrintedItem(item.name, tuple(rows))
    return PrintedItem(rows[0].texts[0], tuple(replace(r, texts=r.texts[1:]) for r in rows))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of an item; group: the rows that share the label of their section; item: those that
    share the item's name, "" where it has one."""

    id: str
    group: str
    item: str
    number: str
    section: str
    worth: str
    name: str
    texts: tuple[str, ...]
    points: str
    has_own_points: bool
    offices: str
    is_long: bool  # no page holds it whole


@dataclass(frozen=True, slots=True)
class PaperPart:
    layout: PrintedPart
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class TablePaper:
    city: str
    title: str
    is_long: bool
    is_wide: bool
    parts: tuple[PaperPart, ...]
    notes: tuple[str, ...]
    by_hand: tuple[str, ...]  # rules that are not what the words above say

    @property
    def has_long_rows(self) -> bool:
        return any(row.is_long for part in self.parts for row in part.rows)


def table_html(table: LoadedTable) -> str:
    """Return the official table of a city as a document to be laid out."""
    parts = printed_parts(table)
    paper = TablePaper(
        city=table.city,
        title=table.title,
        is_long=is_long_title(table.title),
        is_wide=parts[0].is_wide,
        parts=tuple(PaperPart(part, tuple(_rows(part, at))) for at, part in enumerate(parts)),
        notes=table.notes,
        by_hand=tuple(change.told for change in hand_changes(table)),
    )
    return render_to_string(
        "paper/official_table.html",
        {"title": table.title, "title_parts": split_title(table.title), "table": paper},
    )


def _is_long(printed: PrintedItem, row: PrintedRow, part: PrintedPart) -> bool:
    """Whether a row is higher than a page below the table's head, by how many signs fit a line."""
    room = (WIDE_ROOM if part.is_wide else UPRIGHT_ROOM) / LINE
    texts = (printed.name, *row.texts) if part.named else row.texts
    widths = part.widths[len(BEFORE) - bool(part.named) :]
    return any(
        sum(len(line) * SIGN // (width - PADDING) + 1 for line in text.split("\n")) > room
        for text, width in zip(texts, widths, strict=False)
    )


def _rows(part: PrintedPart, number: int) -> Iterator[TableRow]:
    """number: of the part in its table, so that no two rows or groups have one name."""
    for group, (section, items) in enumerate(part.part.sections):
        name, worth = split_heading(section.heading)
        within = f"p{number}-{group}" if number else f"{group}"
        for position, item in enumerate(items):
            printed = printed_item(item, part.part)
            for at, row in enumerate(printed.rows):
                yield TableRow(
                    id=f"r{within}-{position}" + (f"-{at}" if at else ""),
                    group=within,
                    item=f"{within}-{position}" if len(printed.rows) > 1 else "",
                    number=section.number,
                    section=name,
                    worth=worth,
                    name=printed.name,
                    texts=row.texts,
                    points=row.points if printed.has_own_points else format_points(item.points),
                    has_own_points=printed.has_own_points,
                    offices=item.offices_shown,
                    is_long=_is_long(printed, row, part),
                )
