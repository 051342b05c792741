"""The indicator tree as a table: levels merged, weights and scores over what they count."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lib.rounding import format_points
from selfeval.engine.tree import Placed, Unit
from selfeval.engine.types import IndicatorBlock, Method, ScoringMode, TotalBlock
from selfeval.paper.blocks import Desk
from selfeval.paper.model import Cell, Cells, Grid, Look, beside

HEADS = {
    "target": "目标值",
    "outcome": "完成值",
    "band": "完成等次",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因及改进措施",
    "not_applicable": "本年不适用",
}
WIDTHS = {"target": 12, "outcome": 12, "band": 12, "weight": 7, "score": 7, "reason": 24}
NARROW = 8
LEVELS = {1: (13,), 2: (12, 18), 3: (12, 13, 26)}
#: What belongs to a weight, and so covers all indicators under it.
OF_UNIT = ("weight", "score", "reason")


def indicator_grid(desk: Desk, block: IndicatorBlock, *, is_titled: bool) -> Grid:
    """Return the tree. is_titled: the block's name stands over the table."""
    columns = _columns(desk, block)
    rows = _leaves(desk)
    depth = max((len(_labels(desk, path)) for path in rows), default=1)
    head = _head_row(desk, columns, depth)
    body = [tuple(_row(desk, rows, place, columns, depth)) for place in range(len(rows))]
    widths = (*LEVELS.get(depth, (10,) * depth), *(WIDTHS.get(name, NARROW) for name in columns))
    grid = Grid(widths, (head, *body), heads=1)
    if is_titled:
        named = beside("绩效指标", grid, width=8, head="名称")
        return replace(named, caption=desk.say(block.label))
    label = desk.say(block.label)
    return beside(label, grid, width=8 if len(label) < 8 else 14, head=" ") if label else grid


Path = tuple[Placed, ...]


def _columns(desk: Desk, block: IndicatorBlock) -> tuple[str, ...]:
    columns = list(block.shows)
    is_scored = desk.form.scoring.mode is ScoringMode.TABLE
    if not is_scored:
        columns = [name for name in columns if name not in OF_UNIT]
    has_bands = any(p.is_leaf and p.node.method is Method.QUALITATIVE for p in desk.laid.nodes)
    if has_bands and "outcome" in columns and desk.is_form:
        columns.insert(columns.index("outcome") + 1, "band")
    if desk.is_form and "score" in columns and "reason" not in columns:
        columns.append("reason")
    if desk.is_form and "outcome" in columns:
        columns.append("not_applicable")
    return tuple(columns)


def _leaves(desk: Desk) -> list[Path]:
    """Return the paths to what has a row: indicators, and heads that hold none yet."""
    nodes = [place for place in desk.laid.nodes if not place.dropped and not place.node.beside]
    by_code = {place.code: place for place in nodes}
    parents = {place.parent for place in nodes}
    return [_path(place, by_code) for place in nodes if place.code not in parents]


def _path(place: Placed, by_code: dict[str, Placed]) -> Path:
    path = [place]
    while path[0].parent in by_code:
        path.insert(0, by_code[path[0].parent])
    return tuple(path)


def _labels(desk: Desk, path: Path) -> list[str]:
    return [desk.say(place.node.label) for place in path]


def _head_row(desk: Desk, columns: Sequence[str], depth: int) -> Cells:
    levels = desk.form.scoring.levels[:depth]
    names = [*levels, *[""] * (depth - len(levels))]
    return (
        *(Cell(desk.say(name), Look.HEAD) for name in names),
        *(Cell(HEADS[name], Look.HEAD) for name in columns),
    )


def _row(
    desk: Desk, rows: list[Path], place: int, columns: Sequence[str], depth: int
) -> Iterator[Cell]:
    path = rows[place]
    for level, node in enumerate(path):
        is_last = level == len(path) - 1
        across = depth - level if is_last else 1
        if is_last or _begins(rows, place, level):
            down = 1 if is_last else _run(rows, place, level)
            is_empty_head = is_last and level and across > 1 and not node.is_leaf
            yield _level_cell(desk, node, path, is_last, 1 if is_empty_head else across, down)
            if is_empty_head:
                yield Cell("", colspan=across - 1)
    unit = _unit_of(desk, path)
    for name in columns:
        cell = _figure(desk, rows, place, name, unit)
        if cell is not None:
            yield cell


def _begins(rows: list[Path], place: int, level: int) -> bool:
    above = rows[place - 1] if place else ()
    return len(above) <= level or above[level].code != rows[place][level].code


def _run(rows: list[Path], place: int, level: int) -> int:
    """Return how many rows from here stand under the same node."""
    code = rows[place][level].code
    down = 0
    for path in rows[place:]:
        if len(path) <= level or path[level].code != code:
            break
        down += 1
    return down


def _level_cell(
    desk: Desk, place: Placed, path: Path, is_last: bool, across: int, down: int
) -> Cell:
    filed = desk.answers.answer(place.code).label if is_last else ""
    label = filed or desk.say(place.node.label)
    is_scored = desk.form.scoring.mode is ScoringMode.TABLE
    if place is path[0] and place.node.weight is not None and is_scored and not is_last:
        label = f"{label}（{format_points(place.node.weight)}分）"
    address = f"{place.code}.label" if place.added and is_last else ""
    if address and label == place.code:
        label = ""  # an indicator of the county's own that it has not named
    look = Look.LABEL if is_last and len(path) > 1 else Look.SIDE
    return Cell(label, look, across, down, address=address)


def _unit_of(desk: Desk, path: Path) -> Unit | None:
    codes = {place.code for place in path}
    return next((unit for unit in desk.laid.units if unit.code in codes), None)


def _figure(desk: Desk, rows: list[Path], place: int, name: str, unit: Unit | None) -> Cell | None:
    leaf = rows[place][-1]
    if name not in OF_UNIT:
        return _own(desk, leaf, name)
    if unit is None:
        return Cell()
    level = next(n for n, node in enumerate(rows[place]) if node.code == unit.code)
    if level < len(rows[place]) - 1 and not _begins(rows, place, level):
        return None  # covered by the cell of the weight above
    down = _run(rows, place, level)
    look = Look.TEXT if name == "reason" else Look.MIDDLE
    if name == "weight" and unit.placed.node.weight is not None:
        return Cell(format_points(unit.placed.node.weight), look, rowspan=down)
    return desk.cell(f"{unit.code}.{name}", look, rowspan=down)


def _own(desk: Desk, leaf: Placed, name: str) -> Cell:
    address = f"{leaf.code}.{name}"
    if name == "not_applicable":
        return Cell("", Look.MIDDLE, address=address if leaf.is_leaf else "")
    if name == "band":
        labels = {band.code: band.label for band in leaf.node.bands}
        has_bands = address in desk.cells
        return Cell(
            labels.get(desk.words(address), ""), Look.MIDDLE, address=address if has_bands else ""
        )
    words = desk.words(address)
    is_empty = address not in desk.cells
    return Cell(words, Look.MIDDLE, address="" if is_empty else address)


def total_grid(desk: Desk, block: TotalBlock) -> Grid:
    """Return the total and the grade: in one line where scores stand in a table."""
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
        return Grid((22, 44, 20, 17, 17), (row,))
    rows = [(Cell(label, Look.HEAD), total_cell)]
    if has_grade:
        rows.append((Cell(grade_label, Look.HEAD), grade_cell))
    return Grid((32, 88), tuple(rows))


def total_words(desk: Desk) -> tuple[str, str]:
    """Return total and grade as they stand on paper; empty where there is none yet."""
    score = desk.evaluated.score
    total = "" if score.total is None else score.shown
    grade = score.grade or desk.words("grade")
    if total and desk.form.scoring.mode is ScoringMode.OWN_TOTAL:
        total = f"{total}分"
    return total, grade
