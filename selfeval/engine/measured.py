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

from lib.numerals import narrow, plain, plain_number, says_nothing
from lib.rounding import format_figure
from lib.written_numbers import parse_number
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
    but the figure was typed, of a DATE no year. leaning: of a level that was risen or fallen to
    (减少到20户), how an outcome has to stand to it. levels: of a GRADE, see levels.py. words: as
    typed. told: the words with the operator and the unit that stand in columns of their own."""

    what: What
    words: str = ""
    sign: Sign = Sign.PLAIN
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    unit: str = ""
    is_bare: bool = False
    course: Course = Course.NONE
    leaning: Sign = Sign.PLAIN
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
    r"[^\d\s<>≥≤=~,，;；。、:：()\-+]{0,6}?(?:[khc]?m[23])?"
    r"(?:[/·*每][^\d\s<>≥≤=~,，;；。、:：()\-+]{1,6}?){0,3}"
)
_VERBS = (
    r"(?:(?:已|实际|全部|累计|共|共计|合计|总计|年度|平均)?"
    r"(?:完成|达到|达|实现|为|是|计|有|发生|控制在|控制到|保持在|稳定在))?了?"
)
_COURSES = {
    Course.RISE: "同比增长|增长|提高|提升|上升|增加|增收|新增",
    Course.FALL: "同比下降|下降|降低|减少|降幅|压减|缩短",
}
#: How an outcome has to stand to a level that something rises or falls to.
_LEANING = {
    Course.NONE: Sign.PLAIN,
    Course.RISE: Sign.AT_LEAST,
    Course.FALL: Sign.AT_MOST,
}
_COURSE = "|".join(_COURSES.values())
_THAN = r"(?:(?:较|比)(?:上年|去年|上一年|同期|上年同期|前一年)度?)?"
_BEFORE: tuple[tuple[str, Sign], ...] = (
    (
        r"≥=?|≧|⩾|>=|=>|大于或?等于|不(?:得|应|可|能)?(?:少于|低于|小于)|至少|最少|最低",
        Sign.AT_LEAST,
    ),
    (
        r"≤=?|≦|⩽|<=|=<|小于或?等于|不(?:得|应|可|能)?(?:超过|超出|超|高于|大于|多于)|未超过?|至多|最多|最高",
        Sign.AT_MOST,
    ),
    (r">|﹥|大于|高于|多于|超过|超", Sign.OVER),
    (r"<|﹤|小于|低于|少于|不足|不到", Sign.UNDER),
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
#: What a figure is of, where it says no more than that: 满意度≥90%, but not 不满意度.
_NOUN = r"(?:(?![^率度]*[不未差增降升每])[一-龥]{1,10}(?:率|(?<![季年月])度)(?:为|达到|达)?)?"
_DONE = r"(?:完成|办结|发放|拨付|到位|支付|整改|办理|处理|答复|竣工|验收)?"
_FIGURE = re.compile(
    rf"{_NOUN}{_EACH}{_THAN}{_VERBS}{_THAN}(?:(?P<course>{_COURSE})(?:率|了|(?P<to>到|至))?)?"
    rf"(?:{_ONE_SIGN})?[￥¥]?"
    rf"(?P<low>{_NUMBER})(?P<low_unit>{_UNIT})"
    rf"(?:(?:-|~|至|到)(?P<high>{_NUMBER})(?P<high_unit>{_UNIT}))?(?:(?:{_ONE_TAIL}){_DONE})?"
)
_CHINESE = "[零〇一二两三四五六七八九十百半]{1,8}(?:点[零〇一二三四五六七八九]{1,4})?"
_LEAD = rf"(?P<before>(?:{_VERBS})(?:{'|'.join(words for words, _ in _BEFORE)})?)"
_TRAIL = r"(?P<behind>(?:及|\(含\))?(?:以上|以下|以内|之内|内)?)"
_SHARE = re.compile(
    rf"{_LEAD}(?:(?P<of>[百千])分之(?P<n>{_CHINESE})|(?P<tenths>{_CHINESE})成){_TRAIL}"
)
_COUNTED = re.compile(
    rf"{_LEAD}(?P<n>{_CHINESE})"
    r"(?P<unit>个?(?:人次|人|名|户|项|次|处|座|件|起|批|期|家|所|条|张|份|场|天|年|村|组|月|工作日)"
    rf"|个|[万亿]?元|万?亩|公里|米){_TRAIL}"
)
_DASHES = str.maketrans(dict.fromkeys("−﹣‐‑‒–—―－", "-") | {"～": "~", "∼": "~", "〜": "~"})
# A note that takes nothing back: «（已全部验收）», not «（未完成）» nor «（预计）».
_NOTE = re.compile(r"\((?!含\)|含本数\))[^()\d]{0,60}\)$")
_TAKES_BACK = re.compile("[未不拟待暂尚约近无]|预计|预期|计划|在建|部分|以外")
_BRACKETED_UNIT = re.compile(r"(?<=\d)\(([^()\d]{1,4})\)$")
_ENDS = "整。.;；,，"
_APART = re.compile(r"\d\.?\s+\d")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_MIDNIGHT = re.compile(r"\s+0{1,2}:00(?::00)?$")
_DIGITS_OF_A_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
#: «无安全事故» is a target of 0, and an outcome of 0.
_NONE_OF_IT = re.compile(
    r"(?:无|未发生|没有发生|未出现|没有|零)"
    r"(?:(?:(?:任何|一起|重大|较大|一般|特大|安全|生产|质量|责任|群体性?|越级|进京|非正常|集体|有效|重复"
    r"|环境|食品|交通|资金|廉政|负面|舆情|违规|违纪|违法|新增|有责|[、及和或]){0,6}"
    r"(?:事故|事件|上访|信访|投诉|案件|问题|污染|违规|违纪|违法|举报|纠纷|伤亡))|(?<=未发生)|(?<=零))"
)
# What makes of a word behind a figure something else than its unit: «30余人», «12月前».
_NO_UNIT = re.compile(
    r"完成|验收|全部|已|目前|其中|以及|均|左右|上下|余|多|几|以外|倍|前|底|末|旬|初|以上|以下|内|满意|发放"
)


def read_measured(words: str, unit: str = "", *, year: int | None = None) -> Measured:
    """Return what words say. unit: of the cell, taken where the words have none. year: of the
    report, for «12月底前»; without it a date without a year stays words."""
    typed = words.strip()
    if len(typed) > 2 * LONGEST:
        return Measured(What.WORDS, typed)
    return _read(typed, unit, year)


@lru_cache(maxsize=4096)
def _read(typed: str, unit: str, year: int | None) -> Measured:
    if not typed or typed == "—":
        return ABSENT
    if typed == "不适用":
        return replace(ABSENT, words=typed)
    if says_nothing(typed):
        return Measured(What.NOTHING, typed)
    text, found = _closed_up(typed), None
    if text and len(text) <= LONGEST:
        text = _in_digits(text)
        found = _date(text, unit, year) or _figure(text, unit) or _grade(text)
    return replace(found or Measured(What.WORDS), words=typed)


def _closed_up(typed: str) -> str:
    """Return the words with narrow signs and nothing between or behind them that says no more;
    "" where two figures would become one (120 80)."""
    text = _MIDNIGHT.sub("", narrow(typed).translate(_DASHES))
    text = _THOUSANDS.sub("", text)
    if _APART.search(text):
        return ""
    text = _BRACKETED_UNIT.sub(r"\1", "".join(text.split()))
    note = _NOTE.search(text)
    if note is not None and not _TAKES_BACK.search(note[0]):
        text = text[: note.start()]
    return text.rstrip(_ENDS)


def _in_digits(text: str) -> str:
    """Return text with a figure in words as digits: 三个 is 3个, 百分之九十五 is 95%, 九成 is 90%.
    Only before what things are counted in: 一卡通 and 三公经费 are no figures."""
    share = _SHARE.fullmatch(text)
    if share is not None:
        amount = parse_number(share["n"] or share["tenths"])
        tenfold = 10 if share["tenths"] else 1
        sign = "‰" if share["of"] == "千" else "%"
        words = "" if amount is None else f"{plain(amount * tenfold)}{sign}"
        return f"{share['before']}{words}{share['behind']}" if words else text
    counted = _COUNTED.fullmatch(text)
    amount = parse_number(counted["n"]) if counted else None
    if counted is None or amount is None:
        return text
    return f"{counted['before']}{plain(amount)}{counted['unit']}{counted['behind']}"


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
    if not unit and _DIGITS_OF_A_MONTH.fullmatch(text):
        return None  # 202312: an amount, or December?
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
    if is_two or _is_no_unit(own):
        return None
    each = found["each"] or found["mean"]
    if each and own in ("日", "号"):
        return None  # 每月15日 is a day
    if each:
        own = f"{own}/{each}"
    course = _course(found["course"] or "")
    return Measured(
        What.FIGURE,
        sign=sign,
        low=low,
        high=high,
        unit=_unit(own, unit),
        is_bare=not own,
        course=Course.NONE if found["to"] else course,
        leaning=_LEANING[course] if found["to"] else Sign.PLAIN,
    )


def _is_no_unit(own: str) -> bool:
    """Say whether what stands behind a figure is of the figure itself (5²) or of a day (1-6月)."""
    return own in ("²", "³", "月")


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
        return f"{own}{units.without_multiple(cell)}"
    return own


def _date(text: str, unit: str, year: int | None) -> Measured | None:
    span = deadlines.read_days(text, year)
    if span is None or (unit and deadlines.may_be_amount(text)):
        return None
    sign = Sign.AT_MOST if span.is_limit else Sign.PLAIN
    first, last = (Decimal(day.toordinal()) for day in (span.first, span.last))
    is_bare = not span.has_year
    return Measured(What.DATE, sign=sign, low=first, high=last, is_bare=is_bare)


def _grade(text: str) -> Measured | None:
    found = read_levels(text)
    return Measured(What.GRADE, levels=found) if found else None
