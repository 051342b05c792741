"""Changing a form part by part: a Form goes in, a Form comes out. Nothing of Django, no row.

A part is named by its path from the form, attribute and place in turn:
«sections.0.blocks.2.columns.1», «scoring.tree.0», «checks.4»; the form itself is «».
A path that names a list stands for the page of that list («checks»). Whether the form
adds up is not judged here: engine.validation tells it after every change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from lib.signs import whole_number
from selfeval.engine.scoring_types import (
    Band,
    Check,
    Deviation,
    Grade,
    Indicator,
    Link,
    Severity,
    TextFigure,
    TotalCap,
)
from selfeval.engine.types import (
    TREE_COLUMNS,
    Block,
    Column,
    Field,
    FieldBlock,
    Form,
    Growing,
    IndicatorBlock,
    Kind,
    Narrative,
    Row,
    Section,
    SignatureBlock,
    Table,
    TotalBlock,
    TreeColumn,
)

Path = tuple[str | int, ...]
MAX_ENTRIES = 200
#: The lists of a part that can be lengthened, and what is put there.
LISTS: dict[type, tuple[str, ...]] = {
    Form: ("sections", "checks", "text_figures", "links"),
    Section: ("blocks",),
    FieldBlock: ("fields",),
    Table: ("columns", "rows"),
    IndicatorBlock: ("columns",),
    Indicator: ("children", "bands"),
}
SCORING_LISTS = ("tree", "grades", "caps", "deviations")
RULE_LISTS = {"checks": "核对规则", "text_figures": "文中数字", "links": "关联测量项"}


class NoSuchPart(LookupError):
    """The path names nothing in the form."""


def path_of(text: str) -> Path:
    """Read «sections.0.blocks». Raises NoSuchPart for what no page of ours sends."""
    if len(text) > 120:
        raise NoSuchPart(text[:120])
    parts = [part for part in text.split(".") if part]
    numbers = map(whole_number, parts)
    return tuple(part if n is None else n for n, part in zip(numbers, parts, strict=True))


def text_of(path: Path) -> str:
    return ".".join(str(step) for step in path)


def part_at(form: Form, path: Path) -> Any:
    """Return what path names: a dataclass, or a tuple of them. Raises NoSuchPart."""
    here: Any = form
    for step in path:
        here = _inside(here, step)
    return here


def _inside(here: Any, step: str | int) -> Any:
    if isinstance(step, int):
        if isinstance(here, tuple) and step < len(here) and is_dataclass(here[step]):
            return here[step]
    elif is_dataclass(here) and step in {item.name for item in fields(here)}:
        found = getattr(here, step)
        if is_dataclass(found) or isinstance(found, tuple):
            return found
    raise NoSuchPart(str(step))


def with_part(form: Form, path: Path, part: Any) -> Form:
    """Return the form with part at path."""
    part_at(form, path)
    changed: Form = _rebuilt(form, path, part)
    return changed


def _rebuilt(here: Any, path: Path, part: Any) -> Any:
    if not path:
        return part
    step, rest = path[0], path[1:]
    inner = _rebuilt(_inside(here, step), rest, part)
    if isinstance(step, int):
        return (*here[:step], inner, *here[step + 1 :])
    return replace(here, **{step: inner})


def changed(form: Form, path: Path, **entries: Any) -> Form:
    """Return the form with entries of one part changed."""
    return with_part(form, path, replace(part_at(form, path), **entries))


def removed(form: Form, path: Path) -> Form:
    items, place = _listed(form, path)
    return with_part(form, path[:-1], (*items[:place], *items[place + 1 :]))


def moved(form: Form, path: Path, by: int) -> Form:
    """Return the form with a part one place up (-1) or down (1); at the edge nothing moves."""
    items, place = _listed(form, path)
    other = place + by
    if not 0 <= other < len(items):
        return form
    order = list(items)
    order[place], order[other] = order[other], order[place]
    return with_part(form, path[:-1], tuple(order))


def added(form: Form, path: Path, noun: str = "") -> tuple[Form, Path]:
    """Lengthen the list at path by an empty part; return the form and the new part's path.

    A known column of the indicators goes where the official tables have it, all else to the end.
    noun: what kind of block. Raises NoSuchPart for a list that cannot grow.
    """
    items = part_at(form, path)
    if not isinstance(items, tuple) or len(items) >= MAX_ENTRIES:
        raise NoSuchPart(text_of(path))
    item = _empty(form, path, noun)
    place = _place_of(item, items) if isinstance(item, TreeColumn) else len(items)
    return with_part(form, path, (*items[:place], item, *items[place:])), (*path, place)


def _place_of(column: TreeColumn, columns: tuple[TreeColumn, ...]) -> int:
    order = {name: place for place, name in enumerate(TREE_COLUMNS)}
    own = order.get(column.code, len(order))
    later = (place for place, c in enumerate(columns) if order.get(c.code, -1) > own)
    return next(later, len(columns))


def _listed(form: Form, path: Path) -> tuple[tuple[Any, ...], int]:
    if not path or not isinstance(path[-1], int):
        raise NoSuchPart(text_of(path))
    part_at(form, path)
    return part_at(form, path[:-1]), path[-1]


_BLOCKS = ("fields", "table", "narrative", "indicators", "total", "signatures")


def _empty(form: Form, path: Path, noun: str) -> Any:
    """Return the smallest part that can be read back; codes are new in the form."""
    items, name = part_at(form, path), path[-1] if path else ""
    match name:
        case "sections":
            return Section(_free("section", {s.code for s in items}), "新的部分", ())
        case "blocks" if noun in _BLOCKS:
            return _empty_block(form, noun)
        case "fields":
            return Field(new_code(form, "field"), "新填报项")
        case "columns":
            return _empty_column(form, path, items, noun=noun)
        case "rows":
            return Row(_free("row", {r.code for r in items}), "新行")
        case "tree" | "children":
            return Indicator(new_code(form, "indicator"), "新指标")
        case "bands":
            return Band(_free("band", {b.code for b in items}), "新等次", Decimal(1))
    return _empty_rule(form, items, str(name))


def _empty_column(
    form: Form, path: Path, items: tuple[Any, ...], *, noun: str
) -> Column | TreeColumn:
    """Return a column of a table; of the indicators' one that the program knows, or one of the
    office's own under a new code."""
    codes = {column.code for column in items}
    if not isinstance(part_at(form, path[:-1]), IndicatorBlock):
        return Column(_free("column", codes), "新栏目")
    if noun in TREE_COLUMNS and noun not in codes:
        return TreeColumn(noun)
    if noun != "own":
        raise NoSuchPart(noun)
    blocks = [block for section in form.sections for block in section.blocks]
    taken = {name for b in blocks if isinstance(b, IndicatorBlock) for name in b.names}
    return TreeColumn(_free("column", taken), "新栏目")


def _empty_block(form: Form, noun: str) -> Block:
    match noun:
        case "fields":
            return FieldBlock((Field(new_code(form, "field"), "新填报项"),))
        case "table":
            columns = (Column("column_1", "新栏目"),)
            return Table(new_code(form, "table"), "新表", columns, growing=Growing(), row_label="")
        case "narrative":
            return Narrative(new_code(form, "text"), "新的文字部分")
        case "indicators":
            return IndicatorBlock("绩效指标")
        case "total":
            return TotalBlock()
    return SignatureBlock(("单位负责人：",))


def _empty_rule(form: Form, items: tuple[Any, ...], name: str) -> Any:
    match name:
        case "grades":
            low = max((grade.high for grade in items), default=Decimal(0))
            return Grade("新等级", low, form.scoring.full)
        case "caps":
            return TotalCap("false", form.scoring.full - 1, "（写明条件）的，总分不超过（几）分")
        case "deviations":
            return Deviation("outcome >= target * 1.3", Decimal(2), "完成值超过目标值 30% 及以上的")
        case "checks":
            code = _free("check", {c.code for c in items})
            return Check(code, Severity.ERROR, "true", "请写明不符之处。", _first_code(form))
        case "text_figures":
            code = _free("figure", {c.code for c in items})
            return TextFigure(code, "", "共计{n}人次", _first_code(form))
        case "links":
            return Link("", _first_code(form))
    raise NoSuchPart(name)


def _first_code(form: Form) -> str:
    """Return a cell of the form, so that a new rule points somewhere that can be set right."""
    return next((code for code in codes_of(form) if code), "year")


def codes_of(form: Form) -> list[str]:
    """Return the codes that formulas share: fields, narratives, tables, indicators."""
    found = []
    for section in form.sections:
        for block in section.blocks:
            match block:
                case FieldBlock(fields=items):
                    found += [item.code for item in items]
                case Table(code=code) | Narrative(code=code):
                    found.append(code)
    return [*found, *(node.code for _, node in indicators_of(form))]


def indicators_of(form: Form) -> Iterator[tuple[Path, Indicator]]:
    """Return every node of the tree with its path, in reading order."""
    yield from _nodes(form.scoring.tree, ("scoring", "tree"))


def _nodes(tree: tuple[Indicator, ...], above: Path) -> Iterator[tuple[Path, Indicator]]:
    for place, node in enumerate(tree):
        path = (*above, place)
        yield path, node
        yield from _nodes(node.children, (*path, "children"))


def new_code(form: Form, noun: str) -> str:
    return _free(noun, set(codes_of(form)))


def _free(noun: str, taken: set[str]) -> str:
    number = 1
    while f"{noun}_{number}" in taken:
        number += 1
    return f"{noun}_{number}"


# --- A new form ---------------------------------------------------------------------------------


def empty_form(code: str, title: str) -> Form:
    """Return a form with one section and one thing to fill in, to begin with."""
    block = FieldBlock((Field("unit_name", "单位名称", Kind.TEXT, required=True, prefill="place"),))
    return Form(code, title, 1, (Section("basics", "一、基本情况", (block,)),))


# --- What stands where --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outlined:
    """A line of the outline. level: how far it is indented."""

    path: str
    label: str
    noun: str
    level: int
    note: str = ""


def outline(form: Form) -> list[Outlined]:
    """Return the parts that have a page, in reading order: sections with blocks, then the rest."""
    lines = [Outlined("", "名称和各部分", "form", 0)]
    for place, section in enumerate(form.sections):
        path = f"sections.{place}"
        lines.append(Outlined(path, section.label, "section", 0))
        lines += [
            Outlined(f"{path}.blocks.{number}", label_of(block), noun_of(block), 1, note_of(block))
            for number, block in enumerate(section.blocks)
        ]
    lines.append(Outlined("scoring", "评分和等级", "scoring", 0))
    lines += [
        Outlined(text_of(path), node.label, "indicator", (len(path) - 1) // 2)
        for path, node in indicators_of(form)
    ]
    return lines + [
        Outlined(name, label, name, 0, str(len(getattr(form, name))))
        for name, label in RULE_LISTS.items()
    ]  # fmt: skip


NOUNS: dict[type, str] = {
    Form: "表式",
    Section: "部分",
    FieldBlock: "填报项",
    Field: "填报项",
    Table: "表",
    Column: "栏目",
    TreeColumn: "栏目",
    Row: "固定行",
    Narrative: "文字",
    IndicatorBlock: "指标表",
    TotalBlock: "总分",
    SignatureBlock: "签章",
    Indicator: "指标",
    Band: "完成等次",
    Grade: "等级",
    TotalCap: "总分上限",
    Deviation: "偏差扣分",
    Check: "核对规则",
    TextFigure: "文中数字",
    Link: "关联测量项",
}


def noun_of(part: Any) -> str:
    return NOUNS.get(type(part), "评分")


def label_of(part: Any) -> str:
    """Return what a part is called where it is listed."""
    match part:
        case Form(title=title):
            return title
        case FieldBlock(fields=items, label=label):
            return label or "、".join(item.label for item in items[:3])[:24] or "填报项"
        case SignatureBlock(lines=lines, label=label):
            return label or "、".join(lines)[:24] or "签章"
        case TotalBlock(total_label=label):
            return label
        case Check(message=message):
            return message
        case TextFigure(phrase=phrase):
            return phrase
        case Link(measure_key=key):
            return key or "未定的测量项"
    return getattr(part, "label", "") or getattr(part, "words", "") or noun_of(part)


def note_of(block: Block) -> str:
    """Return how big a block is, in a few words."""
    match block:
        case FieldBlock(fields=items):
            return f"{len(items)} 项"
        case Table(columns=columns, rows=rows, growing=growing):
            kind = "可增行" if growing is not None else f"{len(rows)} 行"
            return f"{len(columns)} 栏 {kind}"
    return ""
