"""What of one project's report goes into another's when it is copied.

What was planned comes along: short words, names of rows, indicators with targets, weights and
units. What was done, reached or scored does not: it would be a figure that nobody entered.
"""

from collections.abc import Iterator
from dataclasses import replace

from selfeval.engine.addresses import owner_of
from selfeval.engine.answers import Answer, Answers, TableRow
from selfeval.engine.cells import FormCell
from selfeval.engine.laid import Laid
from selfeval.engine.types import Kind, Table
from selfeval.filing.addresses import with_answer, words_at

#: Kinds of fields whose words say what a project is; figures, days and choices are facts of the
#: one project, running text tells what it did.
SAYING = (Kind.TEXT, Kind.PERSON, Kind.PHONE)


def copied(laid: Laid, *, name: str, new_name: str) -> Answers:
    """Return what a copy begins with. name: of the project that is copied; where a field says
    it, the copy says its own."""
    answers = Answers(
        fields=_fields(laid, name, new_name),
        tables={
            code: tuple(_row(row, laid.index.tables.get(code)) for row in rows)
            for code, rows in laid.answers.tables.items()
        },
    )
    for answer in laid.answers.indicators.values():
        answers = with_answer(answers, _planned(answer))
    return answers


def _fields(laid: Laid, name: str, new_name: str) -> dict[str, str]:
    fields = {}
    for cell in naming_cells(laid):
        if words := words_at(laid.answers, cell.address):
            fields[cell.address] = new_name if words == name else words
    return fields


def naming_cells(laid: Laid) -> Iterator[FormCell]:
    """Yield the fields whose words say what a project is, or who is in charge of it."""
    for cell in laid.cells:
        is_field = not owner_of(cell.address) and cell.address not in ("total", "grade")
        if is_field and cell.kind in SAYING and not (cell.is_computed or cell.fixed):
            yield cell


def _row(row: TableRow, table: Table | None) -> TableRow:
    """Return a row with its name alone: its label, or the words that its first column holds."""
    first = table.columns[0] if table is not None and table.columns else None
    is_name = first is not None and first.kind is Kind.TEXT and not first.formula
    cells = {first.code: row.cells[first.code]} if is_name and first.code in row.cells else {}
    return replace(row, cells=cells)


def _planned(answer: Answer) -> Answer:
    return replace(answer, outcome="", band="", score="", reason="", not_applicable=False)
