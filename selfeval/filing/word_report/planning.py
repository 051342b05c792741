"""A Word report laid beside the draft, cell by cell, for the county to confirm."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from selfeval.engine.addresses import (
    address_of,
    aspect_of,
    code_of,
    owner_of,
)
from selfeval.engine.cells import ROW_LABEL, FormCell
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.types import Column, Kind
from selfeval.engine.values import State, parse_cell
from selfeval.filing.actions.word_imports import WordWritten, import_report
from selfeval.filing.addresses import Writable, clean_words, words_at
from selfeval.filing.doubtful import doubts_if
from selfeval.filing.filling import Filling
from selfeval.filing.word_report.planned import PlannedCell, cell_of
from selfeval.filing.word_report.types import NEW, FoundWords, LeftWords, Reading, is_new
from selfeval.filing.word_report.worked_out import (
    COMPUTED,
    is_worked_out,
    told_otherwise,
    total_doubt,
)
from trust import log
from trust.imports import Source
from trust.refusals import Refused

MOVED = "预览之后有人改过这份报告，已按现在的内容重新比对；请核对后再写入。本次导入未保存任何内容。"
TWICE = "“{}”选了两种写法，请只留一种。本次导入未保存任何内容。"
NOTHING = "没有勾选任何内容。本次导入未保存任何内容。"
NAMELESS = "新增指标“{}”的内容已勾选，名称没有勾选；请一并勾选。本次导入未保存任何内容。"
NOT_OPEN = "这一格没有开放修改"
NO_ROOM = "这张表最多填 {} 行"
HAS_ROWS = "表里已有 {} 行，勾选后另外增加"


@dataclass(frozen=True, slots=True)
class WordPlan:
    """cells: what may be written. refused: what cannot, and sums that do not add up. same: how
    many say what stands there already. computed: how many the program works out itself."""

    cells: tuple[PlannedCell, ...]
    refused: tuple[PlannedCell, ...]
    left: tuple[LeftWords, ...]
    notices: tuple[str, ...]
    strange: tuple[str, ...]
    same: int = 0
    computed: int = 0

    @property
    def sure(self) -> int:
        return sum(cell.is_sure for cell in self.cells)

    @property
    def disputed(self) -> int:
        return sum(bool(cell.before) for cell in self.cells)

    @property
    def offered(self) -> int:
        return sum(cell.is_doubted and not cell.before for cell in self.cells)


def plan_of(filling: Filling, reading: Reading, *, actor: log.Actor) -> WordPlan:
    """Return a reading beside what the draft says now. Nothing is written. Raises Refused."""
    found = list(_known_rows_aside(filling, reading.found))
    judged = _with_room(
        filling, [_judged(filling, one, number) for number, one in enumerate(found, start=1)]
    )
    computed = [cell for cell in judged if cell.why_not == COMPUTED]
    others = [cell for cell in judged if cell.why_not != COMPUTED]
    told = [cell for cell in others if not cell.why_not and not _says_same(filling, cell)]
    tried = _tried(filling, told, actor)
    planned = _in_order(filling, _looked_at(filling, told, tried))
    differing = list(told_otherwise(filling, computed, tried))
    open_cells = [cell for cell in planned if not cell.why_not]
    return WordPlan(
        cells=tuple(open_cells),
        refused=tuple(c for c in (*others, *planned, *differing) if c.why_not),
        left=reading.left,
        notices=reading.notices,
        strange=reading.strange,
        same=sum(1 for c in others if not c.why_not) - len(told) + len(reading.found) - len(found),
        computed=len(computed),
    )


def carry_out(
    filling: Filling, plan: WordPlan, keys: Collection[str], *, actor: log.Actor, source: Source
) -> int:
    """Write the ticked cells of a plan, all of them or nothing; return how many.

    keys: of the cells that were ticked, as the preview showed them. Raises Refused, also where
    somebody wrote into one of them since.
    """
    ticked = [cell for cell in plan.cells if cell.key in keys]
    if len(ticked) < len(set(keys)):
        raise Refused(MOVED)
    _check(ticked)
    told = import_report(
        report_id=filling.report.pk,
        words={cell.address: cell.after for cell in ticked},
        user=filling.user,
        actor=actor,
        seen={cell.address: cell.version for cell in ticked},
        source=source,
    )
    if told.written.conflicts or told.written.refused:
        raise Refused(MOVED)
    return len(ticked)


def _check(ticked: Sequence[PlannedCell]) -> None:
    """Raise Refused for what cannot be written together, by name."""
    if not ticked:
        raise Refused(NOTHING)
    seen: set[str] = set()
    for cell in ticked:
        if cell.address in seen:
            raise Refused(TWICE.format(cell.label))
        seen.add(cell.address)
    for cell in ticked:
        is_aspect = is_new(cell.address) and ".+" not in cell.address
        if is_aspect and address_of(owner_of(cell.address), ROW_LABEL) not in seen:
            raise Refused(NAMELESS.format(cell.label))


# --- what a cell is, and whether it can be written ----------------------------------------


def _judged(filling: Filling, found: FoundWords, number: int) -> PlannedCell:
    cell = cell_of(filling, found.address)
    text = _as_kept(found.text, cell)
    return PlannedCell(
        number=number,
        address=found.address,
        label=cell.label,
        section=cell.section,
        before="" if is_new(found.address) else words_at(filling.assessed.answers, found.address),
        after=text,
        place=found.place,
        version=filling.versions.get(found.address, 0),
        note=found.note,
        doubt=found.doubt
        or _rows_there(filling, found.address)
        or total_doubt(filling, found.address),
        why_not=_why_not(filling, found.address, cell, text=text),
    )


def _as_kept(text: str, cell: FormCell) -> str:
    """Return words as the cell keeps them: breaks that only fit a narrow column are left out."""
    words = clean_words(text)
    is_long = cell.kind in (Kind.LONG_TEXT, Kind.TEXT)
    return words if is_long else "".join(line.strip() for line in words.split("\n"))


def _why_not(filling: Filling, address: str, cell: FormCell, *, text: str) -> str:
    if is_worked_out(filling, cell):
        return COMPUTED
    value = parse_cell(cell.kind, text, cell.unit, choices=cell.choices)
    if value.state is State.ERROR:
        return value.fault
    if is_new(address):
        place = address.partition(NEW)[0].rstrip(".")
        return "" if filling.is_cell_open(place) else NOT_OPEN
    if not filling.is_cell_open(address):
        return NOT_OPEN
    return Writable(filling.assessed.laid).why_not(address, text)


def _says_same(filling: Filling, cell: PlannedCell) -> bool:
    """Say whether a cell says this already, be it the same number written otherwise."""
    if cell.after == cell.before:
        return True
    if not cell.before:
        return False
    own = cell_of(filling, cell.address)
    values = [
        parse_cell(own.kind, w, own.unit, choices=own.choices) for w in (cell.before, cell.after)
    ]
    return all(value.is_number for value in values) and values[0].number == values[1].number


# --- rows that the county adds --------------------------------------------------------------


def _filled_rows(filling: Filling, table: str) -> list[Mapping[str, str]]:
    fixed = {row.code for row in filling.assessed.laid.index.tables[table].rows} | {TOTAL_ROW}
    rows = filling.assessed.answers.tables.get(table, ())
    return [row.cells for row in rows if row.row not in fixed and row.cells]


def _rows_there(filling: Filling, address: str) -> str:
    """Return that rows stand in a growing table already, to which one would be added."""
    if ".+" not in address:
        return ""
    rows = _filled_rows(filling, code_of(address))
    return HAS_ROWS.format(len(rows)) if rows else ""


def _with_room(filling: Filling, cells: Sequence[PlannedCell]) -> list[PlannedCell]:
    """Return the cells, those of rows that a table has no room for with that as the reason."""
    rows: dict[str, list[str]] = {}
    for cell in cells:
        row, table = owner_of(cell.address), code_of(cell.address)
        if ".+" in cell.address and row not in rows.setdefault(table, []):
            rows[table].append(row)
    full: dict[str, str] = {}
    for table, found in rows.items():
        growing = filling.assessed.laid.index.tables[table].growing
        most = growing.maximum if growing is not None else 0
        room = max(0, most - len(_filled_rows(filling, table)))
        full |= dict.fromkeys(found[room:], NO_ROOM.format(most))
    return [
        replace(cell, why_not=cell.why_not or full.get(owner_of(cell.address), ""))
        for cell in cells
    ]


def _known_rows_aside(filling: Filling, found: Sequence[FoundWords]) -> Iterable[FoundWords]:
    """Yield what was found less the rows that stand in the draft as the report has them."""
    rows: dict[str, dict[str, str]] = {}
    for one in found:
        if ".+" in one.address:
            rows.setdefault(owner_of(one.address), {})[aspect_of(one.address)] = one.text
    known = {row for row, cells in rows.items() if _stands(filling, code_of(row), cells)}
    yield from (one for one in found if owner_of(one.address) not in known)


def _stands(filling: Filling, table: str, cells: Mapping[str, str]) -> bool:
    columns: dict[str, Column] = {
        column.code: column for column in filling.assessed.laid.index.tables[table].columns
    }
    told = {code: text for code, text in cells.items() if not columns[code].formula}
    return any(
        all(held.get(code, "") == clean_words(text) for code, text in told.items())
        for held in _filled_rows(filling, table)
    )


# --- order, and a second look ---------------------------------------------------------------


def _in_order(filling: Filling, cells: Iterable[PlannedCell]) -> list[PlannedCell]:
    sections = {s.code: n for n, s in enumerate(filling.assessed.form.sections)}
    order = {cell.address: place for place, cell in enumerate(filling.cells)}
    tables: dict[str, int] = {}
    for address, place in order.items():
        tables.setdefault(code_of(address), place)

    def place(cell: PlannedCell) -> tuple[int, int, int]:
        code = code_of(cell.address).partition(NEW)[0]
        own = order.get(cell.address, tables.get(code, len(order)))
        return sections.get(cell.section, len(sections)), own, cell.number

    return sorted(cells, key=place)


def _tried(filling: Filling, cells: Sequence[PlannedCell], actor: log.Actor) -> WordWritten:
    """Return what would become of the cells, each once: of two words for one the first."""
    words: dict[str, str] = {}
    for cell in cells:
        words.setdefault(cell.address, cell.after)
    return import_report(
        report_id=filling.report.pk,
        words=words,
        user=filling.user,
        actor=actor,
        seen={cell.address: cell.version for cell in cells},
    )


def _looked_at(
    filling: Filling, cells: Sequence[PlannedCell], tried: WordWritten
) -> list[PlannedCell]:
    """Return the cells with why a figure deserves a second look, and what the draft refuses."""
    doubts = doubts_if(filling, tried.written.entered)
    refused = dict(tried.written.refused)
    return [
        replace(
            cell,
            doubts=doubts.get(tried.places.get(cell.address, cell.address), ()),
            why_not=refused.get(tried.places.get(cell.address, cell.address), ""),
        )
        for cell in cells
    ]
