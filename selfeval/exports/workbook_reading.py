"""A filled-in workbook back into words: what stands in each cell, and what cannot be taken.

Pure of the database. The file is parsed in the limited process; nothing is guessed: what is
not a number stays the text that was typed, or is pointed out with its sheet and cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from selfeval.addresses import clean_words
from selfeval.engine.cells import Cell as FormCell
from selfeval.engine.names import Index
from selfeval.engine.report import TableRow
from selfeval.engine.types import NUMERIC, Kind
from selfeval.engine.values import State, parse_cell
from selfeval.exports.workbook import (
    WorkbookMeta,
    band_labels,
    input_cell,
    said_at,
    with_spare_rows,
)
from selfeval.exports.workbook_cells import Raw
from selfeval.exports.workbook_map import Entry, check_identity, read_map
from selfeval.loading import Assessed, assess
from selfeval.paper.blocks import Desk
from selfeval.paper.document import desk_of
from trust import guard
from trust.refusals import Refused

PARSER = "selfeval.exports.workbook_cells.read"


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """words: of every input cell, by address. changed: those that differ from what stood there
    when the workbook was made. rows: the keys of each growing table's rows. seen: the
    versions of the cells then. problems: (sheet, cell, sentence); none may be imported then.
    report_version: of the report when the workbook was made.
    """

    words: Mapping[str, str]
    changed: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]
    seen: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[tuple[str, str, str], ...] = ()
    report_version: int = 0


def sheets_of(data: bytes, filename: str) -> dict[str, dict[str, Raw]]:
    """Return the cells of an upload. Raises Refused for what is no harmless workbook."""
    try:
        guard.check_upload(data, filename, kinds=("xlsx",))
        return guard.run_limited(PARSER, data)
    except guard.UploadRefused as refusal:
        raise Refused(str(refusal)) from refusal


def read_workbook(
    data: bytes, assessed: Assessed, meta: WorkbookMeta, filename: str = "填报表.xlsx"
) -> WorkbookReading:
    """Return what a workbook of this report says.

    assessed: the report as it stands. Raises Refused for a file that is not this report's
    workbook: damaged, of another county, year or form, or with a changed map.
    """
    return reading_of(sheets_of(data, filename), assessed, meta)


def reading_of(
    sheets: Mapping[str, Mapping[str, Raw]], assessed: Assessed, meta: WorkbookMeta
) -> WorkbookReading:
    identity, entries = read_map(sheets)
    check_identity(identity, meta.whose)
    desk = _desk(assessed, entries)
    bands = band_labels(desk)
    words: dict[str, str] = {}
    problems: list[tuple[str, str, str]] = []
    for entry in entries:
        cell = input_cell(desk, entry.address)
        if cell is None:
            continue
        raw = sheets.get(entry.sheet, {}).get(entry.cell)
        try:
            found = words_in(cell, raw, entry, said_at(desk, entry.address), bands)
        except _Problem as problem:
            problems.append((entry.sheet, entry.cell, str(problem)))
            continue
        words[entry.address] = found
    problems += _missing_sheets(sheets, entries)
    return WorkbookReading(
        words,
        {e.address: words[e.address] for e in entries if _is_changed(e, words)},
        _rows(assessed, words, entries),
        {entry.address: entry.version for entry in entries},
        tuple(problems),
        identity.report_version,
    )


def _is_changed(entry: Entry, words: Mapping[str, str]) -> bool:
    return entry.address in words and not entry.says(words[entry.address])


def _desk(assessed: Assessed, entries: Sequence[Entry]) -> Desk:
    """Return the form over the report with the rows that the workbook had."""
    tables = dict(with_spare_rows(assessed).tables)
    for code in Index.of(assessed.form).tables:
        held = {row.row for row in tables.get(code, ())}
        keys = dict.fromkeys(e.address.split(".")[1] for e in entries if _is_in(e, code))
        extra = tuple(TableRow(key) for key in keys if key not in held)
        tables[code] = (*tables.get(code, ()), *extra)
    report = replace(assessed.report, tables=tables)
    return desk_of(assess(assessed.form, report, assessed.year), is_form=True)


def _is_in(entry: Entry, table: str) -> bool:
    return entry.address.startswith(f"{table}.") and entry.address.count(".") == 2


def _missing_sheets(sheets, entries: Sequence[Entry]) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys(entry.sheet for entry in entries):
        if name not in sheets:
            yield name, "", "这张工作表被删去或改了名；请恢复后再导入，或重新下载填报表"


# --- one cell ---------------------------------------------------------------------------


class _Problem(Exception):  # noqa: N818 -- named for what it is
    """Why a cell cannot be taken, and what to do."""


def words_in(
    cell: FormCell, raw: Raw | None, entry: Entry, before: str, bands: Mapping[str, Mapping]
) -> str:
    """Return the words of a cell. before: what the report says there now."""
    words = "" if raw is None else _typed(cell, *raw)
    labels = bands.get(entry.address, {})
    words = next((code for code, label in labels.items() if label == words), words)
    for known in (before, entry.words):
        if words != known and _is_same_figure(cell, words, known):
            return known  # as it was written: 1,371.04 or 94.74%
    if entry.says(words):
        return words
    value = parse_cell(cell.kind, words, cell.unit, cell.choices)
    if value.state is State.ERROR:
        shown = words if len(words) <= 30 else f"{words[:30]}……"
        options = "、".join(labels.values())
        why = f"请从“{options}”中选择" if options else value.text
        raise _Problem(f"“{shown}”{why}")
    return words


def _is_same_figure(cell: FormCell, words: str, known: str) -> bool:
    if cell.kind not in NUMERIC or not known:
        return False
    left = parse_cell(cell.kind, words, cell.unit)
    right = parse_cell(cell.kind, known, cell.unit)
    return left.is_number and right.is_number and left.number == right.number


def _typed(cell: FormCell, kind: str, text: str, style: str) -> str:
    match kind:
        case "s":
            return clean_words(text)
        case "n":
            return _number(cell, text, style)
        case "d" if cell.kind is Kind.DATE:
            return text
        case "b" if cell.kind in (Kind.YES_NO, Kind.CHOICE):
            return text
        case "b":
            return "TRUE" if text == "是" else "FALSE"
        case "d" | "t":
            raise _Problem(
                f"被表格软件变成了日期（{text}）；请把单元格格式设为“文本”后重新填写原来的文字"
            )
        case "e":
            raise _Problem(f"公式出错（{text}）；请改填数字或文字")
    raise _Problem("填的是公式，但没有计算结果；请用 Excel 或 WPS 打开保存一次，或直接填数字")


def _number(cell: FormCell, text: str, style: str) -> str:
    """Return a number as it is shown: 0.9474 in a cell set as percent is 94.74%."""
    if "%" not in style or '"%"' in style:
        return text
    shown = f"{Decimal(text) * 100:f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return f"{shown}%"


def _rows(
    assessed: Assessed, words: Mapping[str, str], entries: Sequence[Entry]
) -> dict[str, tuple[str, ...]]:
    """Return the rows that each growing table keeps: filled ones, and those empty before too."""
    kept_rows: dict[str, tuple[str, ...]] = {}
    before = {entry.address: entry.words for entry in entries}
    for code, table in Index.of(assessed.form).tables.items():
        if table.growing is None:
            continue
        fixed = {row.code for row in table.rows}
        held = {row.row for row in assessed.report.tables.get(code, ())}
        keys = dict.fromkeys(e.address.split(".")[1] for e in entries if _is_in(e, code))
        kept_rows[code] = tuple(
            key
            for key in keys
            if key not in fixed
            and (_says(words, code, key) or (key in held and not _says(before, code, key)))
        )
    return kept_rows


def _says(words: Mapping[str, str], table: str, key: str) -> bool:
    return any(text and place.startswith(f"{table}.{key}.") for place, text in words.items())
