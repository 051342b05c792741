"""Words of the form that depend on the year, and formulas as a person reads them."""

from collections.abc import Callable
from decimal import Decimal

from lib.rounding import CARRIED, format_points, round_half_up
from selfeval.engine.formulas import Binary, Call, Name, Node, Number, Text, Truth, Unary
from selfeval.engine.values import State, Value

_SIGNS = {"-": "−", "*": "×", "/": "÷", "!=": "≠", "<=": "≤", ">=": "≥"} | {
    "and": "且",
    "or": "或",
}
_STRENGTH = {"or": 1, "and": 2, "+": 4, "-": 4, "*": 5, "/": 5}
_COMPARISON_STRENGTH = 3
_CALLS = {
    "min": "最小值",
    "max": "最大值",
    "count": "个数",
    "abs": "绝对值",
    "if": "如果",
    "blank": "未填",
    "not_applicable": "不适用",
    "year_of": "年份",
    "items": "所列项数",
    "contains": "包含",
}


def words_for(text: str, year: int) -> str:
    """Return text with {year}, {last_year} and {next_year} filled in."""
    if "{" not in text:
        return text
    years = {"{year}": year, "{last_year}": year - 1, "{next_year}": year + 1}
    for mark, number in years.items():
        text = text.replace(mark, str(number))
    return text


def sign_of(operator: str) -> str:
    """Return an operator as it is written for people."""
    return _SIGNS.get(operator, operator)


def derive(node: Node, show: Callable[[Name], str]) -> str:
    """Return node as arithmetic in words («收入 10 − 支出 4»). show: names with values."""
    return _FormulaWriter(show).write(node, 0)


def shown_number(value: Decimal) -> str:
    """Return value with at most 4 decimals, after ≈ if it has more."""
    short = round_half_up(value, 4)
    return format_points(short) if short == value else f"≈ {format_points(short)}"


def equals(value: Value) -> str:
    """Return the tail of a derivation: «= 4», «≈ 0.3333», «：除数为 0»."""
    if value.state is State.ERROR:
        return f"：{value.text}"
    if not value.is_number:
        return f"：{value.shown}"
    number = CARRIED.plus(value.number)
    shown = shown_number(number)
    return shown if shown.startswith("≈") else f"= {shown}"


def _constant(node: Number | Text | Truth) -> str:
    match node:
        case Number(value=amount):
            return format_points(amount)
        case Text(value=words):
            return f"“{words}”"
    return "是" if node.value else "否"


class _FormulaWriter:
    def __init__(self, show: Callable[[Name], str]) -> None:
        self.show = show

    def write(self, node: Node, outer: int) -> str:
        """Return node's words, in brackets if it binds less than what is around it."""
        match node:
            case Number() | Text() | Truth():
                return _constant(node)
            case Name():
                return self.show(node)
            case Unary(operator="not", operand=operand):
                return f"并非（{self.write(operand, 0)}）"
            case Unary(operand=operand):
                return f"−{self.write(operand, 6)}"
            case Binary():
                return self.binary(node, outer)
            case Call():  # pragma: no branch (the last kind)
                return self.call(node, outer)

    def binary(self, node: Binary, outer: int) -> str:
        strength = _STRENGTH.get(node.operator, _COMPARISON_STRENGTH)
        sign = sign_of(node.operator)
        right = strength + (node.operator in ("-", "/"))
        words = f"{self.write(node.left, strength)} {sign} {self.write(node.right, right)}"
        return f"（{words}）" if strength < outer else words

    def call(self, node: Call, outer: int) -> str:
        arguments = node.arguments
        match node.function:
            case "sum":
                words = " + ".join(self.write(argument, 4) for argument in arguments)
                return f"（{words}）" if outer > 4 else words
            case "ratio":
                return self.binary(Binary("/", *arguments), outer)
            case "percent":
                product = Binary("*", Binary("/", *arguments), Number(Decimal(100)))
                return self.binary(product, outer)
            case "round":
                return self.write(arguments[0], outer)
        inner = "，".join(self.write(argument, 0) for argument in arguments)
        return f"{_CALLS[node.function]}（{inner}）"
