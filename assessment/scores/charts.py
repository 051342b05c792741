"""Charts as SVG text, the same on the page and on paper.

Drawn with lib.drawing. Every value is printed beside its name and told in <desc>;
colour only repeats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle

from django.utils.safestring import SafeString

from lib.drawing import (
    AMBER,
    BAR,
    BLUE,
    BLUE_2,
    GREEN,
    INK_2,
    INK_3,
    LINE,
    LINE_STRONG,
    OLIVE,
    PLUM,
    RED,
    RED_PALE,
    ROW,
    SMALL,
    TRACK,
    WIDTH,
    circle,
    fitted,
    line,
    linked,
    rect,
    scaled,
    svg,
    text,
    width_of,
)
from lib.figures import amount, lost, points, share
from lib.site_words import said, site_words


@dataclass(frozen=True, slots=True)
class RankedCity:
    """One line of the ranking. parts: the section scores; rank: None while nobody is ranked.
    lost: by the items, positive; bonus: what of the total stands outside the 100."""

    name: str
    rank: int | None
    parts: tuple[Decimal, ...]
    total: Decimal
    lost: Decimal
    bonus: Decimal = Decimal(0)
    url: str = ""


@dataclass(frozen=True, slots=True)
class LostIndicator:
    """What one indicator cost all cities together. rule: the phrase that cost most."""

    name: str
    lost: Decimal
    cities: int
    rule: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class OfficeBar:
    """done of total measures recorded by one office."""

    name: str
    done: int
    total: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A city's total and rank under each reading, in the order of the readings. ranks: "—" while
    nobody is ranked."""

    name: str
    totals: tuple[Decimal, ...]
    ranks: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Plot:
    """Names and figures stand left of the bars, so that a narrow screen shows them first."""

    width: int
    left: float
    right: float

    @property
    def bar(self) -> float:
        return self.width - self.left - self.right

    @property
    def names(self) -> float:
        """Where names end."""
        return self.left - 66

    @property
    def figures(self) -> float:
        """Where the figures end that tell the length of the bars."""
        return self.left - 12

    @property
    def edge(self) -> float:
        """Where figures in the last column end."""
        return self.width - 2

    def key_left(self, keys: Sequence[tuple[str, str]]) -> float:
        """Where the key begins: with the bars, where it is long left of them."""
        needed = sum(38 + width_of(words, SMALL) for words, _ in keys)
        return max(0, min(self.left, self.width - needed))


def ranking_bars(
    cities: Sequence[RankedCity],
    *,
    sections: Sequence[str],
    full: Decimal = Decimal(100),
    width: int = WIDTH,
) -> SafeString:
    """Return the ranking: a bar a city, cut by section; equal ranks are named as ties."""
    most_bonus = max((city.bonus for city in cities), default=Decimal(0))
    plot = _Plot(width, left=168, right=100 if most_bonus else 50)
    scale = _Scale(full, most_bonus, plot)
    ranks = [city.rank for city in cities]
    top = 34
    drawn = [_ranking_key(plot, sections, has_bonus=bool(most_bonus))]
    for number, city in enumerate(cities):
        rank = _rank(city.rank, tied=ranks.count(city.rank) > 1)
        drawn.append(_ranking_row(city, rank, scale, middle=top + (number + 0.5) * ROW))
    return svg(
        drawn,
        size=(width, top + len(cities) * ROW + 4),
        title=said("各市州得分排名"),
        desc="；".join(_ranking_told(city) for city in cities),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Lengths on the bar: the points there are first, the most that was won beyond them last."""

    full: Decimal
    most_bonus: Decimal
    plot: _Plot

    def length(self, value: Decimal) -> float:
        return scaled(value, self.full + self.most_bonus, self.plot.bar)


def _ranking_row(city: RankedCity, rank: str, scale: _Scale, *, middle: float) -> str:
    top, plot = middle - BAR / 2, scale.plot
    track = scale.length(scale.full)
    row = [
        text(36, middle, rank, anchor="end", fill=INK_3, size=SMALL),
        text(44, middle, city.name),
        rect(plot.left, top, track, BAR, fill=RED_PALE if city.rank else TRACK),
    ]
    x = plot.left
    for part, fill in zip(city.parts, cycle(_OF_SECTIONS), strict=False):
        row.append(rect(x, top, scale.length(part), BAR, fill=fill))
        x += scale.length(part)
    row += [
        rect(plot.left + track, top, scale.length(city.bonus), BAR, fill=GREEN),
        text(plot.figures, middle, points(city.total), anchor="end", bold=True),
        text(plot.edge, middle, lost(city.lost), anchor="end", fill=RED, size=SMALL),
    ]
    if city.bonus:
        at = plot.edge - 50
        row.append(text(at, middle, _won(city.bonus), anchor="end", fill=GREEN, size=SMALL))
    return linked(city.url, row)


def _won(bonus: Decimal) -> str:
    return f"+{points(bonus)}"


def _ranking_told(city: RankedCity) -> str:
    told = f"{_rank(city.rank)} {city.name} {points(city.total)} 分，失 {points(city.lost)} 分"
    return f"{told}，加 {points(city.bonus)} 分" if city.bonus else told


def lost_points_bars(indicators: Sequence[LostIndicator], *, width: int = WIDTH) -> SafeString:
    """Return where points were lost: a bar an indicator, with the rule that cost most."""
    plot = _Plot(width, left=186, right=42)
    most = max((indicator.lost for indicator in indicators), default=Decimal(0))
    high = 44 if any(indicator.rule for indicator in indicators) else ROW
    return svg(
        [
            _lost_row(indicator, most, plot, middle=number * high + ROW / 2)
            for number, indicator in enumerate(indicators)
        ],
        size=(width, len(indicators) * high + 4),
        title="各项指标失分",
        desc="；".join(said(f"{i.name} {lost(i.lost)} 分，{i.cities} 个市州") for i in indicators),
    )


def _lost_row(indicator: LostIndicator, most: Decimal, plot: _Plot, *, middle: float) -> str:
    length = max(scaled(indicator.lost, most, plot.bar), 1.0)
    name = fitted(indicator.name, plot.names)
    row = [
        text(plot.names, middle, name, anchor="end"),
        rect(plot.left, middle - BAR / 2, length, BAR, fill=RED if indicator.lost else LINE),
        text(plot.figures, middle, lost(indicator.lost), anchor="end", fill=RED, bold=True),
        text(
            plot.edge,
            middle,
            f"{indicator.cities} {site_words().counter}",
            anchor="end",
            fill=INK_3,
            size=SMALL,
        ),
    ]
    if indicator.rule:
        words = fitted(f"最多：{indicator.rule}", plot.width - plot.left, size=SMALL)
        row.append(text(plot.left, middle + 19, words, fill=INK_3, size=SMALL))
    return linked(indicator.url, row)


def progress_bars(offices: Sequence[OfficeBar], *, width: int = WIDTH) -> SafeString:
    """Return how far each office has come; a finished one is green and says so."""
    plot = _Plot(width, left=168, right=50)
    return svg(
        [
            _progress_row(office, plot, (number + 0.5) * ROW)
            for number, office in enumerate(offices)
        ],
        size=(width, len(offices) * ROW + 4),
        title="各处室录入进度",
        desc="；".join(f"{o.name} 已录 {o.done} / {o.total}" for o in offices),
    )


def _progress_row(office: OfficeBar, plot: _Plot, middle: float) -> str:
    finished = office.total > 0 and office.done >= office.total
    length = scaled(Decimal(office.done), Decimal(office.total), plot.bar)
    counted = f"{amount(office.done)} / {amount(office.total)}"
    state = "已录全" if finished else share(office.done, office.total)
    mark = GREEN if finished else INK_3
    top = middle - BAR / 2
    row = [
        text(plot.names - 20, middle, office.name, anchor="end"),
        rect(plot.left, top, plot.bar, BAR, fill=TRACK),
        rect(plot.left, top, length, BAR, fill=GREEN if finished else BLUE),
        text(plot.figures, middle, counted, anchor="end"),
        text(plot.edge, middle, state, anchor="end", fill=mark, size=SMALL),
    ]
    return linked(office.url, row)


def readings_dots(
    rows: Sequence[ReadingRow], *, readings: Sequence[str], width: int = WIDTH
) -> SafeString:
    """Return each city's totals under the readings as marks on one scale, ranks printed.

    The first reading is the one in force. Marks differ in shape: disc, square, ring.
    """
    plot = _Plot(width, left=142, right=96)
    low, high = _scale([total for row in rows for total in row.totals])
    top = 58
    bottom = top + len(rows) * ROW

    def at(value: Decimal) -> float:
        return plot.left + 14 + scaled(value - low, high - low, plot.bar - 14)

    drawn = [_readings_key(plot, readings)]
    drawn += [
        _grid_line(at(mark), 44, top=top, bottom=bottom, value=mark) for mark in _marks(low, high)
    ]
    drawn.append(text(plot.figures, 44, "总分", anchor="end", fill=INK_3, size=SMALL))
    drawn.append(text(plot.edge, 44, "名次", anchor="end", fill=INK_3, size=SMALL))
    for number, row in enumerate(rows):
        places = [at(total) for total in row.totals]
        drawn.append(_readings_row(row, places, plot, middle=top + (number + 0.5) * ROW))
    return svg(
        drawn,
        size=(width, bottom + 4),
        title="不同口径下的总分与名次",
        desc="；".join(_readings_told(row, readings) for row in rows),
    )


def _readings_row(row: ReadingRow, places: list[float], plot: _Plot, *, middle: float) -> str:
    marks = [_mark(kind, x, middle) for kind, x in enumerate(places)]
    ranks = " · ".join(row.ranks)
    fill = INK_3 if len(set(row.ranks)) == 1 else AMBER
    pieces = [
        text(plot.names, middle, row.name, anchor="end"),
        line(min(places), middle, max(places), middle, stroke=LINE_STRONG, width=2),
        *reversed(marks),  # the reading in force lies on top
        text(plot.figures, middle, points(row.totals[0]), anchor="end", bold=True),
        text(plot.edge, middle, ranks, anchor="end", fill=fill, size=SMALL),
    ]
    return linked(row.url, pieces)


# --- Pieces -------------------------------------------------------------------------------------


def _mark(kind: int, x: float, y: float) -> str:
    """Disc, square and ring: told apart without colour."""
    match kind:
        case 0:
            return circle(x, y, 5, fill=BLUE)
        case 1:
            return rect(x - 4.5, y - 4.5, 9, 9, fill=OLIVE)
        case _:
            return circle(x, y, 4.5, fill="#fff", ring=PLUM)


def _grid_line(x: float, label: float, *, top: float, bottom: float, value: Decimal) -> str:
    return line(x, top, x, bottom, stroke=LINE, width=1) + text(
        x, label, amount(value), anchor="middle", fill=INK_3, size=SMALL
    )


#: Sections side by side, told apart; a table of more begins anew.
_OF_SECTIONS = (BLUE, BLUE_2, OLIVE, PLUM)


def _ranking_key(plot: _Plot, sections: Sequence[str], *, has_bonus: bool) -> str:
    """Return what the colours mean."""
    keys = [*zip(sections, cycle(_OF_SECTIONS), strict=False), ("失分", RED_PALE)]
    keys += [("加分", GREEN)] if has_bonus else []
    x = plot.key_left(keys)
    drawn = []
    for words, fill in keys:
        drawn.append(
            rect(x, 8, 12, 12, fill=fill) + text(x + 18, 14, words, fill=INK_2, size=SMALL)
        )
        x += 18 + width_of(words, SMALL) + 20
    return "".join(drawn)


def _readings_key(plot: _Plot, readings: Sequence[str]) -> str:
    drawn = []
    x = plot.key_left([(words, "") for words in readings])
    for kind, words in enumerate(readings):
        drawn.append(_mark(kind, x + 6, 14) + text(x + 18, 14, words, fill=INK_2, size=SMALL))
        x += 18 + width_of(words, SMALL) + 20
    return "".join(drawn)


# --- Measures and words -------------------------------------------------------------------------


def _scale(totals: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Return whole-number ends around the totals, a multiple of 5 apart."""
    if not totals:
        return Decimal(0), Decimal(100)
    low = min(totals) // 5 * 5
    high = low + 5
    while high < max(totals):
        high += 5
    return low, high


def _marks(low: Decimal, high: Decimal) -> list[Decimal]:
    step = next(s for s in (1, 5, 10, 20, 50) if (high - low) / s <= 8)
    return [low + step * number for number in range(int((high - low) / step) + 1)]


def _rank(rank: int | None, *, tied: bool = False) -> str:
    if rank is None:
        return "—"
    return f"并列{rank}" if tied else str(rank)


def _readings_told(row: ReadingRow, readings: Sequence[str]) -> str:
    told = (
        f"{reading} {points(total)} 分{'' if rank == '—' else f'第 {rank} 名'}"
        for reading, total, rank in zip(readings, row.totals, row.ranks, strict=False)
    )
    return f"{row.name}：" + "，".join(told)
