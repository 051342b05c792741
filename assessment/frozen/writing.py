"""From loaded tables and their scores to what a snapshot says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assessment.collection.sources import adopted_checks, county_sources
from assessment.engine.snapshot.canonical import sealed
from assessment.engine.snapshot.nouns import (
    plain_or_none,
    said_exempt,
    told_lights,
    told_measure,
    told_policy,
    told_rule,
)
from assessment.engine.snapshot.scores import told_score
from assessment.engine.snapshot.shape import format_version_of
from assessment.engine.year import UnitScore
from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedRule,
    LoadedSection,
    LoadedTable,
    evidence_files,
)
from assessment.models import (
    CityTable,
    CountySource,
    ReportedTaking,
    RoundTaking,
    SampledCell,
    Year,
)
from assessment.reader.by_hand import HandMark, mark_json
from assessment.rounds.counting import takings_of_rounds
from assessment.scores.standing import CityStanding, Standings
from assessment.self_check.beside import takings_that_stand
from cities.models import Place
from lib.numerals import plain

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proofs:
    """What lies to results: files with their digests, and the counties' sums, the cities' own
    figures or the figures found by a sample check that they are."""

    files: Mapping[int, Sequence[tuple[str, str]]]
    sums: Mapping[int, CountySource]
    takings: Mapping[int, ReportedTaking]
    of_rounds: Mapping[int, RoundTaking]
    checks: Mapping[int, SampledCell]


def proofs_of(year: Year) -> Proofs:
    """Five queries; two more where a file proves more cells than the one it was laid to, one
    more each where a city's own figure or one of a sample check was taken over."""
    tables = CityTable.objects.filter(year=year)
    return Proofs(
        evidence_files(tables),
        county_sources(tables),
        takings_that_stand(tables),
        takings_of_rounds(tables),
        adopted_checks(tables),
    )


def keys_named(standings: Standings) -> dict[int, str]:
    """Return the keys of all places that the year's tables and groups name. One query where a
    group names a place without a table."""
    keys = {city.table.city_id: city.table.city_key for city in standings.cities}
    named = {pk for group in standings.policy.groups for pk in group.units}
    if absent := named - keys.keys():
        keys |= dict(Place.objects.filter(pk__in=absent).values_list("pk", "key"))
    return keys


def told_year(standings: Standings, proofs: Proofs, *, keys: Mapping[int, str], head: Told) -> Told:
    """Return the snapshot. head: what is not of the tables, their records or scores. No query."""
    told = {
        **head,
        "year": standings.year,
        "policy": told_policy(standings.policy, keys),
        "units": [_unit(city.table, proofs) for city in standings.cities],
        "scores": [told_score(c.table.city_key, _scored(c)) for c in standings.cities],
    }
    return sealed({**told, "format_version": format_version_of(told)})


def instant(moment: datetime | None) -> str | None:
    """Return a moment as snapshots hold it: in one zone, whoever froze it where."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def _scored(city: CityStanding) -> UnitScore:
    return UnitScore(city.score, city.rank, city.graded, city.place)


def _unit(table: LoadedTable, proofs: Proofs) -> Told:
    return {
        "key": table.city_key,
        "name": table.city,
        "title": table.title,
        "notes": list(table.notes),
        "text_heads": list(table.text_heads),
        "issued": table.issued,
        "sections": [_section(section, proofs) for section in table.sections],
    }


def _section(section: LoadedSection, proofs: Proofs) -> Told:
    return {
        "number": section.number,
        "name": section.name,
        "heading": section.heading,
        "full": plain(section.engine.full),
        "items": [_item(item, proofs) for item in section.items],
    }


def _item(item: LoadedItem, proofs: Proofs) -> Told:
    return {
        "indicator": item.indicator_id,
        "name": item.name,
        "text": item.text,
        "text_heads": list(item.text_heads),
        "points": plain(item.points),
        "offices_text": item.offices_text,
        "offices": list(item.office_names),
        "unsettled": list(item.unsettled),
        "components": [_component(component, proofs) for component in item.components],
    }


def _component(component: LoadedComponent, proofs: Proofs) -> Told:
    return {
        "number": component.number,
        "points": plain(component.engine.points),
        "cap": plain_or_none(component.engine.cap),
        "start": component.start,
        "end": component.end,
        "by_hand": _mark(component.mark),
        **said_exempt(component.engine.exempt),
        "measures": [_measure(measure, proofs) for measure in component.measures],
        "rules": [_rule(rule) for rule in component.rules],
    }


def _measure(measure: LoadedMeasure, proofs: Proofs) -> Told:
    return {
        **told_measure(measure.engine),
        **told_lights(measure.lights),
        "key": measure.key,
        "stored_name": measure.stored_name,
        "places": list(measure.places),
        "by_hand": _mark(measure.mark),
        "record": _record(measure, proofs),
    }


def _record(measure: LoadedMeasure, proofs: Proofs) -> Told:
    record = measure.record
    taken = proofs.sums.get(record.result_id)
    return {
        "version": record.version,
        "value": plain_or_none(record.value),
        "ticked": list(record.ticked),
        "remark": record.remark,
        "recorded_by": record.recorded_by,
        "recorded_as": record.recorded_as,
        "recorded_at": instant(record.recorded_at),
        "confirmed_as": record.confirmed_as,
        "confirmed_at": instant(record.confirmed_at),
        "evidence": [
            {"name": name, "sha256": sha256}
            for name, sha256 in proofs.files.get(record.result_id, ())
        ],
        "county_sources": [*([_county_source(taken)] if taken else []), *_own(measure, proofs)],
    }


def _county_source(source: CountySource) -> Told:
    return {
        "told": source.told,
        "total": plain(source.total),
        "unit": source.unit,
        "parts": source.parts,
        "missing": list(source.missing),
    }


def _own(measure: LoadedMeasure, proofs: Proofs) -> Iterator[Told]:
    """Yield what an office took over of the city itself or of the rounds, and what a sample check
    found: sources of no counties."""
    pk = measure.record.result_id
    for taking in filter(None, (proofs.takings.get(pk), proofs.of_rounds.get(pk))):
        yield {
            "told": taking.told,
            "total": plain(taking.value),
            "unit": measure.engine.unit,
            "parts": [],
            "missing": [],
        }
    check = proofs.checks.get(measure.record.result_id)
    if check is not None:
        yield {
            "told": check.adopted_told,
            "total": plain(check.found),
            "unit": measure.engine.unit,
            "parts": [],
            "missing": [],
        }


def _rule(rule: LoadedRule) -> Told:
    return {
        **told_rule(rule.engine),
        "start": rule.start,
        "end": rule.end,
        "pattern": rule.pattern,
        "by_hand": _mark(rule.mark),
    }


def _mark(mark: HandMark | None) -> Told | None:
    return mark_json(mark).get("by_hand")
