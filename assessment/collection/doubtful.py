"""A year's figures that deserve a second look, for the desk that reviews them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q
from django.db.models.functions import Floor

from assessment.collection.judging import bounds_of_keys
from assessment.collection.plausibility import LastYear, Sameness, doubts, recorded_before
from assessment.collection.shown import shown_target, shown_value
from assessment.engine.judging import JUDGED_UNIT, Bounds
from assessment.engine.types import Measure, MeasureKind
from assessment.incidents.counts import typed_apart, typed_otherwise
from assessment.models import Result, Year
from assessment.self_check.beside import differing
from lib.plausibility import (
    HIGHEST_PERCENT,
    LEAST_PERCENT_OF_TARGET,
    LOWEST_PERCENT,
    MOST_TIMES_TARGET,
)

_ITEM = "measure__component__item"
_TABLE = f"{_ITEM}__section__table"
_COLUMNS = (
    "pk",
    "value",
    "remark",
    "recorded_as",
    "recorded_by__full_name",
    "recorded_by__username",
    "recorded_at",
    "measure",
    "measure__name",
    "measure__key",
    "measure__kind",
    "measure__unit",
    "measure__target",
    f"{_ITEM}__indicator",
    f"{_ITEM}__name",
    f"{_TABLE}__city",
    f"{_TABLE}__city_name",
)
_MEASURE, _UNIT = _COLUMNS.index("measure"), _COLUMNS.index("measure__unit")

#: What lib.plausibility may doubt of a figure that is compared with none of another year, and
#: somewhat more: databases do not compute as exactly.
_AWAY = Decimal("0.001")
_MAY_BE_DOUBTFUL = (
    Q(measure__unit=JUDGED_UNIT)
    | Q(measure__kind=MeasureKind.RATE, value__gt=HIGHEST_PERCENT)
    | Q(measure__kind=MeasureKind.RATE, value__lte=LOWEST_PERCENT)
    | Q(value__gte=F("measure__target") * (MOST_TIMES_TARGET - _AWAY))
    | Q(value__lte=F("measure__target") * (LEAST_PERCENT_OF_TARGET / 100 + _AWAY))
    | ~Q(measure__kind=MeasureKind.RATE) & ~Q(value=Floor("value"))
)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One cell with what is doubted of its figure. remark: what was said of it. by: the
    office to ask."""

    result_id: int
    indicator_id: int
    indicator: str
    city: str
    measure: str
    shown: str
    target: str
    last: str
    sentences: tuple[str, ...]
    remark: str
    by: str
    at: datetime | None


def doubtful_figures(year: Year) -> list[Doubtful]:
    """Return the year's doubtful figures, indicator by indicator, city by city. Four queries; one
    more each where the register tells another number, where anything is judged, and where cities
    handed anything in.

    Where nothing was recorded the year before, only figures that may be doubtful are read.
    """
    differ = differing(year.number)
    before, register = recorded_before(year.number), typed_otherwise(year.number)
    wanted = ~Q(measure__kind=MeasureKind.YES_NO)
    if not before.values:
        wanted &= _MAY_BE_DOUBTFUL | Q(pk__in=register)
    rows = (
        Result.objects.for_year(year.number)
        .recorded()
        .filter(wanted | Q(pk__in=differ))
        .order_by(
            f"{_ITEM}__indicator__order",
            f"{_TABLE}__city__key",
            "measure__component__number",
            "measure__order",
        )
    )
    told = list(rows.values_list(*_COLUMNS))
    bounds = bounds_of_keys({row[_MEASURE] for row in told if row[_UNIT] == JUDGED_UNIT})
    found = (
        _doubtful(
            year.number,
            before,
            row,
            bounds=bounds,
            number=register.get(row[0]),
            differs=differ.get(row[0], ""),
        )
        for row in told
    )
    return [line for line in found if line is not None]


def count_by_indicator(lines: Iterable[Doubtful]) -> Counter[int]:
    return Counter(line.indicator_id for line in lines)


def unexplained(lines: Iterable[Doubtful]) -> list[Doubtful]:
    return [line for line in lines if not line.remark]


def _doubtful(
    year: int,
    before: LastYear,
    row: tuple,
    *,
    bounds: Mapping[int, Bounds],
    number: int | None,
    differs: str,
) -> Doubtful | None:
    """number: of incidents in the register where that is another one.
    differs: that the city reports another figure."""
    (
        pk,
        value,
        remark,
        role,
        full_name,
        username,
        at,
        measure_id,
        name,
        key,
        kind,
        unit,
        target,
        *place,
    ) = row
    indicator_id, indicator, city_id, city = place
    measure = Measure("", name, MeasureKind(kind), unit, target)
    last = before.of(
        Sameness(year=year, city_id=city_id, indicator=indicator, key=key, kind=kind, unit=unit),
        name,
    )
    sentences = doubts(measure, value, last, bounds=bounds.get(measure_id))
    if number is not None and (apart := typed_apart(value, number)):
        sentences = (*sentences, apart)
    if differs:
        sentences = (*sentences, differs)
    if not sentences:
        return None
    return Doubtful(
        result_id=pk,
        indicator_id=indicator_id,
        indicator=indicator,
        city=city,
        measure=name,
        shown=shown_value(value, measure.kind),
        target=shown_target(measure),
        last=shown_value(last, measure.kind),
        sentences=sentences,
        remark=remark,
        by=role or full_name or username or "",
        at=at,
    )
