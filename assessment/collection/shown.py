"""Values, targets, writers and times as the grid and what lies beside it say them."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from assessment.collection.values import as_shown
from assessment.engine import types as engine
from assessment.engine.types import MeasureKind
from lib.figures import ago
from lib.rounding import format_figure


def shown_value(value: Decimal | None, kind: MeasureKind) -> str:
    """Return a value as the grid shows it: thousands separated, "" where none was recorded."""
    if value is None or kind is MeasureKind.YES_NO:
        return as_shown(value, kind)
    return format_figure(value)


def shown_target(measure: engine.Measure) -> str:
    """Return a measure's target with its unit, "" where it has none."""
    if measure.target is None:
        return ""
    if measure.kind is MeasureKind.RATE:
        return f"≥ {format_figure(measure.target)}%"
    return f"{format_figure(measure.target)} {measure.unit}".rstrip()


def moment(at: datetime | None) -> str:
    """Return a time as people say it («今天 10:31»), "" for none."""
    return ago(timezone.localtime(at), timezone.localtime()) if at else ""
