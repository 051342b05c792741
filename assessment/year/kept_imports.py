"""A year's imports as 导入记录 lists them: of indicator tables, of data-entry workbooks and of
incidents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.urls import reverse

from assessment import permissions
from assessment.incidents.permissions import why_not_take_back as why_incidents_stay
from assessment.models import (
    ImportedIncident,
    ImportedTable,
    IncidentsImport,
    ResultsImport,
    TablesImport,
)
from assessment.tables.copies import newest_structure
from assessment.tables.moved import Moved, moved_since
from assessment.year.naming import some_cities
from lib.site_words import said
from trust.models import KeptImport

PAGE = 20
RESULTS, TABLES, INCIDENTS = "采集表", "指标表", "事件台账"


@dataclass(frozen=True)
class ImportLine:
    """One import. changes: what it did; stands: what became of it; warning: what taking it
    back would do, "" if the person may not or it cannot be."""

    kind: str
    kept: KeptImport
    changes: Sequence[str]
    stands: str
    warning: str
    address: str


def page_of_imports(year: int, user, number: str | None) -> Page:
    """Return a page of the year's imports, the newest first.

    At most 22 queries, whatever the number: 2 for the page, 1 for workbooks, 2 for incidents, 2
    for tables, and the tables as they stand (moved_since) with the structure of the database.
    """
    heads = [
        model.objects.visible_to(user).for_year(year).order_by()
        .values_list("made_at", "pk", Value(kind))
        for model, kind in (
            (ResultsImport, RESULTS), (TablesImport, TABLES), (IncidentsImport, INCIDENTS),
        )
    ]  # fmt: skip
    page = Paginator(heads[0].union(*heads[1:]).order_by("-made_at", "-pk"), PAGE).get_page(number)
    wanted = [(kind, pk) for _, pk, kind in page]
    lines = {
        (line.kind, line.kept.pk): line
        for lines_of, kind in (
            (_lines_of_results, RESULTS),
            (_lines_of_tables, TABLES),
            (_lines_of_incidents, INCIDENTS),
        )
        for line in lines_of([pk for k, pk in wanted if k == kind], user)
    }
    page.object_list = [lines[head] for head in wanted]
    return page


def _lines_of_results(pks: Sequence[int], user) -> Iterable[ImportLine]:
    """One query; none without imports."""
    rows = ResultsImport.objects.filter(pk__in=pks).with_people().with_moved() if pks else ()
    for kept in rows:
        is_whole = kept.there == kept.cells and not kept.moved
        may = is_whole and not kept.taken_back_at and not permissions.why_not_take_back(user, kept)
        stands = "" if is_whole else f"{kept.moved} 格之后又改过"
        warning = f"{kept.cells} 格将恢复导入“{kept.file_name}”之前的数值和备注。"
        yield ImportLine(
            RESULTS,
            kept,
            changes=[f"{kept.cells} 格"],
            stands=stands if kept.there == kept.cells else "指标表已被替换",
            warning=warning if may else "",
            address=reverse("results-import-take-back", args=[kept.year.number, kept.pk]),
        )


def _lines_of_incidents(pks: Sequence[int], user) -> Iterable[ImportLine]:
    """Two queries; none without imports. What else may keep an incident is asked on pressing."""
    rows = list(IncidentsImport.objects.filter(pk__in=pks).with_people()) if pks else []
    entries = ImportedIncident.objects.filter(incidents_import__in=rows).select_related("incident")
    own: dict[int, list[ImportedIncident]] = {kept.pk: [] for kept in rows}
    for entry in entries if rows else ():
        own[entry.incidents_import_id].append(entry)
    for kept in rows:
        new = sum(entry.before is None for entry in own[kept.pk])
        moved = sum(entry.version != entry.incident.version for entry in own[kept.pk])
        is_open = moved < kept.rows and not kept.taken_back_at
        may = is_open and not why_incidents_stay(user, kept)
        left = f"；其中 {moved} 起之后又改过，保留不动" if moved else ""
        warning = (
            f"导入“{kept.file_name}”登记的事件将撤销，改动的恢复原样，计入的格取消挂接"
            f"（各格的次数不变）{left}。"
        )
        yield ImportLine(
            INCIDENTS,
            kept,
            changes=[
                f"新登记 {new} 起",
                *([f"改动 {kept.rows - new} 起"] if kept.rows > new else []),
            ],
            stands=_left_told(kept) if kept.taken_back_at else _moved_told(moved),
            warning=warning if may else "",
            address=reverse("incidents-import-take-back", args=[kept.year.number, kept.pk]),
        )


def told_incidents_back(kept: IncidentsImport) -> str:
    """Return what taking an import of incidents back did, as it is told once done."""
    done = kept.rows - len(kept.left)
    told = f"已撤回“{kept.file_name or INCIDENTS}”的 {done} 起事件；各格的次数没有改动，请核对。"
    return f"{told}{_left_told(kept)}"


def _left_told(kept: IncidentsImport) -> str:
    if not kept.left:
        return ""
    return f"没有撤回的 {len(kept.left)} 起：{'；'.join(kept.left)}。"


def _moved_told(moved: int) -> str:
    return f"{moved} 起之后又改过" if moved else ""


def _lines_of_tables(pks: Sequence[int], user) -> Iterable[ImportLine]:
    """Two queries and those of moved_since; none without imports."""
    if not pks:
        return
    entries = _entries_of(pks)
    imports = TablesImport.objects.filter(pk__in=pks).with_people()
    structure = newest_structure()
    standing = {kept.pk for kept in imports if not kept.taken_back_at}
    moved = moved_since(entry for entry in entries if entry.tables_import_id in standing)
    for kept in imports:
        own = [entry for entry in entries if entry.tables_import_id == kept.pk]
        stands = _stands(kept, [m for m in moved if m.entry.tables_import_id == kept.pk], structure)
        may = not (stands or kept.taken_back_at or permissions.why_not_take_back_tables(user, kept))
        yield ImportLine(
            TABLES,
            kept,
            changes=_changes(own),
            stands=stands,
            warning=_warning(kept, own) if may else "",
            address=reverse("tables-import-take-back", args=[kept.year.number, kept.pk]),
        )


def told_taken_back(kept: TablesImport) -> str:
    """Return what taking an import of tables back does, as it is told once done. One query."""
    new, replaced = _by_kind(_entries_of([kept.pk]))
    parts = [
        f"已撤回“{kept.file_name or '指标表'}”",
        said(f"{len(replaced)} 个市州的指标表恢复导入前的样子") if replaced else "",
        said(f"{len(new)} 个市州的指标表已撤去") if new else "",
    ]
    return f"{'，'.join(filter(None, parts))}。"


def _entries_of(pks: Sequence[int]) -> list[ImportedTable]:
    """Return the tables of imports with whether each was new, without what it replaced."""
    is_new = ExpressionWrapper(Q(replaced__isnull=True), output_field=BooleanField())
    entries = ImportedTable.objects.filter(tables_import__in=pks).order_by("city__key")
    return list(entries.annotate(is_new=is_new).defer("replaced"))


def _stands(kept: TablesImport, tables: Sequence[Moved], structure: str) -> str:
    if kept.structure != structure:
        return "之后程序升级过，不能整体撤回"
    if gone := [moved.entry.city_name for moved in tables if moved.gone]:
        return f"{some_cities(gone)}的指标表已再次替换或撤去"
    changed = [moved for moved in tables if moved]
    if not changed:
        return ""
    cities = some_cities([moved.entry.city_name for moved in changed])
    return f"{cities}之后又改过 {sum(moved.count for moved in changed)} 处"


def _changes(entries: Sequence[ImportedTable]) -> list[str]:
    new, replaced = _by_kind(entries)
    lost = sum(len(entry.lost) for entry in entries)
    return [
        *([f"替换 {len(replaced)} 张：{'、'.join(replaced)}"] if replaced else []),
        *([f"新导入 {len(new)} 张：{'、'.join(new)}"] if new else []),
        *([f"{lost} 条采集记录不再适用"] if lost else []),
    ]


def _warning(kept: TablesImport, entries: Sequence[ImportedTable]) -> str:
    new, replaced = _by_kind(entries)
    file = f"“{kept.file_name}”" if kept.file_name else ""
    back = (
        f"{'、'.join(replaced)}的指标表将恢复导入{file}之前的样子，"
        "连同当时的采集结果、佐证材料、核定意见和人工修改。"
    )
    away = f"{'、'.join(new)}的指标表将撤去。"
    return (back if replaced else "") + (away if new else "")


def _by_kind(entries: Sequence[ImportedTable]) -> tuple[list[str], list[str]]:
    new = [entry.city_name for entry in entries if entry.is_new]
    return new, [entry.city_name for entry in entries if not entry.is_new]
