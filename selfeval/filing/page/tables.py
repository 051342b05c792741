"""Tables of a section: the paper's heads and rows, with cells to fill in."""

from collections.abc import Iterator

from selfeval.engine.cells import ROW_LABEL, rows_of
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.types import Row, Table
from selfeval.filing.page.types import PageCell, PageCells, RowSheet, TableSheet
from selfeval.filing.page.widgets import Widgets
from selfeval.paper.blocks import NUMBERED, is_grown, rows_grid
from selfeval.paper.model import Cell, Grid

#: Shares of the column of names, in percent.
NUMBER_SHARE, NAME_SHARE = 6, 22


def build_table(table: Table, widgets: Widgets) -> TableSheet:
    grid = rows_grid(widgets.desk, table)
    growing = table.growing
    return TableSheet(
        id=f"b-{table.code}",
        code=table.code,
        label=widgets.desk.say(table.label),
        unit=table.unit,
        help=widgets.desk.say(table.help),
        printed=table.printed,
        heads=tuple(_heads(grid, table)),
        rows=tuple(_rows(grid, table, widgets)),
        is_growing=growing is not None,
        may_grow=growing is not None and widgets.around.is_open(table.code),
        minimum=growing.minimum if growing else 0,
        maximum=growing.maximum if growing else 0,
        files=widgets.around.files.get(table.code, 0),
        widths=_shares(grid, table),
        is_numbered=table.row_label == NUMBERED,
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
    """Yield the head cells; own: the scope, of a head over others the columns under it."""
    for level, cells in enumerate(grid.rows[: grid.heads]):
        heads = [_head(cell, is_group=level + cell.rowspan < grid.heads) for cell in cells]
        if level == 0 and _has_names(grid, table):
            heads[0] = PageCell("row-head", cells[0])
        yield tuple(heads)


def _head(cell: Cell, *, is_group: bool) -> PageCell:
    return PageCell("head", cell, own="colgroup" if is_group else "col")


def _rows(grid: Grid, table: Table, widgets: Widgets) -> Iterator[RowSheet]:
    has_names, number = _has_names(grid, table), 0
    body = grid.rows[grid.heads :]
    for (key, label, row), cells in zip(rows_of(table, widgets.assessed.report), body, strict=True):
        grown = is_grown(key, row)
        number += grown
        columns = zip(cells[has_names:], table.columns, strict=True)
        yield RowSheet(
            key,
            label=cells[0].text if has_names else widgets.desk.say(label),
            name=_name(cells[0], table, widgets) if has_names else None,
            values=tuple(widgets.entry(cell, column.code) for cell, column in columns),
            number=number if grown else 0,
            is_total=_is_total(key, row),
        )


def _is_total(key: str, row: Row | None) -> bool:
    return key == TOTAL_ROW if row is None else bool(row.formula)


def _name(cell: Cell, table: Table, widgets: Widgets) -> PageCell:
    """Return what a row is called; the county may name it where its name has an address."""
    widget = None
    if cell.address:
        widget = widgets.aside(cell.address, f"{table.label}行名", column=ROW_LABEL)
    return PageCell("row-name", cell, widget)
