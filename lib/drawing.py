"""Pieces that charts are drawn of, as SVG text. Pure but for Django's mark of safe words.

Everything a piece needs is in its attributes: no style sheet, no script, no gradient, and a
named font, since WeasyPrint hands neither CSS nor fall-backs to inline SVG. Figures come in
as Decimal; coordinates alone are made float.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

FONT = "Noto Sans CJK SC"
INK, INK_2, INK_3 = "#1b2430", "#465263", "#616c7e"
LINE, LINE_STRONG, TRACK = "#e2e6ec", "#c6cdd8", "#eef1f5"
BLUE, BLUE_2 = "#1f4e8c", "#7fa3d1"
RED, RED_PALE = "#b42318", "#f6dcd8"
GREEN, AMBER = "#1b6a3e", "#875100"
OLIVE, PLUM = "#5c6500", "#a02c6f"

#: Half a page on the screen, a whole one on paper; where a chart has a row to itself, 760.
WIDTH = 520
#: Between the margins of a telephone.
NARROW = 358
SIZE, SMALL = 13, 12
ROW = 28
BAR = 14


def svg(pieces: Iterable[str], *, size: tuple[float, float], title: str, desc: str) -> SafeString:
    """Wrap the pieces; safe, since every word in them went through escape().

    An image to those who hear the page, unless it holds links: then a group of them.
    """
    width, height = map(_n, size)
    content = "".join(pieces)
    role = f'role="group" aria-label="{escape(title)}"' if "<a " in content else 'role="img"'
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" {role} font-family="{FONT}" font-size="{SIZE}">'
        f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>{content}</svg>"
    )


def at_two_widths(draw: Callable[..., SafeString], *, wide: int = WIDTH) -> SafeString:
    """Return a drawing twice, of which a screen shows one: that of a telephone is drawn narrow, or
    its bars would lie beyond the edge. draw: makes it of a width=."""
    return format_html(
        '<div class="chart-wide">{}</div><div class="chart-narrow">{}</div>',
        draw(width=wide),
        draw(width=NARROW),
    )


def text(
    x: float,
    middle: float,
    words: str,
    *,
    anchor: str = "start",
    fill: str = INK,
    size: int = SIZE,
    bold: bool = False,
) -> str:
    """A line of text, centred on middle by its baseline: WeasyPrint knows no dominant-baseline."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(middle + size * 0.36)}" text-anchor="{anchor}" fill="{fill}" '
        f'font-family="{FONT}" font-size="{size}"{weight}>{escape(words)}</text>'
    )


def rect(x: float, y: float, width: float, height: float, *, fill: str) -> str:
    if width <= 0:
        return ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float) -> str:
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" '
        f'stroke="{stroke}" stroke-width="{_n(width)}"/>'
    )


def circle(x: float, y: float, radius: float, *, fill: str, ring: str = "") -> str:
    """Return a disc; ring: the colour of its edge, if it has one."""
    edge = f' stroke="{ring}" stroke-width="2"' if ring else ""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"{edge}/>'


def linked(url: str, pieces: Iterable[str]) -> str:
    drawn = "".join(pieces)
    return f'<a href="{escape(url)}">{drawn}</a>' if url else f"<g>{drawn}</g>"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def scaled(value: Decimal, full: Decimal, length: float) -> float:
    """Return how long a value is drawn, kept within the bar."""
    if full <= 0:
        return 0.0
    return float(min(max(value / full, Decimal(0)), Decimal(1))) * length


def width_of(words: str, size: int) -> float:
    """Return about how wide words are drawn: Chinese is square, the rest near half of it."""
    return sum(size if ord(sign) > 0x2E7F or sign in "“”…—" else size * 0.58 for sign in words)


def fitted(words: str, width: float, size: int = SIZE) -> str:
    if width_of(words, size) <= width:
        return words
    while words and width_of(words + "…", size) > width:
        words = words[:-1]
    return words + "…"
