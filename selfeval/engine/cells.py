"""A cell of a form (its address, kind, formula and label), and what was entered by address."""

from dataclasses import dataclass

from selfeval.engine.addresses import address_of
from selfeval.engine.answers import Answers
from selfeval.engine.names import TOTAL_ROW, Scope
from selfeval.engine.types import Kind, Row, Table

ROW_LABEL = "label"  # the address table.row.label holds an open row's name
#: What the words of an answer are of; the office's own columns come beside them.
ANSWERED = (
    "sign", "target", "unit", "outcome", "weight", "band", "score", "reason", "label",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormCell:
    """address: what formulas and findings call it. section: where it is filled in.

    scope: how bare names in its formula are read. is_total: left out of whole columns.
    fixed: words that the form itself puts there.
    """

    address: str
    label: str
    section: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    required: bool = False
    formula: str = ""
    scope: Scope | None = None
    choices: tuple[str, ...] = ()
    personal: bool = False
    own_year: bool = False
    prefill: str = ""
    is_total: bool = False
    fixed: str = ""

    @property
    def is_computed(self) -> bool:
        return bool(self.formula)


def rows_of(table: Table, answers: Answers) -> tuple[tuple[str, str, Row | None], ...]:
    """Return (row key, label as filed, the fixed row) in the order they are shown."""
    filed = answers.tables.get(table.code, ())
    names = {row.row: row.label for row in filed}
    rows: list[tuple[str, str, Row | None]] = [
        (row.code, (row.open_label and names.get(row.code)) or row.label, row) for row in table.rows
    ]
    if table.growing is not None:
        fixed = {row.code for row in table.rows} | {TOTAL_ROW}
        grown = [row for row in filed if row.row not in fixed]
        rows += [(row.row, row.label or f"第 {n} 行", None) for n, row in enumerate(grown, 1)]
        total = [(TOTAL_ROW, table.growing.total_label, None)] * bool(table.growing.total_label)
        rows = [*total, *rows] if table.growing.total_first else [*rows, *total]
    return tuple(rows)


def entered_words(answers: Answers) -> dict[str, str]:
    """Return what the report says in each cell, by address; empty cells are left out."""
    words = dict(answers.fields)
    for code, rows in answers.tables.items():
        for row in rows:
            words[address_of(code, row.row, ROW_LABEL)] = row.label
            words |= {address_of(code, row.row, name): text for name, text in row.cells.items()}
    for answer in answers.indicators.values():
        for aspect in ANSWERED:
            words[address_of(answer.code, aspect)] = getattr(answer, aspect)
        words |= {address_of(answer.code, name): text for name, text in answer.own.items()}
    words |= {"total": answers.total, "grade": answers.grade}
    return {address: text for address, text in words.items() if text.strip()}
