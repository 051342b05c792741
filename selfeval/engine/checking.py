"""What every check looks at, and the comparisons they share."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lib.rounding import round_half_up
from selfeval.engine.addresses import address_of
from selfeval.engine.context import Context
from selfeval.engine.evaluate import context_of
from selfeval.engine.laid import Laid
from selfeval.engine.results import Evaluated, Finding
from selfeval.engine.scoring_types import Severity
from selfeval.engine.tree import Placed
from selfeval.engine.values import State, Value


@dataclass(slots=True)
class Checking:
    """One report under its checks. context: where their formulas are computed. faults: of the
    cells that cannot be read."""

    evaluated: Evaluated
    context: Context = field(init=False)
    faults: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.context = context_of(self.evaluated)
        typed = (self.value(cell.address) for cell in self.laid.cells if not cell.is_computed)
        self.faults = frozenset(value.fault for value in typed if value.state is State.ERROR)

    def is_told(self, value: Value) -> bool:
        """Say whether what is wrong with value is what is wrong with a typed cell: one fault
        gives one finding, where it was made."""
        return value.state is State.ERROR and value.text in self.faults

    @property
    def laid(self) -> Laid:
        return self.evaluated.laid

    def value(self, address: str) -> Value:
        return self.evaluated.value(address)

    def label(self, address: str) -> str:
        return self.laid.labels.get(address, address)

    def leaves(self) -> Iterator[Placed]:
        """Yield the indicators that apply, with target and outcome of their own."""
        for place in self.laid.nodes:
            if place.is_leaf and not place.dropped and not self.is_inapplicable(place):
                yield place

    def is_inapplicable(self, place: Placed) -> bool:
        answer = self.laid.answers.answer
        own, above = answer(place.code), answer(place.parent)
        cells = (address_of(place.code, aspect) for aspect in ("target", "outcome"))
        states = {self.value(cell).state for cell in cells}
        is_said = own.not_applicable or above.not_applicable
        return is_said or State.NOT_APPLICABLE in states


def error(code: str, place: str, message: str) -> Finding:
    return Finding(Severity.ERROR, code, place, message)


def explain(code: str, place: str, message: str, *, reason: str = "") -> Finding:
    return Finding(Severity.EXPLAIN, code, place, message, bool(reason))


def remind(code: str, place: str, message: str) -> Finding:
    return Finding(Severity.REMIND, code, place, message)


def places_of(value: Decimal) -> int:
    """Return how many decimals a figure is written with; below 0 for 1E+2."""
    return -int(value.as_tuple().exponent)


def is_same_amount(entered: Decimal, computed: Decimal) -> bool:
    """Say whether entered is computed; a quotient may be rounded to 2 or more places."""
    if entered == computed:
        return True
    ends = round_half_up(computed, 4) == computed
    return not ends and round_half_up(computed, max(2, places_of(entered))) == entered


def is_same_rate(entered: Decimal, computed: Decimal) -> bool:
    """Say whether a percent is the one computed, rounded to the places it is written
    with but at least one: 98.5 stands for 98.52, 99 does not."""
    return round_half_up(computed, max(1, places_of(entered))) == entered
