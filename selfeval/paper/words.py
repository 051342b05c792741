"""What a cell says on paper."""

from decimal import Decimal

from lib.rounding import format_points, round_half_up
from selfeval.engine.cells import FormCell
from selfeval.engine.results import Evaluated
from selfeval.engine.types import Kind
from selfeval.engine.values import State, Value

#: Decimals of a computed figure; sums of amounts are exact and keep theirs.
PERCENT_PLACES = 2
MOST_PLACES = 4


def words_of(cell: FormCell, evaluated: Evaluated) -> str:
    """Return what stands in a cell on paper: the typed words, the computed figure or nothing. A
    rate has its sign, which nothing around it says."""
    value = evaluated.value(cell.address)
    if cell.is_computed:
        return computed_words(value, cell.kind)
    if value.state is State.MISSING:
        return ""
    is_bare = cell.kind is Kind.PERCENT and value.is_number and value.shown[-1:].isdigit()
    return f"{value.shown}%" if is_bare else value.shown


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
