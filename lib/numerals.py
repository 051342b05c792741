"""Numbers as people type them into cells. Pure.

What is wholly one number is read; what only looks like one (约30, 1,05, 5²) is refused with a
sentence, never guessed at. What the halves allow beyond plain digits is said by the caller.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

#: Full-width signs are their narrow ones; every kind of space is one. Not NFKC, which would
#: make 52 of 5² and 1 of ①.
_NARROW = {0xFF00 + code - 0x20: code for code in range(0x21, 0x7F)} | dict.fromkeys(
    map(ord, "\u3000\xa0\u2002\u2003\u2007\u2009\u202f\t"), " "
)
#: With the fillers of Korean, which are letters to Unicode.
_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\u115f\u1160\u3164\uffa0"
    "\x00-\x08\x0b\x0c\x0e-\x1f]"
)
_MINUS = str.maketrans("−﹣", "--")
_NOTHING = re.compile(r"[/\\\-−—–]{1,4}|(?:暂|均)?无(?:此项|内容|数据)?|没有|n/?a", re.IGNORECASE)
_SPACED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?", re.ASCII)
_BIG = {"万": 10**4, "亿": 10**8}
LONGEST = 60

_ABOUT = re.compile(
    r"^(约|大约|近|将近|超|超过|不足|不到|至少|至多|[<>≥≤~≈])|(左右|上下|以上|以下|余|多|几|\+)\D*$"
)
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿点半廿]+\D*")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?e[+-]?\d+", re.IGNORECASE | re.ASCII)
_SEVERAL = re.compile(r"\d\D*[、;；/~～\n-]\D*\d|\d\s+\d", re.ASCII)
_WITH_WORD = re.compile(r"[+-]?[\d,.]+\s*(?P<word>[^\d\s.,].*)", re.ASCII)


class NotANumber(ValueError):
    """The text is no number that may be taken; str() is a sentence that begins with the text."""


def narrow(text: str) -> str:
    """Return text with narrow signs and plain spaces, without what is not seen."""
    return without_unseen(text.translate(_NARROW)).strip()


def without_unseen(text: str) -> str:
    """Return text without signs that nobody sees: of no width, of direction, of control."""
    return _UNSEEN.sub("", text)


def plain(value: Decimal) -> str:
    """Return a decimal in plain digits, without trailing zeros and without −0."""
    digits = f"{value:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def plain_number(text: str, *, digits: int = 15, places: int = 12) -> Decimal | None:
    """Return text as a number if it is nothing but one: sign, digits, thousands by commas.

    digits, places: the most before and behind the point.
    """
    found = _plain(digits, places).fullmatch(text)
    return Decimal(text.replace(",", "")) if found else None


def says_nothing(text: str) -> bool:
    """Say whether text is how tables say that there is nothing: /, 无, -, ——. The program's own
    «—» stands for what is missing, and says nothing of the kind."""
    return text.strip() != "—" and _NOTHING.fullmatch(narrow(text)) is not None


def has_written_digits(text: str, digits: str) -> bool:
    """Say whether text has at least as many digits as were made of it (² and ① are none)."""
    return sum(map(str.isdigit, digits)) <= sum(unicodedata.category(c) == "Nd" for c in text)


def read_number(text: str, *, unit: str = "") -> Decimal:
    """Return what was typed into a cell whose figures are in this unit. Raises NotANumber.

    Read too: 万 and 亿 (1.05万 where the unit has none itself), the unit behind the number,
    spaces between thousands, an apostrophe before it.
    """
    typed = narrow(text)
    words = typed.translate(_MINUS).lstrip("'‘’").strip()
    if len(words) > LONGEST:
        raise NotANumber(f"“{typed[:30]}……”不是数字；一格只填一个阿拉伯数字")
    rest = _without_unit(words, narrow(unit))
    factor = _BIG.get(rest[-1:], 1)
    if factor != 1:
        if any(big in unit for big in _BIG):
            raise NotANumber(
                f"“{typed}”带有“{rest[-1]}”，而本项单位已是“{unit}”，分不清是否再乘；"
                f"请按“{unit}”只填数字"
            )
        rest = rest[:-1].rstrip()
    if _SPACED.fullmatch(rest):
        rest = rest.replace(" ", "")
    number = plain_number(rest, digits=LONGEST, places=LONGEST)
    if number is None:
        raise NotANumber(f"“{typed}”不是数字；{advice(words, unit)}")
    return number * factor


@lru_cache(maxsize=8)
def _plain(digits: int, places: int) -> re.Pattern[str]:
    whole = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,{digits}}})"
    return re.compile(rf"[+-]?{whole}(?:\.\d{{1,{places}}})?", re.ASCII)


def _without_unit(words: str, unit: str) -> str:
    if unit and words.endswith(unit) and words != unit:
        return words[: -len(unit)].rstrip()
    return words


def advice(words: str, unit: str) -> str:
    """Return what to do with words that are no number, as exactly as can be said."""
    if words.startswith("="):
        return "请填计算结果"
    if _SCIENTIFIC.fullmatch(words):
        return "请写成完整的数字，不用科学记数"
    if _ABOUT.search(words):
        return "请填确切的数，不写“约”“左右”“以上”等"
    if _CHINESE.fullmatch(words):
        return "请填阿拉伯数字"
    if _SEVERAL.search(words):
        return "一格只填一个数，数字中间不留空格或分隔符"
    found = _WITH_WORD.fullmatch(words)
    if found:
        own = f"本项单位是“{unit}”，" if unit else ""
        return f"{own}请填阿拉伯数字，不带“{found['word'][:10]}”"
    if "," in words:
        return "千位分隔逗号应每三位一个，小数点用“.”"
    return "请填阿拉伯数字，不带单位"
