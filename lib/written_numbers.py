"""Numbers as the official texts write them: 0.8, 5,000, 一, 两, 零点五, 0,2."""

import re
from decimal import Decimal

# Without a capturing group, so that it can be put inside any pattern. Bounded: a row of a
# thousand digits is no number of a table, and trying each of its beginnings would be quadratic.
NUMBER = (
    r"(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,18}(?:[.,]\d{1,18})?"
    r"|[零〇一二两三四五六七八九十百半]{1,18}(?:点[零〇一二三四五六七八九]{1,18})?)"
)

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")


def parse_number(words: str) -> Decimal | None:
    """Return the number that the words are, or None where they are none.

    A comma before groups of three digits parts thousands; any other comma is
    taken for a decimal point (and reported, see has_decimal_comma).
    """
    if not re.fullmatch(NUMBER, words) or re.fullmatch(r"0\d+", words):
        return None  # 扣05分: its point may be lost
    if words[0].isdecimal():
        joined = words.replace(",", "" if _is_thousands(words) else ".")
        return Decimal(joined)
    return _parse_chinese(words)


def chinese_ordinal(number: int) -> str:
    """Return 1 to 99 as sections are numbered: 一, 十, 十二, 二十."""
    tens, units = divmod(number, 10)
    before = ("" if tens == 1 else "零一二三四五六七八九"[tens]) + "十" if tens else ""
    return before + ("零一二三四五六七八九"[units] if units else "")


def has_decimal_comma(words: str) -> bool:
    """Tell whether a comma stands where the decimal point should: 0,2."""
    return bool(_DECIMAL_COMMA.fullmatch(words)) and not _is_thousands(words)


def _is_thousands(words: str) -> bool:
    return bool(_THOUSANDS.fullmatch(words)) and not words.startswith("0")


def _parse_chinese(words: str) -> Decimal | None:
    if words == "半":
        return Decimal("0.5")
    whole, _, fraction = words.partition("点")
    value = _parse_chinese_whole(whole)
    if value is None or not fraction:
        return value
    digits = "".join(str(_DIGITS[c]) for c in fraction)
    return Decimal(f"{value}.{digits}")


def _parse_chinese_whole(words: str) -> Decimal | None:
    """Return 0 to 999; None for what is no number (十十, 半百)."""
    match = re.fullmatch(
        r"(?:(?P<h>[一二两三四五六七八九])百零?)?(?:(?P<t>[一二三四五六七八九]?)(?P<ten>十))?"
        r"(?P<u>[零〇一二两三四五六七八九]?)",
        words,
    )
    if not words or match is None:
        return None
    hundreds = _DIGITS[match["h"]] if match["h"] else 0
    tens = (_DIGITS[match["t"]] if match["t"] else 1) if match["ten"] else 0
    units = _DIGITS[match["u"]] if match["u"] else 0
    return Decimal(100 * hundreds + 10 * tens + units)
