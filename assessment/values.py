"""A recorded value as people write it, and back: one converter for page, workbook and paste."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from assessment.engine.types import MeasureKind

EMPTY_WORDS = {"", "—", "-", "－", "–"}
YES, NO = "是", "否"
LARGEST = Decimal("99999999999999")
#: Before and after the point together: what SQLite keeps of a figure without rounding it.
MOST_DIGITS = 15
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class WrongValue(ValueError):
    """The text is no value of its kind; str() is a sentence for the person who typed it."""


def parse_value(text: object, kind: MeasureKind) -> Decimal | None:
    """Return what a person typed as a value; None where nothing was recorded.

    Accepts full-width digits, thousands separators and, for a rate, a percent
    sign. Raises WrongValue. Never guesses: 三十 or 约30 are refused.
    """
    typed = unicodedata.normalize("NFKC", str(text if text is not None else "")).strip()
    if typed in EMPTY_WORDS:
        return None
    if kind is MeasureKind.YES_NO:
        return _yes_no(typed)
    return _checked(_number(typed, kind), typed, kind)


def as_shown(value: Decimal | None, kind: MeasureKind) -> str:
    """Return a value as the page and the workbook write it; "" where nothing was recorded."""
    if value is None:
        return ""
    if kind is MeasureKind.YES_NO:
        return YES if value else NO
    return plain(value)


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _yes_no(typed: str) -> Decimal:
    if typed in (YES, "1"):
        return Decimal(1)
    if typed in (NO, "0"):
        return Decimal(0)
    raise WrongValue(f"“{typed}”不是“是”或“否”；所列问题发生了填“是”，没有发生填“否”")


def _number(typed: str, kind: MeasureKind) -> Decimal:
    text = typed.replace(",", "").replace(" ", "")
    if kind is MeasureKind.RATE:
        text = text.removesuffix("%")
    if not _NUMBER.fullmatch(text):
        raise WrongValue(f"“{typed}”不是数字；请填阿拉伯数字，不带单位")
    try:
        return Decimal(text)
    except InvalidOperation as error:  # pragma: no cover - the pattern lets no such text pass
        raise WrongValue(f"“{typed}”不是数字；请填阿拉伯数字") from error


def _checked(value: Decimal, typed: str, kind: MeasureKind) -> Decimal:
    if value < 0:
        raise WrongValue(f"“{typed}”小于 0；完成值不能为负数")
    if kind is MeasureKind.RATE and value > 100:
        raise WrongValue(f"“{typed}”超过 100；比率按百分数填写，如 95.2")
    if kind is MeasureKind.COUNT and value != value.to_integral_value():
        raise WrongValue(f"“{typed}”不是整数；次数请填整数")
    if value > LARGEST or -value.as_tuple().exponent > 4 or _digits(value) > MOST_DIGITS:
        raise WrongValue(
            f"“{typed}”数位过多；整数不超过 14 位，小数不超过 4 位，合计不超过 {MOST_DIGITS} 位"
        )
    return value


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)
