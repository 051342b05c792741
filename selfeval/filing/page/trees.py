"""The indicator tree of a section, as the merged rows of the official table."""

from collections import defaultdict
from dataclasses import replace

from lib.rounding import format_points, round_half_up
from selfeval.engine.results import UnitScore
from selfeval.engine.tree import Placed, placed_nodes, units_of
from selfeval.engine.types import IndicatorBlock, Method
from selfeval.engine.values import State
from selfeval.engine.wording import words_for
from selfeval.filing.page.making import Making
from selfeval.filing.page.types import LeafSheet, TreeHead, TreeRow, TreeSheet, UnitSheet

#: How an indicator that the county added may be scored, as the county reads it.
METHODS = (
    ("positive", "完成越多越好"),
    ("negative", "越少越好"),
    ("equal", "须与目标一致"),
    ("qualitative", "按完成等次"),
    ("manual", "人工评分"),
)


def build_tree(block: IndicatorBlock, making: Making, number: int) -> TreeSheet:
    tree = _Tree(making, block)
    rows = [row for place in tree.children[""] for row in tree.rows(place, 1)]
    return TreeSheet(
        id=f"b-indicators{number}",
        label=words_for(block.label, making.assessed.year),
        help=words_for(block.help, making.assessed.year),
        levels=making.assessed.form.scoring.levels[: tree.depth],
        shows=tree.shows,
        rows=tuple(rows),
    )


class _Tree:
    def __init__(self, making: Making, block: IndicatorBlock):
        own = making.assessed
        self.making, self.around = making, making.around
        self.children: dict[str, list[Placed]] = defaultdict(list)
        places = placed_nodes(own.form, own.report)
        for place in places:
            self.children[place.parent].append(place)
        self.depth = max((len(place.path) for place in places), default=1)
        self.scores = {unit.code: unit for unit in own.evaluated.score.units}
        self.units = {unit.code: unit for unit in units_of(own.form, own.report)}
        is_scored = bool(self.units)
        self.shows = tuple(
            name
            for name in block.shows
            if name in ("target", "outcome") or (is_scored and name in ("weight", "score"))
        )

    def rows(self, place: Placed, level: int) -> list[TreeRow]:
        """Return the rows of a node and all under it, its own head on the first."""
        if place.dropped:
            return [self._dropped(place, level)]
        if place.is_leaf:
            return self._leaf_rows(place, level)
        rows = [row for child in self.children[place.code] for row in self.rows(child, level + 1)]
        room = self.depth - level
        if place.node.may_add and self.around.is_open(place.code):
            wide = room + sum(name in ("target", "outcome") for name in self.shows)
            wide += 0 if self._is_in_unit(place) else self._score_columns
            rows.append(TreeRow("add", code=place.code, label=place.node.label, colspan=wide))
        if not rows:
            rows.append(TreeRow("empty", colspan=room + len(self.shows)))
        unit = self._unit(place, len(rows))
        if unit is not None:
            rows[0] = replace(rows[0], unit=unit)
            rows.append(TreeRow("line", unit=unit, colspan=room + len(self.shows)))
        head = TreeHead(
            place.code,
            self._label(place),
            level,
            rowspan=len(rows),
            weight=self._own_weight(place),
            may_drop=place.node.may_drop and self.around.is_open(f"{place.code}.dropped"),
            files=self.around.files.get(place.code, 0),
        )
        rows[0] = replace(rows[0], heads=(head, *rows[0].heads))
        return rows

    @property
    def _score_columns(self) -> int:
        return sum(name in ("weight", "score") for name in self.shows)

    def _is_in_unit(self, place: Placed) -> bool:
        """Say whether weight and score beside this node belong to a group that holds it."""
        by_code = {p.code: p for group in self.children.values() for p in group}
        while place is not None:
            if place.code in self.units:
                return True
            place = by_code.get(place.parent)
        return False

    def _dropped(self, place: Placed, level: int) -> TreeRow:
        wide = self.depth - level + 1 + len(self.shows)
        wide -= self._score_columns if self._is_in_unit_above(place) else 0
        is_own = self.making.assessed.report.answer(place.code).dropped
        return TreeRow(
            "dropped",
            code=place.code,
            label=self._label(place),
            colspan=wide,
            restorable=is_own and self.around.is_open(f"{place.code}.dropped"),
        )

    def _is_in_unit_above(self, place: Placed) -> bool:
        by_code = {p.code: p for group in self.children.values() for p in group}
        above = by_code.get(place.parent)
        return above is not None and self._is_in_unit(above)

    def _leaf_rows(self, place: Placed, level: int) -> list[TreeRow]:
        unit = self._unit(place, 1)
        leaf = self._leaf(place, level, 2 if unit else 1)
        if unit is None:
            return [TreeRow("leaf", leaf=leaf, code=place.code)]
        return [
            TreeRow("leaf", leaf=leaf, unit=unit, code=place.code),
            TreeRow("line", unit=unit, colspan=len(self.shows)),
        ]

    def _leaf(self, place: Placed, level: int, rowspan: int) -> LeafSheet:
        node, code, cell = place.node, place.code, self.making.cell
        label, may_drop = self._label(place), self.around.is_open(f"{code}.dropped")
        answer = self.making.assessed.report.answer(code)
        is_idle = answer.not_applicable
        own = {
            name: cell(f"{code}.{name}", name) if name in self.shows else None
            for name in ("target", "outcome")
        }
        band = None
        if "outcome" in self.shows and node.bands and node.method is Method.QUALITATIVE:
            choices = tuple((band.code, band.label) for band in node.bands)
            band = cell(f"{code}.band", "band", choices=choices)
        return LeafSheet(
            code,
            label,
            "" if f"（{node.unit}）" in label else node.unit,
            words_for(node.help, self.making.assessed.year),
            own["target"],
            own["outcome"],
            band,
            self._instead(node.method),
            label_cell=self._aside(place, "label", "指标名称"),
            unit_cell=self._aside(place, "unit", "计量单位", words=node.unit),
            method_cell=self._method(place),
            is_idle=is_idle,
            is_added=place.added,
            may_drop=may_drop and (node.may_drop or place.added),
            may_idle=self.around.is_open(f"{code}.not_applicable"),
            files=self.around.files.get(code, 0),
            rowspan=rowspan,
            colspan=self.depth - level + 1,
        )

    def _method(self, place: Placed):
        choices = tuple(pair for pair in METHODS if pair[0] != "qualitative" or place.node.bands)
        words = self.making.assessed.report.answer(place.code).method or place.node.method.value
        return self._aside(place, "method", "计分方法", words=words, choices=choices)

    def _aside(self, place: Placed, aspect: str, label: str, **more):
        if not place.added:
            return None
        return self.making.aside(f"{place.code}.{aspect}", label, column=aspect, **more)

    def _instead(self, method: Method) -> str:
        """Return what stands in the outcome of the execution rate, which has no cell."""
        if method is not Method.EXECUTION:
            return ""
        return execution_words(self.making.assessed)

    def _label(self, place: Placed) -> str:
        return words_for(place.node.label, self.making.assessed.year)

    def _own_weight(self, place: Placed) -> str:
        """Return the weight of a node whose indicators share it out among themselves."""
        weight = place.node.weight
        return "" if weight is None or place.code in self.units else format_points(weight)

    def _unit(self, place: Placed, rowspan: int) -> UnitSheet | None:
        unit = self.units.get(place.code)
        if unit is None or not self._score_columns:
            return None
        score, code = self.scores[unit.code], unit.code
        weight_cell = None
        if place.node.weight is None:
            weight_cell = self.making.cell(f"{code}.weight", "weight")
        return UnitSheet(
            code,
            score.label,
            "—" if unit.weight is None else format_points(unit.weight),
            weight_cell,
            self.making.cell(f"{code}.score", "score") if "score" in self.shows else None,
            self.making.cell(f"{code}.reason", "reason") if "score" in self.shows else None,
            proposed_words(score, self.making.assessed.form.scoring.places),
            score.derivation,
            score.applicable,
            rowspan,
        )


def proposed_words(unit: UnitScore, places: int) -> str:
    """Return the proposal as it would be entered, "" without one."""
    return "" if unit.proposed is None else format_points(round_half_up(unit.proposed, places))


def execution_words(assessed) -> str:
    """Return the execution rate as it is shown: a percent to two decimals."""
    ratio = assessed.evaluated.score.execution
    if ratio.state is State.NUMBER:
        return f"{format_points(round_half_up(ratio.number * 100, 2))}%"
    return ratio.shown if ratio.state is State.NOT_APPLICABLE else "—"
