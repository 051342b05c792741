"""The official indicator table of a city (考核指标表), as it was issued."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from assessment.loading import LoadedTable
from assessment.paper.wording import split_heading
from assessment.tables.hand_changes import hand_changes
from lib.rounding import format_points
from press.paper.wording import is_long_title

#: Columns of the table in mm, of 156 between the margins: on our paper, in Word and in Excel.
WIDTHS = (10, 18, 22, 70, 11, 25)


@dataclass(frozen=True, slots=True)
class TableRow:
    """An item; group: the rows that share the label of their section."""

    id: str
    group: int
    number: str
    section: str
    worth: str
    name: str
    text: str
    points: str
    offices: str


@dataclass(frozen=True, slots=True)
class TablePaper:
    city: str
    title: str
    is_long: bool
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    by_hand: tuple[str, ...]  # rules that are not what the words above say
    widths: tuple[int, ...] = WIDTHS


def table_html(table: LoadedTable) -> str:
    """Return the official table of a city as a document to be laid out."""
    paper = TablePaper(
        city=table.city,
        title=table.title,
        is_long=is_long_title(table.title),
        rows=tuple(_rows(table)),
        notes=table.notes,
        by_hand=tuple(change.told for change in hand_changes(table)),
    )
    return render_to_string("paper/official_table.html", {"title": table.title, "table": paper})


def _rows(table: LoadedTable):
    for group, section in enumerate(table.sections):
        name, worth = split_heading(section.heading)
        for position, item in enumerate(section.items):
            yield TableRow(
                id=f"r{group}-{position}",
                group=group,
                number=section.number,
                section=name,
                worth=worth,
                name=item.name,
                text=item.text,
                points=format_points(item.points),
                offices=item.offices_text,
            )
