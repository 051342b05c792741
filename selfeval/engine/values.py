"""What stands in a cell: a tagged value, and the only way from text to one."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto

from lib.numerals import advice, has_written_digits, narrow, plain_number, says_nothing
from lib.rounding import format_points
from selfeval.engine.types import NUMERIC, Kind

LARGEST = Decimal(10) ** 15


class State(StrEnum):
    """Missing, not applicable, wrong and zero are four things."""

    NUMBER = auto()
    TEXT = auto()
    TRUTH = auto()
    MISSING = auto()  # shown as —
    NOT_APPLICABLE = auto()
    ERROR = auto()


@dataclass(frozen=True, slots=True)
class Value:
    """number: of NUMBER. text: of TEXT (a date as 2023-07-14), or why of ERROR.
    truth: of TRUTH. raw: what was typed, word for word; empty if it was computed."""

    state: State
    number: Decimal = Decimal(0)
    text: str = ""
    truth: bool = False
    raw: str = ""

    @property
    def is_number(self) -> bool:
        return self.state is State.NUMBER

    @property
    def is_absent(self) -> bool:
        """Say whether there is nothing to count: missing or not applicable."""
        return self.state in (State.MISSING, State.NOT_APPLICABLE)

    @property
    def says_nothing(self) -> bool:
        """Say whether it is a 0 that was written as nothing to report («-» in a cell of money)."""
        return self.is_number and bool(self.raw) and not any(map(str.isdigit, self.raw))

    @property
    def fault(self) -> str:
        """Return why an ERROR is one, after what was typed («“三十”不是数字»)."""
        return f"“{self.raw}”{self.text}" if self.raw else self.text

    @property
    def shown(self) -> str:
        """Return what a person reads: the typed words, else the value."""
        if self.raw:
            return self.raw
        match self.state:
            case State.NUMBER:
                return format_points(self.number)
            case State.TRUTH:
                return "是" if self.truth else "否"
            case State.MISSING:
                return "—"
            case State.NOT_APPLICABLE:
                return "不适用"
        return self.text


MISSING = Value(State.MISSING)
NOT_APPLICABLE = Value(State.NOT_APPLICABLE)


def number(value: Decimal | int | str, raw: str = "") -> Value:
    """Return value as a number, an error if it is too large to be an amount."""
    amount = Decimal(value)
    if not amount.is_finite() or abs(amount) >= LARGEST:
        return wrong("数值过大")
    return Value(State.NUMBER, number=amount, raw=raw)


def text_value(words: str, raw: str = "") -> Value:
    return Value(State.TEXT, text=words, raw=raw)


def truth(value: bool, raw: str = "") -> Value:
    return Value(State.TRUTH, truth=value, raw=raw)


def wrong(reason: str, raw: str = "") -> Value:
    return Value(State.ERROR, text=reason, raw=raw)


_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)
_TRUTHS = {"是": True, "否": False}


def parse_cell(kind: Kind, text: str, unit: str = "", *, choices: tuple[str, ...] = ()) -> Value:
    """Return what text means in a cell of this kind; an ERROR value if it cannot be.

    unit: of the cell; a number may carry just this unit («23330人» where it is 人). Money and
    counts may say that there is nothing to report («/», «无», «-»): that is 0, shown as typed.
    A target or outcome that is not wholly a number stays text and is never guessed at.
    """
    raw = text.strip()
    if raw in ("", "—"):
        return MISSING
    if raw == "不适用":
        return Value(State.NOT_APPLICABLE, raw=raw)
    if kind in NUMERIC:
        return _numeric(kind, raw, unit or ("%" if kind is Kind.PERCENT else ""))
    if kind is Kind.MEASURED:
        amount = parse_number(raw, unit)
        return text_value(raw, raw) if amount is None else number(amount, raw)
    if kind is Kind.DATE:
        return _date(raw)
    if kind is Kind.YES_NO:
        return truth(_TRUTHS[raw], raw) if raw in _TRUTHS else wrong("请填“是”或“否”", raw)
    if kind is Kind.CHOICE and raw not in choices:
        return wrong(f"请从“{'、'.join(choices)}”中选择", raw)
    return text_value(raw, raw)


def parse_number(text: str, unit: str = "") -> Decimal | None:
    """Return text as a number if it is wholly one, with nothing but its unit behind.

    Full-width digits and thousands separators are read; anything else is None.
    """
    plain = _narrow(text).replace("−", "-")
    suffix = _narrow(unit)
    if suffix and plain.endswith(suffix):
        plain = plain[: -len(suffix)].rstrip()
    if len(plain) > 40 or not has_written_digits(text, plain):
        return None
    return plain_number(plain)


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _numeric(kind: Kind, raw: str, unit: str) -> Value:
    if kind in (Kind.MONEY, Kind.COUNT) and says_nothing(raw):
        return number(0, raw)
    amount = parse_number(raw, unit)
    if amount is None:
        return wrong(f"不是数字，{_advice(raw, unit)}", raw)
    if kind is Kind.COUNT and (amount < 0 or amount % 1):
        return wrong("应为不小于 0 的整数", raw)
    return number(amount, raw)


def _advice(raw: str, unit: str) -> str:
    """Return what to do with words that have a figure and more; else what every cell says."""
    words = narrow(raw)
    is_more = any(map(str.isdigit, words)) and not words.isdigit()
    return advice(words, unit) if is_more else "请填阿拉伯数字"


def _date(raw: str) -> Value:
    found = _DATE.fullmatch(_narrow(raw))
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        return wrong("不是日期，请写成 2023-07-14", raw)
    return text_value(day.isoformat(), raw)
