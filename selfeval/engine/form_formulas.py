"""Every formula of a form: can it be read, and does it name what the form has."""

from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.engine.caps import DEVIATION_NAMES
from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import Binary, Call, Name, Node, Unary, names_in, parse_formula
from selfeval.engine.functions import AGGREGATES
from selfeval.engine.names import ColumnRef, Index, Scope, resolve
from selfeval.engine.results import FormFinding
from selfeval.engine.scoring_types import Check, Deviation, Indicator, Method, TextFigure
from selfeval.engine.types import NUMERIC, Field, Form, Narrative, Table


@dataclass(frozen=True, slots=True)
class _Formula:
    text: str
    place: str
    scope: Scope | None = None
    in_check: bool = False


def check_formulas(form: Form, index: Index) -> list[FormFinding]:
    """Return what is wrong with the formulas, the cells that checks point to, the
    phrases of text figures and the measures' links."""
    found = [finding for formula in _formulas(form, index) for finding in _check(formula, index)]
    for rule in form.checks:
        found += _check_place(rule, index)
    for pair in form.text_figures:
        found += _check_phrase(pair, index)
    for cost in form.scoring.deviations:
        found += _check_deviation(cost)
    methods = {node.method for node in index.indicators.values()}
    if Method.EXECUTION in methods and form.scoring.execution is None:
        found.append(FormFinding("execution", "评分", "有执行率指标，但没有给出预算执行的公式"))
    return found


def _formulas(form: Form, index: Index) -> Iterator[_Formula]:
    for item in index.fields.values():
        if isinstance(item, Field) and item.formula:
            yield _Formula(item.formula, item.label)
    for table in index.tables.values():
        yield from _table_formulas(table)
    for node in index.indicators.values():
        yield from _indicator_formulas(node)
    yield from _rule_formulas(form, index)


def _rule_formulas(form: Form, index: Index) -> Iterator[_Formula]:
    if form.scoring.execution is not None:
        yield _Formula(form.scoring.execution.executed, "预算执行 · 执行数")
        yield _Formula(form.scoring.execution.budget, "预算执行 · 预算数")
    for cap in form.scoring.caps:
        yield _Formula(cap.condition, f"总分上限“{cap.words}”")
    for rule in form.checks:
        scope = Scope(rule.each, row="1") if rule.each in index.tables else None
        yield _Formula(rule.condition, f"核对规则“{rule.code}”", scope, True)
    for pair in form.text_figures:
        yield _Formula(pair.cell, f"文中数字“{pair.code}”")
    for link in form.links:
        yield _Formula(link.figure, f"关联测量项“{link.measure_key}”")


def _table_formulas(table: Table) -> Iterator[_Formula]:
    for column in table.columns:
        place = f"{table.label} · {column.label}"
        if column.formula:
            yield _Formula(column.formula, place, Scope(table.code, row="1"))
        if column.total:
            yield _Formula(column.total, f"{place} · 合计", Scope(table.code))
    first = next((column.code for column in table.columns if column.kind in NUMERIC), "")
    for row in table.rows:
        if row.formula:
            scope = Scope(table.code, column=first)
            yield _Formula(row.formula, f"{table.label} · {row.label}", scope)


def _indicator_formulas(node: Indicator) -> Iterator[_Formula]:
    named = {
        "目标值": node.target_formula,
        "完成值": node.outcome_formula,
        "分子": node.numerator,
        "分母": node.denominator,
    }
    for noun, text in named.items():
        if text:
            yield _Formula(text, f"{node.label} · {noun}")


def _check(formula: _Formula, index: Index) -> Iterator[FormFinding]:
    try:
        node = parse_formula(formula.text)
    except WrongFormula as error:
        yield FormFinding("formula", formula.place, str(error))
        return
    in_aggregates = _inside_aggregates(node)
    for name in names_in(node):
        try:
            found = resolve(name, index, formula.scope, in_check=formula.in_check)
        except WrongFormula as error:
            message = f"公式“{formula.text}”中的“{name}”：{error.reason}"
            yield FormFinding("unknown_cell", formula.place, message)
            continue
        if isinstance(found, ColumnRef) and name not in in_aggregates:
            message = f"“{name}”是整栏，只能放在 sum、count、min、max 中"
            yield FormFinding("column", formula.place, message)


def _inside_aggregates(node: Node) -> set[Name]:
    match node:
        case Call(function=function, arguments=arguments):
            own = set(arguments) if function in AGGREGATES else set()
            names = {item for item in own if isinstance(item, Name)}
            return names.union(*(_inside_aggregates(item) for item in arguments))
        case Unary(operand=operand):
            return _inside_aggregates(operand)
        case Binary(left=left, right=right):
            return _inside_aggregates(left) | _inside_aggregates(right)
    return set()


def _check_place(rule: Check, index: Index) -> Iterator[FormFinding]:
    place = f"核对规则“{rule.code}”"
    if rule.each:
        if index.column(rule.each, rule.cell) is None:
            yield FormFinding("unknown_cell", place, f"表“{rule.each}”没有栏目“{rule.cell}”")
        return
    try:
        resolve(Name.of(rule.cell), index, in_check=True)
    except WrongFormula as error:
        yield FormFinding("unknown_cell", place, f"指向的“{rule.cell}”：{error.reason}")


def _check_deviation(rule: Deviation) -> Iterator[FormFinding]:
    place = f"偏差扣分“{rule.words}”"
    try:
        names = {str(name) for name in names_in(parse_formula(rule.condition))}
    except WrongFormula as error:
        yield FormFinding("formula", place, str(error))
        return
    for name in sorted(names - set(DEVIATION_NAMES)):
        known = "outcome 完成值、target 目标值、weight 分值"
        yield FormFinding("unknown_cell", place, f"不认识“{name}”，条件里只能用 {known}")


def _check_phrase(pair: TextFigure, index: Index) -> Iterator[FormFinding]:
    place = f"文中数字“{pair.code}”"
    if not isinstance(index.fields.get(pair.text), (Field, Narrative)):
        yield FormFinding("unknown_cell", place, f"表式中没有文字“{pair.text}”")
    if pair.phrase.count("{n}") != 1 or len(pair.phrase.strip()) < 5:
        yield FormFinding("phrase", place, "语句应含一处 {n}，前后并有文字")
