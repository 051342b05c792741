"""The indicator tree as a report has it: the form's, less what was dropped, with what
the county added and the weights it gave."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.scoring_types import Indicator, Method, ScoringMode, Split
from selfeval.engine.types import Form, IndicatorBlock
from selfeval.engine.values import parse_number

# What a county may choose for an indicator of its own.
OPEN_METHODS = (
    Method.POSITIVE,
    Method.NEGATIVE,
    Method.EQUAL,
    Method.QUALITATIVE,
    Method.MANUAL,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A node where it stands, with the sign and the unit that were entered if the form has
    columns for them. path: labels from level one to it, with {year} unfilled.

    group: code of the nearest node above (or itself) that has the form's weight and
    leaves the weights below to the filer; empty if the form gives them.
    """

    node: Indicator
    path: tuple[str, ...]
    parent: str
    dropped: bool
    group: str
    added: bool = False

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def is_leaf(self) -> bool:
        """Say whether it is an indicator itself, not a head that rows are added under."""
        return not self.node.children and not self.node.may_add


@dataclass(frozen=True, slots=True)
class Unit:
    """What is scored at once: a weighted node and the indicators under its weight.

    is_aside: an added row that only tells a part of the one above it (其中：桃树) and was given no
    points: its cells are there, and it is not counted.
    """

    placed: Placed
    weight: Decimal | None
    members: tuple[Placed, ...]
    is_aside: bool = False

    @property
    def code(self) -> str:
        return self.placed.code


def placed_nodes(form: Form, answers: Answers) -> tuple[Placed, ...]:
    """Return every node in reading order, dropped ones too (marked), added ones last
    among their siblings."""
    filed = answers.indicators.values()
    known = set(_codes(form.scoring.tree))
    added: dict[str, list[Answer]] = {}
    for answer in filed:
        if answer.parent and answer.code not in known:
            added.setdefault(answer.parent, []).append(answer)
    dropped = {answer.code for answer in filed if answer.dropped}
    walk = _Walk(answers, added, dropped, entered=_entered_columns(form))
    return tuple(
        place
        for node in form.scoring.tree
        for place in walk.place(node, (), "", group="", is_dropped=False)
    )


def _entered_columns(form: Form) -> tuple[str, ...]:
    """Return which of sign and unit have a column, and so are entered where the form is silent."""
    blocks = [block for section in form.sections for block in section.blocks]
    shown = {name for b in blocks if isinstance(b, IndicatorBlock) for name in b.names}
    return tuple(name for name in ("sign", "unit") if name in shown)


def _codes(tree: tuple[Indicator, ...]) -> Iterator[str]:
    for node in tree:
        yield node.code
        yield from _codes(node.children)


def units_of(form: Form, answers: Answers, nodes: tuple[Placed, ...]) -> tuple[Unit, ...]:
    """Return what is scored, in reading order; none unless the form has a score table.

    nodes: the form's with these answers (placed_nodes).
    """
    if form.scoring.mode is not ScoringMode.TABLE:
        return ()
    weighted = {place.code for place in nodes if place.node.weight is not None}
    units = []
    for place in nodes:
        has_own = place.node.weight is not None or (place.group and place.is_leaf)
        below = tuple(_below(place, nodes))
        is_inner = any(item.code in weighted for item in below)
        is_split = place.node.split is Split.FILER and not place.is_leaf
        if has_own and not is_inner and not is_split:
            leaves = tuple(item for item in (place, *below) if item.is_leaf)
            is_aside = place.added and _is_aside(answers.answer(place.code))
            units.append(Unit(place, _weight(place, answers), leaves, is_aside))
    return tuple(units)


def _is_aside(answer: Answer) -> bool:
    return answer.label.strip().startswith("其中") and not (answer.weight or answer.score).strip()


def _is_single(node: Indicator) -> bool:
    return not node.children and not node.may_add


def _below(place: Placed, nodes: tuple[Placed, ...]) -> Iterator[Placed]:
    above = {place.code}
    for item in nodes:
        if item.parent in above:
            above.add(item.code)
            yield item


def _weight(place: Placed, answers: Answers) -> Decimal | None:
    if place.node.weight is not None:
        return place.node.weight
    return parse_number(answers.answer(place.code).weight, "分")


@dataclass(slots=True)
class _Walk:
    """entered: which of sign and unit the county enters where the form does not give them."""

    answers: Answers
    added: dict[str, list[Answer]]
    dropped: set[str]
    entered: tuple[str, ...]

    def _with_entered(self, node: Indicator) -> Indicator:
        answer = self.answers.indicators.get(node.code)
        if answer is None or not self.entered:
            return node
        told = {name: getattr(node, name) or getattr(answer, name) for name in self.entered}
        return replace(node, **told)

    def place(
        self, node: Indicator, above: tuple[str, ...], parent: str, *, group: str, is_dropped: bool
    ) -> Iterator[Placed]:
        node = self._with_entered(node)
        is_dropped = is_dropped or (node.may_drop and node.code in self.dropped)
        extra = [_added(answer, node) for answer in self.added.get(node.code, ())]
        whole = replace(node, children=(*node.children, *extra)) if node.may_add else node
        if node.weight is not None:
            group = node.code if node.split is Split.FILER and not _is_single(node) else ""
        path = (*above, node.label)
        yield Placed(whole, path, parent, is_dropped, group)
        own = {child.code for child in node.children}
        for child in whole.children:
            for place in self.place(child, path, node.code, group=group, is_dropped=is_dropped):
                yield place if child.code in own else replace(place, added=True)


def _added(answer: Answer, parent: Indicator) -> Indicator:
    """Return the indicator that the county added: its words, and the method it chose
    among those that need no more than a target, else its parent's."""
    chosen = next((method for method in OPEN_METHODS if method == answer.method), None)
    return Indicator(
        answer.code,
        answer.label or answer.code,
        method=chosen or parent.method,
        unit=answer.unit,
        bands=parent.bands,
        may_drop=True,
    )
