"""Within which bounds a recorded figure may lie that a person judges: those of its rule."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from assessment.engine.judging import JUDGED_KINDS, JUDGED_UNIT, Bounds
from assessment.engine.types import RuleKind
from assessment.loading import LoadedMeasure
from assessment.models import Measure, Rule
from lib.rounding import format_points

#: Nothing bounds a sum of times that nobody counted; more of them are doubted.
MOST_TIMES = 20


def bounds_of(measures: Iterable[Measure]) -> dict[int, Bounds]:
    """Return the bounds of those measures that are judged, by key.

    One query, and none where no measure is counted in points: only what is judged is.
    """
    return bounds_of_keys({m.pk for m in measures if m.unit == JUDGED_UNIT})


def bounds_of_keys(pks: set[int]) -> dict[int, Bounds]:
    """Return the same by keys. One query, none for no key."""
    if not pks:
        return {}
    rules = Rule.objects.filter(kind__in=JUDGED_KINDS, measures__in=pks).order_by()
    rows = rules.values_list("measures", "component__points", "kind", "least", "deduction", "step")
    return {
        pk: Bounds.within(points, RuleKind(kind), least=least, deduction=most, step=step)
        for pk, points, kind, least, most, step in rows
    }


def doubts_of_times(value: Decimal | None, bounds: Bounds | None) -> tuple[str, ...]:
    """Return, in a sentence if anything, that value is the sum of very many times."""
    if value is None or bounds is None or not bounds.is_each or not bounds.most:
        return ()
    times = (value / bounds.most).to_integral_value(ROUND_CEILING)
    if times <= MOST_TIMES:
        return ()
    told = f"{format_points(value)} 分至少是 {format_points(times)} 次之和（{bounds.told}）"
    return (f"{told}，请核对，并在备注里写明次数",)


def waiting_words(measure: LoadedMeasure) -> list[str]:
    """Return what is said at a figure that was judged and does not count yet."""
    return ["待另一人复核，复核以前不计分"] if measure.waits else []
