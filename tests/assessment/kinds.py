"""A function whose answer is of another package than its own. Imports nothing of Django."""

from assessment.engine.types import MeasureKind


def a_kind() -> MeasureKind:
    return MeasureKind.RATE
