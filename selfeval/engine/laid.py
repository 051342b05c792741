"""A form laid over what was entered: its indicators, what is scored, and every cell.

Made once for a report and passed on; pages, workbooks, checks, comparison and completeness
all walk these lists.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from selfeval.engine.addresses import address_of, parts_of
from selfeval.engine.answers import Answers, TableRow
from selfeval.engine.cells import FormCell, rows_of
from selfeval.engine.names import TOTAL_ROW, Index, Scope
from selfeval.engine.scoring_types import NotApplicable, ScoringMode
from selfeval.engine.tree import Placed, Unit, placed_nodes, units_of
from selfeval.engine.tree_cells import TreeCells
from selfeval.engine.types import (
    NUMERIC,
    Column,
    Field,
    FieldBlock,
    Form,
    IndicatorBlock,
    Kind,
    Narrative,
    Row,
    Section,
    Table,
    TotalBlock,
)
from selfeval.engine.wording import words_for


@dataclass(frozen=True)
class Laid:
    """A form, the answers under it and their year; each part is found once, when asked for."""

    form: Form
    answers: Answers
    year: int

    @classmethod
    def of_form(cls, form: Form, year: int = 0) -> "Laid":
        """Return the form as it stands: growing tables have one row, which stands for any."""
        growing = [table.code for table in Index.of(form).tables.values() if table.growing]
        return cls(form, Answers(tables={code: (TableRow("1"),) for code in growing}), year)

    @cached_property
    def index(self) -> Index:
        return Index.of(self.form)

    @cached_property
    def nodes(self) -> tuple[Placed, ...]:
        """Every node of the indicator tree in reading order, dropped ones too (marked)."""
        return placed_nodes(self.form, self.answers)

    @cached_property
    def node_by_code(self) -> Mapping[str, Placed]:
        return {place.code: place for place in self.nodes}

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What is scored, in reading order; none unless the form has a score table."""
        return units_of(self.form, self.answers, self.nodes)

    @cached_property
    def cells(self) -> tuple[FormCell, ...]:
        """All cells in reading order."""
        return cells_of(self)

    @cached_property
    def cell_by_address(self) -> Mapping[str, FormCell]:
        return {cell.address: cell for cell in self.cells}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What cells are called, by address."""
        return {cell.address: cell.label for cell in self.cells}

    @cached_property
    def columns(self) -> Mapping[tuple[str, str], list[str]]:
        """The addresses of each (table, column) but those of totals."""
        columns: dict[tuple[str, str], list[str]] = defaultdict(list)
        for cell in self.cells:
            parts = parts_of(cell.address)
            if len(parts) == 3 and not cell.is_total:
                columns[parts[0], parts[2]].append(cell.address)
        return columns


def cells_of(laid: Laid) -> tuple[FormCell, ...]:
    """Return all cells of the form over the answers' rows, in reading order."""
    cells = [cell for section in laid.form.sections for cell in _section_cells(laid, section)]
    return tuple({cell.address: cell for cell in cells}.values())


def _section_cells(laid: Laid, section: Section) -> Iterator[FormCell]:
    for block in section.blocks:
        match block:
            case FieldBlock(fields=fields):
                yield from (_field_cell(item, section, laid.year) for item in fields)
            case Narrative():
                yield _narrative_cell(block, section, laid.year)
            case Table():
                yield from _table_cells(laid, block, section)
            case IndicatorBlock():
                yield from _indicator_cells(laid, block, section)
            case TotalBlock():
                yield from _total_cells(laid.form, block, section)


def _field_cell(item: Field, section: Section, year: int) -> FormCell:
    return FormCell(
        address=item.code,
        label=words_for(item.label, year),
        section=section.code,
        kind=item.kind,
        unit=item.unit,
        required=item.required,
        formula=item.formula,
        choices=item.choices,
        personal=item.personal,
        own_year=item.own_year,
        prefill=item.prefill,
    )


def _narrative_cell(part: Narrative, section: Section, year: int) -> FormCell:
    label = words_for(part.label, year)
    return FormCell(
        part.code,
        label,
        section.code,
        Kind.LONG_TEXT,
        required=part.required,
        own_year=part.own_year,
    )


def _table_cells(laid: Laid, table: Table, section: Section) -> Iterator[FormCell]:
    for key, row_label, row in rows_of(table, laid.answers):
        for column in table.columns:
            if column.kind is Kind.SIGNATURE or (row is not None and column.code in row.blank):
                continue
            if key == TOTAL_ROW and row is None and not column.total:
                continue
            labels = (table.label, row_label, column.label)
            label = " · ".join(words_for(part, laid.year) for part in labels if part)
            yield _table_cell(table, section, key, row=row, column=column, label=label)


def _table_cell(
    table: Table, section: Section, key: str, *, row: Row | None, column: Column, label: str
) -> FormCell:
    is_total = key == TOTAL_ROW and row is None
    formula, scope = column.formula, Scope(table.code, row=key)
    if is_total:
        formula, scope = column.total, Scope(table.code)
    elif row is not None and row.formula and not formula and column.kind in NUMERIC:
        formula, scope = row.formula, Scope(table.code, column=column.code)
    is_sum = is_total or (row is not None and bool(row.formula))
    return FormCell(
        address=address_of(table.code, key, column.code),
        label=label,
        section=section.code,
        kind=column.kind,
        unit=column.unit,
        required=column.required and not (row is not None and row.open_label),
        formula=formula,
        scope=scope if formula else None,
        choices=column.choices,
        personal=column.personal,
        own_year=column.own_year,
        prefill=column.prefill,
        is_total=is_sum,
    )


def _indicator_cells(laid: Laid, block: IndicatorBlock, section: Section) -> Iterator[FormCell]:
    is_scored = laid.form.scoring.mode is ScoringMode.TABLE
    has_reasons = bool(block.columns) and "reason" in block.names
    table = TreeCells(
        block,
        section.code,
        given=laid.index.indicators,
        units={unit.code: unit for unit in laid.units},
        asks_reasons=has_reasons and not is_scored,
        year=laid.year,
    )
    yield from table.cells(laid.nodes)


def _total_cells(form: Form, block: TotalBlock, section: Section) -> Iterator[FormCell]:
    mode = form.scoring.mode
    if mode is ScoringMode.NONE:
        return
    is_own = mode is ScoringMode.OWN_TOTAL
    is_open = is_own or form.scoring.not_applicable is NotApplicable.BY_HAND
    yield FormCell(
        address="total",
        label=block.total_label,
        section=section.code,
        kind=Kind.NUMBER,
        unit="分",
        required=is_own,
    )
    if is_open or form.scoring.grades:
        grades = tuple(grade.label for grade in form.scoring.grades)
        kind = Kind.CHOICE if grades else Kind.TEXT
        yield FormCell("grade", block.grade_label, section.code, kind, choices=grades)
