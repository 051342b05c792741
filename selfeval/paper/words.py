"""What a cell says on paper, and how personal details are masked on a published one."""

import re
from decimal import Decimal

from lib.rounding import format_points, round_half_up
from selfeval.engine.cells import FormCell
from selfeval.engine.results import Evaluated
from selfeval.engine.types import Kind
from selfeval.engine.values import State, Value

#: Decimals of a computed figure; sums of amounts are exact and keep theirs.
PERCENT_PLACES = 2
MOST_PLACES = 4

_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)|(?<!\d)(0\d{2,3}-?)\d{7,8}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)")


def words_of(cell: FormCell, evaluated: Evaluated) -> str:
    """Return what stands in a cell on paper: the typed words, the computed figure or nothing."""
    value = evaluated.value(cell.address)
    if cell.is_computed:
        return computed_words(value, cell.kind)
    return "" if value.state is State.MISSING else value.shown


def computed_words(value: Value, kind: Kind) -> str:
    """Return a computed value; a rate in two decimals with its sign, an error as nothing."""
    if value.state in (State.MISSING, State.ERROR):
        return ""
    if not value.is_number:
        return value.shown
    if kind is Kind.PERCENT:
        return f"{format_points(round_half_up(value.number, PERCENT_PLACES))}%"
    return format_points(_at_most(value.number))


def _at_most(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    is_long = isinstance(exponent, int) and -exponent > MOST_PLACES
    return round_half_up(number, MOST_PLACES) if is_long else number


def masked(words: str, kind: Kind) -> str:
    """Return personal details so that nobody is named: 刘某某 → 刘＊＊, numbers → ＊＊＊."""
    if not words.strip():
        return words
    if kind is Kind.PERSON:
        names = [f"{name[0]}＊＊" for name in re.split(r"[、，,;；\s]+", words.strip()) if name]
        return "、".join(names)
    return "＊＊＊"


def without_numbers_of_people(words: str) -> str:
    """Return running text with telephone, identity and account numbers hidden."""
    hidden = _IDENTITY.sub(r"\1********\2", words)
    hidden = _ACCOUNT.sub(r"\1********\2", hidden)
    return _PHONE.sub(lambda found: f"{found[1] or found[3]}****{found[2] or ''}", hidden)
