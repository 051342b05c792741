"""The columns of an indicator table in the editor: chosen, named and moved, never typed as codes.

A block that names no columns is edited as if it named those it shows; saved untouched it is
what it was, so that a form's digest does not change by being looked at.
"""

from dataclasses import replace

from selfeval.definitions.editing import Path, part_at, with_part
from selfeval.definitions.parts import PartForm
from selfeval.engine.types import TREE_COLUMNS, Form, IndicatorBlock, Kind, TreeColumn
from selfeval.paper.indicators import HEADS

OWN = "own"
OWN_KINDS = (
    (Kind.TEXT.value, "自定：短文字"),
    (Kind.LONG_TEXT.value, "自定：长文字"),
    (Kind.NUMBER.value, "自定：数值"),
    (Kind.DATE.value, "自定：日期"),
)


class TreeColumnForm(PartForm):
    """What stands in a column, its head and its width; of a known one the first is settled."""

    def __init__(self, part: TreeColumn, data=None, **more):
        super().__init__(part, data, **more)
        kind, head = self.fields["kind"], self.fields["head"]
        kind.choices = OWN_KINDS if part.is_own else ((part.kind.value, HEADS[part.code]),)
        head.required = part.is_own
        if not part.is_own:
            head.widget.attrs["placeholder"] = HEADS[part.code]


def with_named_columns(form: Form, path: Path) -> Form:
    """Return the form with the columns of the indicator table at path named, if it is one."""
    block = _block_at(form, path)
    if block is None or block.columns:
        return form
    return with_part(form, path[:4], replace(block, columns=_named(block)))


def as_before(form: Form, original: Form, path: Path) -> Form:
    """Return the form with the block at path as it was, if it only names what it shows."""
    block, was = _block_at(form, path), _block_at(original, path)
    if block is None or was is None or was.columns or block.columns != _named(was):
        return form
    return with_part(form, path[:4], replace(block, columns=()))


def columns_to_add(block: IndicatorBlock) -> tuple[tuple[str, str], ...]:
    """Return (what, the words on the button) of the columns that a table does not have yet."""
    known = tuple((name, HEADS[name]) for name in TREE_COLUMNS if name not in block.names)
    return (*known, (OWN, "自定栏目"))


def _named(block: IndicatorBlock) -> tuple[TreeColumn, ...]:
    return tuple(map(TreeColumn, block.shows))


def _block_at(form: Form, path: Path) -> IndicatorBlock | None:
    if len(path) < 4 or path[0] != "sections":
        return None
    block = part_at(form, path[:4])
    return block if isinstance(block, IndicatorBlock) else None
