"""What a target or an outcome says: an operator with a figure and its unit, a date, a grade.

«≥95%», «不超过475元/亩», «90–95%», «2023年12月底前», «较好» are read; the words stay as typed. What
is not wholly one of these stays words (WORDS) and is never guessed at: «约30人» has no figure
that could be compared, «12月前» may end in November or in December.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum, auto
from functools import lru_cache

from lib.numerals import narrow, plain_number, says_nothing
from lib.rounding import format_figure
from selfeval.engine import deadlines, units
from selfeval.engine.levels import Level, read_levels

LONGEST = 80


class What(StrEnum):
    """What the words of a target or an outcome are."""

    ABSENT = auto()  # nothing was typed, or 不适用
    NOTHING = auto()  # «/», «无»: said that there is nothing
    FIGURE = auto()
    DATE = auto()
    GRADE = auto()
    WORDS = auto()


class Sign(StrEnum):
    """How an outcome is to stand to the figure; PLAIN where no word says it."""

    PLAIN = ""
    AT_LEAST = "≥"
    AT_MOST = "≤"
    OVER = "＞"
    UNDER = "＜"
    EXACTLY = "="
    WITHIN = "–"


class Course(StrEnum):
    """«增长5%» and «下降5%» are two figures."""

    NONE = ""
    RISE = "增长"
    FALL = "下降"


@dataclass(frozen=True, slots=True)
class Measured:
    """low, high: the figure, twice; the two ends of WITHIN; the ordinals of the first and the
    last day of a DATE. unit: as typed, or the cell's, "" where neither says one; is_bare: nothing
    but the figure was typed. levels: of a GRADE, see levels.py. words: as typed. told: the words
    with the operator and the unit that stand in columns of their own."""

    what: What
    words: str = ""
    sign: Sign = Sign.PLAIN
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    unit: str = ""
    is_bare: bool = False
    course: Course = Course.NONE
    levels: tuple[Level, ...] = ()
    told: str = ""

    @property
    def is_exact(self) -> bool:
        """Say whether it is one figure and nothing else: what an outcome should be."""
        return self.what is What.FIGURE and self.sign in (Sign.PLAIN, Sign.EXACTLY)

    @property
    def shown(self) -> str:
        """What a person reads: the typed words, else the figure with its unit."""
        return self.told or self.words or f"{format_figure(self.low)} {self.unit}".strip()


ABSENT = Measured(What.ABSENT)

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,12})?|\d{1,15}(?:\.\d{1,12})?"
_NUMBER = rf"[+-]?(?:{_DIGITS})"
# A unit is a short word without signs that part or compare; what is longer is a sentence.
_UNIT = (
    r"[^\d\s<>≥≤=~,，;；。、:：()\-+]{0,6}?(?:[/·*每][^\d\s<>≥≤=~,，;；。、:：()\-+]{1,6}?){0,3}"
)
_VERBS = (
    r"(?:(?:已|实际|全部|累计|共|共计|合计|总计|年度|平均)?"
    r"(?:完成|达到|达|实现|为|是|计|有|控制在|控制到|保持在|稳定在))?了?"
)
_COURSES = {
    Course.RISE: "同比增长|增长|提高|提升|上升|增加|增收|新增",
    Course.FALL: "同比下降|下降|降低|减少|降幅|压减|缩短",
}
_COURSE = "|".join(_COURSES.values())
_THAN = r"(?:(?:较|比)(?:上年|去年|上一年|同期|上年同期|前一年)度?)?"
_BEFORE: tuple[tuple[str, Sign], ...] = (
    (
        r"≥=?|≧|⩾|>=|=>|大于或?等于|不(?:得|应|可|能)?(?:少于|低于|小于)|至少|最少|最低",
        Sign.AT_LEAST,
    ),
    (
        r"≤=?|≦|⩽|<=|=<|小于或?等于|不(?:得|应|可|能)?(?:超过|超出|高于|大于|多于)|至多|最多|最高",
        Sign.AT_MOST,
    ),
    (r">|大于|高于|多于|超过|超", Sign.OVER),
    (r"<|小于|低于|少于|不足|不到", Sign.UNDER),
    (r"==?|等于", Sign.EXACTLY),
)
_BEHIND: tuple[tuple[str, Sign], ...] = (
    (r"(?:\(含\)|及|含|\(含本数\))?以上(?:\(含\)|\(含本数\))?|\+", Sign.AT_LEAST),
    (r"(?:\(含\)|及|含|\(含本数\))?(?:以下|以内|之内|内)(?:\(含\)|\(含本数\))?", Sign.AT_MOST),
)
_ONE_SIGN = "|".join(f"(?P<b{i}>{words})" for i, (words, _) in enumerate(_BEFORE))
_ONE_TAIL = "|".join(f"(?P<t{i}>{words})" for i, (words, _) in enumerate(_BEHIND))
_EACH = (
    r"(?:(?:平均)?每(?P<each>季度|公里|公顷|[年月季周日天人户亩村次])"
    r"|(?P<mean>[年月日人户亩村])均)?"
)
_FIGURE = re.compile(
    rf"{_EACH}{_THAN}{_VERBS}{_THAN}(?P<course>{_COURSE})?(?:率|了|到)?(?:{_ONE_SIGN})?[￥¥]?"
    rf"(?P<low>{_NUMBER})(?P<low_unit>{_UNIT})"
    rf"(?:(?:-|~|至|到)(?P<high>{_NUMBER})(?P<high_unit>{_UNIT}))?(?:{_ONE_TAIL})?"
)
_DASHES = str.maketrans(dict.fromkeys("−﹣‐‑‒–—―－", "-") | {"～": "~", "∼": "~", "〜": "~"})
_NOTE = re.compile(r"\((?!含\)|含本数\))[^()\d]{0,60}\)$")
_END = re.compile(r"(?:整|[。.;；,，])+$")
#: «无安全事故» is a target of 0, and an outcome of 0.
_NONE_OF_IT = re.compile(
    r"(?:无|未发生|没有|零|未出现)\D{0,10}(?:事故|事件|上访|信访|投诉|案件|问题|污染|违规|违纪|违法|举报|纠纷|伤亡)"
)
# What makes of a word behind a figure something else than its unit: «30余人», «12月前».
_NO_UNIT = re.compile(
    r"完成|验收|全部|已|目前|其中|以及|均|左右|上下|余|多|几|以外|倍|前|底|末|旬|初"
)


@lru_cache(maxsize=4096)
def read_measured(words: str, unit: str = "", *, year: int | None = None) -> Measured:
    """Return what words say. unit: of the cell, taken where the words have none. year: of the
    report, for «12月底前»; without it a date without a year stays words."""
    typed = words.strip()
    if not typed or typed == "—":
        return ABSENT
    if typed == "不适用":
        return replace(ABSENT, words=typed)
    if says_nothing(typed):
        return Measured(What.NOTHING, typed)
    text = _END.sub("", _NOTE.sub("", "".join(narrow(typed).translate(_DASHES).split())))
    found = None
    if len(text) <= LONGEST:
        found = _date(text, year) or _figure(text, unit) or _grade(text)
    return replace(found or Measured(What.WORDS), words=typed)


def figure(amount: Decimal, unit: str = "", *, words: str = "") -> Measured:
    """Return a computed amount as what is measured."""
    return Measured(What.FIGURE, words, low=amount, high=amount, unit=unit)


_MARKS = {
    "≥": Sign.AT_LEAST, "≤": Sign.AT_MOST, "=": Sign.EXACTLY, "＞": Sign.OVER, "＜": Sign.UNDER,
}  # fmt: skip
_UPWARDS = (Sign.AT_LEAST, Sign.OVER)


def with_mark(target: Measured, mark: str) -> Measured:
    """Return target under the operator that stands beside it (指标性质); 定性 and "" are none.

    Where the words have another operator, or the operator makes no sense of a day or a grade,
    the two are only words: nothing is compared by the one and not by the other.
    """
    sign = _MARKS.get(mark)
    if sign is None or target.what not in (What.FIGURE, What.DATE, What.GRADE):
        return target
    if not _goes_with(target, sign):
        return Measured(What.WORDS, target.words, told=f"{mark} {target.words}")
    if target.what is not What.FIGURE or target.sign is not Sign.PLAIN:
        return target
    unit = target.unit if target.is_bare else ""
    return replace(target, sign=sign, told=f"{mark}{target.words}{unit}")


def _goes_with(target: Measured, sign: Sign) -> bool:
    if target.what is What.FIGURE:
        is_within = sign is Sign.EXACTLY and target.sign is Sign.WITHIN
        is_none = sign is Sign.EXACTLY and not target.high and target.sign is Sign.AT_MOST
        return target.sign in (Sign.PLAIN, sign) or is_within or is_none
    is_upwards = sign in _UPWARDS
    return sign is Sign.EXACTLY or is_upwards is (target.what is What.GRADE)


def _figure(text: str, unit: str) -> Measured | None:
    if _NONE_OF_IT.fullmatch(text):
        return Measured(What.FIGURE, sign=Sign.AT_MOST, unit=unit)
    found = _FIGURE.fullmatch(text)
    if found is None or _NO_UNIT.search(found["low_unit"] + (found["high_unit"] or "")):
        return None
    low, high = plain_number(found["low"]), plain_number(found["high"] or found["low"])
    sign = _sign(found)
    if low is None or high is None or sign is None or low > high:
        return None
    own = found["high_unit"] or found["low_unit"]
    is_two = found["high"] and found["low_unit"] not in ("", own)
    if is_two or _is_no_unit(own, is_range=bool(found["high"])):
        return None
    each = found["each"] or found["mean"]
    if each:
        own = f"{own}/{each}"
    return Measured(
        What.FIGURE,
        sign=sign,
        low=low,
        high=high,
        unit=_unit(own, unit),
        is_bare=not own,
        course=_course(found["course"] or ""),
    )


def _is_no_unit(own: str, *, is_range: bool) -> bool:
    """Say whether what stands behind a figure is of the figure itself (5²) or of a day (1-6月)."""
    return own in ("²", "³") or (is_range and own == "月")


def _sign(found: re.Match[str]) -> Sign | None:
    """Return the one sign that the words have; None where they have two that differ."""
    signs = {sign for i, (_, sign) in enumerate(_BEFORE) if found[f"b{i}"]}
    signs |= {sign for i, (_, sign) in enumerate(_BEHIND) if found[f"t{i}"]}
    if found["high"]:
        signs.add(Sign.WITHIN)
    if len(signs) > 1:
        return None
    return signs.pop() if signs else Sign.PLAIN


def _course(word: str) -> Course:
    return next(
        (course for course, words in _COURSES.items() if word in words.split("|")), Course.NONE
    )


def _unit(own: str, cell: str) -> str:
    """Return the unit of the figure: its own words, of which «854万» may be but the beginning."""
    own = unicodedata.normalize("NFKC", own)
    if not own:
        return cell
    if units.measuring(own).of == "" and cell:
        return cell if cell.startswith(own) else f"{own}{cell}"
    return own


def _date(text: str, year: int | None) -> Measured | None:
    span = deadlines.read_days(text, year)
    if span is None:
        return None
    sign = Sign.AT_MOST if span.is_limit else Sign.PLAIN
    first, last = (Decimal(day.toordinal()) for day in (span.first, span.last))
    return Measured(What.DATE, sign=sign, low=first, high=last)


def _grade(text: str) -> Measured | None:
    found = read_levels(text)
    return Measured(What.GRADE, levels=found) if found else None
