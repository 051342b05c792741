"""Tables of a section: merged heads, fixed and growing rows."""

from collections.abc import Sequence
from itertools import groupby

from selfeval.engine.cells import ROW_LABEL, rows_of
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.types import Column, Row, Table
from selfeval.engine.wording import words_for
from selfeval.filing.page.making import Making
from selfeval.filing.page.types import Head, RowSheet, TableSheet

#: Head of a column that only counts the rows.
NUMBERED = "序号"


def build_table(table: Table, making: Making) -> TableSheet:
    year = making.assessed.year
    rows = tuple(_rows(table, making))
    has_labels = bool(table.row_label) or bool(table.rows)
    if len(table.rows) == 1 and not table.row_label and table.growing is None:
        has_labels = False  # the one row of a table without row names is called like the table
    growing = table.growing
    return TableSheet(
        id=f"b-{table.code}",
        code=table.code,
        label=words_for(table.label, year),
        unit=table.unit,
        help=words_for(table.help, year),
        printed=table.printed,
        row_head=table.row_label or "项目" if has_labels else None,
        heads=merged_heads(table.columns, year, table.unit),
        rows=rows,
        is_growing=growing is not None,
        may_grow=growing is not None and making.around.is_open(table.code),
        minimum=growing.minimum if growing else 0,
        maximum=growing.maximum if growing else 0,
        files=making.around.files.get(table.code, 0),
        widths=widths_of(table.columns, has_labels, table.row_label == NUMBERED),
    )


def widths_of(columns: Sequence[Column], has_labels: bool, is_numbered: bool) -> tuple[int, ...]:
    """Return the columns' shares in percent, of the labels first."""
    first = (6 if is_numbered else 22) if has_labels else 0
    whole = sum(column.width for column in columns)
    shares = tuple(column.width * (100 - first) // whole for column in columns)
    return (first, *shares) if has_labels else shares


def merged_heads(columns: Sequence[Column], year: int, unit: str = "") -> tuple:
    """Return the rows of head cells; neighbours under the same head share it."""
    depth = max((len(column.heads) for column in columns), default=0) + 1
    lines: list[list[Head]] = [[] for _ in range(depth)]
    _place_heads(list(columns), 0, depth, lines, year, unit)
    return tuple(map(tuple, lines))


def _place_heads(columns, level: int, depth: int, lines, year: int, unit: str) -> None:
    for head, group in groupby(columns, key=lambda column: _head_at(column, level)):
        members = list(group)
        if head is None:
            for column in members:
                own = column.unit if column.unit != unit else ""
                label = words_for(column.label, year)
                lines[level].append(Head(label, own, rowspan=depth - level))
        else:
            label = words_for(head, year)
            lines[level].append(Head(label, colspan=len(members), is_group=True))
            _place_heads(members, level + 1, depth, lines, year, unit)


def _head_at(column: Column, level: int) -> str | None:
    return column.heads[level] if level < len(column.heads) else None


def _rows(table: Table, making: Making):
    number = 0
    for key, label, row in rows_of(table, making.assessed.report):
        is_total = key == TOTAL_ROW and row is None
        is_grown = row is None and not is_total
        number += is_grown
        yield _row(table, making, key, label, row, number if is_grown else 0)


def _row(
    table: Table, making: Making, key: str, label: str, row: Row | None, number: int
) -> RowSheet:
    cells = tuple(
        making.cell(f"{table.code}.{key}.{column.code}", column.code) for column in table.columns
    )
    is_listed = table.row_label == NUMBERED
    is_named = (row is not None and row.open_label) or (
        number and table.row_label and not is_listed
    )
    label_cell = None
    if is_named:
        name = f"{table.label}行名"
        address = f"{table.code}.{key}.{ROW_LABEL}"
        filed = making.words.get(address, "")
        shown = filed or (row.label if row is not None else "")
        label_cell = making.aside(address, name, column=ROW_LABEL, words=filed, shown=shown)
    typed = [cell for cell in cells if cell and not cell.is_computed]
    return RowSheet(
        key=key,
        label=str(number) if number and is_listed else words_for(label, making.assessed.year),
        cells=cells,
        indent=row.indent if row else 0,
        label_cell=label_cell,
        is_total=(key == TOTAL_ROW and row is None) or bool(row and row.formula),
        is_grown=bool(number),
        is_filled=any(cell.words for cell in typed),
        number=number,
        version=making.around.versions.get(f"{table.code}.{key}", 0),
    )
