"""The blocks of a form as tables, the way the official forms set them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from selfeval.engine.addresses import address_of
from selfeval.engine.answers import Answers
from selfeval.engine.cells import ROW_LABEL, FormCell, rows_of
from selfeval.engine.laid import Laid
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.results import Evaluated
from selfeval.engine.types import Column, Field, FieldBlock, Form, Kind, Row, Table
from selfeval.engine.wording import words_for
from selfeval.paper.model import Cell, Cells, Grid, Look, beside
from selfeval.paper.words import words_of

LABEL_WIDTH, VALUE_WIDTH = 18, 32
#: Longer text is set over the whole width, and a row with it may break.
LONG = Kind.LONG_TEXT
#: Head of a column that only counts the rows; and of one to which the form gives none.
NUMBERED, UNNAMED = "序号", "项目"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the layout is made from.

    is_form: to be filled in, so that everything is laid out.
    is_open: on the page on which a county fills in, whether it may write at an address, or add
    there. Names have their units beside them then, rows to work with stand among the others,
    and of the cells only the addresses are said.
    """

    evaluated: Evaluated
    is_form: bool = False
    is_open: Callable[[str], bool] | None = None

    @property
    def is_page(self) -> bool:
        return self.is_open is not None

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
        """Return what stands in a cell."""
        cell = self.cells.get(address)
        return words_of(cell, self.evaluated) if cell is not None else ""

    def cell(self, address: str, look: Look, **spans) -> Cell:
        words = "" if self.is_page else self.words(address)
        return Cell(words, look, address=address, **spans)


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
    grid = pairs_grid(desk, block, unit)
    if not label:
        return grid
    rubric = (Cell(label, Look.HEAD, colspan=_columns(grid)),)
    return Grid(grid.widths, (rubric, *grid.rows), heads=1)


def pairs_grid(desk: Desk, block: FieldBlock, unit: str = "") -> Grid:
    """Return fields as pairs of label and value, without the block's name."""
    columns = max(1, block.columns)
    widths = (LABEL_WIDTH, VALUE_WIDTH) * columns if columns > 1 else (LABEL_WIDTH, 82)
    return Grid(widths, tuple(_field_rows(desk, block, columns, unit=unit)))


def _is_facing(block: FieldBlock) -> bool:
    """Say whether long texts stand beside each other, each under its head (目标 | 完成)."""
    is_long = all(item.kind is LONG for item in block.fields)
    return is_long and block.columns > 1 and len(block.fields) > 1


def _facing_grid(desk: Desk, block: FieldBlock) -> Grid:
    heads = tuple(Cell(desk.say(item.label), Look.HEAD) for item in block.fields)
    texts = tuple(desk.cell(item.code, Look.TEXT) for item in block.fields)
    return Grid((1,) * len(heads), (heads, texts), heads=1)


def _field_rows(desk: Desk, block: FieldBlock, columns: int, *, unit: str) -> Iterator[Cells]:
    waiting: list[Field] = []
    for item in block.fields:
        if item.kind is LONG and columns > 1:
            if waiting:
                yield _pairs(desk, waiting, columns, unit=unit)
                waiting = []
            yield _whole_line(desk, item, columns)
            continue
        waiting.append(item)
        if len(waiting) == columns:
            yield _pairs(desk, waiting, columns, unit=unit)
            waiting = []
    if waiting:
        yield _pairs(desk, waiting, columns, unit=unit)


def _pairs(desk: Desk, items: list[Field], columns: int, *, unit: str) -> Cells:
    """Return a row of label and value; the last value takes what is left of the row."""
    cells: list[Cell] = []
    for place, item in enumerate(items, 1):
        left = (columns - len(items)) * 2 if place == len(items) else 0
        cells.append(_field_label(desk, item, unit))
        cells.append(desk.cell(item.code, _value_look(item, columns), colspan=1 + left))
    return tuple(cells)


def _whole_line(desk: Desk, item: Field, columns: int) -> Cells:
    value = desk.cell(item.code, Look.TEXT, colspan=columns * 2 - 1)
    return _field_label(desk, item), value


def _field_label(desk: Desk, item: Field, unit: str = "") -> Cell:
    label = desk.say(item.label)
    if desk.is_page:
        return Cell(label, Look.LABEL, unit=item.unit, note=desk.say(item.help))
    is_told = item.kind is Kind.PERCENT or item.unit == unit
    return Cell(with_unit(label, "" if is_told else item.unit), Look.LABEL)


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
    grid = _with_scores(desk, table, rows_grid(desk, table, tells_unit=is_told and not is_side))
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


def rows_grid(desk: Desk, table: Table, *, tells_unit: bool = False) -> Grid:
    """Return a table's heads and rows, without its name. tells_unit: nothing around it does."""
    rows = rows_of(table, desk.answers)
    layout = _TableLayout(desk, table, tells_unit)
    heads = tuple(layout.heads())
    labels = (_label_width(desk, table),) * layout.has_labels
    widths = (*labels, *(column.width * 10 for column in table.columns))
    return Grid(widths, (*heads, *layout.rows(rows)), len(heads), code=table.code)


def _label_width(desk: Desk, table: Table) -> int:
    longest = max((len(label) for _, label, _ in rows_of(table, desk.answers)), default=0)
    if table.growing is not None and not table.rows:
        return 6
    return 12 if longest <= 8 else 24 if len(table.columns) > 3 else 22


@dataclass(frozen=True, slots=True)
class _TableLayout:
    """One table's heads and rows. tells_unit: the head of its rows says the table's unit."""

    desk: Desk
    table: Table
    tells_unit: bool

    @property
    def has_labels(self) -> bool:
        """A single row that only repeats the table's name needs no column for it."""
        table = self.table
        is_single = is_beside(table) and len(table.rows) == 1
        if is_single and (self.desk.is_page or table.rows[0].label == table.label):
            return False
        return bool(table.row_label or table.rows)

    def heads(self) -> Iterator[Cells]:
        columns = self.table.columns
        depth = max((len(column.heads) for column in columns), default=0) + 1
        for level in range(depth):
            cells = [self._head_of_labels(depth)] if level == 0 and self.has_labels else []
            place = 0
            while place < len(columns):
                span, head = self._head(place, level, depth)
                cells += [head] if head else []
                place += span
            yield tuple(cells)

    def _head_of_labels(self, depth: int) -> Cell:
        table, label = self.table, self.desk.say(self.table.row_label)
        if self.desk.is_page:
            return Cell(label or UNNAMED, Look.HEAD, rowspan=depth)
        own = table.row_label == table.label and self.tells_unit
        return Cell(with_unit(label, table.unit if own else ""), Look.HEAD, rowspan=depth)

    def _head(self, place: int, level: int, depth: int) -> tuple[int, Cell | None]:
        """Return over how many columns a head goes; with None if it began above."""
        columns = self.table.columns
        own = columns[place].heads
        if level < len(own):
            over, span = own[: level + 1], 1
            while place + span < len(columns) and _is_under(columns[place + span], over):
                span += 1
            return span, Cell(self.desk.say(over[-1]), Look.HEAD, colspan=span)
        if level == len(own):
            return 1, self._column_head(place, depth - level)
        return 1, None

    def _column_head(self, place: int, down: int) -> Cell:
        table, column = self.table, self.table.columns[place]
        label = self.desk.say(column.label)
        own = column.unit if column.unit != table.unit else ""
        if self.desk.is_page:
            return Cell(label, Look.HEAD, rowspan=down, unit=own)
        if own and column.kind is not Kind.PERCENT:
            label = with_unit(label, own)
        elif place == 0 and label.startswith(self.desk.say(table.label)):
            label = with_unit(label, table.unit)
        return Cell(label, Look.HEAD, rowspan=down)

    def rows(self, rows: Sequence[tuple[str, str, Row | None]]) -> Iterator[Cells]:
        number = 0
        for key, label, row in rows:
            number += is_grown(key, row)
            name = (self._name(key, label, row, number=number),) * self.has_labels
            yield (*name, *self._values(key, label))

    def _values(self, key: str, label: str) -> Iterator[Cell]:
        for place, column in enumerate(self.table.columns):
            address = address_of(self.table.code, key, column.code)
            if address in self.desk.cells:
                yield self.desk.cell(address, _look(column))
            elif place == 0 and key == TOTAL_ROW and not self.has_labels:
                yield Cell(self.desk.say(label), Look.SIDE)
            else:
                yield Cell("", Look.MIDDLE)

    def _name(self, key: str, label: str, row: Row | None, *, number: int) -> Cell:
        """Return what a row is called; on paper rows that the county added have numbers."""
        is_added = is_grown(key, row)
        if is_added and (not self.desk.is_page or self.table.row_label == NUMBERED):
            return Cell(str(number), Look.SIDE)
        is_open = row.open_label if row is not None else is_added and bool(self.table.row_label)
        return Cell(
            self.desk.say(label),
            Look.SIDE if row is None else Look.LABEL,
            indent=row.indent if row is not None else 0,
            address=address_of(self.table.code, key, ROW_LABEL) if is_open else "",
        )


def is_grown(key: str, row: Row | None) -> bool:
    """Say whether a row is one that the county added; row: the form's, if it is one of those."""
    return row is None and key != TOTAL_ROW


def _is_under(column: Column, over: tuple[str, ...]) -> bool:
    return column.heads[: len(over)] == over


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
        desk.cell(address_of(code, "score"), Look.MIDDLE, rowspan=down),
    )
    rows[grid.heads] = (*rows[grid.heads], *scores)
    return Grid((*grid.widths, 8, 8), tuple(rows), grid.heads, code=grid.code)
