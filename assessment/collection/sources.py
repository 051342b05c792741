"""What a result rests on: files laid to it, the counties' sum that it is, a sample check that
found it, a decision about it or a correction of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from assessment.claims.counting import Claimed, matters_of, outdone
from assessment.claims.taking import CLAIMED
from assessment.loading import evidence_names
from assessment.models import (
    BonusClaim,
    CityTable,
    Correction,
    CountySource,
    Incident,
    IncidentEvidence,
    IncidentLink,
    ObjectionDecision,
    Result,
    SampledCell,
    VetoDecision,
)
from assessment.models.objections import as_kept
from assessment.rounds.counting import takings_of_rounds
from assessment.self_check.beside import takings_that_stand
from assessment.vetoes.actions import DECIDED


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
    it is, what the rounds came to, the sample check that found it, its incidents with theirs, the
    claims that were accepted and the vetoes decided, the decision or correction that made it. Ten
    queries; another where one did, where a figure was taken over, where a check's was, and where
    anything was accepted or decided."""
    told = evidence_names(tables)
    for pk, source in county_sources(tables).items():
        told[pk].append(source.told)
    for pk, taking in takings_that_stand(tables).items():
        told[pk].append(taking.told)
    for pk, of_rounds in takings_of_rounds(tables).items():
        told[pk].append(of_rounds.told)
    for pk, cell in adopted_checks(tables).items():
        told[pk].append(cell.adopted_told)
    for pk, words in _incidents_told(tables):
        told[pk].append(words)
    for pk, words in decided_told(tables):
        told[pk].append(words)
    for pk, words in corrections(tables).items():
        told[pk].append(words)
    return told


def adopted_checks(tables: QuerySet[CityTable]) -> dict[int, SampledCell]:
    """Return, by result, the sampled cell whose found figure it is, as long as it is that. One
    query, another where there is any."""
    rows = SampledCell.objects.adopted().filter(
        draw__year__in=tables.order_by().values("year"),
        city__in=tables.order_by().values("city"),
    )
    latest = {(row.city_id, row.code): row for row in rows.order_by("settled_at", "pk")}
    if not latest:
        return {}
    table = "measure__component__item__section__table"
    results = Result.objects.filter(
        **{f"{table}__in": tables}, measure__code__in={code for _, code in latest}
    )
    found = {}
    for pk, value, code, city in results.values_list(
        "pk", "value", "measure__code", f"{table}__city"
    ):
        row = latest.get((city, code))
        if row is not None and row.found == value:
            found[pk] = row
    return found


def corrections(tables: QuerySet[CityTable]) -> dict[int, str]:
    """Return, by result, by which objection or correction a figure became what it is, as long as
    it is that: «据申诉 2017-03 更正», «第2号更正». Two queries, another where there is any."""
    latest = {code: (after, words) for _, code, after, words in sorted(_made(tables))}
    if not latest:
        return {}
    results = Result.objects.filter(
        measure__component__item__section__table__in=tables, measure__code__in=latest
    )
    found = {}
    for pk, code, value in results.values_list("pk", "measure__code", "value"):
        after, words = latest[code]
        if (as_kept(value) or "") == after:
            found[pk] = words
    return found


def _made(tables: QuerySet[CityTable]) -> Iterator[tuple[datetime, str, str, str]]:
    """Yield what was ever decided or corrected of these cities' figures: when, by the measure's
    code, the figure, and in words. A figure that is none again is told as "". Two queries."""
    of_these = {
        "year__in": tables.order_by().values("year"),
        "city__in": tables.order_by().values("city"),
    }
    decisions = ObjectionDecision.objects.filter(
        **{f"objection__{path}": rows for path, rows in of_these.items()}
    )
    for decision in decisions.exclude(changes=[]).select_related("objection__year"):
        for change in decision.changes:
            yield decision.decided_at, change["code"], change["after"] or "", decision.told
    made = Correction.objects.made().of_figures().filter(**of_these)
    for correction in made.select_related("snapshot"):
        at, after = correction.confirmed_at, as_kept(correction.after)
        yield at, correction.code, after, correction.told


def decided_told(tables: QuerySet[CityTable]) -> Iterator[tuple[int, str]]:
    """Yield, by result, the claims that were accepted for it and the vetoes that were decided, as
    they stand. Two queries, another where there is any."""
    of_these = {
        "year__in": tables.order_by().values("year"),
        "city__in": tables.order_by().values("city"),
    }
    claims = list(BonusClaim.objects.taken().filter(**of_these).order_by("number"))
    vetoes = VetoDecision.objects.standing().filter(**of_these).select_related("incident")
    words = [(c.city_id, c.code, told) for c, told in _claims_told(claims)]
    words += [(v.city_id, v.code, f"{DECIDED}{v.told}") for v in vetoes.order_by("number")]
    if not words:
        return
    table = "measure__component__item__section__table"
    cells = Result.objects.filter(**{f"{table}__in": tables})
    rows = cells.filter(measure__code__in={code for _, code, _ in words})
    pks = {
        (city, code): pk
        for pk, city, code in rows.values_list("pk", f"{table}__city", "measure__code")
    }
    for city, code, told in words:
        if (city, code) in pks:
            yield pks[city, code], told


def _claims_told(claims: Sequence[BonusClaim]) -> Iterator[tuple[BonusClaim, str]]:
    """Yield accepted claims in words; of one matter those that do not count say so. No query."""
    matters = matters_of((c.pk, c.same_as_id) for c in claims)
    lost = outdone(Claimed(c.pk, matters[c.pk], c.code, c.taken, c.taken_points) for c in claims)
    number = {claim.pk: claim.number for claim in claims}
    for claim in claims:
        other = lost.get(claim.pk)
        left_out = f"（同第 {number[other]} 号，不重复计）" if other else ""
        yield claim, f"{CLAIMED}{claim.told}{left_out}"


def decided_versions(result: Result) -> dict[int, str]:
    """Return which versions of a cell a decision about an objection, a correction or a sample
    check wrote, in words. Three queries."""
    measure = result.measure
    table = measure.component.item.section.table
    decisions = ObjectionDecision.objects.filter(
        objection__year=table.year_id, objection__city=table.city_id
    )
    decided = {
        change["version"]: decision.told
        for decision in decisions.exclude(changes=[]).select_related("objection__year")
        for change in decision.changes
        if change["code"] == measure.code
    }
    made = (
        Correction.objects.made()
        .of_figures()
        .filter(year=table.year_id, city=table.city_id, code=measure.code)
    )
    checks = SampledCell.objects.adopted().filter(
        draw__year=table.year_id, city=table.city_id, code=measure.code
    )
    return (
        decided
        | {each.version: each.told for each in made.select_related("snapshot")}
        | {each.adopted_version: each.adopted_told for each in checks}
    )


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
