"""The draw: which cells of a year are looked at. Pure: the same seed over the same cells draws
the same sample, on every machine and in every year to come.

Each cell's lot is u = (SHA-256 of «seed|city|code» as a whole number + 1) / (2^256 + 1), so that
0 < u < 1. In each city the cells with the smallest −ln(u) / weight are drawn: without weights
those whose u is largest; with weights a cell of twice the points comes up twice as easily
(Efraimidis and Spirakis, 2006, weighted sampling without replacement).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from hashlib import sha256

#: Digits that lots are reckoned with, whatever the machine's own context is.
EXACT = Context(prec=60)
#: What a cell weighs whose component bears no points: it may come up, if hardly ever.
LEAST_WEIGHT = Decimal("0.001")
_SPAN = Decimal(2**256 + 1)


@dataclass(frozen=True, slots=True)
class FrameCell:
    """A cell that may be drawn. city: the place's key; code: the measure's; weight: points."""

    city: str
    code: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Size:
    """How many cells a city. amount: cells, or percent of the city's cells; of either at least
    one is drawn, and never more than there are."""

    amount: int
    is_percent: bool = False

    def of(self, there: int) -> int:
        if not self.is_percent:
            return min(self.amount, there)
        share = Decimal(there * self.amount) / 100
        return min(max(int(share.to_integral_value(ROUND_CEILING)), 1), there)


def digest_of(seed: str, cell: FrameCell) -> str:
    """Return what a cell's lot is made of, as hexadecimal digits: anybody can reckon it anew."""
    return sha256(f"{seed}|{cell.city}|{cell.code}".encode()).hexdigest()


def lot_of(seed: str, cell: FrameCell, *, is_weighted: bool) -> Decimal:
    """Return a cell's lot: the smaller, the sooner it is drawn."""
    drawn = EXACT.divide(Decimal(int(digest_of(seed, cell), 16) + 1), _SPAN)
    weight = max(cell.weight, LEAST_WEIGHT) if is_weighted else Decimal(1)
    return EXACT.divide(-EXACT.ln(drawn), weight)


def draw(
    frame: Iterable[FrameCell], *, seed: str, size: Size, is_weighted: bool
) -> list[FrameCell]:
    """Return the cells drawn, by city, those of one in the order in which they came up."""
    cities: dict[str, list[FrameCell]] = defaultdict(list)
    for cell in frame:
        cities[cell.city].append(cell)
    return [
        cell
        for city in sorted(cities)
        for cell in in_order(seed, cities[city], is_weighted=is_weighted)[
            : size.of(len(cities[city]))
        ]
    ]


def in_order(seed: str, cells: Iterable[FrameCell], *, is_weighted: bool) -> list[FrameCell]:
    """Return cells as they come up; two of one lot, which there are not, by code."""
    return sorted(cells, key=lambda c: (lot_of(seed, c, is_weighted=is_weighted), c.code))


def frame_digest(frame: Sequence[FrameCell]) -> str:
    """Return a digest of all that might have been drawn, in the order of cities and codes."""
    rows = sorted((cell.city, cell.code, f"{cell.weight.normalize():f}") for cell in frame)
    return sha256("\n".join("|".join(row) for row in rows).encode()).hexdigest()
