"""What a result rests on: files laid to it, the counties' sum that it is, a decision about it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from assessment.loading import evidence_names
from assessment.models import (
    CityTable,
    CountySource,
    Incident,
    IncidentEvidence,
    IncidentLink,
    ObjectionDecision,
    Result,
)
from assessment.models.objections import as_kept
from assessment.self_check.beside import takings_that_stand


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
    """Return what lies to each result: its files, the counties' sum or the city's own figure that
    it is, its incidents with theirs, the decision that corrected it. Six queries; another where
    a decision did, and where a city's figure was taken over."""
    told = evidence_names(tables)
    for pk, source in county_sources(tables).items():
        told[pk].append(source.told)
    for pk, taking in takings_that_stand(tables).items():
        told[pk].append(taking.told)
    for pk, words in _incidents_told(tables):
        told[pk].append(words)
    for pk, words in corrections(tables).items():
        told[pk].append(words)
    return told


def corrections(tables: QuerySet[CityTable]) -> dict[int, str]:
    """Return, by result, by which objection a figure became what it is, as long as it is that:
    «据申诉 2017-03 更正». One query, another where there is any."""
    decisions = (
        ObjectionDecision.objects.filter(
            objection__year__in=tables.order_by().values("year"),
            objection__city__in=tables.order_by().values("city"),
        )
        .exclude(changes=[])
        .select_related("objection__year")
        .order_by("decided_at", "pk")
    )
    latest = {c["code"]: (c["after"], d) for d in decisions for c in d.changes}
    if not latest:
        return {}
    results = Result.objects.filter(
        measure__component__item__section__table__in=tables, measure__code__in=latest
    )
    found = {}
    for pk, code, value in results.values_list("pk", "measure__code", "value"):
        after, decision = latest[code]
        if as_kept(value) == after:
            found[pk] = decision.told
    return found


def decided_versions(result: Result) -> dict[int, str]:
    """Return which versions of a cell a decision about an objection wrote, in words. One query."""
    measure = result.measure
    table = measure.component.item.section.table
    decisions = ObjectionDecision.objects.filter(
        objection__year=table.year_id, objection__city=table.city_id
    )
    return {
        change["version"]: decision.told
        for decision in decisions.exclude(changes=[]).select_related("objection__year")
        for change in decision.changes
        if change["code"] == measure.code
    }


#: How evidence begins that is an incident of the register, not a file.
INCIDENT = "事件台账："


def _incidents_told(tables: QuerySet[CityTable]) -> Iterator[tuple[int, str]]:
    """Yield the incidents counted in each result, by date, with the names of their files. Two
    queries, one without incidents."""
    links = IncidentLink.objects.filter(
        result__measure__component__item__section__table__in=tables, incident__withdrawn_at=None
    ).select_related("incident")
    rows = list(links.order_by("incident__happened_on", "incident__number"))
    files: dict[int, list[str]] = defaultdict(list)
    held = IncidentEvidence.objects.current().filter(incident__in={r.incident_id for r in rows})
    for incident, name in held.values_list("incident", "name") if rows else ():
        files[incident].append(name)
    for row in rows:
        yield row.result_id, incident_told(row.incident, files.get(row.incident_id, ()))


def incident_told(incident: Incident, files: Sequence[str]) -> str:
    """Return an incident as evidence, with the names of its files."""
    names = f"（{'、'.join(files)}）" if files else ""
    return f"{INCIDENT}{incident.told}{names}"
