"""An import of results is kept with what stood before, and taken back as a whole."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from assessment import permissions
from assessment.actions.results import label_of, locked_results, restore_result
from assessment.engine.types import MeasureKind
from assessment.models import ImportedCell, Result, ResultsImport
from assessment.moved_tables import by_whom
from assessment.values import as_shown
from trust import log
from trust.imports import Source, check_not_taken_back, mark_taken_back, told_moved
from trust.refusals import Refused


@contextmanager
def kept_import(
    result_ids: Iterable[int], *, source: Source, user, actor: log.Actor
) -> Iterator[None]:
    """Keep what stands in the cells, let them be written, keep the versions they are left at.

    To be used inside the transaction that writes them. Five queries; none without cells.
    """
    before = locked_results(result_ids)
    yield
    if not before:
        return
    versions = dict(Result.objects.filter(pk__in=before).values_list("pk", "version"))
    year = next(iter(before.values())).measure.component.item.section.table.year
    kept = ResultsImport.objects.create(year=year, cells=len(before), **source.told(user, actor))
    ImportedCell.objects.bulk_create(
        ImportedCell(
            results_import=kept,
            result=row,
            value=row.value,
            ticked=row.ticked,
            remark=row.remark,
            version=versions[row.pk],
        )
        for row in before.values()
    )
    digest = source.file.sha256 if source.file else None
    told = {"文件": source.name, "SHA-256": digest, "变化": len(before)}
    log.write(actor, "导入采集表", kept, after=told)


@transaction.atomic
def take_back_import(*, import_id: int, reason: str, user, actor: log.Actor) -> ResultsImport:
    """Put back what stood before an import, if nobody changed any of its cells since.

    All of them or none; each cell gets a new version, which the import before it knows, so that
    several are taken back in turn. Raises Refused with who changed which.
    """
    kept = ResultsImport.objects.select_for_update(of=("self",)).select_related("year")
    kept = kept.get(pk=import_id)
    check_not_taken_back(kept)
    permissions.check_can_take_back(user, kept)
    entries = list(kept.entries.all())
    rows = locked_results(entry.result_id for entry in entries)
    _check_unmoved(kept, entries, rows)
    now = {label_of(row): _told(row) for row in rows.values()}
    for entry in entries:
        restore_result(
            rows[entry.result_id],
            value=entry.value,
            ticked=entry.ticked,
            remark=entry.remark,
            user=user,
            actor=actor,
        )
    _hand_on(kept, rows)
    kept.reason = reason
    mark_taken_back(kept, user, "reason")
    then = {label_of(row): _told(row) for row in rows.values()}
    log.write(actor, "撤回采集表导入", kept, before=now, after=then, reason=reason)
    return kept


def _hand_on(kept: ResultsImport, rows: dict[int, Result]) -> None:
    """Tell the import before this one that its cells say again what it left there.

    Only where they do: what somebody typed between the two is not of that import. Three queries.
    """
    before = ImportedCell.objects.filter(results_import__taken_back_at=None, result__in=rows)
    before = before.exclude(results_import=kept).order_by("version")
    newest = {cell.result_id: cell for cell in before}  # the last one of a cell stays
    history = Result.history.filter(id__in=newest)
    left = {
        (pk, version): said
        for pk, version, *said in history.values_list("id", "version", "value", "ticked", "remark")
    }
    for pk, cell in newest.items():
        row = rows[pk]
        if left.get((pk, cell.version)) == [row.value, row.ticked, row.remark]:
            cell.version = row.version
    ImportedCell.objects.bulk_update(newest.values(), ["version"])


def _check_unmoved(
    kept: ResultsImport, entries: Sequence[ImportedCell], rows: dict[int, Result]
) -> None:
    moved = [rows[e.result_id] for e in entries if rows[e.result_id].version != e.version]
    if len(entries) < kept.cells:
        gone = kept.cells - len(entries)
        raise Refused(
            f"导入之后指标表已被替换，其中 {gone} 格不在了，不能整体撤回；没有改动。"
            "请逐格更正，或重新导入采集表。"
        )
    if moved:
        raise Refused(told_moved([f"{label_of(row)}（{_who(row)}）" for row in moved]))


def _who(row: Result) -> str:
    return by_whom(row.recorded_as, row.recorded_by, row.recorded_at)


def _told(row: Result) -> dict:
    told = {"完成值": as_shown(row.value, MeasureKind(row.measure.kind)), "备注": row.remark}
    return told | ({"已完成": list(row.ticked)} if row.measure.places else {})
