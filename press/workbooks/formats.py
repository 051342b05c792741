"""What a number shows under a number format, as Excel, WPS and LibreOffice show it.

The figure a person sees is the one that was meant: 0.952 as 0.0% is 95.2%. Where a format
shows something that its number is not (;;; hides it, #,##0, drops thousands in silence),
nobody can tell which of the two was meant: the cell is masked.
"""

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from lib.numerals import plain
from press.workbooks.types import CellKind

GENERAL = "General"
#: Formats that files name by number alone. 27–36 and 50–58 are dates in Chinese programs.
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
} | dict.fromkeys([*range(27, 37), *range(50, 59)], "yyyy/m/d")  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*](?P<pad>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<exponent>E[+-])|(?P<clock>AM/PM|A/P|上午/下午)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<at>@)"
    r"|(?P<day>[ymdhs]+|aaa+|e+|g+)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-\]]*)")
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
#: Shown with ¥ or without it, an amount is the same.
CURRENCY_SIGNS = "¥￥"
DASHES = frozenset("-—–－")
SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)\s*(百万|千万|万|亿|千|百|)")


@dataclass(slots=True)
class Section:
    """One section of a format. marks: its signs in order, as (name, text)."""

    marks: list[tuple[str, str]] = field(default_factory=list)
    condition: tuple[str, Decimal] | None = None
    has_colour: bool = False
    is_date: bool = False

    def has(self, name: str) -> bool:
        return any(mark == name for mark, _ in self.marks)

    def count(self, name: str) -> int:
        return sum(mark == name for mark, _ in self.marks)

    @property
    def words(self) -> str:
        return "".join(text for mark, text in self.marks if mark == "literal").strip()


@dataclass(frozen=True, slots=True)
class Shown:
    """kind: NUMBER, DATE, TEXT or MASKED. text: as Cell.text, "" for a date."""

    kind: CellKind
    text: str = ""


def show(number: Decimal, code: str) -> Shown:
    """Return what a number shows under a format. number: with at most 15 digits."""
    if code == GENERAL:
        return Shown(CellKind.NUMBER, plain(number))
    section, is_negative_part = _section_for(number, _sections(code or GENERAL))
    if section is None:
        return Shown(CellKind.MASKED)
    if section.is_date:
        return Shown(CellKind.DATE)
    if section.has("general") or section.has("at"):
        return _around(section, number, plain(abs(number)), is_negative_part=is_negative_part)
    if section.has("exponent"):
        return _agreeing(number, _scientific(number, section))
    if _is_fraction(section):
        return _fraction(number, section)
    if not section.has("digit") or (number == 0 and ("digit", "0") not in section.marks):
        return _words_alone(section, number)  # the signs # and ? leave a zero out
    return _placed(section, number, is_negative_part)


# --- The code ---------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...]:
    sections = [Section()]
    for found in _TOKEN.finditer(code[:255]):
        name = str(found.lastgroup)
        text = found[name]
        if name == "literal" and text == ";":
            sections.append(Section())
        else:
            _add(sections[-1], name, text)
    return tuple(sections)


def _add(section: Section, name: str, text: str) -> None:
    match name:
        case "quoted" | "escaped" | "literal":
            section.marks.append(("literal", text))
        case "pad":
            pass  # room as wide as a sign, or a sign repeated: no word
        case "bracket":
            _add_bracket(section, text)
        case "day" | "clock":
            section.is_date = True
        case _:
            section.marks.append((name, text))


def _add_bracket(section: Section, text: str) -> None:
    condition = _CONDITION.fullmatch(text.strip())
    currency = _CURRENCY.match(text)
    if condition:
        section.condition = (condition[1], Decimal(condition[2]))
    elif currency:
        section.marks.append(("literal", currency[1]))
    elif _ELAPSED.fullmatch(text):
        section.is_date = True
    elif not text.upper().startswith("DBNUM"):
        section.has_colour = True


def _section_for(number: Decimal, sections: tuple[Section, ...]) -> tuple[Section | None, bool]:
    """Return the section that shows a number, and whether it is the one for negatives.

    None where none does: Excel then fills the cell with #.
    """
    if any(section.condition for section in sections[:2]):
        return _conditional(number, sections), False
    if len(sections) == 1 or number > 0 or (number == 0 and len(sections) < 3):
        return sections[0], False
    if number == 0:
        return sections[2], False
    return sections[1], True


def _conditional(number: Decimal, sections: tuple[Section, ...]) -> Section | None:
    for place, section in enumerate(sections[:3]):
        if section.condition is None:
            is_for_negatives = place == 1 and len(sections) > 2
            if not is_for_negatives or number < 0:
                return section
        elif _fits(number, *section.condition):
            return section
    return None


def _fits(number: Decimal, sign: str, bound: Decimal) -> bool:
    match sign:
        case "<":
            return number < bound
        case "<=":
            return number <= bound
        case ">":
            return number > bound
        case ">=":
            return number >= bound
        case "=":
            return number == bound
    return number != bound


# --- What is shown ----------------------------------------------------------------------


def _words_alone(section: Section, number: Decimal) -> Shown:
    """A format without digits: nothing at all, a dash for zero (会计专用), or a word."""
    words = section.words.strip(CURRENCY_SIGNS).strip()
    if words in DASHES and number == 0:
        return Shown(CellKind.NUMBER, "0")
    return Shown(CellKind.TEXT if words in ("是", "否") else CellKind.MASKED, words)


def _around(section: Section, number: Decimal, digits: str, *, is_negative_part: bool) -> Shown:
    """Put the section's words around digits, and the sign where the format says it."""
    first = next(i for i, (mark, _) in enumerate(section.marks) if mark in _FIGURES)
    last = max(i for i, (mark, _) in enumerate(section.marks) if mark in _FIGURES)
    before = _said(section.marks[:first])
    after = _said(section.marks[last + 1 :])
    sign = "-" if number < 0 and not is_negative_part and digits != "0" else ""
    if is_negative_part:
        is_told = section.has_colour or "-" in before or "−" in before or "(" in before
        if not is_told:
            return Shown(CellKind.MASKED, before + digits + after)
        before, after = before.strip("-−( ").strip(), after.strip(") ").strip()
        sign = "-"
    return Shown(CellKind.NUMBER, f"{before}{sign}{digits}{after}")


_FIGURES = ("digit", "general", "at")


def _said(marks: list[tuple[str, str]]) -> str:
    words = "".join(text for mark, text in marks if mark in ("literal", "percent"))
    return words.strip().strip(CURRENCY_SIGNS).strip()


def _placed(section: Section, number: Decimal, is_negative_part: bool) -> Shown:
    """Digits where the format has room for them: rounded, in percent, in thousands."""
    whole, decimals, commas, inner = _layout(section)
    scaled = abs(number) * 100 ** section.count("percent") / Decimal(1000) ** commas
    rounded = scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    digits = _woven(rounded, whole, inner) if inner else plain(rounded)
    shown = _around(section, number, digits, is_negative_part=is_negative_part)
    return _agreeing(number, shown) if inner or commas else shown


def _layout(section: Section) -> tuple[int, int, int, dict[int, str]]:
    """Return the room before and after the point, the scaling commas, and words between digits.

    inner: by how many places of the whole part stand right of the word.
    """
    places = [i for i, (mark, _) in enumerate(section.marks) if mark == "digit"]
    point = next((i for i, (mark, _) in enumerate(section.marks) if mark == "point"), None)
    end = len(section.marks) if point is None else point
    whole = [i for i in places if i < end]
    last = (whole or places)[-1]
    tail = section.marks[places[-1] + 1 :] + section.marks[last + 1 : end]
    commas = (
        sum(mark == "comma" for mark, _ in tail)
        if point is not None
        else sum(mark == "comma" for mark, _ in section.marks[places[-1] + 1 :])
    )
    inner: dict[int, str] = {}
    for index, (mark, text) in enumerate(section.marks):
        if mark == "literal" and whole and whole[0] < index < whole[-1]:
            right = sum(place > index for place in whole)
            inner[right] = inner.get(right, "") + text
    return len(whole), len(places) - len(whole), commas, inner


def _woven(rounded: Decimal, room: int, inner: dict[int, str]) -> str:
    """Return digits with the words that stand between them: 11 as 0!.0 is 1.1."""
    whole, _, rest = f"{rounded:f}".partition(".")
    whole = whole.zfill(room)
    for right, text in sorted(inner.items()):
        whole = whole[: len(whole) - right] + text + whole[len(whole) - right :]
    return f"{whole}.{rest}" if rest else whole


def _scientific(number: Decimal, section: Section) -> Shown:
    marks = [mark for mark, _ in section.marks]
    power = marks.index("exponent")
    head = marks[:power]
    decimals = head[head.index("point") :].count("digit") if "point" in head else 0
    step = max(1, (head[: head.index("point")] if "point" in head else head).count("digit"))
    exponent = number.adjusted() if number else 0
    exponent -= exponent % step
    mantissa = number.scaleb(-exponent).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return Shown(CellKind.NUMBER, plain(mantissa.scaleb(exponent)))


def _is_fraction(section: Section) -> bool:
    marks = [mark for mark, _ in section.marks]
    return "slash" in marks and "point" not in marks


def _fraction(number: Decimal, section: Section) -> Shown:
    slash = next(i for i, (mark, _) in enumerate(section.marks) if mark == "slash")
    below = section.marks[slash + 1 :]
    fixed = "".join(text for mark, text in below if mark == "literal" and text.isdecimal())
    if fixed and int(fixed):
        found = Fraction(round(Fraction(number) * int(fixed)), int(fixed))
    else:
        room = max(1, sum(mark == "digit" for mark, _ in below))
        found = Fraction(number).limit_denominator(10 ** min(room, 6) - 1)
    if found == Fraction(number):
        return Shown(CellKind.NUMBER, plain(number))
    return Shown(CellKind.MASKED, str(found))


def _agreeing(number: Decimal, shown: Shown) -> Shown:
    """Keep what is shown if it is the number after all («1.1万» for 11000), else mask it."""
    found = _AMOUNT.search(shown.text)
    if found and Decimal(found[1]) * SCALES[found[2]] == number:
        return shown
    return Shown(CellKind.MASKED, shown.text)
