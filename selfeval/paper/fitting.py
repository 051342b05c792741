"""Widths by what stands in the columns: no figure is broken over two lines.

Widths first, then smaller type, then the sheet across; pure, by the widths of signs in the
fonts that paper is set in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from selfeval.paper.model import PARTS, TYPE_SIZE, Cell, Grid, Look

#: Width between the margins in millimetres, upright and across.
TEXT_WIDTH = {False: 156, True: 225}
#: A figure with its sign and its unit of a share, a date, a telephone number.
FIGURE = re.compile(r"[<>=≥≤＜＞≈±+-]?\d(?:[\d,.，．:/-]*\d)?[%％‰]?")
#: Longer ones are no figures, and may break.
LONGEST_FIGURE = 20
#: Widths of signs in em, of the widest font of these papers.
DIGIT, POINT, WIDE = 0.57, 0.34, 1.0
POINT_MM = 25.4 / 72
#: Around the words of a cell, in millimetres; a figure stands further from the right.
PADDING, FIGURE_PADDING = 2.8, 3.6
#: Names so short are kept in one line if there is room for it.
SHORT = 4
#: A column of names or text keeps so much of what the form gives it.
KEPT = 0.6
#: Sizes of type to try, the usual one first; smaller ones only on a sheet that lies across.
SIZES = (TYPE_SIZE, 10, 9.5, 9, 8.5, 8)
SMALLEST = (7.5, 7, 6.5, 6, 5.5)


def size_of(grids: Sequence[Grid], *, is_wide: bool) -> float | None:
    """Return the largest type in which no figure of these tables breaks, None if there is none
    that can be read with ease."""
    return next((size for size in SIZES if _fit_all(grids, is_wide=is_wide, size=size)), None)


def smallest_of(grids: Sequence[Grid], *, is_wide: bool) -> float:
    """Return the same where it has to be, down to the smallest type that is printed at all."""
    sizes = (*SIZES, *SMALLEST)
    fitting = (size for size in sizes if _fit_all(grids, is_wide=is_wide, size=size))
    return next(fitting, sizes[-1])


def fitted(grid: Grid, *, is_wide: bool, size: float = TYPE_SIZE) -> Grid:
    """Return grid in this type, with widths in which no figure breaks if there are such."""
    total = sum(grid.widths)
    if not total:
        return grid
    wanted = [width * PARTS / total for width in grid.widths]
    figures = _figure_needs(grid, wanted, is_wide=is_wide, size=size)
    short = _short_needs(grid, is_wide=is_wide, size=size)
    both = [max(pair) for pair in zip(figures, short, strict=True)]
    needs = both if sum(both) <= PARTS else figures
    if sum(needs) > PARTS:
        return replace(grid, size=size)
    return replace(grid, widths=_shared_out(wanted, needs), size=size)


def _fit_all(grids: Sequence[Grid], *, is_wide: bool, size: float) -> bool:
    return all(_fits(grid, is_wide=is_wide, size=size) for grid in grids if sum(grid.widths))


def _fits(grid: Grid, *, is_wide: bool, size: float) -> bool:
    wanted = [width * PARTS / sum(grid.widths) for width in grid.widths]
    return sum(_figure_needs(grid, wanted, is_wide=is_wide, size=size)) <= PARTS


def _shared_out(wanted: Sequence[float], needs: Sequence[int]) -> tuple[int, ...]:
    """Return whole widths of PARTS together, none below its need: what is lacking comes from the
    columns that have more than they need."""
    spare = sum(max(0, width - need) for width, need in zip(wanted, needs, strict=True))
    lacking = sum(max(0, need - width) for width, need in zip(wanted, needs, strict=True))
    kept = max(0, 1 - lacking / spare) if spare else 0
    shares = [need + max(0, width - need) * kept for width, need in zip(wanted, needs, strict=True)]
    widths = [max(need, int(share)) for share, need in zip(shares, needs, strict=True)]
    by_rest = sorted(range(len(shares)), key=lambda place: widths[place] - shares[place])
    for place in range(PARTS - sum(widths)):
        widths[by_rest[place % len(widths)]] += 1
    return tuple(widths)


# --- what columns need, in PARTS --------------------------------------------------------


def _figure_needs(
    grid: Grid, wanted: Sequence[float], *, is_wide: bool, size: float
) -> list[int]:  # fmt: skip
    needs = [1] * len(wanted)
    spanning: list[tuple[int, int, int]] = []
    for _, column, cell in grid.placed():
        need = _in_parts(_longest_figure(cell), _padding(cell), is_wide=is_wide, size=size)
        if cell.colspan > 1:
            spanning.append((column, min(column + cell.colspan, len(needs)), need))
            continue
        if len(cell.text) > SHORT:
            need = max(need, int(wanted[column] * KEPT * size / TYPE_SIZE))
        needs[column] = max(needs[column], need)
    for first, last, need in spanning:
        _widen(needs, wanted, range(first, last), need=need)
    return needs


def _widen(needs: list[int], wanted: Sequence[float], columns: range, *, need: int) -> None:
    """Let columns together be as wide as a cell over them needs."""
    have = [max(needs[place], wanted[place]) for place in columns]
    if sum(have) < need:
        for place, width in zip(columns, have, strict=True):
            needs[place] = ceil(width * need / sum(have))


def _short_needs(grid: Grid, *, is_wide: bool, size: float) -> list[int]:
    needs = [1] * len(grid.widths)
    for _, column, cell in grid.placed():
        is_side = cell.look is Look.SIDE and cell.rowspan > 1
        if cell.colspan == 1 and len(cell.text) <= SHORT and not is_side:
            width = max(map(_em, cell.text.splitlines()), default=0)
            need = _in_parts(width, _padding(cell), is_wide=is_wide, size=size)
            needs[column] = max(needs[column], need)
    return needs


def _longest_figure(cell: Cell) -> float:
    found = (match[0] for match in FIGURE.finditer(cell.text))
    return max((_em(figure) for figure in found if len(figure) <= LONGEST_FIGURE), default=0)


def _padding(cell: Cell) -> float:
    return FIGURE_PADDING if cell.look is Look.FIGURE else PADDING


def _em(words: str) -> float:
    return sum(_sign_em(sign) for sign in words)


def _sign_em(sign: str) -> float:
    if sign in ",.:/-":
        return POINT
    return DIGIT if sign.isascii() and sign != "%" else WIDE


def _in_parts(em: float, padding: float, *, is_wide: bool, size: float) -> int:
    return ceil((em * size * POINT_MM + padding) * PARTS / TEXT_WIDTH[is_wide]) if em else 0
