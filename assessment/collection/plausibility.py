"""Recorded figures that deserve a second look: lib.plausibility put to measures.

Amber and never in the way: whoever records, pastes, imports or reviews is shown the
sentences; no score and no paper knows of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.db.models import Count, DecimalField, Max, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from assessment.collection.judging import doubts_of_times
from assessment.engine.judging import Bounds
from assessment.engine.types import Measure, MeasureKind
from assessment.loading import LoadedItem, LoadedMeasure, LoadedTable
from assessment.models import Result
from assessment.models.tables import AMOUNT
from lib.plausibility import doubts_of

#: What makes a measure the same one a year later.
_TABLE = "measure__component__item__section__table"
_SAME = (
    f"{_TABLE}__year__number",
    f"{_TABLE}__city",
    "measure__component__item__name",
    "measure__key",
    "measure__kind",
    "measure__unit",
)


class Sameness(NamedTuple):
    """A measure as it is found again in the table of another year."""

    year: int
    city_id: int
    indicator: str
    key: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class LastYear:
    """Recorded values of the year before. values: by full name, of each sameness."""

    values: Mapping[Sameness, Mapping[str, Decimal]]

    def of(self, same: Sameness, name: str) -> Decimal | None:
        """Return last year's value of the measure, None for none. same: as it is this year.

        Where several measures share a short phrase, the one of the same name counts.
        """
        found = self.values.get(same._replace(year=same.year - 1), {})
        return next(iter(found.values())) if len(found) == 1 else found.get(name)

    def of_loaded(
        self, table: LoadedTable, item: LoadedItem, measure: LoadedMeasure
    ) -> Decimal | None:
        """Return the same for a measure of a loaded table."""
        head = measure.engine
        same = Sameness(
            year=table.year,
            city_id=table.city_id,
            indicator=item.name,
            key=measure.key,
            kind=head.kind.value,
            unit=head.unit,
        )
        return self.of(same, head.name)


NO_LAST_YEAR = LastYear({})


def doubts(
    measure: Measure,
    value: Decimal | None,
    last: Decimal | None = None,
    *,
    bounds: Bounds | None = None,
) -> tuple[str, ...]:
    """Return why a value of measure deserves a second look; empty where it does not.

    last: last year's value of the same measure. bounds: within which it is judged. A missing
    figure and 是/否 have no doubts.
    """
    if value is None or measure.kind is MeasureKind.YES_NO:
        return ()
    is_rate = measure.kind is MeasureKind.RATE
    unit = measure.unit or ("次" if measure.kind is MeasureKind.COUNT else "")
    found = doubts_of(value, unit=unit, is_percent=is_rate, target=measure.target, last=last)
    return (*(doubt.sentence for doubt in found), *doubts_of_times(value, bounds))


def last_year(year: int, city_ids: Iterable[int], indicators: Iterable[str]) -> LastYear:
    """Return what was recorded the year before for these indicators' measures. One query."""
    return _found(_in_years({year - 1}, set(city_ids), set(indicators)))


def recorded_before(year: int) -> LastYear:
    """Return all that was recorded the year before. One query."""
    return _found(Result.objects.recorded().for_year(year - 1))


def last_year_values(results: Iterable[Result]) -> dict[int, Decimal]:
    """Return last year's recorded values of the same measures, by result.

    The same: city, indicator, short phrase, kind and unit in the table of the year
    before. Results without such a figure are left out. Two queries, whatever their number.
    """
    rows = Result.objects.filter(pk__in=[result.pk for result in results]).order_by()
    wanted = {
        pk: (Sameness(*same), name)
        for pk, name, *same in rows.values_list("pk", "measure__name", *_SAME)
    }
    sames = [same for same, _ in wanted.values()]
    before = _found(
        _in_years(
            {same.year - 1 for same in sames},
            {same.city_id for same in sames},
            {same.indicator for same in sames},
        )
    )
    found = {pk: before.of(same, name) for pk, (same, name) in wanted.items()}
    return {pk: value for pk, value in found.items() if value is not None}


def with_last_year(results: QuerySet, pk: int) -> QuerySet:
    """Let results bring along, as ``last``, last year's value of the one of this key.

    For whoever fetches results anyway and may not ask a query more; the same measure is
    found as by LastYear.of.
    """
    sql, params = _last_year_sql()
    own = [pk if value == _ANY_RESULT else value for value in params]
    return results.annotate(last=RawSQL(sql, own, DecimalField(**AMOUNT)))


_ANY_RESULT = -1


@cache
def _last_year_sql() -> tuple[str, tuple]:
    """Return the question for last year's value of one result, written once a process: the
    ORM takes forty times as long to write it as the database to answer it."""
    year = OuterRef(_SAME[0])
    same = Result.objects.recorded().filter(**{_SAME[0]: year - 1}).order_by()
    same = same.filter(**{path: OuterRef(path) for path in _SAME[1:]})
    named = same.filter(measure__name=OuterRef("measure__name")).values("value")[:1]
    alone = same.values("measure__key").annotate(many=Count("pk"), only=Max("value"))
    alone = alone.filter(many=1).values("only")
    asked = Result.objects.filter(pk=_ANY_RESULT).order_by()
    last = Coalesce(Subquery(named), Subquery(alone))
    return asked.values_list(last).query.sql_with_params()


def _in_years(years: set[int], city_ids: set[int], indicators: set[str]) -> QuerySet:
    return Result.objects.recorded().filter(
        **{
            f"{_TABLE}__year__number__in": years,
            f"{_TABLE}__city__in": city_ids,
            "measure__component__item__name__in": indicators,
        }
    )


def _found(recorded: QuerySet) -> LastYear:
    values: dict[Sameness, dict[str, Decimal]] = defaultdict(dict)
    rows = recorded.order_by("measure__component", "measure__order")
    for name, value, *same in rows.values_list("measure__name", "value", *_SAME):
        values[Sameness(*same)][name] = value
    return LastYear(values)
