"""The values of a report's cells as formulas see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lib.rounding import format_points, round_half_up
from selfeval.engine.addresses import aspect_of, is_within, owner_of
from selfeval.engine.calculate import Budget, Found, Lookup, calculate
from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import (
    COMPARISONS,
    Binary,
    Call,
    Name,
    Node,
    Number,
    Text,
    Truth,
    parse_formula,
)
from selfeval.engine.laid import Laid
from selfeval.engine.names import ColumnRef, Scope, resolve
from selfeval.engine.values import MISSING, State, Value, number, wrong
from selfeval.engine.wording import derive, equals

LONG = 20  # words of a cell that a derivation quotes


@dataclass(slots=True)
class Context:
    """laid: whose cells they are. values: by address, filled while cells are computed."""

    laid: Laid
    values: dict[str, Value]
    budget: Budget

    @classmethod
    def of(cls, laid: Laid) -> "Context":
        return cls(laid, {"year": number(laid.year)}, Budget())

    def lookup(self, scope: Scope | None = None, *, in_check: bool = False) -> Lookup:
        def look(name: Name) -> Found:
            try:
                found = resolve(name, self.laid.index, scope, in_check=in_check)
            except WrongFormula as error:
                return wrong(error.reason)
            if isinstance(found, ColumnRef):
                cells = self.laid.columns.get((found.table, found.column), [])
                return [self.values.get(address, MISSING) for address in cells]
            return self.values.get(found.address, MISSING)

        return look

    def evaluate(
        self, formula: str, scope: Scope | None = None, *, in_check: bool = False
    ) -> Value:
        """Return what formula comes to here; a formula that cannot be read is an error."""
        try:
            node = parse_formula(formula)
        except WrongFormula as error:
            return wrong(str(error))
        return calculate(node, self.lookup(scope, in_check=in_check), self.budget)

    def derivation(self, formula: str, scope: Scope | None, value: Value) -> str:
        """Return formula in words with its figures and value as its result."""
        try:
            words = derive(parse_formula(formula), self._shower(scope))
        except WrongFormula as error:
            return str(error)
        return f"{words} {equals(value)}" if value.is_number else f"{words}{equals(value)}"

    def broken(self, formula: str, scope: Scope | None) -> str:
        """Return why a check's condition does not hold, with its figures, as one says it:
        «完成资金 25 ÷ 计划资金 70 ≈ 35.71%，低于 90%»."""
        return "；".join(self._facts(parse_formula(formula), scope))

    def _facts(self, node: Node, scope: Scope | None) -> Iterator[str]:
        """Yield what of a condition that does not hold is to blame."""
        if isinstance(node, Binary) and node.operator in ("and", "or"):
            for side in (node.left, node.right):
                value = calculate(side, self.lookup(scope, in_check=True), self.budget)
                if value.state is State.TRUTH and not value.truth:
                    yield from self._facts(side, scope)
        elif isinstance(node, Binary) and node.operator in COMPARISONS:
            yield self._comparison(node, scope)
        else:
            yield f"应为：{derive(node, self._shower(scope, in_check=True))}"

    def _comparison(self, node: Binary, scope: Scope | None) -> str:
        is_share = _is_share(node)
        left, right = (
            self._side(side, scope, is_share=is_share) for side in (node.left, node.right)
        )
        if node.operator == "!=" and isinstance(node.right, Text):
            return left
        return f"{left}，{_FAILING[node.operator]} {right}"

    def _side(self, node: Node, scope: Scope | None, *, is_share: bool) -> str:
        """Return one side of a comparison, with what it comes to if it is a sum."""
        if is_share and isinstance(node, Number):
            return _percent(node.value)
        words = derive(node, self._shower(scope, in_check=True))
        if isinstance(node, Name | Number | Text | Truth):
            return words
        value = calculate(node, self.lookup(scope, in_check=True), self.budget)
        if is_share and value.is_number:
            exact = round_half_up(value.number, 4) == value.number
            return f"{words} {'=' if exact else '≈'} {_percent(value.number)}"
        return f"{words} {equals(value)}" if value.is_number else words

    def _shower(self, scope: Scope | None, *, in_check: bool = False) -> "_Shower":
        return _Shower(self, scope, in_check)


#: How a comparison that does not hold is said.
_FAILING = {">=": "低于", ">": "不高于", "<=": "高于", "<": "不低于", "=": "不等于", "!=": "等于"}


def _is_share(node: Binary) -> bool:
    """Say whether a quotient is compared with a share, as 0.9: both are told in percent."""
    left, right = node.left, node.right
    is_quotient = (isinstance(left, Binary) and left.operator == "/") or (
        isinstance(left, Call) and left.function == "ratio"
    )
    return is_quotient and isinstance(right, Number) and 0 < right.value <= 1


def _percent(share: Decimal) -> str:
    return f"{format_points(round_half_up(share * 100, 2))}%"


@dataclass(slots=True)
class _Shower:
    """Writes a name as its label and value («上年结转 0»)."""

    context: Context
    scope: Scope | None
    in_check: bool

    def __call__(self, name: Name) -> str:
        try:
            found = resolve(name, self.context.laid.index, self.scope, in_check=self.in_check)
        except WrongFormula:
            return str(name)
        if isinstance(found, ColumnRef):
            return self._column(found)
        value = self.context.values.get(found.address, MISSING)
        return f"{self._label(found.address)} {_shown(value)}".strip()

    def _column(self, column: ColumnRef) -> str:
        addresses = self.context.laid.columns.get((column.table, column.column), [])
        values = [self.context.values.get(address, MISSING) for address in addresses]
        counted = [_shown(value) for value in values if not value.is_absent]
        if 0 < len(counted) <= 8:
            return " + ".join(counted)
        noun = self.context.laid.index.column(column.table, column.column)
        return f"{noun.label if noun else column.column}共 {len(counted)} 行"

    def _label(self, address: str) -> str:
        if address == "year":
            return "年度"
        if address == "total":
            return "总分"
        code, aspect = owner_of(address), aspect_of(address)
        if aspect in ("score", "proposed") and code in self.context.laid.index.indicators:
            label = self.context.laid.index.indicators[code].label
            return f"“{label}”{'得分' if aspect == 'score' else '建议得分'}"
        # Within a table its own name goes without saying.
        label = self.context.laid.labels.get(address, address)
        if self.scope is not None and is_within(address, self.scope.table):
            parts = label.split(" · ")
            return parts[-2] if self.scope.column and len(parts) > 1 else parts[-1]
        return label


def _shown(value: Value) -> str:
    if value.state is State.TEXT and len(value.shown) > LONG:
        return f"{value.shown[:LONG]}……"
    return f"（{value.text}）" if value.state is State.ERROR and not value.raw else value.shown
