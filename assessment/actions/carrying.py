"""What was recorded for a table, carried over to the one that takes its place."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from assessment.actions.results import save_all
from assessment.collection.values import as_shown
from assessment.engine.types import MeasureKind
from assessment.models import CityTable, CountySource, Evidence, IncidentLink, Measure, Result
from assessment.reader.types import TableReading
from trust.touched import created

Place = tuple[str, int, str, str]


def records_of(table: CityTable) -> dict[Place, Result]:
    """Return what was ever recorded for the table, by where it belongs. Four queries."""
    rows = (
        Result.objects.filter(measure__component__item__section__table=table)
        .select_related("measure__component__item")
        .prefetch_related("evidence", "county_sources", "incident_links")
    )
    return {
        _place_of(row.measure): row
        for row in rows
        if row.version or row.value is not None or row.remark or _has_proofs(row)
    }


def _has_proofs(row: Result) -> bool:
    return bool(row.evidence.all() or row.incident_links.all())


def lost_records(reading: TableReading, kept: dict[Place, Result]) -> list[str]:
    """Return what finds no place in a table to come, a line each. No query for records_of's."""
    places = set(_places_in(reading))
    items = {place[0] for place in places}
    lost = {place: row for place, row in kept.items() if place not in places}
    told = _by_words(lost, lambda piece, place: _is_lost(piece, place[0], items))
    return [f"{reading.city} {place}：{said}" for place, said in told.items()]


def _places_in(reading: TableReading) -> Iterator[Place]:
    for item in reading.items:
        for number, component in enumerate(item.components, 1):
            yield from ((item.name, number, m.name, m.kind.value) for m in component.measures)


def _is_lost(piece: Evidence, item: str, items: Collection[str]) -> bool:
    """Whether the file of a lost cell finds no other one, of its indicator or of its city."""
    is_kept: dict[str, bool] = {
        Evidence.Scope.ITEM: item in items, Evidence.Scope.CITY: bool(items),
    }  # fmt: skip
    return not is_kept.get(piece.scope, False)


def carry_over(table: CityTable, kept: dict[Place, Result]) -> None:
    """Give the new table's results what was recorded at the same place of the old one.

    Versions go on counting by place and by code: a workbook made before must find no cell at
    the version it saw with another content. Seven queries, whatever was recorded.
    """
    left = dict(kept)
    versions = {old.measure.code: old.version for old in kept.values()}
    found = Result.objects.filter(measure__component__item__section__table=table)
    rows = list(found.select_related("measure__component__item"))
    changed, proofs = [], []
    for row in rows:
        old = left.pop(_place_of(row.measure), None)
        seen = max(old.version if old else 0, versions.get(row.measure.code, 0))
        if old is not None:
            proofs += _carried(old, row)
        if seen or old is not None:
            row.version = seen + 1
            changed.append(row)
    for place, old in left.items():
        proofs += _laid_elsewhere(place, old, rows)
    save_all(changed, [*_RECORD, "version"])
    for model in (Evidence, CountySource, IncidentLink):
        own: list[Any] = [one for one in proofs if isinstance(one, model)]
        created(model._base_manager.bulk_create(own))


def records_told(records: dict[Place, Result]) -> dict[str, str]:
    """Return what was recorded, in words, by the place in words; places without are left out.

    No query for what records_of gave.
    """
    return _by_words(records, lambda piece, place: True)


def _by_words(
    records: dict[Place, Result], is_told: Callable[[Evidence, Place], bool]
) -> dict[str, str]:
    told = {}
    for place, row in records.items():
        item, number, name, _ = place
        files = [piece.name for piece in row.evidence.all() if is_told(piece, place)]
        told[f"{item} 要点{number} {name}"] = _told(row, files)
    return {place: said for place, said in told.items() if said}


def _laid_elsewhere(place: Place, old: Result, rows: Sequence[Result]) -> Iterator[Evidence]:
    """Lay files for a whole indicator or city to another cell of it, if there is one."""
    same = [row for row in rows if row.measure.component.item.name == place[0]]
    anchors: dict[str, Sequence[Result]] = {
        Evidence.Scope.ITEM: same, Evidence.Scope.CITY: same or rows,
    }  # fmt: skip
    for piece in old.evidence.all():
        for anchor in anchors.get(piece.scope, ())[:1]:
            piece.result = anchor
            yield piece


def _place_of(measure: Measure) -> Place:
    component = measure.component
    return (component.item.name, component.number, measure.name, measure.kind)


_RECORD = ("value", "ticked", "remark", "recorded_by", "recorded_as", "recorded_at")


Proof = Evidence | CountySource | IncidentLink


def _carried(old: Result, row: Result) -> list[Proof]:
    """Set what was recorded; return what proves it. The rows of the old table's proofs are
    gone: they are to be made again, the same ones, at the new result."""
    for name in _RECORD:
        setattr(row, name, getattr(old, name))
    row.ticked = [place for place in row.ticked if place in row.measure.places]
    proofs: list[Proof] = [*old.evidence.all(), *old.county_sources.all()]
    proofs += old.incident_links.all()
    for proof in proofs:
        proof.result = row
    return proofs


def _told(row: Result, files: Sequence[str]) -> str:
    value = as_shown(row.value, MeasureKind(row.measure.kind))
    incidents = len(row.incident_links.all())
    parts = (
        f"原记录 {value}" if value else "",
        f"已完成 {'、'.join(row.ticked)}" if row.ticked else "",
        f"备注“{row.remark}”" if row.remark else "",
        f"佐证材料 {'、'.join(files)}" if files else "",
        f"计入的事件 {incidents} 起" if incidents else "",
    )
    return "；".join(filter(None, parts))
