"""Recording: what an office writes into its cells.

Every write locks the row, compares the version the writer saw, changes, keeps
history and logs, in one transaction. The loser of a race gets Conflict with
what stands now; nothing of his is lost because nothing of his was written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from assessment import permissions
from assessment.collection.judging import bounds_of
from assessment.collection.values import as_shown
from assessment.engine.judging import Bounds
from assessment.engine.types import MeasureKind
from assessment.models import ImportedCell, Result
from assessment.reader.by_hand import LONGEST_NAME
from cities.substitutes.hands import acting_within
from trust import log
from trust.refusals import Refused
from trust.touched import about_to_write, created

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
    source: where the value comes from, action: how the log calls the writing, reason: why.
    renews: a new version by this writer also where nothing differs, for he stands for it anew."""

    result_id: int
    value: Decimal | None
    version: int | None
    ticked: tuple[str, ...] | None = None
    source: str = ""
    action: str = "录入"
    renews: bool = False
    reason: str = ""


@log.acting()
def record_result(*, entry: Entry, user, actor: log.Actor) -> Result:
    """Write one cell; return the result.

    Raises Refused with a sentence, or Conflict. Queries: result 1, offices 1
    (both only here), update 1, history 1, log 4 (5 on PostgreSQL): it reads both rows.
    """
    result = locked_one(entry.result_id)
    permissions.check_can_record(user, result)
    actor = recording(actor, result)
    _write(result, entry, user=user, actor=actor)
    return result


def record_block(*, entries: Sequence[Entry], user, actor: log.Actor) -> list[Result]:
    """Write many cells, all or none. Raises Refused or Conflict for the first that cannot be.

    user None: a command, which may write whatever the year's stage short of 审定.
    """
    block = Block([entry.result_id for entry in entries], user, actor)
    with log.acting():
        block.lock()
        block.write(entries)
    return list(block.rows.values())


@log.acting()
def write_remark(*, result_id: int, remark: str, version: int, user, actor: log.Actor) -> Result:
    """Change a cell's remark. Raises Refused or Conflict."""
    result = locked_one(result_id)
    permissions.check_writable(user, result)
    if result.version != version:
        raise Conflict(result)
    _put_remark(result, remark, user=user, actor=recording(actor, result))
    _save(result, ["remark"])
    return result


class Block:
    """Cells that are written together: checked one by one, saved in a few statements.

    Whose items they are is asked when it is made, before anything is locked; rows are the
    cells by key once they are locked, with all that permission, label and score need.
    right: by what right they are written, if not by that of who records; raises Refused.
    """

    def __init__(
        self,
        pks: Iterable[int],
        user,
        actor: log.Actor,
        *,
        right: Callable[[Result], None] | None = None,
    ):
        self.pks, self.user, self.actor, self.right = list(pks), user, actor, right
        self.rows: dict[int, Result] = {}
        self.bounds: dict[int, Bounds] = {}
        asked = self.pks if user and not right else ()
        self.offices = permissions.ItemOffices.of_cells(asked)

    def lock(self) -> None:
        """Keep everybody else from writing the cells until the action ends. One query, another
        where some are judged."""
        self.rows = locked_results(self.pks)
        self.bounds = bounds_of(row.measure for row in self.rows.values())

    def checked(self, result_id: int) -> Result:
        """Return a locked cell that may be written. Raises Refused."""
        result = self.rows.get(result_id)
        if result is None:
            raise Refused(GONE)
        if self.right is not None:
            self.right(result)
        else:
            permissions.check_writable(self.user, result, self.offices)
        return result

    def write(self, entries: Iterable[Entry]) -> None:
        """Write values. Raises Refused or Conflict. Two statements and a check a batch of rows."""
        changed = {}
        for entry in entries:
            result = self.checked(entry.result_id)
            bounds = self.bounds.get(result.measure_id)
            if _put(result, entry, bounds, user=self.user, actor=self._writer(result)):
                changed[result.pk] = result
        save_all(changed.values(), ["value", "ticked", *STAMP])

    def _writer(self, result: Result) -> log.Actor:
        """Return in whose name a cell is written; by another right it is as the caller has it."""
        return self.actor if self.right else recording(self.actor, result, self.offices)

    def confirm(self, result_ids: Iterable[int], by_what: str) -> None:
        """Let those of these cells that are judged count as they stand: whoever wrote them did
        so by an act in which two persons had their part, and by_what names it."""
        judged = [self.rows[pk] for pk in result_ids if self.rows[pk].measure_id in self.bounds]
        for result in judged:
            result.confirmed_version = result.version
            result.confirmed_by, result.confirmed_at = self.user, timezone.now()
            result.confirmed_as = by_what[:LONGEST_NAME]
        save_all(judged, CONFIRMED)

    def write_remarks(self, remarks: Mapping[int, str]) -> None:
        """Write remarks, by the key of their cell. Raises Refused. Statements as for values."""
        for result_id, remark in remarks.items():
            result = self.checked(result_id)
            _put_remark(result, remark, user=self.user, actor=self._writer(result))
        save_all([self.rows[result_id] for result_id in remarks], ["remark", *STAMP])

    def put_back(self, cells: Iterable[ImportedCell]) -> None:
        """Let locked cells say again what was kept of them, as a new version; logs nothing."""
        changed = []
        for cell in cells:
            result = self.rows[cell.result_id]
            result.value, result.ticked, result.remark = cell.value, cell.ticked, cell.remark
            _stamp(result, self.user, self.actor)
            changed.append(result)
        save_all(changed, ["value", "ticked", "remark", *STAMP])


def locked_results(pks: Iterable[int]) -> dict[int, Result]:
    """Return results by key, locked, with all that permission and label need. One query."""
    rows = locked(pk__in=list(pks)).select_related(*_WITH_PERSON).order_by("pk")
    return {row.pk: row for row in rows}


def label_of(result: Result) -> str:
    """Return how the log names a cell: year, city, indicator, measure. No query."""
    item = result.measure.component.item
    table = item.section.table
    return f"{table.year.number} {table.city_name} {item.name} · {result.measure.name}"


_WITH_PERSON = ("measure__component__item__section__table__year", "recorded_by")


def locked(**which):
    """Results with all that permission, label and score need. One query."""
    return (
        Result.objects.filter(**which)
        .select_for_update(of=("self",))
        .select_related("measure__component__item__section__table__year")
    )


def locked_one(pk: int) -> Result:
    """Return a result, locked. Raises Refused: its table may have been replaced meanwhile."""
    result = locked(pk=pk).first()
    if result is None:
        raise Refused(GONE)
    return result


def _write(result: Result, entry: Entry, *, user, actor: log.Actor) -> None:
    bounds = bounds_of([result.measure]).get(result.measure_id)
    if _put(result, entry, bounds, user=user, actor=actor):
        _save(result, ["value", "ticked"])


def _put(result: Result, entry: Entry, bounds: Bounds | None, *, user, actor: log.Actor) -> bool:
    """Set and log what an entry says; return whether there is anything to save.

    bounds: of what is judged. Raises Refused for a figure out of them, and Conflict.
    """
    if entry.version is not None and result.version != entry.version:
        raise Conflict(result)
    if bounds and (why := bounds.why_not(entry.value)):
        raise Refused(f"{label_of(result)}：{why}。没有保存。")
    before = _told(result)
    result.value = entry.value
    if entry.ticked is not None:
        result.ticked = _ticked(result, entry.ticked)
        if result.measure.places and entry.ticked:
            result.value = Decimal(len(result.ticked))
    elif result.measure.places and result.value != len(result.ticked):
        result.ticked = []  # the number was typed over the ticks
    if _told(result) == before and not entry.renews:
        return False
    _stamp(result, user, actor)
    after = _told(result) | ({"来源": entry.source} if entry.source else {})
    log.write(
        actor,
        entry.action,
        result,
        label=label_of(result),
        before=before,
        after=after,
        reason=entry.reason,
    )
    return True


def _put_remark(result: Result, remark: str, *, user, actor: log.Actor) -> None:
    before, result.remark = result.remark, remark
    _stamp(result, user, actor)
    log.write(
        actor,
        "修改备注",
        result,
        label=label_of(result),
        before={"备注": before},
        after={"备注": remark},
    )


def recording(
    actor: log.Actor, result: Result, offices: permissions.ItemOffices | None = None
) -> log.Actor:
    """Return in whose name a cell is written: a substitute's own, if it is not a cell of who is
    away."""
    item = result.measure.component.item
    return acting_within(actor, lambda who: permissions.is_own_item(who, item, offices))


STAMP = ("version", "recorded_by", "recorded_as", "recorded_at")
CONFIRMED = ("confirmed_version", "confirmed_by", "confirmed_as", "confirmed_at")


def _stamp(result: Result, user, actor: log.Actor) -> None:
    """Make a new version by this writer of what the cell says."""
    result.version += 1
    result.recorded_by = user
    result.recorded_as = (actor.standing if user else actor.name)[:80]
    result.recorded_at = timezone.now()
    result._history_user = user


def _save(result: Result, fields: list[str]) -> None:
    result.save(update_fields=[*fields, *STAMP])


def save_all(results: Iterable[Result], fields: Sequence[str]) -> None:
    """Save columns of rows that are there and locked, with their history: three statements a batch.

    As an upsert: bulk_update asks a condition for each column of each row, which takes Django
    ten times as long.
    """
    if rows := list(results):
        about_to_write(Result, [row.pk for row in rows])
        Result.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
        told = Result.history.bulk_history_create(rows, update=True, default_change_reason=None)
        created([*rows, *told])


def _ticked(result: Result, names: Sequence[str]) -> list[str]:
    unknown = set(names) - set(result.measure.places)
    if unknown:
        raise Refused(f"“{'、'.join(sorted(unknown))}”不在本项列名对象之内，请刷新页面后重新勾选。")
    return [place for place in result.measure.places if place in names]


def _told(result: Result) -> dict:
    kind = MeasureKind(result.measure.kind)
    told: dict[str, object] = {"完成值": as_shown(result.value, kind)}
    if result.measure.places:
        told["已完成"] = list(result.ticked)
    return told
