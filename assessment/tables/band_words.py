"""Bands as the office writes them, a line each: 80以上、不足90：8."""

import re
from collections.abc import Iterable
from decimal import Decimal

from assessment.engine.bands import told
from assessment.engine.types import Band
from lib.numerals import narrow, plain

MOST_BANDS = 20
EXAMPLE = "80以上、不足90：8"
_NUMBER = r"(\d{1,14}(?:\.\d{1,4})?)\s*%?\s*"
_BETWEEN = r"[\s、,，和且]*"
_LINE = re.compile(r"(.+?)\s*(?:[:：得扣]\s*(\d{1,4}(?:\.\d{1,3})?)\s*分?|[:：,，]?\s*不[得扣]分)")
#: What begins or ends a band, with whether the figure itself lies in it.
_ENDS = (
    (re.compile(rf"{_NUMBER}以上{_BETWEEN}"), "above", True),
    (re.compile(rf"(?:超过|大于|高于|>)\s*{_NUMBER}{_BETWEEN}"), "above", False),
    (re.compile(rf"(?:≥|>=)\s*{_NUMBER}{_BETWEEN}"), "above", True),
    (re.compile(rf"{_NUMBER}以下{_BETWEEN}"), "below", True),
    (re.compile(rf"(?:不足|小于|低于|<)\s*{_NUMBER}{_BETWEEN}"), "below", False),
    (re.compile(rf"(?:≤|<=)\s*{_NUMBER}{_BETWEEN}"), "below", True),
)
_EXACT = re.compile(r"正好\s*" + _NUMBER + r"|第\s*(\d{1,4})\s*名")


class WrongBands(ValueError):
    """What was typed is no bands; str() is a sentence for the person who typed it."""


def bands_typed(text: str) -> tuple[Band, ...]:
    """Return the bands of lines as they were typed. Raises WrongBands. 以上 and 以下 count the
    figure in, 超过 and 不足 do not."""
    lines = [line for line in map(narrow, re.split(r"[\n；;]", text)) if line]
    if len(lines) > MOST_BANDS:
        raise WrongBands(f"最多写 {MOST_BANDS} 档。")
    return tuple(map(_band, lines))


def bands_shown(bands: Iterable[Band]) -> str:
    """Return bands as bands_typed reads them."""
    return "\n".join(f"{told(band).replace(' ', '')}：{plain(band.points)}" for band in bands)


def _band(line: str) -> Band:
    found = _LINE.fullmatch(line)
    ends = _ends(found[1]) if found else None
    if found is None or ends is None:
        raise WrongBands(
            f"“{line[:40]}”看不懂；请一行写一档，如 {EXAMPLE}（不足 90 的得或扣 8 分）。"
        )
    above, below = ends.get("above"), ends.get("below")
    return Band(
        above=above[0] if above else None,
        is_above_included=above is None or above[1],
        below=below[0] if below else None,
        is_below_included=below is None or below[1],
        points=Decimal(found[2] or 0),
    )


def _ends(words: str) -> dict[str, tuple[Decimal, bool]] | None:
    """Return where a band begins and ends; None where anything is left over or said twice."""
    if exact := _EXACT.fullmatch(words):
        return dict.fromkeys(("above", "below"), (Decimal(exact[1] or exact[2]), True))
    found: dict[str, tuple[Decimal, bool]] = {}
    at = 0
    while at < len(words):
        matches = ((name, is_in, end.match(words, at)) for end, name, is_in in _ENDS)
        name, is_in, match = next((told for told in matches if told[2]), ("", False, None))
        if match is None or name in found:
            return None
        found[name] = (Decimal(match[1]), is_in)
        at = match.end()
    return found or None
