"""Every cell of a form over a report's rows: its address, kind, formula and label.

Pages, workbooks, checks, comparison and completeness all walk this one list.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.engine.answers import Answers, TableRow
from selfeval.engine.names import TOTAL_ROW, Scope
from selfeval.engine.tree import Placed, placed_nodes, units_of
from selfeval.engine.types import (
    NUMERIC,
    Column,
    Field,
    FieldBlock,
    Form,
    IndicatorBlock,
    Kind,
    Method,
    Narrative,
    NotApplicable,
    Row,
    ScoringMode,
    Section,
    Table,
    TotalBlock,
)
from selfeval.engine.wording import words_for

ROW_LABEL = "label"  # the address table.row.label holds an open row's name


@dataclass(frozen=True, slots=True)
class Cell:
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


def cells_of(form: Form, answers: Answers | None = None, year: int = 0) -> tuple[Cell, ...]:
    """Return all cells in reading order. Without a report a growing table has one row,
    «1», which stands for any. year: for the labels."""
    cells: list[Cell] = []
    for section in form.sections:
        cells.extend(_section_cells(form, section, answers, year))
    return tuple({cell.address: cell for cell in cells}.values())


def rows_of(
    table: Table, answers: Answers | None = None
) -> tuple[tuple[str, str, Row | None], ...]:
    """Return (row key, label as filed, the fixed row) in the order they are shown."""
    filed = answers.tables.get(table.code, ()) if answers else ()
    names = {row.row: row.label for row in filed}
    rows: list[tuple[str, str, Row | None]] = [
        (row.code, (row.open_label and names.get(row.code)) or row.label, row) for row in table.rows
    ]
    if table.growing is not None:
        fixed = {row.code for row in table.rows} | {TOTAL_ROW}
        grown = [row for row in filed if row.row not in fixed]
        if answers is None:
            grown = [TableRow("1")]
        rows += [(row.row, row.label or f"第 {n} 行", None) for n, row in enumerate(grown, 1)]
        total = [(TOTAL_ROW, table.growing.total_label, None)] * bool(table.growing.total_label)
        rows = [*total, *rows] if table.growing.total_first else [*rows, *total]
    return tuple(rows)


def entered_words(answers: Answers) -> dict[str, str]:
    """Return what the report says in each cell, by address; empty cells are left out."""
    words = dict(answers.fields)
    for code, rows in answers.tables.items():
        for row in rows:
            words[f"{code}.{row.row}.{ROW_LABEL}"] = row.label
            words |= {f"{code}.{row.row}.{column}": text for column, text in row.cells.items()}
    for answer in answers.indicators.values():
        for aspect in ("target", "outcome", "weight", "band", "score", "reason", "label"):
            words[f"{answer.code}.{aspect}"] = getattr(answer, aspect)
    words |= {"total": answers.total, "grade": answers.grade}
    return {address: text for address, text in words.items() if text.strip()}


def _section_cells(
    form: Form, section: Section, answers: Answers | None, year: int
) -> Iterator[Cell]:
    for block in section.blocks:
        match block:
            case FieldBlock(fields=fields):
                yield from (_field_cell(item, section, year) for item in fields)
            case Narrative():
                yield _narrative_cell(block, section, year)
            case Table():
                yield from _table_cells(block, section, answers, year)
            case IndicatorBlock(shows=shows):
                yield from _indicator_cells(form, section, answers, year, shows)
            case TotalBlock():
                yield from _total_cells(form, block, section)


def _field_cell(item: Field, section: Section, year: int) -> Cell:
    return Cell(
        item.code,
        words_for(item.label, year),
        section.code,
        item.kind,
        item.unit,
        item.required,
        item.formula,
        choices=item.choices,
        personal=item.personal,
        own_year=item.own_year,
        prefill=item.prefill,
    )


def _narrative_cell(part: Narrative, section: Section, year: int) -> Cell:
    label = words_for(part.label, year)
    return Cell(
        part.code,
        label,
        section.code,
        Kind.LONG_TEXT,
        required=part.required,
        own_year=part.own_year,
    )


def _table_cells(
    table: Table, section: Section, answers: Answers | None, year: int
) -> Iterator[Cell]:
    for key, row_label, row in rows_of(table, answers):
        for column in table.columns:
            if column.kind is Kind.SIGNATURE or (row is not None and column.code in row.blank):
                continue
            if key == TOTAL_ROW and row is None and not column.total:
                continue
            labels = (table.label, row_label, column.label)
            label = " · ".join(words_for(part, year) for part in labels if part)
            yield _table_cell(table, section, key, row, column, label)


def _table_cell(
    table: Table, section: Section, key: str, row: Row | None, column: Column, label: str
) -> Cell:
    is_total = key == TOTAL_ROW and row is None
    formula, scope = column.formula, Scope(table.code, row=key)
    if is_total:
        formula, scope = column.total, Scope(table.code)
    elif row is not None and row.formula and not formula and column.kind in NUMERIC:
        formula, scope = row.formula, Scope(table.code, column=column.code)
    is_sum = is_total or (row is not None and bool(row.formula))
    return Cell(
        f"{table.code}.{key}.{column.code}",
        label,
        section.code,
        column.kind,
        column.unit,
        column.required and not (row is not None and row.open_label),
        formula,
        scope if formula else None,
        column.choices,
        column.personal,
        column.own_year,
        column.prefill,
        is_sum,
    )


def _indicator_cells(
    form: Form, section: Section, answers: Answers | None, year: int, shows: tuple[str, ...]
) -> Iterator[Cell]:
    scored = {unit.code: unit for unit in units_of(form, answers)}
    for place in placed_nodes(form, answers):
        if place.dropped:
            continue
        label = words_for(place.node.label, year)
        has_own_figures = place.is_leaf and place.node.method is not Method.EXECUTION
        if has_own_figures:
            yield from _leaf_cells(place, section, f"“{label}”", shows)
        if place.code in scored and ("score" in shows or "weight" in shows):
            yield from _unit_cells(place, section, f"“{label}”", shows)


def _leaf_cells(
    place: Placed, section: Section, label: str, shows: tuple[str, ...]
) -> Iterator[Cell]:
    node, code, kind = place.node, place.code, Kind.MEASURED
    if "target" in shows:
        required = node.target_required and not node.target
        yield Cell(
            f"{code}.target",
            f"{label}目标值",
            section.code,
            kind,
            node.unit,
            required,
            node.target_formula,
            own_year=True,
            prefill="" if node.target else "last_year",
            fixed=node.target,
        )
    if "outcome" not in shows:
        return
    yield Cell(
        f"{code}.outcome",
        f"{label}完成值",
        section.code,
        kind,
        node.unit,
        True,
        node.outcome_formula,
        own_year=True,
    )
    if node.method is Method.QUALITATIVE:
        bands = tuple(band.code for band in node.bands)
        yield Cell(f"{code}.band", f"{label}完成等次", section.code, Kind.CHOICE, choices=bands)


def _unit_cells(
    place: Placed, section: Section, label: str, shows: tuple[str, ...]
) -> Iterator[Cell]:
    code = place.code
    if place.node.weight is None:
        yield Cell(f"{code}.weight", f"{label}分值", section.code, Kind.NUMBER, "分", True)
    if "score" in shows:
        yield Cell(f"{code}.score", f"{label}得分", section.code, Kind.NUMBER, "分", True)
        yield Cell(f"{code}.reason", f"{label}偏差原因及改进措施", section.code, Kind.LONG_TEXT)


def _total_cells(form: Form, block: TotalBlock, section: Section) -> Iterator[Cell]:
    mode = form.scoring.mode
    if mode is ScoringMode.NONE:
        return
    is_own = mode is ScoringMode.OWN_TOTAL
    is_open = is_own or form.scoring.not_applicable is NotApplicable.BY_HAND
    yield Cell("total", block.total_label, section.code, Kind.NUMBER, "分", is_own)
    if is_open or form.scoring.grades:
        grades = tuple(grade.label for grade in form.scoring.grades)
        kind = Kind.CHOICE if grades else Kind.TEXT
        yield Cell("grade", block.grade_label, section.code, kind, choices=grades)
