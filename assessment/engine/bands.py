"""Bands of figures, each with its points (90%以上得10分，80%以上得8分): finding, telling, keeping.

A figure lies in one band or in none: bands that overlap are refused.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from assessment.engine.types import Band
from lib.rounding import format_figure, format_points


def is_in(band: Band, value: Decimal) -> bool:
    above, below = band.above, band.below
    if above is not None and (value < above or (value == above and not band.is_above_included)):
        return False
    return below is None or value < below or (value == below and band.is_below_included)


def band_of(bands: Iterable[Band], value: Decimal) -> Band | None:
    return next((band for band in bands if is_in(band, value)), None)


def threshold_of(band: Band) -> Decimal | None:
    """Return the figure that a band is called by: what it begins at, else what it ends at."""
    return band.below if band.above is None else band.above


def fault_of(bands: Sequence[Band]) -> str:
    """Return why bands cannot be scored by, "" where they can."""
    if not bands:
        return "没有写明各档"
    for band in bands:
        if band.above is None and band.below is None:
            return "有一档没有写明从多少起、到多少止"
        if band.points < 0:
            return f"“{told(band)}”一档的分值不能是负数"
        if _is_empty(band):
            return f"“{told(band)}”一档里没有数"
    for one, other in combinations(bands, 2):
        if not _is_empty(_shared(one, other)):
            return f"“{told(one)}”与“{told(other)}”两档重叠，同一个数会在两档里"
    return ""


def _is_empty(band: Band) -> bool:
    if band.above is None or band.below is None or band.above < band.below:
        return False
    is_point = band.above == band.below and band.is_above_included and band.is_below_included
    return not is_point


def _shared(one: Band, other: Band) -> Band:
    """Return what lies in both."""
    from_, to = _narrower(one, other, lower=True), _narrower(one, other, lower=False)
    return Band(from_.above, from_.is_above_included, to.below, to.is_below_included, one.points)


def _narrower(one: Band, other: Band, *, lower: bool) -> Band:
    """Return the band that leaves less room at its lower, or upper, end."""

    def room(band: Band) -> tuple[bool, Decimal, bool]:
        if lower:
            end = band.above
            return end is None, Decimal(0) if end is None else -end, band.is_above_included
        end = band.below
        return end is None, Decimal(0) if end is None else end, band.is_below_included

    return min(one, other, key=room)


# --- Words --------------------------------------------------------------------------------------


def told(band: Band, unit: str = "") -> str:
    """Return a band in words that leave no figure open: 以上 and 以下 count the figure in,
    超过 and 不足 do not («80% 以上、不足 90%»). unit: «%», or what the figure is counted in."""
    if band.above is not None and band.above == band.below:
        return f"正好 {_figure(band.above, unit)}"
    parts = []
    if band.above is not None:
        parts.append(_end(band.above, unit, "以上" if band.is_above_included else "超过 "))
    if band.below is not None:
        parts.append(_end(band.below, unit, "以下" if band.is_below_included else "不足 "))
    return "、".join(parts)


def points_told(bands: Iterable[Band], unit: str = "") -> str:
    """Return bands with their points: «80% 以上、不足 90%：8 分；90% 以上：10 分»."""
    return "；".join(f"{told(band, unit)}：{format_points(band.points)} 分" for band in bands)


def spaced(words: str, more: str) -> str:
    """Return words with more behind them: apart where a figure or a percent sign ends them."""
    return f"{words} {more}" if words[-1:].isascii() else f"{words}{more}"


def _end(value: Decimal, unit: str, word: str) -> str:
    figure = _figure(value, unit)
    return f"{word}{figure}" if word.endswith(" ") else spaced(figure, word)


def _figure(value: Decimal, unit: str) -> str:
    return f"{format_figure(value)}%" if unit == "%" else f"{format_figure(value)} {unit}".rstrip()


# --- As they are stored and exported --------------------------------------------------------------


def as_json(bands: Iterable[Band]) -> list[dict[str, Any]]:
    """Return bands as JSON holds them; figures are strings of exact decimals."""
    return [
        {
            "above": None if band.above is None else format_points(band.above),
            "is_above_included": band.is_above_included,
            "below": None if band.below is None else format_points(band.below),
            "is_below_included": band.is_below_included,
            "points": format_points(band.points),
        }
        for band in bands
    ]


def of_json(rows: Iterable[dict[str, Any]]) -> tuple[Band, ...]:
    """Return the bands that as_json told; what comes from elsewhere: reader.exported."""
    return tuple(
        Band(
            above=None if row["above"] is None else Decimal(row["above"]),
            is_above_included=row["is_above_included"],
            below=None if row["below"] is None else Decimal(row["below"]),
            is_below_included=row["is_below_included"],
            points=Decimal(row["points"]),
        )
        for row in rows
    )
