"""The official indicator table of a city (考核指标表), as it was issued."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from assessment.loading import LoadedItem, LoadedTable
from assessment.paper.wording import split_heading
from assessment.reader.columns import text_rows
from assessment.tables.hand_changes import hand_changes
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
class PrintedColumns:
    """The columns of a table on paper. texts: heads of those that the items' texts stand in.
    is_wide: the sheet is laid across."""

    texts: tuple[str, ...]
    widths: tuple[int, ...]
    is_wide: bool


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of an item. points: its own, "" where the item's are those of all its rows."""

    points: str
    texts: tuple[str, ...]


def printed_columns(table: LoadedTable) -> PrintedColumns:
    if not table.text_heads:
        return PrintedColumns((TEXT,), (*BEFORE, ONE_TEXT, *BEHIND), is_wide=False)
    widths = _text_widths(table)
    return PrintedColumns(table.text_heads, (*BEFORE, *widths, *BEHIND), is_wide=True)


def _text_widths(table: LoadedTable) -> list[int]:
    """Return how wide each column of text is: two thirds of the room are shared evenly, so that
    each can be read, the rest by what they say."""
    rows = [row.texts for item in table.items for row in printed_rows(item, table)]
    said = [sum(map(len, column)) + 1 for column in zip(*rows, strict=True)]
    even = 2 * TEXTS // (3 * len(said))
    rest = TEXTS - even * len(said)
    widths = [even + rest * signs // sum(said) for signs in said]
    return [*widths[:-1], TEXTS - sum(widths[:-1])]


def printed_rows(item: LoadedItem, table: LoadedTable) -> list[PrintedRow]:
    """Return an item's rows, the words of its text in the table's columns. At least one."""
    rows = text_rows(item.text, table.text_heads)
    return [PrintedRow(row.points, row.words(item.text)) for row in rows]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of an item; group: the rows that share the label of their section; item: those that
    share the item's name, "" where it has one."""

    id: str
    group: int
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
class TablePaper:
    city: str
    title: str
    is_long: bool
    layout: PrintedColumns
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    by_hand: tuple[str, ...]  # rules that are not what the words above say

    @property
    def has_long_rows(self) -> bool:
        return any(row.is_long for row in self.rows)


def table_html(table: LoadedTable) -> str:
    """Return the official table of a city as a document to be laid out."""
    paper = TablePaper(
        city=table.city,
        title=table.title,
        is_long=is_long_title(table.title),
        layout=printed_columns(table),
        rows=tuple(_rows(table)),
        notes=table.notes,
        by_hand=tuple(change.told for change in hand_changes(table)),
    )
    return render_to_string("paper/official_table.html", {"title": table.title, "table": paper})


def _is_long(row: PrintedRow, columns: PrintedColumns) -> bool:
    """Whether a row is higher than a page below the table's head, by how many signs fit a line."""
    room = (WIDE_ROOM if columns.is_wide else UPRIGHT_ROOM) / LINE
    widths = columns.widths[len(BEFORE) :]
    return any(
        sum(len(line) * SIGN // (width - PADDING) + 1 for line in text.split("\n")) > room
        for text, width in zip(row.texts, widths, strict=False)
    )


def _rows(table: LoadedTable) -> Iterator[TableRow]:
    columns = printed_columns(table)
    for group, section in enumerate(table.sections):
        name, worth = split_heading(section.heading)
        for position, item in enumerate(section.items):
            rows = printed_rows(item, table)
            has_own_points = any(row.points for row in rows)
            for at, row in enumerate(rows):
                yield TableRow(
                    id=f"r{group}-{position}" + (f"-{at}" if at else ""),
                    group=group,
                    item=f"{group}-{position}" if len(rows) > 1 else "",
                    number=section.number,
                    section=name,
                    worth=worth,
                    name=item.name,
                    texts=row.texts,
                    points=row.points if has_own_points else format_points(item.points),
                    has_own_points=has_own_points,
                    offices=item.offices_shown,
                    is_long=_is_long(row, columns),
                )
