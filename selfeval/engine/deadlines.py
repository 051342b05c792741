"""Days as targets and outcomes name them: 2023年12月底前, 6月30日, 第三季度, 年底前."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from lib.written_numbers import parse_number


class Days(NamedTuple):
    """From the first to the last day that the words allow. is_limit: they say 前, 内 or 不晚于,
    so that every day up to the last one will do. has_year: they name it themselves."""

    first: date
    last: date
    is_limit: bool
    has_year: bool


_YEAR = r"(?:(?:(?P<year>(?:19|20)\d\d)年度?|(?P<this>当年度?|本年度?|年))(?:年(?=底))?)"
_LIMIT = r"(?P<limit>\(?含?当?[日天]?\)?(?:之前|以前|前)|(?:以内|之内|内))?"
_DONE = r"(?:(?:完成|办结|发放|拨付|到位|竣工|完工|验收|兑付|支付|建成|开工|全部|已|资金){0,3})"
_NOT_AFTER = r"(?P<before>不晚于|不迟于|于|在|截至|截止到?|≤)?"
_PARTS = {
    "上旬": (1, 10),
    "初": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTH = re.compile(
    rf"{_NOT_AFTER}{_YEAR}?(?P<month>1[0-2]|0?[1-9])月份?(?:(?P<day>3[01]|[12]\d|0?[1-9])[日号]"
    rf"|(?P<part>{'|'.join(_PARTS)}))?{_LIMIT}{_DONE}"
)
_MONTHS = re.compile(
    rf"{_NOT_AFTER}{_YEAR}?(?P<month>1[0-2]|[1-9])月?[-~至到](?P<last>1[0-2]|[1-9])月{_LIMIT}{_DONE}"
)
_NUMERIC = re.compile(
    rf"{_NOT_AFTER}(?P<year>(?:19|20)\d\d)(?P<sign>[-/.])(?P<month>1[0-2]|0?[1-9])"
    rf"(?:(?P=sign)(?P<day>3[01]|[12]\d|0?[1-9]))?{_LIMIT}{_DONE}"
)
_QUARTER = re.compile(
    rf"{_NOT_AFTER}{_YEAR}?(?:第?(?P<quarter>[一二三四1-4])季度?|(?P<half>[上下])半年)(?P<end>末|底)?{_LIMIT}{_DONE}"
)
_WHOLE = re.compile(rf"{_NOT_AFTER}{_YEAR}(?P<end>底|末)?{_LIMIT}{_DONE}")


def read_days(text: str, year: int | None) -> Days | None:
    """Return the days that text (narrow, without spaces) names; None if it is no date, or if
    when it ends is open («12月前»: in November or in December?). year: where it says none."""
    text = _CHINESE_MONTH.sub(lambda month: _in_digits(month[0]), text)
    for pattern, read in _READERS:
        found = pattern.fullmatch(text)
        if found is not None:
            return read(found, year)
    return None


def _in_digits(month: str) -> str:
    return str(parse_number(month))


def _month(found: re.Match[str], year: int | None) -> Days | None:
    own = _year(found, year)
    if own is None:
        return None
    month, day = int(found["month"]), found["day"]
    part = found.groupdict().get("part")
    is_open = day is None and part is None
    limit, before = found["limit"] or "", found["before"] or ""
    if is_open and (limit.endswith("前") or before == "≤"):
        return None
    if is_open and limit and not found["year"]:
        return None  # 3月内: in March, or within three months?
    length = monthrange(own, month)[1]
    if day is not None and int(day) > length:
        return None
    first, last = _PARTS[part] if part else (int(day or 1), int(day or length))
    return _days(found, date(own, month, first), date(own, month, min(last, length)))


def _months(found: re.Match[str], year: int | None) -> Days | None:
    own = _year(found, year)
    first, last = int(found["month"]), int(found["last"])
    if own is None or first > last or found["limit"]:
        return None
    return _days(found, date(own, first, 1), date(own, last, monthrange(own, last)[1]))


def _quarter(found: re.Match[str], year: int | None) -> Days | None:
    own = _year(found, year)
    if own is None:
        return None
    limit = found["limit"] or ""
    if limit.endswith("前") and not found["end"]:
        return None
    quarter = found["quarter"]
    months = 3 if quarter else 6
    last = 3 * _QUARTERS[quarter] if quarter else (6 if found["half"] == "上" else 12)
    first = last if found["end"] else last - months + 1
    return _days(found, date(own, first, 1), date(own, last, monthrange(own, last)[1]))


def _whole(found: re.Match[str], year: int | None) -> Days | None:
    own = _year(found, year)
    limit = found["limit"] or ""
    if own is None or (limit.endswith("前") and not found["end"]):
        return None
    if found["this"] == "年" and not (found["end"] or limit):
        return None
    first = date(own, 12, 21) if found["end"] else date(own, 1, 1)
    return _days(found, first, date(own, 12, 31))


def _year(found: re.Match[str], year: int | None) -> int | None:
    return int(found["year"]) if found["year"] else year


def _days(found: re.Match[str], first: date, last: date) -> Days:
    before = found["before"] or ""
    is_limit = bool(found["limit"]) or before in ("不晚于", "不迟于", "≤")
    has_year = bool(found.groupdict().get("year"))
    return Days(first, last, is_limit, has_year)


def _compact(found: re.Match[str], year: int | None) -> Days | None:
    """20231231, as programs write it."""
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return Days(day, day, is_limit=False, has_year=True)


def _years(found: re.Match[str], year: int | None) -> Days | None:
    """2023-2025年, 2023.01-2023.12: from the first to the last day of both."""
    ends = [int(found[name] or given) for name, given in (("from", 1), ("to", 12))]
    first, last = int(found["year"]), int(found["until"])
    if not all(1 <= month <= 12 for month in ends) or (first, ends[0]) > (last, ends[1]):
        return None
    length = monthrange(last, ends[1])[1]
    days = date(first, ends[0], 1), date(last, ends[1], length)
    return Days(*days, is_limit=False, has_year=True)


_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_YEARS = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:年|[./-](?P<from>\d{1,2}))?[-~至到]"
    r"(?P<until>(?:19|20)\d\d)(?:年|[./-](?P<to>\d{1,2}))"
)
#: 2005.10 may be October, and an amount.
_AMOUNT_OR_MONTH = re.compile(r"(?:19|20)\d\d(?:\.\d{1,2}|\d{4})")
_CHINESE_MONTH = re.compile("^(十[一二]?|[一二三四五六七八九])(?=月(?!度))")


def may_be_amount(text: str) -> bool:
    """Say whether a date is written as an amount could be."""
    return _AMOUNT_OR_MONTH.fullmatch(text) is not None


_READERS = (
    (_MONTH, _month),
    (_MONTHS, _months),
    (_NUMERIC, _month),
    (_QUARTER, _quarter),
    (_WHOLE, _whole),
    (_COMPACT, _compact),
    (_YEARS, _years),
)
