"""What was recorded for a table, carried over to the one that takes its place."""

from collections.abc import Sequence

from assessment.collection.values import as_shown
from assessment.models import CityTable, CountySource, Evidence, Measure, Result

Place = tuple[str, int, str, str]


def records_of(table: CityTable) -> dict[Place, Result]:
    """Return what was ever recorded for the table, by where it belongs. Three queries."""
    rows = (
        Result.objects.filter(measure__component__item__section__table=table)
        .select_related("measure__component__item")
        .prefetch_related("evidence", "county_sources")
    )
    return {
        _place_of(row.measure): row
        for row in rows
        if row.version or row.value is not None or row.remark or row.evidence.all()
    }


def carry_over(table: CityTable, kept: dict[Place, Result]) -> list[str]:
    """Give the new table's results what was recorded at the same place of the old one.

    Returns what found no place any more, a line each. Versions go on counting by place and by
    code: a workbook made before must find no cell at the version it saw with another content.
    """
    lost = dict(kept)
    versions = {old.measure.code: old.version for old in kept.values()}
    found = Result.objects.filter(measure__component__item__section__table=table)
    rows = list(found.select_related("measure__component__item"))
    for row in rows:
        old = lost.pop(_place_of(row.measure), None)
        seen = max(old.version if old else 0, versions.get(row.measure.code, 0))
        if old is not None:
            _carry(old, row, version=seen + 1)
        elif seen:
            row.version = seen + 1
            row.save(update_fields=["version"])
    for place, old in lost.items():
        _lay_elsewhere(place, old, rows)
    told = records_told(lost)
    return [f"{table.city_name} {place}：{said}" for place, said in told.items()]


def records_told(records: dict[Place, Result]) -> dict[str, str]:
    """Return what was recorded, in words, by the place in words; places without are left out.

    A file is told where it still lies. No query for what records_of gave.
    """
    told = {
        f"{item} 要点{number} {name}": _told(row)
        for (item, number, name, _), row in records.items()
    }
    return {place: said for place, said in told.items() if said}


def _lay_elsewhere(place: Place, old: Result, rows: Sequence[Result]) -> None:
    """Lay files for a whole indicator or city to another cell of it, if there is one."""
    same = [row for row in rows if row.measure.component.item.name == place[0]]
    anchors = {Evidence.Scope.ITEM: same, Evidence.Scope.CITY: same or rows}
    for piece in old.evidence.all():
        for anchor in anchors.get(piece.scope, ())[:1]:
            piece.result = anchor
            Evidence.objects.bulk_create([piece])


def _place_of(measure: Measure) -> Place:
    component = measure.component
    return (component.item.name, component.number, measure.name, measure.kind)


def _carry(old: Result, row: Result, *, version: int) -> None:
    for name in ("value", "ticked", "remark", "recorded_by", "recorded_as", "recorded_at"):
        setattr(row, name, getattr(old, name))
    row.ticked = [place for place in row.ticked if place in row.measure.places]
    row.version = version
    row.save()
    # the rows of the old table's evidence are gone: the same ones again, at the new result
    for model, proofs in ((Evidence, old.evidence.all()), (CountySource, old.county_sources.all())):
        for proof in proofs:
            proof.result = row
        model.objects.bulk_create(proofs)


def _told(row: Result) -> str:
    files = "、".join(piece.name for piece in row.evidence.all() if piece.result_id == row.pk)
    parts = (
        f"原记录 {as_shown(row.value, row.measure.kind)}" if row.value is not None else "",
        f"已完成 {'、'.join(row.ticked)}" if row.ticked else "",
        f"备注“{row.remark}”" if row.remark else "",
        f"佐证材料 {files}" if files else "",
    )
    return "；".join(filter(None, parts))
