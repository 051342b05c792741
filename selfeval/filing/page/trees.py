"""The indicator tree of a section: the paper's merged rows, with what one can do there."""

from dataclasses import dataclass, replace

from lib.rounding import format_points, round_half_up
from selfeval.engine.addresses import address_of, aspect_of
from selfeval.engine.results import UnitScore
from selfeval.engine.scoring_types import Method
from selfeval.engine.tree import Placed
from selfeval.engine.types import IndicatorBlock
from selfeval.engine.values import State
from selfeval.filing.page.types import PageBlock, PageCell, PageRow, Widget
from selfeval.filing.page.widgets import Widgets
from selfeval.paper.indicators import OF_UNIT, RowKind, Tree, TreeRow
from selfeval.paper.model import Cell, Cells

#: How an indicator that the county added may be scored, as the county reads it.
METHODS = (
    ("positive", "完成越多越好"),
    ("negative", "越少越好"),
    ("equal", "须与目标一致"),
    ("qualitative", "按完成等次"),
    ("manual", "人工评分"),
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the page adds to an indicator's name. label, unit, method: of one that the county
    added."""

    label: Widget | None = None
    unit: Widget | None = None
    method: Widget | None = None
    is_idle: bool = False
    may_drop: bool = False
    may_idle: bool = False
    files: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the system proposes for a score, as words to be taken over, and the reason to differ."""

    unit: UnitScore
    score: Widget | None
    reason: Widget | None
    proposed: str

    @property
    def is_taken(self) -> bool:
        return bool(self.score) and self.score.words.strip() == self.proposed


def tree_block(block: PageBlock, of: IndicatorBlock, widgets: Widgets) -> PageBlock:
    """Return the block of the indicator tree with its rows."""
    tree = Tree(widgets.desk, of)
    head, *body = tree.grid().rows
    page = _TreePage(widgets, tree)
    columns = (*(f"level-{n + 1}" for n in range(tree.depth)), *tree.columns)
    heads = tuple(
        PageCell("level", cell, own=name) for cell, name in zip(head, columns, strict=True)
    )
    rows = tuple(page.row(row, cells) for row, cells in zip(tree.rows, body, strict=True))
    return replace(block, kind="tree", heads=(heads,), rows=rows, columns=tree.columns)


class _TreePage:
    """The rows of one tree. scores: of what is scored, by code. fields: for scores, by address."""

    def __init__(self, widgets: Widgets, tree: Tree):
        self.widgets, self.tree, self.around = widgets, tree, widgets.around
        self.answers, self.say = widgets.assessed.answers, widgets.desk.say
        self.scores = {unit.code: unit for unit in widgets.assessed.evaluated.score.units}
        self.fields: dict[str, Widget | None] = {}

    def row(self, row: TreeRow, cells: Cells) -> PageRow:
        is_named = row.kind in (RowKind.LEAF, RowKind.ADD, RowKind.DROPPED)
        return PageRow(
            tuple(self._cell(row, cell) for cell in cells),
            row.code if is_named else "",
            row.kind.value,
            self.say(row.place.node.label),
            groups=tuple(self.say(above.node.label) for above in row.path[:-1]),
            is_idle=row.kind is RowKind.LEAF and self._is_idle(row.place),
        )

    def _is_idle(self, place: Placed) -> bool:
        return self.answers.answer(place.code).not_applicable

    def _may(self, code: str, aspect: str) -> bool:
        return self.around.is_open(address_of(code, aspect))

    def _cell(self, row: TreeRow, cell: Cell) -> PageCell:
        if cell.code:
            return self._name(row, cell)
        match row.kind:
            case RowKind.LEAF:
                return self._figure(row.place, cell)
            case RowKind.LINE:
                return PageCell("proposal", cell, own=self._proposal(self.scores[row.code]))
            case RowKind.DROPPED:
                is_own = self.answers.answer(row.code).dropped
                return PageCell("dropped", cell, own=is_own and self._may(row.code, "dropped"))
        return PageCell(row.kind.value, cell)

    # -- names

    def _name(self, row: TreeRow, cell: Cell) -> PageCell:
        """Return the name of an indicator, or of a head over what stands under it."""
        level = next(n for n, place in enumerate(row.path, 1) if place.code == cell.code)
        place = row.path[level - 1]
        if place.is_leaf:
            return PageCell("leaf", cell, own=self._leaf(place, cell.address))
        may_drop = place.node.may_drop and self._may(place.code, "dropped")
        return PageCell("group", cell, own={"level": level, "may_drop": may_drop})

    def _leaf(self, place: Placed, name: str) -> Leaf:
        code, node, own = place.code, place.node, Leaf()
        if place.added:
            choices = tuple(pair for pair in METHODS if pair[0] != "qualitative" or node.bands)
            method = self.answers.answer(code).method or node.method.value
            aside = self.widgets.aside
            own = Leaf(
                aside(name, "指标名称", column="label"),
                None if "unit" in self.tree.columns else self._unit(place),
                aside(
                    address_of(code, "method"),
                    "计分方法",
                    column="method",
                    words=method,
                    choices=choices,
                ),
            )
        return replace(
            own,
            is_idle=self._is_idle(place),
            may_drop=(node.may_drop or place.added) and self._may(code, "dropped"),
            may_idle=self._may(code, "not_applicable"),
            files=self.around.files.get(code, 0),
        )

    def _unit(self, place: Placed) -> Widget:
        address = address_of(place.code, "unit")
        return self.widgets.aside(address, "计量单位", column="unit", words=place.node.unit)

    # -- figures

    def _figure(self, place: Placed, cell: Cell) -> PageCell:
        if not cell.address:
            return PageCell("words" if cell.text else "entry", cell)  # a weight that the form gives
        aspect = aspect_of(cell.address)
        if aspect == "band":
            return PageCell("entry", cell, self._band(place))
        made = self.widgets.entry(cell, aspect)
        if aspect in OF_UNIT:
            self.fields[cell.address] = made.widget
        if aspect == "outcome":
            return self._outcome(place, made)
        is_target = aspect in ("sign", "target", "unit")
        return replace(made, kind="idle") if is_target and self._is_idle(place) else made

    def _outcome(self, place: Placed, made: PageCell) -> PageCell:
        if self._is_idle(place):
            return replace(made, kind="idle", own="不适用")
        if made.widget is not None:
            has_own = "band" in self.tree.columns
            return replace(made, kind="outcome", own=None if has_own else self._band(place))
        is_rate = place.node.method is Method.EXECUTION
        words = execution_words(self.widgets.assessed) if is_rate else ""
        return replace(made, kind="execution", own=words)

    def _band(self, place: Placed) -> Widget | None:
        node = place.node
        if not node.bands or node.method is not Method.QUALITATIVE:
            return None
        choices = tuple((band.code, band.label) for band in node.bands)
        return self.widgets.at(address_of(place.code, "band"), "band", choices=choices)

    def _proposal(self, unit: UnitScore) -> Proposal:
        is_scored = "score" in self.tree.columns
        return Proposal(
            unit,
            self._score(address_of(unit.code, "score")) if is_scored else None,
            self.widgets.at(address_of(unit.code, "reason"), "reason") if is_scored else None,
            proposed_words(unit, self.widgets.assessed.form.scoring.places),
        )

    def _score(self, address: str) -> Widget | None:
        """Return the field of a score; made here if the rows above have none."""
        return self.fields.get(address) or self.widgets.at(address, "score")


def proposed_words(unit: UnitScore, places: int) -> str:
    """Return the proposal as it would be entered, "" without one."""
    return "" if unit.proposed is None else format_points(round_half_up(unit.proposed, places))


def execution_words(assessed) -> str:
    """Return the execution rate as it is shown: a percent to two decimals."""
    ratio = assessed.evaluated.score.execution
    if ratio.state is State.NUMBER:
        return f"{format_points(round_half_up(ratio.number * 100, 2))}%"
    return ratio.shown if ratio.state is State.NOT_APPLICABLE else "—"
