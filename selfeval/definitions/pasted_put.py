"""A pasted indicator table put into a form: the tree, the columns of the table, the levels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from lib.rounding import format_points
from selfeval.definitions.columns import with_named_columns
from selfeval.definitions.editing import Path, codes_of, part_at, with_part
from selfeval.definitions.pasted_cells import UnreadBlock, bare
from selfeval.definitions.pasted_tree import PastedNode, PastedTree, walked, without_weights
from selfeval.engine.scoring_types import Indicator, Method, ScoringMode, Split
from selfeval.engine.types import Form, IndicatorBlock, TotalBlock, TreeColumn
from selfeval.paper.indicators import HEADS

#: How an indicator is scored for which the form says 定性, or an upper bound.
METHODS = {"定性": Method.MANUAL, "≤": Method.NEGATIVE, "＜": Method.NEGATIVE}


def put_tree(form: Form, path: Path, pasted: PastedTree) -> Form:
    """Return the form with the pasted indicators in the place of its own.

    path: of the indicator table, of a section, or of what is scored. Nodes of the same names keep
    their codes and settings; those that a table prints beside it stay. Raises UnreadBlock if the
    weights do not add up.
    """
    kept = tuple(node for node in form.scoring.tree if node.beside)
    pasted_names = {node.name for node in pasted.tree}
    kept = tuple(node for node in kept if node.label not in pasted_names)
    form = _with_block(form, path)
    grower = _Grower(form, kept)
    tree = tuple(grower.indicator(without_weights(node), ()) for node in pasted.tree)
    scoring = replace(form.scoring, tree=(*kept, *tree), levels=_levels(form, pasted))
    if pasted.weight is not None:
        _refuse_wrong_sum(pasted, kept, form.scoring.full)
        scoring = replace(scoring, mode=ScoringMode.TABLE)
    return _with_columns(replace(form, scoring=scoring), path, pasted)


def _refuse_wrong_sum(pasted: PastedTree, kept: Sequence[Indicator], full: Decimal) -> None:
    given, beside = pasted.weight or Decimal(0), Decimal(0)
    beside = sum((node.weight or Decimal(0) for node in kept), Decimal(0))
    if given + beside != full:
        aside = f"，加上表外的 {format_points(beside)} 分" if beside else ""
        raise UnreadBlock(
            f"各指标分值合计 {format_points(given)}{aside}，不等于满分 {format_points(full)}；"
            "请改正分值后再粘贴（预算执行率等在资金表里计分的，先粘贴资金表）。"
        )


def _levels(form: Form, pasted: PastedTree) -> tuple[str, ...]:
    now = form.scoring.levels
    return now if now[: len(pasted.levels)] == pasted.levels else pasted.levels


class _Grower:
    """Makes indicators of pasted nodes. known: those of the form by their names from level one."""

    def __init__(self, form: Form, kept: Sequence[Indicator]) -> None:
        self.known: dict[tuple[str, ...], Indicator] = {}
        self._know(form.scoring.tree, ())
        self.taken = set(codes_of(form))
        self.used = {node.code for node in kept}

    def _know(self, nodes: Sequence[Indicator], above: tuple[str, ...]) -> None:
        for node in nodes:
            self.known.setdefault((*above, node.label), node)
            self._know(node.children, (*above, node.label))

    def indicator(self, pasted: PastedNode, above: tuple[str, ...]) -> Indicator:
        path = (*above, pasted.name)
        node = self.known.get(path)
        if node is None or node.code in self.used:
            method = METHODS.get(pasted.sign, Method.POSITIVE)
            node = Indicator(self._code(), pasted.name, method=method, split=_split(pasted))
        self.used.add(node.code)
        return replace(
            node,
            children=tuple(self.indicator(child, path) for child in pasted.children),
            weight=pasted.weight,
            sign=pasted.sign,
            target=pasted.target,
            unit=pasted.unit or node.unit,
            may_add=pasted.may_add or (node.may_add and not pasted.children),
        )

    def _code(self) -> str:
        number = 1
        while f"indicator_{number}" in self.taken:
            number += 1
        self.taken.add(f"indicator_{number}")
        return f"indicator_{number}"


def _split(pasted: PastedNode) -> Split:
    """Counties weigh the indicators that they add under a weight themselves."""
    return Split.FILER if any(node.may_add for node in walked([pasted])) else Split.SHARED


# --- The table it stands in -----------------------------------------------------------------------


def block_path(form: Form, path: Path) -> Path | None:
    """Return where the indicator table is that a block pasted at path is for."""
    places = [
        ("sections", number, "blocks", place)
        for number, section in enumerate(form.sections)
        for place, block in enumerate(section.blocks)
        if isinstance(block, IndicatorBlock)
    ]
    near = [place for place in places if place[: len(path[:4])] == path[:4]]
    return next(iter([*near, *places]), None)


def _with_block(form: Form, path: Path) -> Form:
    """Return the form with an indicator table, at the end of the section of path if it had none."""
    if block_path(form, path) is not None:
        return form
    number = path[1] if path[:1] == ("sections",) and len(path) > 1 else len(form.sections) - 1
    where: Path = ("sections", number, "blocks")
    return with_part(form, where, (*part_at(form, where), IndicatorBlock("绩效指标")))


def _with_columns(form: Form, path: Path, pasted: PastedTree) -> Form:
    where = block_path(form, path)
    assert where is not None  # noqa: S101 -- made just before
    form = with_named_columns(form, where)
    block = part_at(form, where)
    columns = _columns(block, pasted)
    names = {column.code for column in columns}
    if form.scoring.mode is ScoringMode.TABLE and "score" not in names:
        columns = (*columns, TreeColumn("score"))
    form = with_part(form, where, replace(block, columns=columns))
    blocks = [each for section in form.sections for each in section.blocks]
    if form.scoring.mode is ScoringMode.NONE or any(isinstance(b, TotalBlock) for b in blocks):
        return form
    own = part_at(form, where[:3])
    place = int(where[3]) + 1
    return with_part(form, where[:3], (*own[:place], TotalBlock(), *own[place:]))


def _columns(block: IndicatorBlock, pasted: PastedTree) -> tuple[TreeColumn, ...]:
    """Return the columns as pasted; where the block has none of what a county fills in, those of
    the table follow."""
    held = {column.code: column for column in block.columns}
    named = {bare(column.head): column for column in block.columns if column.is_own}
    taken = set(held)
    columns = tuple(
        _column(name, head, held, named=named, taken=taken) for name, head in pasted.columns
    )
    names = {column.code for column in columns}
    if names & {"outcome", "score"}:
        return columns
    return (*columns, *(column for column in block.columns if column.code not in names))


def _column(
    name: str,
    head: str,
    held: Mapping[str, TreeColumn],
    *,
    named: Mapping[str, TreeColumn],
    taken: set[str],
) -> TreeColumn:
    if name:
        width = held[name].width if name in held else 0
        return TreeColumn(name, "" if head == HEADS[name] else head, width)
    if bare(head) in named:
        return named[bare(head)]
    number = 1
    while f"column_{number}" in taken:
        number += 1
    taken.add(f"column_{number}")
    return TreeColumn(f"column_{number}", head)
