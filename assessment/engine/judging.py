"""The bounds within which a person judges what costs, earns or adds points (酌情扣1–3分)."""

from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from assessment.engine.types import Basis, Effect, RuleKind
from lib.rounding import format_points

#: What is recorded for a rule that judges: its points.
JUDGED_UNIT = "分"
JUDGED_KINDS = tuple(kind for kind in RuleKind if kind.basis is Basis.JUDGED)
#: What is added lies beyond the points of its component, so that these are no most of it.
NAMES_MOST = tuple(kind for kind in JUDGED_KINDS if kind.effect is Effect.BONUS)
_ZERO = Decimal(0)


class Bounds(NamedTuple):
    """Points that may be judged, beside 0: nothing was found. most None: none is known.

    is_each: they are those of one time, and what is judged is the sum of several; total is
    then the most of the sum, None where it is not known.
    """

    least: Decimal
    most: Decimal | None
    is_each: bool = False
    total: Decimal | None = None

    @classmethod
    def of(
        cls,
        least: Decimal | None,
        deduction: Decimal,
        points: Decimal | None = None,
        *,
        step: Decimal | None = None,
    ) -> "Bounds":
        """Return the bounds of a rule that judges. deduction: the most that its words allow,
        0 where they name none; then points, those of its component, are the most. step: 1 where
        its words allow that each time."""
        if step is not None and deduction:
            return cls(least or _ZERO, deduction, is_each=True, total=points)
        return cls(least or _ZERO, deduction or points)

    @classmethod
    def within(
        cls,
        points: Decimal,
        kind: RuleKind,
        *,
        least: Decimal | None,
        deduction: Decimal,
        step: Decimal | None,
    ) -> "Bounds":
        """Return the bounds of a rule that judges in a component of these points."""
        return cls.of(least, deduction, None if kind in NAMES_MOST else points, step=step)

    def nearest(self, value: Decimal) -> Decimal:
        """Return the points within the bounds that are nearest to value; nothing stays 0."""
        if not value:
            return _ZERO
        if self.is_each and self.most:
            times = (value / self.most).to_integral_value(ROUND_CEILING)
            counted = max(value, times * self.least)
            return counted if self.total is None else min(counted, self.total)
        most = value if self.most is None else min(value, self.most)
        return max(self.least, most)

    @property
    def told(self) -> str:
        """The bounds in words, "" where there are none."""
        each, total = ("每次 " if self.is_each else ""), ""
        if self.total is not None:
            total = f"，合计 {format_points(self.total)} 分以内"
        return f"{each}{self.range_told}{total}"

    @property
    def range_told(self) -> str:
        """The points themselves, of one time where the bounds are of each."""
        if self.most is None:
            return f"{format_points(self.least)} 分以上" if self.least else ""
        if self.least:
            return f"{format_points(self.least)}–{format_points(self.most)} 分"
        return f"{format_points(self.most)} 分以内"

    def why_not(self, value: Decimal | None) -> str:
        """Return why value cannot be judged, what to do in one sentence; "" where it can."""
        if value is None or value == self.nearest(value):
            return ""
        return f"“{format_points(value)}”不在评定的范围（{self.told}）之内；没有该情形请填 0"
