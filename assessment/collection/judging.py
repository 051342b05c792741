"""Within which bounds a recorded figure may lie that a person judges: those of its rule."""

from collections.abc import Iterable

from assessment.engine.judging import JUDGED_KINDS, JUDGED_UNIT, Bounds
from assessment.engine.types import RuleKind
from assessment.loading import LoadedMeasure
from assessment.models import Measure, Rule


def bounds_of(measures: Iterable[Measure]) -> dict[int, Bounds]:
    """Return the bounds of those measures that are judged, by key.

    One query, and none where no measure is counted in points: only what is judged is.
    """
    pks = [measure.pk for measure in measures if measure.unit == JUDGED_UNIT]
    if not pks:
        return {}
    rules = Rule.objects.filter(kind__in=JUDGED_KINDS, measures__in=pks).order_by()
    rows = rules.values_list("measures", "component__points", "kind", "least", "deduction", "step")
    return {
        pk: Bounds.within(points, RuleKind(kind), least=least, deduction=most, step=step)
        for pk, points, kind, least, most, step in rows
    }


def waiting_words(measure: LoadedMeasure) -> list[str]:
    """Return what is said at a figure that was judged and does not count yet."""
    return ["待另一人复核，复核以前不计分"] if measure.waits else []
