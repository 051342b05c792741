"""Functions of the formula language that look at states, at many cells or at text."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from lib.rounding import EXACT
from selfeval.engine.values import (
    MISSING,
    NOT_APPLICABLE,
    State,
    Value,
    number,
    truth,
    wrong,
)

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SIGNS = re.compile(r"[、，,；;\n]")
_LAST = re.compile(r"以及|和")  # 和 parts only what comes after the last sign: 和平县、和县


def add(values: Iterable[Value]) -> Value:
    """Return the sum of the numbers; what is missing or does not apply is left out."""
    return _of_numbers(values, _sum)


def smallest(values: Iterable[Value]) -> Value:
    return _of_numbers(values, min)


def largest(values: Iterable[Value]) -> Value:
    return _of_numbers(values, max)


def count(values: Iterable[Value]) -> Value:
    """Return how many of values hold something."""
    return number(sum(not value.is_absent for value in values))


AGGREGATES: dict[str, Callable[[Iterable[Value]], Value]] = {
    "sum": add,
    "min": smallest,
    "max": largest,
    "count": count,
}
STATE_FUNCTIONS: dict[str, Callable[[Value], Value]] = {
    "blank": lambda value: truth(value.state is State.MISSING),
    "not_applicable": lambda value: truth(value.state is State.NOT_APPLICABLE),
}


def year_of(value: Value) -> Value:
    """Return the first year (1900 to 2099) that the text names; missing if none."""
    found = _YEAR.search(value.shown)
    return number(found[0]) if found else MISSING


def years_in(words: str) -> list[int]:
    """Return the years that words name, each once, in order."""
    return [int(year) for year in dict.fromkeys(_YEAR.findall(words))]


def items(value: Value) -> Value:
    """Return how many things a list in words names («甲、乙和丙» is 3)."""
    *before, last = _SIGNS.split(value.shown)
    parts = [part for words in before for part in words.split("以及")] + _LAST.split(last)
    return number(sum(bool(part.strip()) for part in parts))


def contains(value: Value, words: Value) -> Value:
    return truth(words.shown in value.shown)


def _sum(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in numbers:
        total = EXACT.add(total, amount)
    return total


def _of_numbers(values: Iterable[Value], function: Callable[[list[Decimal]], Decimal]) -> Value:
    seen = list(values)
    for value in seen:
        if value.state is State.ERROR:
            return wrong(value.fault)
        if not value.is_absent and not value.is_number:
            return wrong(f"“{value.shown}”不是数字，不能计算")
    numbers = [value.number for value in seen if value.is_number]
    if numbers:
        return number(function(numbers))
    is_all_inapplicable = seen and all(value.state is State.NOT_APPLICABLE for value in seen)
    return NOT_APPLICABLE if is_all_inapplicable else MISSING
