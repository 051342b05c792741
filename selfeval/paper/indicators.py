"""The indicator tree as a table: levels merged, weights and scores over what they count."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import takewhile

from lib.rounding import format_points
from selfeval.engine.addresses import address_of
from selfeval.engine.scoring_types import Method, ScoringMode, TotalCap
from selfeval.engine.tree import Placed, Unit
from selfeval.engine.types import IndicatorBlock, Kind, TotalBlock, TreeColumn
from selfeval.paper.blocks import LABEL_WIDTH, VALUE_WIDTH, Desk
from selfeval.paper.model import Cell, Grid, Look, beside

HEADS = {
    "sign": "指标性质",
    "unit": "度量单位",
    "target": "目标值",
    "outcome": "完成值",
    "band": "完成等次",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因及改进措施",
    "not_applicable": "本年不适用",
}
WIDTHS = {"target": 12, "outcome": 12, "band": 12, "weight": 7, "score": 7, "reason": 24}
NARROW, OWN_WIDTHS = 8, {Kind.LONG_TEXT: 20, Kind.TEXT: 12}
LEVELS = {1: (13,), 2: (12, 18), 3: (12, 13, 26), 4: (10, 11, 13, 24)}
#: What a level is called that the form does not name.
UNNAMED_LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标")
#: What belongs to a weight, and so covers all indicators under it.
OF_UNIT = ("weight", "score", "reason")


class RowKind(StrEnum):
    """What stands in a row of the tree; the last three on the page alone."""

    LEAF = "leaf"  # an indicator
    EMPTY = "empty"  # a head that holds none
    DROPPED = "dropped"  # what the county left out
    ADD = "add"  # where it may add an indicator
    LINE = "line"  # what is proposed for a score, and the reason to differ


Path = tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class TreeRow:
    """path: from level one to what the row is of."""

    path: Path
    kind: RowKind = RowKind.LEAF

    @property
    def place(self) -> Placed:
        return self.path[-1]

    @property
    def code(self) -> str:
        return self.place.code

    @property
    def standing(self) -> Path:
        """Return the path without what was left out."""
        return self.path[:-1] if self.kind is RowKind.DROPPED else self.path


def indicator_grid(desk: Desk, block: IndicatorBlock, *, is_titled: bool) -> Grid:
    """Return the tree. is_titled: the block's name stands over the table."""
    grid = Tree(desk, block).grid()
    if is_titled:
        named = beside("绩效指标", grid, width=8, head="名称")
        return replace(named, caption=desk.say(block.label))
    label = desk.say(block.label)
    return beside(label, grid, width=8 if len(label) < 8 else 14, head=" ") if label else grid


@dataclass(slots=True)
class Tree:
    """The indicator tree of a block: its rows, and where merged cells begin.

    columns: of values, right of the names. depth: how many columns the names take. has_reasons:
    each indicator has its reason, since nothing is scored.
    """

    desk: Desk
    block: IndicatorBlock
    units: Mapping[str, Unit] = field(init=False)
    columns: tuple[str, ...] = field(init=False)
    has_reasons: bool = field(init=False)
    rows: list[TreeRow] = field(init=False)
    depth: int = field(init=False)
    _starts: dict[str, int] = field(init=False, default_factory=dict)
    _below: dict[str, list[Placed]] = field(init=False)

    def __post_init__(self) -> None:
        desk, self._below = self.desk, defaultdict(list)
        self.units = {unit.code: unit for unit in desk.laid.units}
        nodes = desk.laid.nodes
        for place in nodes:
            self._below[place.parent].append(place)
        is_scored = desk.form.scoring.mode is ScoringMode.TABLE
        self.has_reasons = bool(self.block.columns) and not is_scored
        self.columns = tuple(self._columns(nodes))
        self.rows = list(self._rows("", ()))
        paths = [place.path for place in nodes] if desk.is_page else [r.path for r in self.rows]
        self.depth = max([*map(len, paths), *self._room_below(nodes)], default=1)
        for place, row in enumerate(self.rows):
            unit = self.unit_of(row)
            if unit is not None and self._has_figures(row):
                self._starts.setdefault(unit.code, place)

    def grid(self) -> Grid:
        """Return the table without the block's name: a head, then a row for each of rows."""
        levels = self.desk.form.scoring.levels[: self.depth]
        names = (*levels, *UNNAMED_LEVELS[len(levels) : self.depth])
        own = {column.code: column for column in self.block.columns}
        columns = [own.get(name, TreeColumn(name)) for name in self.columns]
        head = (
            *(Cell(self.desk.say(name), Look.HEAD) for name in names),
            *(Cell(self.desk.say(head_of(column)), Look.HEAD) for column in columns),
        )
        body = (tuple(self._cells(place)) for place in range(len(self.rows)))
        shares = (column.width or _usual_width(column) for column in columns)
        widths = (*LEVELS.get(self.depth, (10,) * self.depth), *shares)
        return Grid(widths, (head, *body), heads=1)

    def _columns(self, nodes: Sequence[Placed]) -> Iterator[str]:
        is_form, is_page = self.desk.is_form, self.desk.is_page
        is_scored = self.units if is_page else self.desk.form.scoring.mode is ScoringMode.TABLE
        shows = [n for n in self.block.names if is_scored or not self._is_of_unit(n)]
        has_bands = any(p.is_leaf and p.node.method is Method.QUALITATIVE for p in nodes)
        has_bands = has_bands and "band" not in shows
        for name in shows:
            if not (is_page and name == "reason" and self._is_of_unit(name)):
                yield name
            if name == "outcome" and is_form and has_bands:
                yield "band"
        if is_form and "score" in shows and "reason" not in shows:
            yield "reason"
        if is_form and "outcome" in shows:
            yield "not_applicable"

    def _room_below(self, nodes: Sequence[Placed]) -> Iterator[int]:
        """Yield the levels at which indicators may be added: an empty sheet has their column."""
        open_heads = (p for p in nodes if p.node.may_add and not p.dropped)
        yield from (len(place.path) + 1 for place in open_heads if self.block.columns)

    def _is_of_unit(self, name: str) -> bool:
        """Say whether a column's cells belong to what is scored, not to each indicator."""
        return name in OF_UNIT and not (name == "reason" and self.has_reasons)

    # -- rows

    def _rows(self, parent: str, above: Path) -> Iterator[TreeRow]:
        for place in self._below[parent]:
            if place.dropped:
                if self.desk.is_page:
                    yield TreeRow((*above, place), RowKind.DROPPED)
            elif place.node.beside and not self.desk.is_page:
                yield from self._rows(place.code, ())  # a table prints its score
            else:
                yield from self._rows_of(place, (*above, place))

    def _rows_of(self, place: Placed, path: Path) -> Iterator[TreeRow]:
        rows = [TreeRow(path)] if place.is_leaf else list(self._rows(place.code, path))
        if self.desk.is_open and place.node.may_add and self.desk.is_open(place.code):
            rows.append(TreeRow(path, RowKind.ADD))
        yield from rows or [TreeRow(path, RowKind.EMPTY)]
        unit = self.units.get(place.code)
        if self.desk.is_page and unit and not unit.is_aside and self._score_columns:
            yield TreeRow(path, RowKind.LINE)

    def _begins(self, place: int, level: int) -> bool:
        above = self.rows[place - 1].path if place else ()
        return len(above) <= level or above[level].code != self.rows[place].path[level].code

    def _run(self, place: int, level: int) -> int:
        """Return how many rows from here stand under the same node."""
        code = self.rows[place].path[level].code
        under = (
            len(row.path) > level and row.path[level].code == code for row in self.rows[place:]
        )
        return sum(1 for _ in takewhile(bool, under))

    # -- cells

    def _has_figures(self, row: TreeRow) -> bool:
        return row.kind is RowKind.LEAF or not self.desk.is_page

    def _cells(self, place: int) -> Iterator[Cell]:
        yield from self._names(place)
        if not self._has_figures(self.rows[place]):
            yield Cell(colspan=self._room(place))
            return
        figures = (self._figure(place, name) for name in self.columns)
        yield from (cell for cell in figures if cell is not None)

    def _names(self, place: int) -> Iterator[Cell]:
        row = self.rows[place]
        last = len(row.path) - 1
        for level in range(last + (row.kind is not RowKind.DROPPED)):
            if self._begins(place, level):
                yield self._name(place, level)
        room = self.depth - last - 1
        if row.kind is RowKind.EMPTY and last and room and not self.desk.is_page:
            yield Cell("", colspan=room)

    def _name(self, place: int, level: int) -> Cell:
        path = self.rows[place].path
        is_last, node = level == len(path) - 1, path[level]
        is_whole = is_last and (node.is_leaf or not (level or self.desk.is_page))
        spans = {
            "colspan": self.depth - level if is_whole else 1,
            "rowspan": self._run(place, level),
        }
        address = address_of(node.code, "label") if node.added and is_last else ""
        look = Look.LABEL if is_last and level else Look.SIDE
        if self.desk.is_page:
            return self._page_name(node, look, address=address, **spans)
        label = self._paper_name(node, is_last=is_last)
        is_scored = self.desk.form.scoring.mode is ScoringMode.TABLE
        if not level and node.node.weight is not None and is_scored and not is_last:
            label = f"{label}（{format_points(node.node.weight)}分）"
        if address and label == node.code:
            label = ""  # an indicator of the county's own that it has not named
        return Cell(label, look, address=address, **spans)

    def _paper_name(self, place: Placed, *, is_last: bool) -> str:
        filed = self.desk.answers.answer(place.code).label if is_last else ""
        return filed or self.desk.say(place.node.label)

    def _page_name(self, place: Placed, look: Look, **more) -> Cell:
        """Return a name with what stands beside it: of a head its weight, if others share it."""
        node, label, weight = place.node, self.desk.say(place.node.label), place.node.weight
        is_told = "unit" in self.columns or f"（{node.unit}）" in label
        unit = "" if is_told else node.unit
        if not place.is_leaf:
            is_shared = weight is not None and place.code not in self.units
            unit = f"{format_points(weight)} 分" if is_shared else ""
        return Cell(label, look, unit=unit, note=self.desk.say(node.help), code=place.code, **more)

    def _room(self, place: int) -> int:
        """Return over how many columns the one cell of a row goes that is to be worked with."""
        row = self.rows[place]
        if row.kind is RowKind.LINE:
            names = 0 if row.place.is_leaf else self.depth - len(row.path)
            return names + len(self.columns)
        unit = self.unit_of(row)
        is_covered = unit is not None and self._starts.get(unit.code, place) < place
        covered = self._score_columns if is_covered else 0
        return self.depth - len(row.standing) + len(self.columns) - covered

    @property
    def _score_columns(self) -> int:
        return sum(self._is_of_unit(name) for name in self.columns)

    def unit_of(self, row: TreeRow) -> Unit | None:
        """Return what is scored where a row stands; None if no column has scores."""
        codes = [place.code for place in row.standing if place.code in self.units]
        return self.units[codes[0]] if codes and self._score_columns else None

    def _figure(self, place: int, name: str) -> Cell | None:
        row, look = self.rows[place], Look.TEXT if name == "reason" else Look.MIDDLE
        if not self._is_of_unit(name):
            return self._own(row.place, name)
        unit = self.unit_of(row)
        if unit is None:
            return Cell()
        if self._starts[unit.code] != place:
            return None  # covered by the cell of the weight above
        level = next(n for n, above in enumerate(row.path) if above.code == unit.code)
        has_line = self.desk.is_page and not unit.is_aside
        down = self._run(place, level) - has_line  # under it stands the line of its own
        if name == "weight" and unit.placed.node.weight is not None:
            return Cell(format_points(unit.placed.node.weight), look, rowspan=down)
        return self.desk.cell(address_of(unit.code, name), look, rowspan=down)

    def _own(self, leaf: Placed, name: str) -> Cell:
        address = address_of(leaf.code, name)
        if name == "not_applicable":
            return Cell("", Look.MIDDLE, address=address if leaf.is_leaf else "")
        if address not in self.desk.cells and not self.desk.is_page:
            return Cell("", Look.MIDDLE)
        if name == "band":
            labels = {band.code: band.label for band in leaf.node.bands}
            return Cell(labels.get(self.desk.words(address), ""), Look.MIDDLE, address=address)
        cell = self.desk.cells.get(address)
        is_long = cell is not None and cell.kind is Kind.LONG_TEXT
        return self.desk.cell(address, Look.TEXT if is_long else Look.MIDDLE)


def head_of(column: TreeColumn) -> str:
    """Return what stands over a column: the form's words, else the usual ones."""
    return column.head or HEADS[column.code]


def _usual_width(column: TreeColumn) -> int:
    usual = OWN_WIDTHS.get(column.kind, NARROW) if column.is_own else NARROW
    return WIDTHS.get(column.code, usual)


def total_grid(desk: Desk, block: TotalBlock) -> Grid:
    """Return the total and the grade: in one line where scores stand in a table."""
    if desk.is_page:
        return _page_total(desk, block)
    score = desk.evaluated.score
    total, grade = total_words(desk)
    total_cell = Cell(total, Look.MIDDLE, address="total")
    grade_cell = Cell(grade, Look.MIDDLE, address="grade")
    label, grade_label = desk.say(block.total_label), desk.say(block.grade_label)
    has_grade = "grade" in desk.cells or bool(grade)
    if desk.form.scoring.mode is ScoringMode.TABLE:
        full = Cell(format_points(score.full), Look.MIDDLE)
        row = (
            Cell(grade_label, Look.HEAD), grade_cell, Cell(label, Look.HEAD), full, total_cell
        )  # fmt: skip
        return Grid((22, 44, 20, 17, 17), (row, *_rule_rows(desk, 5)))
    rows = [(Cell(label, Look.HEAD), total_cell)]
    if has_grade:
        rows.append((Cell(grade_label, Look.HEAD), grade_cell))
    return Grid((32, 88), (*rows, *_rule_rows(desk, 2)))


def _rule_rows(desk: Desk, columns: int) -> Iterator[tuple[Cell, ...]]:
    """Yield the rules over the scores, and what they made of this total."""
    rules = score_rules(desk)
    if rules:
        told = f"{rules}{desk.evaluated.score.note}"
        yield (Cell(told, Look.TEXT, colspan=columns),)


def _page_total(desk: Desk, block: TotalBlock) -> Grid:
    """Return them beside each other, and under them the total as stated where it need not be."""
    score = desk.evaluated.score
    is_stated = desk.cells["total"].required
    full = f"满分 {format_points(score.full)}"
    first = (
        Cell(desk.say(block.total_label), Look.LABEL, unit=full),
        desk.cell("total", Look.MIDDLE) if is_stated else Cell(score.shown),
        Cell(desk.say(block.grade_label), Look.LABEL),
        desk.cell("grade", Look.MIDDLE) if "grade" in desk.cells else Cell(score.grade),
    )
    stated = (
        Cell("填报总分", Look.LABEL, note="可不填，按上面的合计"),
        desk.cell("total", Look.MIDDLE, colspan=3),
    )
    return Grid((LABEL_WIDTH, VALUE_WIDTH) * 2, (first,) if is_stated else (first, stated))


def score_rules(desk: Desk) -> str:
    """Return the form's rules over the scores as they are printed; "" if it has none. On paper
    the cap that holds says so itself."""
    scoring, holding = desk.form.scoring, None if desk.is_page else desk.evaluated.score.cap
    rules = [desk.say(cap.words) + _as_applied(cap, holding) for cap in scoring.caps]
    for rule in scoring.deviations:
        rules.append(f"{desk.say(rule.words)}，扣 {format_points(rule.points)} 分")
    return f"评分规则：{'；'.join(rules)}。" if rules else ""


def _as_applied(cap: TotalCap, holding: TotalCap | None) -> str:
    return f"（本表总分按 {format_points(cap.most)} 分计）" if cap == holding else ""


def total_words(desk: Desk) -> tuple[str, str]:
    """Return total and grade as they stand on paper; empty where there is none yet."""
    score = desk.evaluated.score
    total = "" if score.total is None else score.shown
    grade = score.grade or desk.words("grade")
    if total and desk.form.scoring.mode is ScoringMode.OWN_TOTAL:
        total = f"{total}分"
    return total, grade
