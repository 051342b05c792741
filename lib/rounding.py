"""The only rounding of the engine, and points as they are written."""

from decimal import ROUND_HALF_UP, Context, Decimal

# Sums and comparisons of figures below 10^15 come out exact in it. It is set by
# the engine itself, so that no caller's decimal context can change a score.
EXACT = Context(prec=60)
# What does not end (1/3) is carried with this many digits, and no more, so that
# 2/3 × 0.3 is 0.2 again.
CARRIED = Context(prec=28)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Return value with so many places, halves away from zero (0.125 → 0.13).

    value: below 10^15. Result: always shows its places (76 → 76.00).
    """
    return value.quantize(Decimal((0, (1,), -places)), rounding=ROUND_HALF_UP, context=EXACT)


def format_points(value: Decimal | None) -> str:
    """Return value in plain digits without needless zeros; «—» where there is none."""
    if value is None:
        return "—"
    return _strip(f"{value:f}")


def format_fixed(value: Decimal | None, places: int = 2) -> str:
    """Return value rounded half up and always with its places, for columns."""
    return "—" if value is None else f"{round_half_up(value, places):f}"


def format_figure(value: Decimal) -> str:
    """Return value with thousands separated («11,500»), without needless zeros."""
    return _strip(f"{value:,f}")


def _strip(digits: str) -> str:
    shown = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if shown == "-0" else shown
