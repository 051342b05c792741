"""Which recorded figures can be true at all."""

from decimal import Decimal

from assessment.engine.errors import WrongFact
from assessment.engine.types import Fact, FactStatus, Measure, MeasureKind

# Bound once: looking a member up on its enum costs more than comparing it.
_RECORDED = FactStatus.RECORDED
_YES_NO, _COUNT = MeasureKind.YES_NO, MeasureKind.COUNT
_ZERO, _ONE = Decimal(0), Decimal(1)
_DIGITS = 15  # whole digits; within them sums and comparisons are exact


def check_fact(measure: Measure, fact: Fact) -> None:
    """Raise WrongFact if what was recorded for measure cannot be true.

    A quantity, rate or count is not negative, a count whole, 是否 1 or 0; a rate may
    be above 100 (完成率 120%). Only a recorded fact has a value that matters.
    """
    if fact.status is _RECORDED:
        value = fact.value
        if not isinstance(value, Decimal) or not value.is_finite():
            raise WrongFact(measure, value, "不是数字")
        if value < _ZERO:
            raise WrongFact(measure, value, "不能是负数")
        if value and value != _ONE:
            _check_by_kind(measure, value)


def _check_by_kind(measure: Measure, value: Decimal) -> None:
    """Check a value above 0 other than 1, which every kind may have."""
    if measure.kind is _YES_NO:
        raise WrongFact(measure, value, "只能填是或否")
    if value.adjusted() >= _DIGITS:
        raise WrongFact(measure, value, "数值过大")
    if measure.kind is _COUNT and value != value.to_integral_value():
        raise WrongFact(measure, value, "次数应为整数")
