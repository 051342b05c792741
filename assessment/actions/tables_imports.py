"""An import of official tables is kept with what it replaced, and taken back as a whole.

Rows come back under their own keys, so that history, log and imported workbooks fit them
again. Only versions go on counting: a page or workbook made in between must not find the
version it saw with another content.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Max, ProtectedError

from assessment import permissions
from assessment.actions.carrying import records_of, records_told
from assessment.actions.table_rows import tell_links
from assessment.models import (
    CityTable,
    Concern,
    CountySource,
    Evidence,
    ImportedCell,
    ImportedTable,
    Indicator,
    Item,
    Result,
    Rule,
    SignOff,
    TablesImport,
    Year,
)
from assessment.tables.copies import (
    Copy,
    ItemOffice,
    RuleMeasure,
    copies_of,
    lock_tables,
    mark_of,
    missing_references,
    newest_structure,
    rows_in,
)
from assessment.tables.moved import Moved, moved_since, told
from assessment.year.naming import some_cities
from trust import log
from trust.imports import NAMED, Source, check_not_taken_back, mark_taken_back
from trust.refusals import Refused
from trust.touched import created

NOTHING = "没有撤回，没有改动任何内容。"
_WHY = "撤回指标表导入"
#: Rows whose key nothing else refers to: they may come back under another.
_LEAVES = (ItemOffice, RuleMeasure, Concern, Evidence, CountySource, ImportedCell)


@dataclass(frozen=True)
class Written:
    """A table that an import made. replaced: what stood before; lost: records without a place."""

    table: CityTable
    replaced: Copy | None
    lost: Sequence[str]


def keep_import(
    written: Sequence[Written],
    *,
    year: Year,
    made_year: bool,
    indicators: Collection[int],
    source: Source,
    actor: log.Actor,
) -> None:
    """Keep what tables took the place of, and how the import left them.

    indicators: those that the year had before. To be called inside the transaction that
    wrote the tables, after the last of them. Nineteen queries; none without tables.
    """
    if not written:
        return
    made = year.indicators.exclude(pk__in=indicators).values_list("pk", flat=True)
    kept = TablesImport.objects.create(
        year=year,
        made_year=made_year,
        structure=newest_structure(),
        indicators=list(made),
        **source.told(actor.account, actor),
    )
    copies = copies_of(each.table.pk for each in written)
    rows = [
        ImportedTable(
            tables_import=kept,
            city_id=each.table.city_id,
            city_name=each.table.city_name,
            table_key=each.table.pk,
            replaced=each.replaced,
            left=mark_of(copies[each.table.pk]),
            lost=list(each.lost),
        )
        for each in written
    ]
    created(ImportedTable.objects.bulk_create(rows))


@log.acting()
def take_back_tables(*, import_id: int, reason: str, user, actor: log.Actor) -> None:
    """Put back the tables that an import replaced, and remove those it made where none were.

    Tables come back with results, evidence, opinions and hand changes as they stood. All of
    them or none: raises Refused where anything of the new tables was changed since. A year
    that the import made goes too, and this record with it, if there is nothing else in it.
    """
    kept = _locked(import_id)
    check_not_taken_back(kept)
    permissions.check_can_take_back(user, kept)
    _check_structure(kept)
    entries = list(kept.entries.all())
    lock_tables(entry.table_key for entry in entries)
    _check_unmoved(moved_since(entries))
    rows = {entry.pk: rows_in(entry.replaced) for entry in entries if entry.replaced}
    _check_references(rows.values())
    _open_what_was_withdrawn(rows.values())
    for entry in entries:
        _take_back_one(entry, rows.get(entry.pk), reason=reason, user=user, actor=actor)
    kept.reason = reason
    mark_taken_back(kept, user, "reason")
    _remove_own_indicators(kept)
    _log(kept, entries, actor)
    if kept.made_year:
        _remove_bare_year(kept.year, reason, actor)


def _locked(import_id: int) -> TablesImport:
    """Return the import, its year locked before it as importing does. Raises Refused."""
    years = Year.objects.select_for_update(of=("self",), no_key=True)
    year = years.filter(tables_imports=import_id).first()
    kept = year and year.tables_imports.select_for_update().filter(pk=import_id).first()
    if not kept:
        raise Refused("这次导入已经撤回，连同它新建的年度，不能再撤回一次。")
    return kept


def _check_structure(kept: TablesImport) -> None:
    if kept.structure != newest_structure():
        raise Refused(
            "这次导入之后程序升级过，原指标表是按旧结构留存的，不能整体撤回；"
            f"{NOTHING}请用原来的文件重新导入。"
        )


def _check_unmoved(tables: Sequence[Moved]) -> None:
    if gone := [moved.entry.city_name for moved in tables if moved.gone]:
        raise Refused(
            f"{some_cities(gone)}的指标表在这次导入之后又被替换或撤去，不能撤回这一次；{NOTHING}"
            "请先撤回更晚的那次导入。"
        )
    changed = [moved for moved in tables if moved]
    if not changed:
        return
    count = sum(moved.count for moved in changed)
    lines = list(islice((line for moved in changed for line in told(moved)), NAMED))
    more = "等" if count > len(lines) else ""
    cities = some_cities([moved.entry.city_name for moved in changed])
    raise Refused(
        f"导入之后{cities}的指标表有 {count} 处"
        f"又被改过，不能整体撤回；{NOTHING}改动的是：{'、'.join(lines)}{more}。"
        "请与他们核对；确要恢复原表，请重新导入原来的文件。"
    )


def _check_references(copies) -> None:
    for rows in copies:
        if missing := missing_references(rows):
            raise Refused(
                f"原指标表用到的{'、'.join(missing)}已不存在，不能照原样恢复；{NOTHING}"
                "请用原来的文件重新导入。"
            )


def _open_what_was_withdrawn(copies) -> None:
    """Of the signatures that cells bore, those that were withdrawn meanwhile close them no more."""
    cells = [row for rows in copies for row in rows[Result] if row.sign_off_id]
    stand = SignOff.objects.filter(withdrawn_at=None, pk__in={row.sign_off_id for row in cells})
    standing = set(stand.values_list("pk", flat=True)) if cells else set()
    for row in cells:
        if row.sign_off_id not in standing:
            row.sign_off_id = None


def _take_back_one(entry: ImportedTable, rows, *, reason: str, user, actor: log.Actor) -> None:
    table = CityTable.objects.select_related("source").get(pk=entry.table_key)
    records = records_told(records_of(table))
    results = Result.objects.filter(measure__component__item__section__table=table)
    counted = {
        CityTable: table.version,
        Result: results.aggregate(highest=Max("version", default=0))["highest"],
    }
    table._history_user = user
    if rows is None:
        log.write(actor, "撤去指标表", table, before=_told(table, records), reason=reason)
        table.delete()
        return
    before = _told(table, {})
    table.delete()
    _count_on(rows, counted)
    _insert(rows, user)
    back = CityTable.objects.select_related("source").get(pk=rows[CityTable][0].pk)
    restored = records_told(records_of(back))
    after = _told(back, {}) | {
        "恢复的记录": _lines(restored, unlike=records),
        "撤去的记录": _lines(records, unlike=restored),
    }
    log.write(actor, "恢复指标表", back, before=before, after=after, reason=reason)


def _count_on(rows, counted: dict) -> None:
    """Raise versions above those that were to be seen in between; what an imported workbook
    left a cell at goes along, so that it can still be taken back, and so does what a second
    person agreed to, so that it still counts."""
    raised = {}
    for model, highest in counted.items():
        for row in rows[model]:
            raised[model, row.pk] = max(row.version, highest) + 1 - row.version
            if model is Result and row.is_confirmed:
                row.confirmed_version += raised[model, row.pk]
            row.version += raised[model, row.pk]
    for cell in rows[ImportedCell]:
        cell.version += raised[Result, cell.result_id]


def _insert(rows, user) -> None:
    """Write rows with their keys, each with a line of history. At most three queries a kind."""
    for model, held in rows.items():
        _free_keys(model, held)
        created(model._base_manager.bulk_create(held))
        if hasattr(model, "history"):
            told = model.history.bulk_history_create(
                held, default_user=user, default_change_reason=_WHY
            )
            created(told)
    tell_links(Item, "offices", rows[ItemOffice])
    tell_links(Rule, "measures", rows[RuleMeasure])


def _free_keys(model, held) -> None:
    """A backup taken back meanwhile may have given keys anew that were free then."""
    taken = model._base_manager.filter(pk__in=[row.pk for row in held]).values_list("pk", flat=True)
    for row in held if (taken := set(taken)) else ():
        if row.pk in taken and model in _LEAVES:
            row.pk = None
        elif row.pk in taken:
            raise Refused(
                f"原{model._meta.verbose_name}的编号在恢复备份之后已另作他用，不能照原样恢复；"
                f"{NOTHING}请用原来的文件重新导入。"
            )


def _told(table: CityTable, records: dict[str, str]) -> dict:
    digest = table.source.sha256 if table.source else None
    return {"文件": digest} | ({"记录": _lines(records)} if records else {})


def _lines(records: dict[str, str], unlike: dict[str, str] | None = None) -> list[str]:
    unlike = unlike or {}
    return [f"{at}：{said}" for at, said in records.items() if unlike.get(at) != said]


def _remove_own_indicators(kept: TablesImport) -> None:
    """A later import may keep a table that was under them; they stay until it is taken back."""
    imports = kept.year.tables_imports.order_by("-made_at")
    own = imports.exclude(taken_back_at=None)
    if newest := imports.filter(taken_back_at=None).first():
        own = own.filter(made_at__gte=newest.made_at)
    made = {pk for keys in own.values_list("indicators", flat=True) for pk in keys}
    unused = {"items": None, "objections": None, "sign_offs": None}
    Indicator.objects.filter(pk__in=made, **unused).delete()


def _remove_bare_year(year: Year, reason: str, actor: log.Actor) -> None:
    """Remove a year of which nothing was made, moved or chosen: left, it would be the newest
    one, which everybody's desk opens with."""
    is_bare = year.version == 1 and year.policy.version == 1
    if not is_bare or year.tables.exists() or year.indicators.exists():
        return
    with suppress(ProtectedError), transaction.atomic():
        year.tables_imports.all().delete()
        log.write(actor, "撤去年度", year, reason=reason)
        year.delete()


def _log(kept: TablesImport, entries: Sequence[ImportedTable], actor: log.Actor) -> None:
    after = {
        "文件": kept.file_name,
        "恢复原表": [entry.city_name for entry in entries if entry.replaced],
        "撤去": [entry.city_name for entry in entries if not entry.replaced],
    }
    log.write(actor, "撤回指标表导入", kept, after=after, reason=kept.reason)
