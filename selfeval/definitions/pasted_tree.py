"""An indicator table out of pasted cells: its levels, its columns, weights and what is given."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from lib.rounding import format_points
from selfeval.definitions.pasted_cells import (
    LEVELS,
    NAMES,
    NOTES,
    NOTHING,
    SERIALS,
    TOTALS,
    Cells,
    UnreadBlock,
    bare,
    column_of,
    mark_of,
)
from selfeval.engine.values import parse_number

#: Heads are looked for so far down: a title and a line with the unit may stand above.
HEAD_ROWS = 6
_WEIGHT = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分\s*[)）]$")
#: Lines of an empty form where an indicator is to be written.
_PLACEHOLDER = re.compile(r"(?:指标\s*\d+\s*[:：]?)?[…\.·—\-－]*")


@dataclass(slots=True)
class PastedNode:
    """An indicator or a head. row: where it stands in the block, from 1. may_add: the block
    leaves room under it."""

    name: str
    row: int
    weight: Decimal | None = None
    sign: str = ""
    target: str = ""
    unit: str = ""
    may_add: bool = False
    children: list["PastedNode"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PastedTree:
    """levels: their heads. columns: (known name or "", head) of the others, in order. notes: what
    a person should know of how it was read."""

    tree: tuple[PastedNode, ...]
    levels: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def leaves(self) -> int:
        return sum(1 for node in walked(self.tree) if not node.children)

    @property
    def weight(self) -> Decimal | None:
        """All weights together; None if there are none."""
        return _sum_of(self.tree) or None


def walked(nodes: Iterable[PastedNode]) -> Iterator[PastedNode]:
    for node in nodes:
        yield node
        yield from walked(node.children)


def _counts(node: PastedNode) -> bool:
    """Say whether a weight is not one that the weights below it make up."""
    return not any(child.weight is not None for child in walked(node.children))


def _sum_of(nodes: Iterable[PastedNode]) -> Decimal:
    given = [node.weight for node in walked(nodes) if _counts(node)]
    return sum((weight for weight in given if weight is not None), Decimal(0))


def _refuse_other_sum(node: PastedNode) -> None:
    below = _sum_of(node.children)
    if node.weight is not None and below and below != node.weight:
        own, given = format_points(node.weight), format_points(below)
        raise UnreadBlock(
            f"“{node.name}”写的是 {own} 分，下面各指标合计 {given} 分；请改正后再粘贴。"
        )


def looks_like_tree(cells: Cells) -> bool:
    return _head_row(cells) is not None


def read_tree(cells: Cells) -> PastedTree:
    """Return the indicators of a block. Raises UnreadBlock with what to do."""
    at = _head_row(cells)
    if at is None:
        raise UnreadBlock(
            "没有认出表头：需要有“一级指标”“二级指标”或“指标名称”一栏，请连同表头一起复制。"
        )
    reader = _TreeReader([head.strip() for head in cells[at]])
    for number, row in enumerate(cells[at + 1 :], at + 2):
        reader.take(number, row)
    if not reader.tree:
        raise UnreadBlock("表头下面没有指标，请连同指标各行一起复制。")
    for node in reader.tree:
        _open(node, len(reader.level_at))
        _lift(node, reader.notes)
    for node in walked(reader.tree):
        _refuse_other_sum(node)
    return PastedTree(
        tuple(reader.tree), tuple(reader.level_heads), reader.columns, tuple(reader.notes)
    )


def _head_row(cells: Cells) -> int | None:
    for number, row in enumerate(cells[:HEAD_ROWS]):
        words = {bare(head) for head in row}
        has_values = any(column_of(head) for head in row)
        if words & set(LEVELS) or (words & set(NAMES) and has_values):
            return number
    return None


class _TreeReader:
    """heads: of the columns. path: the nodes that the last row stood in."""

    def __init__(self, heads: list[str]) -> None:
        words = [bare(head) for head in heads]
        levels = [n for n, word in enumerate(words) if word in LEVELS]
        names = [n for n, word in enumerate(words) if word == NAMES[0]]  # may be the last level
        others = [n for n, word in enumerate(words) if word in NAMES]
        self.level_at = [*levels, *names] if levels else (names or others)[-1:]
        self.level_heads = [heads[n] for n in self.level_at]
        values = [n for n, head in enumerate(heads) if self._is_value(n, head)]
        self.value_at = {n: column_of(heads[n]) for n in values}
        self.columns = tuple((name, heads[n]) for n, name in self.value_at.items())
        self._refuse_repeated()
        self.tree: list[PastedNode] = []
        self.path: list[PastedNode] = []
        self.notes: list[str] = []

    def _is_value(self, place: int, head: str) -> bool:
        is_frame = bare(head) in (*NAMES, *SERIALS)
        return bool(head) and place not in self.level_at and not is_frame

    def _refuse_repeated(self) -> None:
        seen: set[str] = set()
        for name, head in self.columns:
            if (name or head) in seen:
                raise UnreadBlock(f"“{head}”一栏有两个，分不清用哪一个；请删去一个后再粘贴。")
            seen.add(name or head)

    def take(self, number: int, row: list[str]) -> None:
        names = ["".join(row[n].split()) for n in self.level_at]
        first = next((words.strip() for words in row if words.strip()), "")
        if first.startswith(TOTALS) or re.match(rf"(?:{'|'.join(NOTES)})\s*[:：\d]", first):
            return
        if not any(names):
            if any(row[n].strip() for n in self.value_at):
                raise UnreadBlock(f"第 {number} 行没有指标名称，请补上后再粘贴。")
            return
        node = self._node(number, names)
        if node.row == number:
            self._tell(node, {name: row[n].strip() for n, name in self.value_at.items()})
        has_room = len(self.path) < len(names) and any(map(_is_placeholder, names))
        node.may_add = node.may_add or has_room

    def _node(self, number: int, names: list[str]) -> PastedNode:
        """Return what a row is of: of its last name, or of the head that it leaves room under."""
        named = [n for n, name in enumerate(names) if name and not _is_placeholder(name)]
        if not named and not self.path:
            raise UnreadBlock(f"第 {number} 行没有上级指标，请从一级指标所在的行起复制。")
        last = named[-1] if named else min(len(self.path), len(names) - 1) - 1
        path: list[PastedNode] = []
        for level in range(last + 1):
            path.append(self._at(number, names[level], level, path=path, is_last=level == last))
        self.path = path
        return path[-1]

    def _at(
        self, number: int, name: str, level: int, *, path: list[PastedNode], is_last: bool
    ) -> PastedNode:
        held = self.path[level] if len(self.path) > level else None
        is_within = held is not None and all(
            own is other for own, other in zip(path, self.path, strict=False)
        )
        label, weight = _named("" if _is_placeholder(name) else name)
        if held is not None and is_within:
            is_repeated = label == held.name and not (is_last and level == len(self.path) - 1)
            if not label or is_repeated:
                return held
        if not label:
            raise UnreadBlock(
                f"第 {number} 行的“{self.level_heads[level]}”是空的，上面也没有；请补上后再粘贴。"
            )
        node = PastedNode(label, number, weight)
        (path[-1].children if path else self.tree).append(node)
        return node

    def _tell(self, node: PastedNode, values: dict[str, str]) -> None:
        if words := _said(values.get("weight", "")):
            node.weight = parse_number(words, "分")
            if node.weight is None:
                raise UnreadBlock(f"第 {node.row} 行“{node.name}”的分值“{words}”不是数，请改正。")
        node.target, node.unit = _said(values.get("target", "")), _said(values.get("unit", ""))
        if words := _said(values.get("sign", "")):
            node.sign = mark_of(words)
            if not node.sign:
                self.notes.append(f"“{node.name}”的指标性质“{words}”不在列表中，留给填报单位选择。")


def _named(name: str) -> tuple[str, Decimal | None]:
    """Return a name and the weight that stands behind it («产出指标（50分）»)."""
    found = _WEIGHT.search(name)
    return (name[: found.start()], Decimal(found[1])) if found else (name, None)


def _is_placeholder(name: str) -> bool:
    return bool(name) and _PLACEHOLDER.fullmatch(name) is not None


def _said(words: str) -> str:
    return "" if words in NOTHING else words


def _open(node: PastedNode, below: int) -> None:
    """Leave room under a head with nothing under it. below: how many levels the table has from
    the node's on."""
    is_empty = not (node.children or node.target or node.sign)
    node.may_add = node.may_add or (is_empty and below > 1)
    for child in node.children:
        _open(child, below - 1)


def _lift(node: PastedNode, notes: list[str]) -> None:
    """Give a head the weight that stands merged beside the first indicator under it."""
    for child in node.children:
        _lift(child, notes)
    first, *others = node.children or [node]
    is_alone = first.weight is not None and not any(n.weight is not None for n in walked(others))
    if others and node.weight is None and is_alone:
        node.weight, first.weight = first.weight, None
        many = sum(1 for each in walked(node.children) if not each.children)
        notes.append(
            f"“{node.name}”下 {many} 个指标只有一个分值 {format_points(node.weight)}，合并计分。"
        )


def without_weights(node: PastedNode) -> PastedNode:
    """Return a node whose weight the weights below make up, without it."""
    children = [without_weights(child) for child in node.children]
    return replace(node, children=children, weight=node.weight if _counts(node) else None)
