"""Charts of rounds as SVG text, drawn with lib.drawing as those of scores are: every value is
printed beside its name and told in <desc>; colour only repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from assessment.rounds.pace import Light, Pace, percent
from assessment.rounds.progress import LightCount
from lib.drawing import (
    BAR,
    BLUE_2,
    GREEN,
    INK_2,
    INK_3,
    RED,
    ROW,
    SMALL,
    TRACK,
    WIDTH,
    circle,
    fitted,
    line,
    rect,
    scaled,
    svg,
    text,
    width_of,
)

YELLOW = "#d99a00"
OF_LIGHT = {Light.GREEN: GREEN, Light.YELLOW: YELLOW, Light.RED: RED}
FULL = Decimal(100)
#: Names of measures are long: they have room as the whole has, up to this.
NAMES, FIGURES = 200, 76


@dataclass(frozen=True, slots=True)
class RoundBar:
    """A round with how many of its measures have which light."""

    name: str
    count: LightCount


def light_bars(rounds: Sequence[RoundBar], *, width: int = WIDTH) -> SafeString:
    """Return how the lights of a year's rounds stand: a bar a round, cut by light."""
    most = Decimal(max((each.count.total for each in rounds), default=0))
    left, right, top = 130, 8, 32
    drawn = [_key([("绿灯", GREEN), ("黄灯", YELLOW), ("红灯", RED), ("未报", TRACK)])]
    for number, each in enumerate(rounds):
        high = ROW + 16
        drawn.append(
            _lights(each, most, left=left, length=width - left - right, top=top + number * high)
        )
    return svg(
        drawn,
        size=(width, top + len(rounds) * (ROW + 16) + 4),
        title="各次调度亮灯情况",
        desc="；".join(f"{each.name}：{_told(each.count)}" for each in rounds),
    )


def _lights(each: RoundBar, most: Decimal, *, left: float, length: float, top: float) -> str:
    count, middle, x = each.count, top + ROW / 2, left
    row = [text(left - 12, middle, fitted(each.name, left - 12), anchor="end")]
    parts = ((count.green, GREEN), (count.yellow, YELLOW), (count.red, RED), (count.missing, TRACK))
    for number, fill in parts:
        wide = scaled(Decimal(number), most, length)
        row.append(rect(x, middle - BAR / 2, wide, BAR, fill=fill))
        x += wide
    row.append(text(left, middle + 18, _told(count), fill=INK_3, size=SMALL))
    return "".join(row)


def _told(count: LightCount) -> str:
    return f"绿 {count.green} · 黄 {count.yellow} · 红 {count.red} · 未报 {count.missing}"


@dataclass(frozen=True, slots=True)
class PaceBar:
    """A measure on its way through the rounds. paces: in their order, None where nothing was
    reported."""

    name: str
    paces: tuple[Pace | None, ...]


def pace_bars(
    bars: Sequence[PaceBar], *, rounds: Sequence[str], gone: Decimal, width: int = WIDTH
) -> SafeString:
    """Return each measure's share of its target: a bar for the last round in the colour of its
    light, rings for the rounds before; a line where the year stands. gone: in percent."""
    left, top = min(NAMES, width / 3) + FIGURES, 34
    plot = width - left - 8
    bottom = top + len(bars) * ROW
    at = left + scaled(gone, FULL, plot)
    drawn = [
        _key([("本次完成率", GREEN), ("以前各次", "ring"), (f"序时 {percent(gone)}", "line")]),
        *(
            _bar(bar, left=left, plot=plot, middle=top + (n + 0.5) * ROW)
            for n, bar in enumerate(bars)
        ),
        line(at, top - 4, at, bottom, stroke=INK_2, width=1.5),
    ]
    return svg(
        drawn,
        size=(width, bottom + 4),
        title="各次调度完成率",
        desc="；".join(_pace_told(bar, rounds) for bar in bars),
    )


def _bar(bar: PaceBar, *, left: float, plot: float, middle: float) -> str:
    last, top = (bar.paces[-1] if bar.paces else None), middle - BAR / 2
    names = left - FIGURES
    row = [
        text(names - 8, middle, fitted(bar.name, names - 10), anchor="end"),
        rect(left, top, plot, BAR, fill=TRACK),
        text(left - 10, middle, percent(last.share if last else None), anchor="end", bold=True),
    ]
    if last:
        row.append(rect(left, top, scaled(last.share, FULL, plot), BAR, fill=OF_LIGHT[last.light]))
    for earlier in filter(None, bar.paces[:-1]):
        x = left + scaled(earlier.share, FULL, plot)
        row.append(circle(x, middle, 4, fill="#fff", ring=BLUE_2))
    return "".join(row)


def _pace_told(bar: PaceBar, rounds: Sequence[str]) -> str:
    told = (
        f"{name} {f'{percent(pace.share)}（{pace.light.word}灯）' if pace else '未报'}"
        for name, pace in zip(rounds, bar.paces, strict=True)
    )
    return f"{bar.name}：" + "，".join(told)


def _key(words: Sequence[tuple[str, str]]) -> str:
    drawn, x = [], 0.0
    for told, fill in words:
        if fill == "ring":
            drawn.append(circle(x + 6, 14, 4, fill="#fff", ring=BLUE_2))
        elif fill == "line":
            drawn.append(line(x + 6, 7, x + 6, 21, stroke=INK_2, width=1.5))
        else:
            drawn.append(rect(x, 8, 12, 12, fill=fill))
        drawn.append(text(x + 18, 14, told, fill=INK_2, size=SMALL))
        x += 18 + width_of(told, SMALL) + 20
    return "".join(drawn)
