"""The overview's charts as SVG text, drawn with lib.drawing: figures beside the names, colour
only repeats what a word or a number says."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from lib.drawing import (
    BAR,
    BLUE,
    BLUE_2,
    INK_2,
    INK_3,
    RED,
    ROW,
    SMALL,
    TRACK,
    WIDTH,
    fitted,
    linked,
    rect,
    scaled,
    svg,
    text,
    width_of,
)
from lib.figures import amount, share
from selfeval.year.overview import STAGES, Missed, Pair, PlaceCounts

#: In the order of overview.STAGES: published, accepted, in review, returned, not submitted.
FILLS = ("#0f4a2a", "#3c8a5e", "#1f4e8c", "#d48a06", "#d5dae2")
#: Width of a column of counts.
COLUMN = 56


@dataclass(frozen=True, slots=True)
class Linked:
    """A row of the progress chart with where it leads."""

    row: PlaceCounts
    url: str = ""


def progress_map(rows: Sequence[Linked], *, width: int = 1000, noun: str = "市州") -> SafeString:
    """Return how far each place has come: a bar cut by stage, and the count of each."""
    left, right = 178.0, len(STAGES) * COLUMN + 8.0
    bar = width - left - right
    top = 34
    drawn = [_heads(left, bar, noun)]
    for number, place in enumerate(rows):
        drawn.append(_progress_row(place, left, bar, middle=top + (number + 0.5) * ROW))
    return svg(
        drawn,
        size=(width, top + len(rows) * ROW + 4),
        title=f"各{noun}填报进度",
        desc="；".join(_told(place.row) for place in rows),
    )


def _heads(left: float, bar: float, noun: str) -> str:
    drawn = [
        text(0, 14, noun, fill=INK_3, size=SMALL),
        text(left - 12, 14, "已提交", anchor="end", fill=INK_3, size=SMALL),
    ]
    for number, (stage, fill) in enumerate(zip(STAGES, FILLS, strict=True)):
        edge = left + bar + (number + 1) * COLUMN
        drawn.append(rect(edge - width_of(stage.label, SMALL) - 14, 9, 10, 10, fill=fill))
        drawn.append(text(edge, 14, stage.label, anchor="end", fill=INK_2, size=SMALL))
    return "".join(drawn)


def _progress_row(place: Linked, left: float, bar: float, *, middle: float) -> str:
    row = place.row
    pieces = [
        text(0, middle, fitted(row.name, left - 86)),
        text(left - 12, middle, f"{row.submitted} / {row.total}", anchor="end", bold=True),
    ]
    x = left
    for number, (count, fill) in enumerate(zip(row.counts, FILLS, strict=True)):
        length = scaled(Decimal(count), Decimal(row.total), bar)
        pieces.append(rect(x, middle - BAR / 2, length, BAR, fill=fill))
        x += length
        edge = left + bar + (number + 1) * COLUMN
        shade = {} if count else {"fill": INK_3}
        pieces.append(text(edge, middle, amount(count), anchor="end", **shade))
    return linked(place.url, pieces)


def _told(row: PlaceCounts) -> str:
    counted = "，".join(
        f"{stage.label} {count}" for stage, count in zip(STAGES, row.counts, strict=True) if count
    )
    return f"{row.name} 共 {row.total} 份：{counted}"


def paired_bars(pairs: Sequence[Pair], *, title: str, year: int, width: int = WIDTH) -> SafeString:
    """Return counts of this year, last year's under them where there is one."""
    has_last = any(pair.last is not None for pair in pairs)
    left, right = 150.0, 60.0
    bar = width - left - right
    counts = [count for pair in pairs for count in (pair.now, pair.last or 0)]
    most = Decimal(max(counts, default=0) or 1)
    all_now = sum(pair.now for pair in pairs)
    top, high = (34, 44) if has_last else (4, ROW)
    drawn = [_years_key(left, year)] if has_last else []
    for number, pair in enumerate(pairs):
        y = top + number * high
        drawn.append(_pair_row(pair, y, left, bar=bar, most=most, part=share(pair.now, all_now)))
    return svg(
        drawn,
        size=(width, top + len(pairs) * high + 4),
        title=title,
        desc="；".join(_pair_told(pair) for pair in pairs),
    )


def _years_key(left: float, year: int) -> str:
    return "".join(
        (
            rect(left, 8, 12, 12, fill=BLUE),
            text(left + 18, 14, f"{year}年度", fill=INK_2, size=SMALL),
            rect(left + 96, 8, 12, 12, fill=BLUE_2),
            text(left + 114, 14, f"{year - 1}年度", fill=INK_2, size=SMALL),
        )
    )


def _pair_row(pair: Pair, y: float, left: float, *, bar: float, most: Decimal, part: str) -> str:
    middle = y + ROW / 2
    pieces = [
        text(left - 62, middle, pair.label, anchor="end"),
        text(left - 12, middle, amount(pair.now), anchor="end", bold=True),
        rect(left, middle - BAR / 2, bar, BAR, fill=TRACK),
        rect(left, middle - BAR / 2, scaled(Decimal(pair.now), most, bar), BAR, fill=BLUE),
        text(left + bar + 58, middle, part, anchor="end", fill=INK_3, size=SMALL),
    ]
    if pair.last is not None:
        below = middle + 17
        pieces += [
            text(left - 12, below, amount(pair.last), anchor="end", fill=INK_3, size=SMALL),
            rect(left, below - 4, scaled(Decimal(pair.last), most, bar), 8, fill=BLUE_2),
        ]
    return linked("", pieces)


def _pair_told(pair: Pair) -> str:
    last = "" if pair.last is None else f"（上年 {pair.last}）"
    return f"{pair.label} {pair.now} 份{last}"


def missed_bars(rows: Sequence[Missed], *, width: int = WIDTH) -> SafeString:
    """Return the indicators most often missed: how many reports of those that have it."""
    left, right = min(262.0, width * 0.56), 48.0
    bar = width - left - right
    most = Decimal(max((row.missed for row in rows), default=1))
    return svg(
        [
            _missed_row(
                row,
                left,
                scaled(Decimal(row.missed), most, bar),
                width=width,
                middle=(number + 0.5) * ROW,
            )
            for number, row in enumerate(rows)
        ],
        size=(width, len(rows) * ROW + 4),
        title="最常未达标的指标",
        desc="；".join(f"{row.name} {row.missed} / {row.reports} 份未达标" for row in rows),
    )


def _missed_row(row: Missed, left: float, length: float, *, width: float, middle: float) -> str:
    counted = f"{row.missed} / {row.reports}"
    part = share(row.missed, row.reports)
    pieces = [
        text(left - 62, middle, fitted(row.name, left - 66), anchor="end"),
        text(left - 12, middle, counted, anchor="end", fill=RED, bold=True),
        rect(left, middle - BAR / 2, max(length, 1.0), BAR, fill=RED),
        text(width - 2, middle, part, anchor="end", fill=INK_3, size=SMALL),
    ]
    return linked("", pieces)
