"""The arithmetic of formulas over tagged values, in exact decimals.

How states combine. Operators and comparisons: an error gives that error; else a missing
operand gives missing; else one that does not apply gives «not applicable». sum, min and
max leave out what is missing or does not apply, and give missing if nothing is left (not
applicable if all were that). and, or: decided by the operands that are known, if they
decide it. 0 ÷ 0 does not apply; anything else ÷ 0 is an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lib.rounding import CARRIED, EXACT, round_half_up
from selfeval.engine import functions
from selfeval.engine.errors import TooMuchWork
from selfeval.engine.formulas import (
    COMPARISONS,
    Binary,
    Call,
    Name,
    Node,
    Number,
    Text,
    Truth,
    Unary,
)
from selfeval.engine.values import (
    MISSING,
    NOT_APPLICABLE,
    State,
    Value,
    number,
    text_value,
    truth,
    wrong,
)

MAX_WORK = 500_000

Found = Value | Sequence[Value]
Lookup = Callable[[Name], Found]


@dataclass(slots=True)
class Budget:
    """How many steps are left; shared by all formulas of one evaluation."""

    left: int = MAX_WORK

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuchWork


def calculate(node: Node, lookup: Lookup, budget: Budget | None = None) -> Value:
    """Return what node comes to. lookup: the value of a name, or a column's values.

    Raises TooMuchWork; every other fault is an ERROR value.
    """
    return _Calculator(lookup, budget or Budget()).value(node)


def divide(dividend: Value, divisor: Value) -> Value:
    """Return dividend ÷ divisor; 0 ÷ 0 does not apply, x ÷ 0 is an error."""
    return _arithmetic("/", dividend, divisor)


@dataclass(slots=True)
class _Calculator:
    lookup: Lookup
    budget: Budget

    def value(self, node: Node) -> Value:
        self.budget.spend()
        match node:
            case Number() | Text() | Truth():
                return _constant(node)
            case Name():
                found = self.lookup(node)
                if isinstance(found, Value):
                    return found
                return wrong(f"“{node}”是整栏，只能放在 sum、count 等函数中")
            case Unary(operator=operator, operand=operand):
                return _unary(operator, self.value(operand))
            case Binary(operator=operator, left=left, right=right):
                return _binary(operator, self.value(left), self.value(right))
            case Call(function=function, arguments=arguments):  # pragma: no branch (the last kind)
                return self.call(function, arguments)

    def call(self, function: str, arguments: tuple[Node, ...]) -> Value:
        if function == "if":
            return self.choose(*arguments)
        if function in functions.AGGREGATES:
            return functions.AGGREGATES[function](self.spread(arguments))
        values = [self.value(argument) for argument in arguments]
        if function in functions.STATE_FUNCTIONS:
            return functions.STATE_FUNCTIONS[function](values[0])
        if (blocked := first_blocked(*values)) is not None:
            return blocked
        return _plain(function, values)

    def choose(self, condition: Node, then: Node, otherwise: Node) -> Value:
        decided = self.value(condition)
        if decided.state is State.TRUTH:
            return self.value(then if decided.truth else otherwise)
        blocked = first_blocked(decided)
        return blocked or wrong("if 的第一个参数应为条件")

    def spread(self, arguments: tuple[Node, ...]) -> list[Value]:
        """Return the arguments' values, whole columns cell by cell."""
        values: list[Value] = []
        for argument in arguments:
            found = self.lookup(argument) if isinstance(argument, Name) else self.value(argument)
            if isinstance(found, Value):
                values.append(found)
            else:
                self.budget.spend(len(found))
                values.extend(found)
        return values


def _constant(node: Number | Text | Truth) -> Value:
    match node:
        case Number(value=amount):
            return number(amount)
        case Text(value=words):
            return text_value(words)
    return truth(node.value)


def first_blocked(*values: Value) -> Value | None:
    """Return what stands in the way of computing: an error, a missing or n/a value."""
    for state in (State.ERROR, State.MISSING, State.NOT_APPLICABLE):
        for value in values:
            if value.state is state:
                return _without_raw(value)
    return None


def _without_raw(value: Value) -> Value:
    match value.state:
        case State.MISSING:
            return MISSING
        case State.NOT_APPLICABLE:
            return NOT_APPLICABLE
    return wrong(value.fault)


def _unary(operator: str, operand: Value) -> Value:
    if (blocked := first_blocked(operand)) is not None:
        return blocked
    if operator == "not":
        is_truth = operand.state is State.TRUTH
        return truth(not operand.truth) if is_truth else wrong("not 后面应为条件")
    return number(EXACT.minus(operand.number)) if operand.is_number else _not_a_number(operand)


def _binary(operator: str, left: Value, right: Value) -> Value:
    if operator in ("and", "or"):
        return _logic(operator, left, right)
    if operator in COMPARISONS:
        return _compare(operator, left, right)
    return _arithmetic(operator, left, right)


def _logic(operator: str, left: Value, right: Value) -> Value:
    decisive = operator == "or"
    for value in (left, right):
        if value.state is State.TRUTH and value.truth is decisive:
            return truth(decisive)
    if (blocked := first_blocked(left, right)) is not None:
        return blocked
    if left.state is not State.TRUTH or right.state is not State.TRUTH:
        return wrong(f"{operator} 两边应为条件")
    return truth(not decisive)


def _compare(operator: str, left: Value, right: Value) -> Value:
    if (blocked := first_blocked(left, right)) is not None:
        return blocked
    if operator in ("=", "!="):
        is_same = left.state is right.state and _content(left) == _content(right)
        return truth(is_same is (operator == "="))
    if not (left.is_number and right.is_number):
        return _not_a_number(right if left.is_number else left)
    order = left.number.compare(right.number, context=EXACT)
    return truth({"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator])


def _content(value: Value) -> tuple[Decimal, str, bool]:
    return value.number, value.text, value.truth


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    if (blocked := first_blocked(left, right)) is not None:
        return blocked
    if not (left.is_number and right.is_number):
        return _not_a_number(right if left.is_number else left)
    match operator:
        case "+":
            return number(EXACT.add(left.number, right.number))
        case "-":
            return number(EXACT.subtract(left.number, right.number))
        case "*":
            return number(EXACT.multiply(left.number, right.number))
    if right.number:
        return number(CARRIED.divide(left.number, right.number))
    return wrong("除数为 0") if left.number else NOT_APPLICABLE


def _plain(function: str, values: list[Value]) -> Value:
    """Apply a function whose arguments are all there."""
    match function:
        case "ratio":
            return divide(*values)
        case "percent":
            return _arithmetic("/", _arithmetic("*", values[0], number(100)), values[1])
        case "abs":
            only = values[0]
            return number(only.number.copy_abs()) if only.is_number else _not_a_number(only)
        case "round":
            return _round(values)
        case "year_of":
            return functions.year_of(values[0])
        case "items":
            return functions.items(values[0])
    return functions.contains(*values)


def _round(values: list[Value]) -> Value:
    places = values[1] if len(values) == 2 else number(0)
    for value in (values[0], places):
        if not value.is_number:
            return _not_a_number(value)
    if places.number not in range(9):
        return wrong("round 的位数应为 0 至 8 的整数")
    return number(round_half_up(values[0].number, int(places.number)))


def _not_a_number(value: Value) -> Value:
    return wrong(f"“{value.shown}”不是数字，不能计算")
