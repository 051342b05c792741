"""How points come about that stand in bands of a figure or of places, in figures."""

from collections.abc import Sequence
from decimal import Decimal

from assessment.engine import bands
from assessment.engine.effects import EFFECTS
from assessment.engine.results import Line
from assessment.engine.sentences import with_unit, words_of
from assessment.engine.types import Band, Measure, MeasureKind, Rule
from lib.rounding import format_figure, format_points


def tier(line: Line) -> str:
    measure, value = line.measures[0], line.values[0] or Decimal(0)
    found, unit = with_unit(measure, value), unit_of([measure])
    band = bands.band_of(line.rule.bands, value)
    if band is None:
        tiers = "；".join(bands.told(band, unit) for band in line.rule.bands)
        told = bands.spaced(found, f"不在{_apart(tiers)}")
        return f"{bands.spaced(told, '之内')}，{words_of(line).nothing}"
    told = bands.spaced(found, f"在{_apart(bands.told(band, unit))}")
    told = bands.spaced(told, "一档")
    if not band.points:
        return f"{told}，{words_of(line).nothing}"
    return f"{told} → {words_of(line).verb} {format_points(band.points)}"


def place(line: Line) -> str:
    """Tell the place that was recorded: whoever ranks, others' figures are not looked at."""
    value = line.values[0]
    told = f"第 {format_figure(value)} 名" if value else "没有名次"
    if not line.shortfall:
        return f"{told}，{words_of(line).nothing}"
    return f"{told} → {words_of(line).verb} {format_points(line.shortfall)}"


def place_points(rule: Rule, measures: Sequence[Measure]) -> str:
    return "；".join(f"{_places(band)}{_band_points(rule, band)}" for band in rule.bands)


def _places(band: Band) -> str:
    first, last = (None if end is None else format_figure(end) for end in (band.above, band.below))
    if first == last:
        return f"第 {first} 名"
    if last is not None and first in (None, "0", "1"):
        return f"前 {last} 名"
    return bands.told(band, "名")


def _apart(words: str) -> str:
    """Return words to stand behind Chinese ones: a figure stands apart from them."""
    return f" {words}" if words[0].isdigit() else words


def tier_condition(rule: Rule, measures: Sequence[Measure]) -> str:
    return bands.told(rule.bands[0], unit_of(measures)) if len(rule.bands) == 1 else "分档："


def tier_points(rule: Rule, measures: Sequence[Measure]) -> str:
    unit = unit_of(measures)
    if len(rule.bands) == 1:
        return _band_points(rule, rule.bands[0])
    return "；".join(
        bands.spaced(bands.told(band, unit), _band_points(rule, band)) for band in rule.bands
    )


def _band_points(rule: Rule, band: Band) -> str:
    words = EFFECTS[rule.kind.effect]
    return f"{words.verb} {format_points(band.points)} 分" if band.points else words.nothing


def unit_of(measures: Sequence[Measure]) -> str:
    """Return what a figure is told in: % for a rate, 次 for a count that names no unit."""
    if not measures:
        return ""
    if measures[0].kind is MeasureKind.RATE:
        return "%"
    return measures[0].unit or ("次" if measures[0].kind is MeasureKind.COUNT else "")
