"""The blocks of a form as tables, the way the official forms set them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from selfeval.engine.answers import Answers
from selfeval.engine.cells import ROW_LABEL, FormCell, rows_of
from selfeval.engine.laid import Laid
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.results import Evaluated
from selfeval.engine.types import (
    Column,
    Field,
    FieldBlock,
    Form,
    Kind,
    Table,
)
from selfeval.engine.wording import words_for
from selfeval.paper.model import PARTS, Cell, Cells, Grid, Look, beside
from selfeval.paper.words import masked, without_numbers_of_people, words_of

LABEL_WIDTH, VALUE_WIDTH = 18, 32
#: Longer text is set over the whole width, and a row with it may break.
LONG = Kind.LONG_TEXT
#: Words so short are kept in one line; how many PARTS a sign takes, Chinese and ASCII.
SHORT = 4
SIGN_PARTS = {False: 2.9, True: 1.6}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the layout is made from.

    is_masked: for the public. is_form: to be filled in, so that everything is laid out.
    """

    evaluated: Evaluated
    is_masked: bool = False
    is_form: bool = False

    @property
    def laid(self) -> Laid:
        return self.evaluated.laid

    @property
    def form(self) -> Form:
        return self.laid.form

    @property
    def answers(self) -> Answers:
        return self.laid.answers

    @property
    def year(self) -> int:
        return self.laid.year

    @property
    def cells(self) -> Mapping[str, FormCell]:
        """Return the cells of the form over this report, by address."""
        return self.laid.cell_by_address

    def say(self, label: str) -> str:
        return words_for(label, self.year)

    def words(self, address: str) -> str:
        """Return what stands in a cell, masked where the public reads."""
        cell = self.cells.get(address)
        if cell is None:
            return ""
        words = words_of(cell, self.evaluated)
        if not self.is_masked:
            return words
        if cell.personal or cell.kind in (Kind.PERSON, Kind.PHONE):
            return masked(words, cell.kind)
        return without_numbers_of_people(words)

    def cell(self, address: str, look: Look, **spans) -> Cell:
        return Cell(self.words(address), look, address=address, **spans)


def with_unit(label: str, unit: str) -> str:
    """Return label with its unit in brackets unless it says it already."""
    if not unit or unit in label:
        return label
    return f"{label}（{unit}）"


# --- fields -----------------------------------------------------------------------------


def fields_grid(desk: Desk, block: FieldBlock, unit: str = "") -> Grid:
    """Return fields as pairs of label and value; long ones over the whole width.

    unit: said already by what stands around the fields.
    """
    label = desk.say(block.label)
    if _is_facing(block):
        grid = _facing_grid(desk, block)
        return beside(label, grid) if label else grid
    columns = max(1, block.columns)
    rows = tuple(_field_rows(desk, block, columns, unit))
    widths = (LABEL_WIDTH, VALUE_WIDTH) * columns if columns > 1 else (LABEL_WIDTH, 82)
    grid = Grid(widths, rows)
    if label:
        rubric = (Cell(label, Look.HEAD, colspan=len(widths)),)
        grid = Grid(widths, (rubric, *rows), heads=1)
    return grid


def _is_facing(block: FieldBlock) -> bool:
    """Say whether long texts stand beside each other, each under its head (目标 | 完成)."""
    is_long = all(item.kind is LONG for item in block.fields)
    return is_long and block.columns > 1 and len(block.fields) > 1


def _facing_grid(desk: Desk, block: FieldBlock) -> Grid:
    heads = tuple(Cell(desk.say(item.label), Look.HEAD) for item in block.fields)
    texts = tuple(desk.cell(item.code, Look.TEXT) for item in block.fields)
    return Grid((1,) * len(heads), (heads, texts), heads=1)


def _field_rows(desk: Desk, block: FieldBlock, columns: int, unit: str) -> Iterator[Cells]:
    waiting: list[Field] = []
    for item in block.fields:
        if item.kind is LONG and columns > 1:
            if waiting:
                yield _pairs(desk, waiting, columns, unit)
                waiting = []
            yield _whole_line(desk, item, columns)
            continue
        waiting.append(item)
        if len(waiting) == columns:
            yield _pairs(desk, waiting, columns, unit)
            waiting = []
    if waiting:
        yield _pairs(desk, waiting, columns, unit)


def _pairs(desk: Desk, items: list[Field], columns: int, unit: str) -> Cells:
    """Return a row of label and value; the last value takes what is left of the row."""
    cells: list[Cell] = []
    for place, item in enumerate(items, 1):
        left = (columns - len(items)) * 2 if place == len(items) else 0
        cells.append(Cell(_field_label(desk, item, unit), Look.LABEL))
        cells.append(desk.cell(item.code, _value_look(item, columns), colspan=1 + left))
    return tuple(cells)


def _whole_line(desk: Desk, item: Field, columns: int) -> Cells:
    label = Cell(_field_label(desk, item), Look.LABEL)
    return label, desk.cell(item.code, Look.TEXT, colspan=columns * 2 - 1)


def _field_label(desk: Desk, item: Field, unit: str = "") -> str:
    is_told = item.kind is Kind.PERCENT or item.unit == unit
    return with_unit(desk.say(item.label), "" if is_told else item.unit)


def _value_look(item: Field, columns: int) -> Look:
    if item.kind in (Kind.TEXT, LONG) and columns == 1:
        return Look.TEXT
    return Look.MIDDLE


# --- tables -----------------------------------------------------------------------------


def table_grid(desk: Desk, table: Table, *, has_caption: bool) -> Grid:
    """Return a table with its heads, rows and, where the form prints them there, scores.

    has_caption: its name stands over it, not in it.
    """
    label = desk.say(table.label)
    is_side = is_beside(table) and not has_caption
    is_told = has_caption or is_side or _says_its_name(desk, table)
    grid = _with_scores(desk, table, _rows_grid(desk, table, is_told and not is_side))
    grid = replace(grid, widths=fitted(grid))
    if has_caption:
        return replace(grid, caption=with_unit(label, table.unit))
    if is_side:
        return beside(with_unit(label, table.unit), grid)
    if is_told or not label:
        return grid
    rubric = (Cell(with_unit(label, table.unit), Look.HEAD, colspan=_columns(grid)),)
    return Grid(grid.widths, (rubric, *grid.rows), grid.heads + 1, code=table.code)


def is_beside(table: Table) -> bool:
    """Say whether its name stands at the left, beside its rows."""
    return bool(table.rows) and table.growing is None and not table.row_label


def _says_its_name(desk: Desk, table: Table) -> bool:
    """Say whether the table's heads name it already («三公经费合计»)."""
    label = desk.say(table.label)
    return table.row_label == table.label or any(
        desk.say(column.label).startswith(label) for column in table.columns
    )


def _columns(grid: Grid) -> int:
    return len(grid.widths)


def _rows_grid(desk: Desk, table: Table, tells_unit: bool) -> Grid:
    has_labels = bool(table.row_label or table.rows)
    # A single row that only repeats the table's name needs no column for it.
    if is_beside(table) and len(table.rows) == 1 and table.rows[0].label == table.label:
        has_labels = False
    heads = list(_heads(desk, table, tells_unit, has_labels))
    rows = [
        tuple(_row(desk, table, key, label, row, has_labels))
        for key, label, row in rows_of(table, desk.answers)
    ]
    labels = (_label_width(desk, table),) * has_labels
    widths = (*labels, *(column.width * 10 for column in table.columns))
    return Grid(widths, (*heads, *rows), len(heads), code=table.code)


def fitted(grid: Grid) -> tuple[int, ...]:
    """Return widths that no figure has to break in; the other columns give the room."""
    needs = [0] * len(grid.widths)
    for _, column, cell in grid.placed():
        if cell.colspan == 1 and (cell.look is Look.FIGURE or len(cell.text) <= SHORT):
            longest = max((len(line) for line in cell.text.splitlines()), default=0)
            needs[column] = max(needs[column], longest * SIGN_PARTS[cell.text.isascii()] + 3)
    total = sum(grid.widths)
    wanted = [width * PARTS / total for width in grid.widths]
    spare = sum(max(0, width - need) for width, need in zip(wanted, needs, strict=True))
    lacking = sum(max(0, need - width) for width, need in zip(wanted, needs, strict=True))
    if not spare or lacking > spare:
        return grid.widths
    kept = 1 - lacking / spare
    return tuple(
        max(1, round(need if width < need else need + (width - need) * kept))
        for width, need in zip(wanted, needs, strict=True)
    )


def _label_width(desk: Desk, table: Table) -> int:
    longest = max((len(label) for _, label, _ in rows_of(table, desk.answers)), default=0)
    if table.growing is not None and not table.rows:
        return 6
    return 12 if longest <= 8 else 24 if len(table.columns) > 3 else 22


def _heads(desk: Desk, table: Table, tells_unit: bool, has_labels: bool) -> Iterator[Cells]:
    depth = max((len(column.heads) for column in table.columns), default=0) + 1
    for level in range(depth):
        cells: list[Cell] = []
        if level == 0 and has_labels:
            own = table.row_label == table.label and tells_unit
            text = with_unit(desk.say(table.row_label), table.unit if own else "")
            cells.append(Cell(text, Look.HEAD, rowspan=depth))
        place = 0
        while place < len(table.columns):
            span, text, down = _head(desk, table, place, level, depth)
            if down:
                cells.append(Cell(text, Look.HEAD, colspan=span, rowspan=down))
            place += span
        yield tuple(cells)


def _head(desk: Desk, table: Table, place: int, level: int, depth: int) -> tuple[int, str, int]:
    """Return (columns, words, rows) of the head cell over a column; no rows if it began above."""
    column = table.columns[place]
    if level < len(column.heads):
        over = column.heads[: level + 1]
        span = 1
        while place + span < len(table.columns) and _is_under(table.columns[place + span], over):
            span += 1
        return span, desk.say(over[-1]), 1
    if level == len(column.heads):
        return 1, _column_label(desk, table, column, place), depth - level
    return 1, "", 0


def _is_under(column: Column, over: tuple[str, ...]) -> bool:
    return column.heads[: len(over)] == over


def _column_label(desk: Desk, table: Table, column: Column, place: int) -> str:
    label = desk.say(column.label)
    is_own = column.unit and column.unit != table.unit and column.kind is not Kind.PERCENT
    if is_own:
        return with_unit(label, column.unit)
    is_first_of_all = place == 0 and label.startswith(desk.say(table.label))
    return with_unit(label, table.unit) if is_first_of_all else label


def _row(desk: Desk, table: Table, key: str, label: str, row, has_labels: bool) -> Iterator[Cell]:
    if has_labels:
        yield _row_label(desk, table, key, label, row)
    for place, column in enumerate(table.columns):
        address = f"{table.code}.{key}.{column.code}"
        if address in desk.cells:
            yield desk.cell(address, _look(column))
        elif place == 0 and key == TOTAL_ROW and not has_labels:
            yield Cell(desk.say(label), Look.SIDE)
        else:
            yield Cell("", Look.MIDDLE)


def _row_label(desk: Desk, table: Table, key: str, label: str, row) -> Cell:
    if row is None and key != TOTAL_ROW:
        rows = rows_of(table, desk.answers)
        grown = [k for k, _, fixed in rows if fixed is None and k != TOTAL_ROW]
        return Cell(str(grown.index(key) + 1), Look.SIDE)
    address = f"{table.code}.{key}.{ROW_LABEL}" if row is not None and row.open_label else ""
    look = Look.SIDE if row is None else Look.LABEL
    return Cell(desk.say(label), look, indent=row.indent if row is not None else 0, address=address)


def _look(column: Column) -> Look:
    if column.kind in (Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.COUNT):
        return Look.FIGURE
    return Look.TEXT if column.kind is LONG or column.width > 1 else Look.MIDDLE


def _with_scores(desk: Desk, table: Table, grid: Grid) -> Grid:
    """Return grid with weight and score of the indicator that the form prints beside it."""
    places = [place for place in desk.laid.nodes if place.node.beside == table.code]
    if not places or not table.code:
        return grid
    code, node = places[0].code, places[0].node
    down = len(grid.rows) - grid.heads
    weight = "" if node.weight is None else f"{node.weight}"
    rows = list(grid.rows)
    heads = (Cell(name, Look.HEAD, rowspan=grid.heads) for name in ("分值", "得分"))
    rows[0] = (*rows[0], *heads)
    scores = (
        Cell(weight, Look.MIDDLE, rowspan=down),
        desk.cell(f"{code}.score", Look.MIDDLE, rowspan=down),
    )
    rows[grid.heads] = (*rows[grid.heads], *scores)
    return Grid((*grid.widths, 8, 8), tuple(rows), grid.heads, code=grid.code)
