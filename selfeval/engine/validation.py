"""What does not add up in a form: told all at once, in the words of who edits it."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from lib.rounding import format_points
from selfeval.engine.context import Context
from selfeval.engine.evaluate import in_order
from selfeval.engine.form_formulas import check_formulas
from selfeval.engine.laid import Laid
from selfeval.engine.names import RESERVED, TOTAL_ROW
from selfeval.engine.results import FormFinding
from selfeval.engine.scoring_types import Indicator, Method, Scoring, ScoringMode, Split
from selfeval.engine.types import (
    SIGNS,
    Field,
    FieldBlock,
    Form,
    IndicatorBlock,
    Kind,
    Narrative,
    Section,
    Table,
    TotalBlock,
)

MAX_CELLS = 5000
MAX_LEVEL = 4
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_ROW_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}", re.ASCII)
_PREFILL = re.compile(r"|place|year|last_year(:[a-z0-9_.]+)?", re.ASCII)
_SHOWS = ("target", "outcome", "weight", "score", "reason")
#: What an indicator's address may end in beside its columns, so that no column is called so.
_NOT_OWN = (
    "label", "method", "parent", "code", "own", "dropped", "not_applicable", "applies", "proposed",
)  # fmt: skip
_OWN_KINDS = (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.DATE)


def validate_form(form: Form) -> list[FormFinding]:
    """Return everything that does not add up; an empty list if the form can be used."""
    laid = Laid.of_form(form)
    found = [*_codes(form), *_shapes(form), *_tree(form.scoring), *_grades(form.scoring)]
    found += _limits(form.scoring)
    found += check_formulas(form, laid.index)
    if found:
        return found
    if len(laid.cells) > MAX_CELLS:
        return [FormFinding("size", "全表", f"共 {len(laid.cells)} 格，超过 {MAX_CELLS} 格")]
    circular = [cell for cell, is_circular in in_order(Context.of(laid)) if is_circular]
    return [FormFinding("cycle", cell.label, "公式循环引用，算不出来") for cell in circular]


def grade_gaps(scoring: Scoring) -> list[str]:
    """Return the gaps and overlaps of the grades over 0 to full, in words."""
    grades = sorted(scoring.grades, key=lambda grade: grade.low)
    reached, words = Decimal(0), []
    for grade in grades:
        low, high = format_points(grade.low), format_points(grade.high)
        if grade.low >= grade.high:
            words.append(f"“{grade.label}”的下限 {low} 不小于上限 {high}")
        if grade.low > reached:
            words.append(f"{format_points(reached)} 至 {low} 分没有等级")
        elif grade.low < reached:
            words.append(f"“{grade.label}”与下一等级在 {low} 至 {format_points(reached)} 分重叠")
        reached = max(reached, grade.high)
    if grades and reached < scoring.full:
        words.append(f"{format_points(reached)} 至 {format_points(scoring.full)} 分没有等级")
    if grades and reached > scoring.full:
        words.append(f"上限 {format_points(reached)} 超过满分 {format_points(scoring.full)}")
    return words


def _limits(scoring: Scoring) -> Iterator[FormFinding]:
    """Find caps and deviations that take nothing, or more than there is."""
    for cap in scoring.caps:
        if not 0 <= cap.most < scoring.full:
            place, full = f"总分上限“{cap.words}”", format_points(scoring.full)
            yield FormFinding("caps", place, f"上限应不小于 0、小于满分 {full}")
    for rule in scoring.deviations:
        if rule.points <= 0:
            yield FormFinding("deviations", f"偏差扣分“{rule.words}”", "扣分应大于 0")
    if (scoring.caps or scoring.deviations) and scoring.mode is ScoringMode.NONE:
        yield FormFinding("caps", "评分", "不评分的表式没有总分上限和偏差扣分")


def _grades(scoring: Scoring) -> Iterator[FormFinding]:
    for words in grade_gaps(scoring):
        yield FormFinding("grades", "评价等级", words)
    yield from _repeated([grade.label for grade in scoring.grades], "评价等级", "名称")


def _codes(form: Form) -> Iterator[FormFinding]:
    """Find codes that are malformed, taken or reserved."""
    codes = [*_block_codes(form), *_tree_codes(form.scoring.tree)]
    for code in dict.fromkeys(codes):
        if not _CODE.fullmatch(code):
            rule = "应为小写字母开头的字母、数字、下划线"
            yield FormFinding("code", "编码", f"“{code}”{rule}")
        if code in RESERVED:
            yield FormFinding("code", "编码", f"“{code}”是保留的编码，请换一个")
    yield from _repeated(codes, "编码", "编码")
    yield from _repeated([section.code for section in form.sections], "部分", "编码")
    rules = [*(rule.code for rule in form.checks), *(pair.code for pair in form.text_figures)]
    yield from _repeated(rules, "核对规则", "编码")


def _block_codes(form: Form) -> Iterator[str]:
    for section in form.sections:
        for block in section.blocks:
            match block:
                case FieldBlock(fields=fields):
                    yield from (item.code for item in fields)
                case Table(code=code) | Narrative(code=code):
                    yield code


def _tree_codes(tree: tuple[Indicator, ...]) -> Iterator[str]:
    for node in tree:
        yield node.code
        yield from _tree_codes(node.children)


def _repeated(codes: list[str], place: str, noun: str) -> Iterator[FormFinding]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield FormFinding("repeated", place, f"{noun}“{code}”出现 {count} 次")


def _shapes(form: Form) -> Iterator[FormFinding]:
    """Find tables, fields and blocks that cannot be filled in as they are."""
    for section in form.sections:
        for block in section.blocks:
            match block:
                case FieldBlock(fields=fields):
                    for item in fields:
                        yield from _field(item, f"{section.label} · {item.label}")
                case Table():
                    yield from _table(block, f"{section.label} · {block.label}")
                case IndicatorBlock():
                    yield from _indicator_block(block, f"{section.label} · {block.label}")
    yield from _missing_blocks(form)


def _indicator_block(block: IndicatorBlock, place: str) -> Iterator[FormFinding]:
    if not block.columns and set(block.shows) - set(_SHOWS):
        yield FormFinding("shows", place, f"栏目应在 {'、'.join(_SHOWS)} 之中")
    yield from _repeated([column.code for column in block.columns], place, "栏目编码")
    for column in (column for column in block.columns if column.is_own):
        if column.code in _NOT_OWN or not _CODE.fullmatch(column.code):
            yield FormFinding("code", place, f"“{column.code}”不能作栏目编码")
        if not column.head.strip():
            yield FormFinding("head", place, "自定的栏目没有表头")
        if column.kind not in _OWN_KINDS:
            yield FormFinding("kind", place, f"“{column.head}”的类型应为短文字、长文字、数值或日期")


def _missing_blocks(form: Form) -> Iterator[FormFinding]:
    kinds = {type(block) for section in form.sections for block in section.blocks}
    if form.scoring.tree and IndicatorBlock not in kinds:
        yield FormFinding("block", "评分", "有指标，但没有一个部分放指标表")
    if form.scoring.mode is not ScoringMode.NONE and TotalBlock not in kinds:
        yield FormFinding("block", "评分", "要评分，但没有一个部分放总分")
    if form.scoring.mode is ScoringMode.TABLE and not _shows_scores(form.sections):
        yield FormFinding("block", "评分", "按指标评分，但没有一张指标表有得分栏")


def _shows_scores(sections: tuple[Section, ...]) -> bool:
    blocks = [block for section in sections for block in section.blocks]
    return any(isinstance(block, IndicatorBlock) and "score" in block.names for block in blocks)


def _field(item: Field, place: str) -> Iterator[FormFinding]:
    if item.kind is Kind.CHOICE and not item.choices:
        yield FormFinding("choices", place, "选择项没有可选的内容")
    if not _PREFILL.fullmatch(item.prefill):
        yield FormFinding("prefill", place, f"不认识带入来源“{item.prefill}”")


def _table(table: Table, place: str) -> Iterator[FormFinding]:
    columns = [column.code for column in table.columns]
    rows = [row.code for row in table.rows]
    yield from _repeated(columns, place, "栏目编码")
    yield from _repeated(rows, place, "行编码")
    for code in columns:
        if code in ("row", "label") or not _CODE.fullmatch(code):
            yield FormFinding("code", place, f"“{code}”不能作栏目编码")
    for code in rows:
        if code == TOTAL_ROW and table.growing or not _ROW_CODE.fullmatch(code):
            yield FormFinding("code", place, f"“{code}”不能作行编码")
    if not columns or not (rows or table.growing):
        yield FormFinding("empty", place, "没有栏目或没有行")
    if table.growing is not None and table.growing.minimum > table.growing.maximum:
        yield FormFinding("rows", place, "最少行数大于最多行数")
    for column in table.columns:
        yield from _field(
            Field(
                column.code,
                column.label,
                column.kind,
                choices=column.choices,
                prefill=column.prefill,
            ),
            f"{place} · {column.label}",
        )


def _tree(scoring: Scoring) -> Iterator[FormFinding]:
    """Find weights that do not sum and indicators that cannot be scored."""
    for node in scoring.tree:
        yield from _node(node, 1, False)
    if scoring.mode is not ScoringMode.TABLE:
        return
    total = sum((_weight(node) or Decimal(0) for node in scoring.tree), Decimal(0))
    if total != scoring.full:
        full, given = format_points(scoring.full), format_points(total)
        yield FormFinding("weights", "指标", f"各指标分值合计 {given}，应为 {full}")
    for node in scoring.tree:
        yield from _weightless(node)


def _weight(node: Indicator) -> Decimal | None:
    """Return a node's weight, its own or its children's together; None without any."""
    if node.weight is not None:
        return node.weight
    below = [weight for child in node.children if (weight := _weight(child)) is not None]
    return sum(below, Decimal(0)) if below else None


def _weightless(node: Indicator) -> Iterator[FormFinding]:
    if node.weight is not None:
        return
    if not node.children:
        yield FormFinding("weights", node.label, "没有分值，上级也没有")
    for child in node.children:
        yield from _weightless(child)


def _node(node: Indicator, level: int, is_split: bool) -> Iterator[FormFinding]:
    is_split = is_split or (node.weight is not None and node.split is Split.FILER)
    if level > MAX_LEVEL:
        yield FormFinding("level", node.label, f"指标超过 {MAX_LEVEL} 级")
        return
    if node.weight is not None and node.weight <= 0:
        yield FormFinding("weights", node.label, "分值应大于 0")
    below = [_weight(child) for child in node.children]
    given = [weight for weight in below if weight is not None]
    if node.weight is not None and given:
        total = sum(given, Decimal(0))
        if total != node.weight or None in below:
            shown, own = format_points(total), format_points(node.weight)
            yield FormFinding("weights", node.label, f"下级分值合计 {shown}，应为 {own}")
        if is_split:
            yield FormFinding("weights", node.label, "下级分值由填报单位确定，表式不应再给")
    yield from _method(node)
    for child in node.children:
        yield from _node(child, level + 1, is_split)


def _method(node: Indicator) -> Iterator[FormFinding]:
    if node.method is Method.EXECUTION and node.children:
        yield FormFinding("method", node.label, "执行率指标不应有下级")
    if node.method is Method.QUALITATIVE and not node.bands:
        yield FormFinding("bands", node.label, "定性指标没有完成等次")
    if any(not 0 <= band.share <= 1 for band in node.bands):
        yield FormFinding("bands", node.label, "完成等次的比例应在 0 至 1 之间")
    yield from _repeated([band.code for band in node.bands], node.label, "完成等次编码")
    if node.sign and node.sign not in SIGNS:
        yield FormFinding("sign", node.label, f"指标性质应为 {'、'.join(SIGNS)} 之一")
    if bool(node.numerator) != bool(node.denominator):
        yield FormFinding("rate", node.label, "分子与分母应一并给出")
