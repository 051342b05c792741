"""What a result rests on: the files laid to it, and the counties' sum that it is."""

from django.db.models import QuerySet

from assessment.loading import evidence_names
from assessment.models import CityTable, CountySource


def county_sources(tables: QuerySet[CityTable]) -> dict[int, CountySource]:
    """Return, by result, the counties' sum that still stands as its value. One query."""
    rows = (
        CountySource.objects.filter(result__measure__component__item__section__table__in=tables)
        .select_related("result")
        .order_by("taken_at", "pk")
    )
    latest = {row.result_id: row for row in rows}
    return {pk: row for pk, row in latest.items() if row.result.value == row.total}


def evidence_told(tables: QuerySet[CityTable]) -> dict[int, list[str]]:
    """Return what lies to each result: its files, and the counties' sum it is. Two queries."""
    told = evidence_names(tables)
    for pk, source in county_sources(tables).items():
        told[pk].append(source.told)
    return told
