"""Units of targets and outcomes: which measure the same, and how one becomes the other.

A unit is read into what it measures and how much of it one is: 公里 is 1,000 of 米, 万元/亩 is
10,000 of 元/亩, ‰ a tenth of %. What is not known measures itself alone (座, 人次): it agrees
with the same words and with nothing else.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lib.numerals import plain
from lib.rounding import CARRIED, EXACT

ONE = Decimal(1)
PERCENT = "%"
#: One of each in its base, the first of a line. Months and years are no days: they differ.
_FAMILIES: tuple[dict[str, str], ...] = (
    {"%": "1", "‰": "0.1", "‱": "0.01"},
    {"元": "1", "人民币": "1", "人民币元": "1", "角": "0.1", "千元": "1000"},
    {
        "平方米": "1",
        **dict.fromkeys(("平米", "平方", "㎡", "m2", "m²"), "1"),
        **dict.fromkeys(("公顷", "ha", "hm2", "hm²"), "10000"),
        **dict.fromkeys(("平方公里", "平方千米", "km2", "km²"), "1000000"),
    },
    {
        "米": "1",
        **dict.fromkeys(("m", "延米", "延长米"), "1"),
        **dict.fromkeys(("公里", "千米", "km"), "1000"),
        **dict.fromkeys(("厘米", "公分", "cm"), "0.01"),
        **dict.fromkeys(("毫米", "mm"), "0.001"),
        "里": "500",
        "华里": "500",
    },
    {
        "公斤": "1",
        **dict.fromkeys(("千克", "kg"), "1"),
        "斤": "0.5",
        **dict.fromkeys(("吨", "t"), "1000"),
        **dict.fromkeys(("克", "g"), "0.001"),
    },
    {"立方米": "1", **dict.fromkeys(("立方", "方", "m3", "m³"), "1"), "升": "0.001", "l": "0.001"},
    {"千瓦": "1", "kw": "1", "瓦": "0.001", "兆瓦": "1000", "mw": "1000"},
    {"千瓦时": "1", "度": "1", "kwh": "1"},
    {"天": "1", **dict.fromkeys(("日", "自然日"), "1"), "周": "7"},
    {"小时": "1", "h": "1", "分钟": "1/60", "分": "1/60"},
    {"工作日": "1", "个工作日": "1"},
    {"月": "1", "个月": "1", "季度": "3", "季": "3", "年": "12", "半年": "6"},
    {"人": "1", **dict.fromkeys(("名", "位", "个人"), "1")},
    {"人次": "1", "人·次": "1"},
    {"百分点": "1", "个百分点": "1"},
)
_SQUARE_METRES_OF_MU = Decimal(10000) / Decimal(15)  # 15 亩 are a hectare
_BIG = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_MULTIPLE = re.compile(r"[十百千]?[万亿]|千(?=$|[人亩元户头只株])")
_PER = re.compile(r"[/∕每]")
#: A report covers a year: 2次 answers to 每年2次, 4次 to 每季度1次.
_IN_A_YEAR = re.compile(r"[次期批场个篇份件户人项处座][次]?$")
#: Of which fewer may be better, or more: the days of a procedure, the days of supply.
_SPANS_OF_TIME = ("天", "小时", "工作日")
#: A unit is a word; what is longer measures itself.
_LONGEST = 24
_TIMES = re.compile(r"[·•*×x.]")
#: What any countable thing may be called: 3个 answers to 3个村, and to 3座.
_ANY = "个"
_THINGS = frozenset("个座处项所家条件台套口眼片")


@dataclass(frozen=True, slots=True)
class Measuring:
    """of: what is measured, "" where no unit is given. factor: how much of its base one is."""

    of: str
    factor: Decimal


def _known() -> dict[str, Measuring]:
    known = {"亩": Measuring("平方米", _SQUARE_METRES_OF_MU)}
    for family in _FAMILIES:
        base = next(iter(family))
        for word, factor in family.items():
            above, _, below = factor.partition("/")
            known[word] = Measuring(base, CARRIED.divide(Decimal(above), Decimal(below or 1)))
    return known


_KNOWN = _known()


@lru_cache(maxsize=512)
def measuring(unit: str) -> Measuring:
    """Return what unit measures; of is its own words where they are not known."""
    words = "".join(unicodedata.normalize("NFKC", unit).split()).lower()
    if len(words) > _LONGEST:
        return Measuring(words, ONE)
    above, *below = [part for part in _PER.split(words) if part] or [""]
    parts = [_simple(part) for whole in below for part in _TIMES.split(whole) if part]
    found = _simple(above)
    if len(parts) == 1 and parts[0].of == "月" and _IN_A_YEAR.search(found.of):
        months = CARRIED.divide(EXACT.multiply(found.factor, Decimal(12)), parts[0].factor)
        return Measuring(found.of, months)
    factor = found.factor
    for part in parts:
        factor = CARRIED.divide(factor, part.factor)
    return Measuring("/".join([found.of, *sorted(part.of for part in parts)]), factor)


def without_multiple(unit: str) -> str:
    """Return a unit without its 万 or 亿: 854万 in a cell of 万元 are 854万 of 元."""
    return _MULTIPLE.sub("", unit, count=1) if _MULTIPLE.match(unit) else unit


def has_multiple(unit: str) -> bool:
    """Say whether figures in unit are counted by the thousand or more."""
    return measuring(unit).factor >= 1000


def is_span_of_time(unit: str) -> bool:
    """Say whether a figure in unit is a time that is hoped to be short, or long."""
    return measuring(unit).of in _SPANS_OF_TIME


def agree(one: str, other: str) -> bool:
    """Say whether figures in these units can be compared; a figure without one goes with any."""
    if not (one and other):
        return True
    left, right = measuring(one).of, measuring(other).of
    if left == right or not (left and right):
        return True
    if _ANY not in (left, right):
        return False
    return {left, right} <= _THINGS or left[0] == right[0] == _ANY


def convert(amount: Decimal, unit: str, to: str) -> Decimal:
    """Return amount of unit in the other one, which must agree; as it is where either is not
    given. Ends exactly where it ends: 15 亩 are 1 公顷."""
    if not (unit and to):
        return amount
    have, want = measuring(unit).factor, measuring(to).factor
    if have == want:
        return amount
    return _clean(CARRIED.divide(EXACT.multiply(amount, have), want))


def _clean(amount: Decimal) -> Decimal:
    """Take back what carrying a factor that does not end has left: 0.99999…9 is 1."""
    return Decimal(plain(amount.quantize(Decimal("1e-12"), context=EXACT)))


def _simple(words: str) -> Measuring:
    if words in _KNOWN:
        return _KNOWN[words]
    multiple = _MULTIPLE.match(words)
    if multiple is None:
        return Measuring(words, ONE)
    factor = Decimal(1)
    for sign in multiple[0]:
        factor *= _BIG[sign]
    rest = _simple(words[multiple.end() :])
    return Measuring(rest.of, EXACT.multiply(factor, rest.factor))
