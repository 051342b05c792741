"""A recorded value as people write it, and back: one converter for page, workbook and paste."""

from decimal import ROUND_HALF_UP, Decimal

from assessment.engine.types import MeasureKind
from lib.numerals import NotANumber, narrow, plain, read_number

EMPTY_WORDS = {"", "—", "-", "－", "–"}
YES, NO = "是", "否"
LARGEST = Decimal("99999999999999")
#: The unit of a count that names none.
COUNTED = "次"
PLACES = 4
#: Before and after the point together: what SQLite keeps of a figure without rounding it.
MOST_DIGITS = 15


class WrongValue(ValueError):
    """The text is no value of its kind; str() is a sentence for the person who typed it."""


def parse_value(text: object, kind: MeasureKind, unit: str = "") -> Decimal | None:
    """Return what a person typed as a value; None where nothing was recorded.

    unit: of the measure; it may stand behind the number. Beside it lib.numerals.read_number
    says what is read, for a rate a percent sign too. Raises WrongValue. Never guesses:
    三十, 约30 or 1,05 are refused.
    """
    typed = narrow(str(text if text is not None else ""))
    if typed in EMPTY_WORDS:
        return None
    if kind is MeasureKind.YES_NO:
        return _yes_no(typed)
    if kind is MeasureKind.COUNT:
        unit = unit or COUNTED
    try:
        value = read_number(_in_unit(typed, kind, unit), unit=unit)
    except NotANumber as error:
        raise WrongValue(str(error)) from error
    return _checked(value, typed, kind)


def as_shown(value: Decimal | None, kind: MeasureKind) -> str:
    """Return a value as the page and the workbook write it; "" where nothing was recorded."""
    if value is None:
        return ""
    if kind == MeasureKind.YES_NO:  # of a row it is the bare word
        return YES if value else NO
    return plain(value)


def _yes_no(typed: str) -> Decimal:
    if typed in (YES, "1"):
        return Decimal(1)
    if typed in (NO, "0"):
        return Decimal(0)
    raise WrongValue(f"“{typed}”不是“是”或“否”；所列问题发生了填“是”，没有发生填“否”")


def _in_unit(typed: str, kind: MeasureKind, unit: str) -> str:
    """Return what was typed without the percent sign where it belongs; refuse it elsewhere."""
    if "‰" in typed:
        raise WrongValue(f"“{typed}”是千分数；请换算后填写，比率按百分数填写，如 95.2")
    if not typed.endswith("%"):
        return typed
    if kind is MeasureKind.RATE or unit == "%":
        return typed.removesuffix("%").rstrip()
    own = f"单位是“{unit}”" if unit else "填的是数量"
    raise WrongValue(f"“{typed}”带有百分号，而本项{own}，不是比率；请核对后填数字")


def _checked(value: Decimal, typed: str, kind: MeasureKind) -> Decimal:
    if value < 0:
        raise WrongValue(f"“{typed}”小于 0；不能为负数")
    if kind is MeasureKind.COUNT and value != value.to_integral_value():
        raise WrongValue(f"“{typed}”不是整数；次数请填整数")
    if value > LARGEST:
        raise WrongValue(f"“{typed}”数位过多；整数不超过 14 位，请核对")
    value = value.normalize() if value else Decimal(0)
    if -int(value.as_tuple().exponent) > PLACES:
        rounded = plain(value.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP))
        raise WrongValue(
            f"“{typed}”数位过多；小数不超过 {PLACES} 位，请四舍五入后填写，如 {rounded}"
        )
    if len(value.as_tuple().digits) > MOST_DIGITS:
        raise WrongValue(f"“{typed}”数位过多；整数和小数合计不超过 {MOST_DIGITS} 位，请核对")
    return Decimal(plain(value))
