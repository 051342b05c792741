"""Tables of a section: the paper's heads and rows, with cells to fill in."""

from collections.abc import Iterator
from dataclasses import replace

from selfeval.engine.cells import ROW_LABEL, rows_of
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.types import Row, Table
from selfeval.filing.page.types import PageBlock, PageCell, PageCells, PageRow
from selfeval.filing.page.widgets import Widgets
from selfeval.paper.blocks import NUMBERED, is_grown, rows_grid
from selfeval.paper.model import Cell, Grid

#: Shares of the column of names, in percent.
NUMBER_SHARE, NAME_SHARE = 6, 22


def table_block(block: PageBlock, table: Table, widgets: Widgets) -> PageBlock:
    """Return the block of a table with its rows."""
    grid = rows_grid(widgets.desk, table)
    return replace(
        block,
        kind="table",
        heads=tuple(_heads(grid, table)),
        rows=tuple(_rows(grid, table, widgets)),
        widths=_shares(grid, table),
        may_grow=table.growing is not None and widgets.around.is_open(table.code),
        files=widgets.around.files.get(table.code, 0),
    )


def _has_names(grid: Grid, table: Table) -> bool:
    return len(grid.widths) > len(table.columns)


def _shares(grid: Grid, table: Table) -> tuple[int, ...]:
    """Return the columns' widths in percent; the names' does not depend on the others."""
    first = NUMBER_SHARE if table.row_label == NUMBERED else NAME_SHARE
    names = (first,) * _has_names(grid, table)
    whole = sum(column.width for column in table.columns)
    shares = (column.width * (100 - sum(names)) // whole for column in table.columns)
    return (*names, *shares)


def _heads(grid: Grid, table: Table) -> Iterator[PageCells]:
    for level, cells in enumerate(grid.rows[: grid.heads]):
        heads = [_head(cell, is_group=level + cell.rowspan < grid.heads) for cell in cells]
        if level == 0 and _has_names(grid, table):
            heads[0] = PageCell("row-head", cells[0])
        yield tuple(heads)


def _head(cell: Cell, *, is_group: bool) -> PageCell:
    return PageCell("head", cell, own="colgroup" if is_group else "col")


def _rows(grid: Grid, table: Table, widgets: Widgets) -> Iterator[PageRow]:
    has_names, number = _has_names(grid, table), 0
    body = zip(rows_of(table, widgets.assessed.answers), grid.rows[grid.heads :], strict=True)
    for (key, label, row), cells in body:
        grown = is_grown(key, row)
        number += grown
        values = zip(cells[has_names:], table.columns, strict=True)
        names = [_name(cell, table, widgets) for cell in cells[:has_names]]
        yield PageRow(
            (*names, *(widgets.entry(cell, column.code) for cell, column in values)),
            key,
            kind="total" if _is_total(key, row) else "",
            label=cells[0].text if has_names else widgets.desk.say(label),
            number=number if grown else 0,
        )


def _is_total(key: str, row: Row | None) -> bool:
    return key == TOTAL_ROW if row is None else bool(row.formula)


def _name(cell: Cell, table: Table, widgets: Widgets) -> PageCell:
    """Return what a row is called; the county may name it where its name has an address."""
    label = f"{table.label}行名"
    widget = widgets.aside(cell.address, label, column=ROW_LABEL) if cell.address else None
    return PageCell("row-name", cell, widget)
