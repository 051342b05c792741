"""Recording: what an office writes into its cells.

Every write locks the row, compares the version the writer saw, changes, keeps
history and logs, in one transaction. The loser of a race gets Conflict with
what stands now; nothing of his is lost because nothing of his was written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessment import permissions
from assessment.collection.values import as_shown
from assessment.engine.types import MeasureKind
from assessment.models import Evidence, Result
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused

GONE = "要写入的单元格已不存在，请刷新页面后重试；本次未保存任何内容。"


class Conflict(Exception):
    """Somebody else wrote the cell first. current: the result as it stands."""

    def __init__(self, current: Result):
        self.current = current
        super().__init__(f"{current.measure.name} 已被他人修改")


@dataclass(frozen=True)
class Entry:
    """One cell to write. version: what the writer saw; None accepts any (imports
    that showed their differences lock instead). ticked None: leave as it is.
    source: where the value comes from, action: how the log calls the writing. renews: a new
    version by this writer also where nothing differs, for he stands for it anew."""

    result_id: int
    value: Decimal | None
    version: int | None
    ticked: tuple[str, ...] | None = None
    source: str = ""
    action: str = "录入"
    renews: bool = False


@transaction.atomic
def record_result(*, entry: Entry, user, actor: log.Actor, siblings: bool = False):
    """Write one cell; return the result, and with siblings all results of its item.

    Raises Refused with a sentence, or Conflict. Queries: results 1, offices 1
    (both only here), update 1, history 1, log 2 (3 on PostgreSQL).
    """
    rows = _lock_item_of(entry.result_id)
    result = next(r for r in rows if r.pk == entry.result_id)
    permissions.check_can_record(user, result)
    _write(result, entry, user, actor)
    return rows if siblings else result


@transaction.atomic
def record_block(*, entries: Sequence[Entry], user, actor: log.Actor) -> list[Result]:
    """Write many cells, all or none. Raises Refused or Conflict for the first that cannot be."""
    rows = {r.pk: r for r in _locked(pk__in=[e.result_id for e in entries])}
    offices = permissions.ItemOffices()
    for entry in entries:
        result = rows.get(entry.result_id)
        if result is None:
            raise Refused(GONE)
        permissions.check_can_record(user, result, offices)
        _write(result, entry, user, actor)
    return list(rows.values())


@transaction.atomic
def import_entries(*, entries: Sequence[Entry], actor: log.Actor) -> list[Result]:
    """Write many cells for a command, whatever the year's stage short of 审定."""
    rows = {r.pk: r for r in _locked(pk__in=[e.result_id for e in entries])}
    for entry in entries:
        permissions.check_not_finalised(rows[entry.result_id])
        _write(rows[entry.result_id], entry, None, actor)
    return list(rows.values())


@transaction.atomic
def write_remark(*, result_id: int, remark: str, version: int, user, actor: log.Actor) -> Result:
    """Change a cell's remark. Raises Refused or Conflict."""
    result = _locked_one(result_id)
    if user is None:
        permissions.check_not_finalised(result)
    else:
        permissions.check_can_record(user, result)
    if result.version != version:
        raise Conflict(result)
    before = result.remark
    result.remark = remark
    _save(result, user, actor, ["remark"])
    log.write(
        actor,
        "修改备注",
        result,
        label=label_of(result),
        before={"备注": before},
        after={"备注": remark},
    )
    return result


@dataclass(frozen=True, slots=True)
class Laid:
    """new: what was laid. again: names of files that lie there already, with the name there."""

    new: list[Evidence]
    again: list[tuple[str, str]]


@transaction.atomic
def add_evidence(
    *,
    result_id: int,
    files: Sequence[tuple[StoredFile, str]],
    user,
    actor: log.Actor,
    scope: str = Evidence.Scope.CELL,
) -> Laid:
    """Lay stored files, with their names, to a cell, its indicator or its city. Raises Refused.

    A file that proves as much already, or is among them twice, is laid once.
    """
    result = _locked_one(result_id)
    permissions.check_can_record(user, result)
    known = _proving(result, scope, [file for file, _ in files])
    laid = Laid([], [])
    for file, name in files:
        if file.pk in known:
            laid.again.append((name, known[file.pk]))
            continue
        evidence = Evidence.objects.create(
            result=result, file=file, name=name[:200], scope=scope, added_by=user
        )
        known[file.pk] = evidence.name
        log.write(
            actor,
            "添加佐证",
            result,
            label=label_of(result),
            after={
                "文件": evidence.name,
                "SHA-256": file.sha256,
                "归属": evidence.get_scope_display(),
            },
        )
        laid.new.append(evidence)
    return laid


def _proving(result: Result, scope: str, files: Sequence[StoredFile]) -> dict[int, str]:
    """Return the names of those files that prove a result in this scope or a wider one."""
    scopes = Evidence.Scope.values
    wide = scopes[scopes.index(scope) :]
    there = Evidence.objects.current().covering(result).filter(file__in=files, scope__in=wide)
    return dict(there.values_list("file", "name"))


@transaction.atomic
def withdraw_evidence(*, evidence_id: int, user, actor: log.Actor) -> Evidence:
    """Take a file back from a cell; the file and the fact are kept. Raises Refused."""
    result = _locked(evidence=evidence_id).first()
    if result is None:
        raise Refused("要撤下的佐证材料已不存在，请刷新页面后重试；没有做任何改动。")
    evidence = Evidence.objects.select_for_update().get(pk=evidence_id)
    permissions.check_can_record(user, result)
    if evidence.withdrawn_at is None:
        evidence.withdrawn_at = timezone.now()
        evidence.save(update_fields=["withdrawn_at"])
        log.write(actor, "撤下佐证", result, label=label_of(result), before={"文件": evidence.name})
    return evidence


def locked_results(pks: Iterable[int]) -> dict[int, Result]:
    """Return results by key, locked, with all that permission and label need. One query."""
    return {row.pk: row for row in _locked(pk__in=list(pks)).select_related(*_WITH_PERSON)}


def restore_result(
    result: Result, *, value: Decimal | None, ticked: list[str], remark: str, user, actor: log.Actor
) -> None:
    """Put back what stood in a locked cell, as a new version; the caller checks and logs."""
    result.value, result.ticked, result.remark = value, ticked, remark
    _save(result, user, actor, ["value", "ticked", "remark"])


def label_of(result: Result) -> str:
    """Return how the log names a cell: year, city, indicator, measure. No query."""
    item = result.measure.component.item
    table = item.section.table
    return f"{table.year.number} {table.city_name} {item.name} · {result.measure.name}"


_WITH_PERSON = ("measure__component__item__section__table__year", "recorded_by")


def _locked(**which):
    """Results with all that permission, label and score need. One query."""
    return (
        Result.objects.filter(**which)
        .select_for_update(of=("self",))
        .select_related("measure__component__item__section__table__year")
    )


def _locked_one(pk: int) -> Result:
    """Return a result, locked. Raises Refused: its table may have been replaced meanwhile."""
    result = _locked(pk=pk).first()
    if result is None:
        raise Refused(GONE)
    return result


def _lock_item_of(result_id: int) -> list[Result]:
    rows = list(_locked(measure__component__item__components__measures__result=result_id))
    if not rows:
        raise Refused(GONE)
    return rows


def _write(result: Result, entry: Entry, user, actor: log.Actor) -> None:
    if entry.version is not None and result.version != entry.version:
        raise Conflict(result)
    before = _told(result)
    result.value = entry.value
    if entry.ticked is not None:
        result.ticked = _ticked(result, entry.ticked)
        if result.measure.places and entry.ticked:
            result.value = Decimal(len(result.ticked))
    elif result.measure.places and result.value != len(result.ticked):
        result.ticked = []  # the number was typed over the ticks
    if _told(result) == before and not entry.renews:
        return
    _save(result, user, actor, ["value", "ticked"])
    after = _told(result) | ({"来源": entry.source} if entry.source else {})
    log.write(actor, entry.action, result, label=label_of(result), before=before, after=after)


def _save(result: Result, user, actor: log.Actor, fields: list[str]) -> None:
    result.version += 1
    result.recorded_by = user
    result.recorded_as = (actor.role if user else actor.name)[:80]
    result.recorded_at = timezone.now()
    result._history_user = user
    result.save(update_fields=[*fields, "version", "recorded_by", "recorded_as", "recorded_at"])


def _ticked(result: Result, names: Sequence[str]) -> list[str]:
    unknown = set(names) - set(result.measure.places)
    if unknown:
        raise Refused(f"“{'、'.join(sorted(unknown))}”不在本项列名对象之内，请刷新页面后重新勾选。")
    return [place for place in result.measure.places if place in names]


def _told(result: Result) -> dict:
    kind = MeasureKind(result.measure.kind)
    told = {"完成值": as_shown(result.value, kind)}
    if result.measure.places:
        told["已完成"] = list(result.ticked)
    return told
