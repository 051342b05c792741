"""A filled-in workbook back into words: what stands in each cell, and what cannot be taken.

Pure of the database. The file is parsed in the limited process; nothing is guessed: what is
not a number stays the text that was typed, or is pointed out with its sheet and cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from press.workbooks.conflicts import CLEAR
from press.workbooks.meaning import Unreadable, note_of, words_of
from press.workbooks.opening import open_book
from press.workbooks.types import Book, Cell, CellKind
from selfeval.engine.addresses import address_of, is_within, row_at
from selfeval.engine.answers import TableRow
from selfeval.engine.cells import FormCell
from selfeval.engine.types import NUMERIC, Kind
from selfeval.engine.values import State, parse_cell
from selfeval.filing.addresses import clean_words, words_at
from selfeval.filing.workbook.beside import BesideCells
from selfeval.filing.workbook.map import Entry, check_identity, read_map, read_originals
from selfeval.filing.workbook.writing import (
    WorkbookMeta,
    band_labels,
    input_cell,
    with_spare_rows,
)
from selfeval.loading import Assessed, assess
from selfeval.paper.blocks import Desk
from selfeval.paper.document import desk_of

#: The map has a row a cell; no sheet that people fill in comes near it.
MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """words: of the input cells that say something, by address, "" where 清空 stands. changed:
    those that differ from what stood there when the workbook was made. left: cells that were
    emptied without a word, which takes nothing away. rows: the keys of each growing table's
    rows. seen: the versions of the cells then. problems: (sheet, cell, sentence); none may
    be imported then. notes: what a person should know of how a cell was read; notices: sentences
    on what stands in the workbook and was not read.
    report_version: of the report when the workbook was made.
    """

    words: Mapping[str, str]
    changed: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]
    seen: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[tuple[str, str, str], ...] = ()
    report_version: int = 0
    left: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def opened(data: bytes, filename: str) -> Book:
    """Return the cells of an upload. Raises Refused for what is no harmless workbook."""
    return open_book(data, filename, most_rows=MOST_ROWS)


def read_workbook(
    data: bytes, assessed: Assessed, meta: WorkbookMeta, *, filename: str = "填报表.xlsx"
) -> WorkbookReading:
    """Return what a workbook of this report says.

    assessed: the report as it stands. Raises Refused for a file that is not this report's
    workbook: damaged, of another county, year or form, or with a changed map.
    """
    return reading_of(opened(data, filename), assessed, meta)


def reading_of(book: Book, assessed: Assessed, meta: WorkbookMeta) -> WorkbookReading:
    identity, entries = read_map(book)
    check_identity(identity, meta.whose)
    desk = _desk(assessed, entries)
    found = _Found(book, desk, band_labels(desk))
    for entry in entries:
        found.take(entry)
    found.problems += _missing_sheets(book, entries)
    beside = BesideCells(book, entries, read_originals(book))
    beside.look()
    found.problems += beside.problems
    changed = {e.address: found.words[e.address] for e in entries if _is_changed(e, found.words)}
    return WorkbookReading(
        words=found.words,
        changed=changed,
        rows=_rows(assessed, found.words, changed, entries=entries),
        seen={entry.address: entry.version for entry in entries},
        problems=tuple(found.problems),
        report_version=identity.report_version,
        left=tuple(found.left),
        notes=found.notes,
        notices=tuple(beside.notices()),
    )


@dataclass(slots=True)
class _Found:
    """What the cells of one workbook say, gathered cell by cell."""

    book: Book
    desk: Desk
    bands: Mapping[str, Mapping[str, str]]
    words: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        form_cell = input_cell(self.desk, entry.address)
        sheet = self.book.sheet(entry.sheet)
        if form_cell is None or sheet is None:
            return
        cell = sheet.at(entry.cell)
        try:
            words = words_in(
                form_cell,
                cell,
                entry,
                before=words_at(self.desk.answers, entry.address),
                bands=self.bands,
            )
            if words is None:
                if entry.words:
                    self.left.append(entry.address)
                return
            if sheet.is_hidden_at(entry.cell) and not entry.says(words):
                raise _Problem(
                    f"在隐藏的行、列或工作表里，所填“{_short(words) or CLEAR}”与下载时不同；"
                    "请取消隐藏，核对后再导入"
                )
        except _Problem as problem:
            self.problems.append((entry.sheet, entry.cell, str(problem)))
            return
        self.words[entry.address] = words
        note = note_of(cell, is_to_be_computed=self.book.is_to_be_computed)
        if note and not entry.says(words):
            self.notes[entry.address] = note


def _is_changed(entry: Entry, words: Mapping[str, str]) -> bool:
    return entry.address in words and not entry.says(words[entry.address])


def _desk(assessed: Assessed, entries: Sequence[Entry]) -> Desk:
    """Return the form over the report with the rows that the workbook had."""
    tables = dict(with_spare_rows(assessed).tables)
    for code in assessed.laid.index.tables:
        held = {row.row for row in tables.get(code, ())}
        keys = _rows_in(entries, code)
        extra = tuple(TableRow(key) for key in keys if key not in held)
        tables[code] = (*tables.get(code, ()), *extra)
    report = replace(assessed.answers, tables=tables)
    return desk_of(assess(assessed.form, report, assessed.year), is_form=True)


def _rows_in(entries: Sequence[Entry], table: str) -> list[str]:
    """Return the rows of a table that a workbook has, in its order."""
    rows = dict.fromkeys(row_at(entry.address) for entry in entries)
    return [row[1] for row in rows if row is not None and row[0] == table]


def _missing_sheets(book: Book, entries: Sequence[Entry]) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys(entry.sheet for entry in entries):
        if book.sheet(name) is None:
            yield name, "", "这张工作表被删去或改了名；请恢复后再导入，或重新下载填报表"


# --- one cell ---------------------------------------------------------------------------


class _Problem(Exception):  # noqa: N818 -- named for what it is
    """Why a cell cannot be taken, and what to do."""


def words_in(
    form_cell: FormCell,
    cell: Cell | None,
    entry: Entry,
    *,
    before: str,
    bands: Mapping[str, Mapping],
) -> str | None:
    """Return the words of a cell; "" where it is to be emptied, None where it says nothing.

    before: what the report says there now.
    """
    words = _typed(form_cell, cell)
    if not words or words == CLEAR:
        return "" if words else None
    labels = bands.get(entry.address, {})
    words = next((code for code, label in labels.items() if label == words), words)
    for known in (before, entry.words):
        if words != known and _is_same_figure(form_cell, words, known):
            return known  # as it was written: 1,371.04 or 94.74%
    if entry.says(words):
        return words
    value = parse_cell(form_cell.kind, words, form_cell.unit, choices=form_cell.choices)
    if value.state is State.ERROR:
        options = "、".join(labels.values())
        why = f"请从“{options}”中选择" if options else value.text
        raise _Problem(f"“{_short(words)}”{why}")
    return words


def _short(words: str) -> str:
    return words if len(words) <= 30 else f"{words[:30]}……"


def _is_same_figure(cell: FormCell, words: str, known: str) -> bool:
    if cell.kind not in NUMERIC or not known:
        return False
    left = parse_cell(cell.kind, words, cell.unit)
    right = parse_cell(cell.kind, known, cell.unit)
    return left.is_number and right.is_number and left.number == right.number


def _typed(form_cell: FormCell, cell: Cell | None) -> str:
    """Return what a cell shows, as if it had been typed on the page."""
    if cell is not None and cell.kind is CellKind.TRUTH:
        if form_cell.kind in (Kind.YES_NO, Kind.CHOICE):
            return cell.text
        return "TRUE" if cell.text == "是" else "FALSE"
    try:
        return clean_words(words_of(cell, takes_dates=form_cell.kind is Kind.DATE))
    except Unreadable as why:
        raise _Problem(str(why)) from why


def _rows(
    assessed: Assessed,
    words: Mapping[str, str],
    changed: Mapping[str, str],
    *,
    entries: Sequence[Entry],
) -> dict[str, tuple[str, ...]]:
    """Return the rows that each growing table keeps.

    A row of the report goes where all that stood in it is emptied by word; a spare row comes
    where something new is said in it.
    """
    kept_rows: dict[str, tuple[str, ...]] = {}
    for code, table in assessed.laid.index.tables.items():
        if table.growing is None:
            continue
        fixed = {row.code for row in table.rows}
        held = {row.row for row in assessed.answers.tables.get(code, ())}
        keys = _rows_in(entries, code)
        kept_rows[code] = tuple(
            key
            for key in keys
            if key not in fixed
            and (
                not _is_emptied(address_of(code, key), words, entries)
                if key in held
                else any(t and row_at(a) == (code, key) for a, t in changed.items())
            )
        )
    return kept_rows


def _is_emptied(row: str, words: Mapping[str, str], entries: Sequence[Entry]) -> bool:
    """Say whether all that stood in a row when the workbook was made is emptied by word."""
    own = [entry for entry in entries if is_within(entry.address, row)]
    filled = [entry for entry in own if entry.words]
    return (
        bool(filled)
        and all(words.get(entry.address) == "" for entry in filled)
        and not any(words.get(entry.address) for entry in own)
    )
