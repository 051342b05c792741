"""Summaries made anew: at the end of each act of those it may have changed, and all by command."""

from collections.abc import Collection, Iterator
from itertools import zip_longest

from django.db import connection, transaction

from assessment.engine.errors import EngineError
from assessment.loading import LoadedTable, load_policy, load_tables
from assessment.models import CityTable, UnitSummary, Year
from assessment.rounds.lights import with_lights
from assessment.summaries.affected import affected, records_alone
from assessment.summaries.figures import Figures, figures_of, looks_at_all, made_by
from assessment.summaries.rescoring import rescore
from trust.summaries import Summaries
from trust.touched import Rows

LOT = 200
#: Held shared by acts that record, alone by others: of all years, since these are rare.
LOCK = 7310002


def follow(rows: Rows) -> None:
    """Make anew the summaries of the units that an act may have changed.

    It comes after all else that the act asks for. Whoever else changes the same unit waits at its
    summary and reads the records afterwards; all lock in one order. Acts that record figures go
    on side by side; one that changes by what these are scored waits for them, and they for it.
    """
    results = records_alone(rows)
    if results:
        _wait(for_all=False)
        try:
            if rescore(results):
                return
        except EngineError:
            pass  # of the whole unit below, too
    found = affected(rows)
    if found and not results:
        _wait(for_all=True)
    for year, tables in sorted(found.items()):
        _keep(year, tables)


def _wait(*, for_all: bool) -> None:
    """Wait until whoever changes by what figures are scored is done, or for_all, until whoever
    records figures is too, and keep them waiting; SQLite's IMMEDIATE transactions do already."""
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock" if for_all else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}({LOCK})")


def _keep(year: int, tables: Collection[int] | None) -> int:
    """Make summaries of a year anew, of all its tables where tables is None; return how many."""
    own = UnitSummary.objects.filter(table__year=year)
    if tables is not None and own.filter(looks_at_all=True).exists():
        tables = None
    try:
        held, loaded, found, told = _both(year, tables)
    except EngineError:  # pages say which rule cannot be computed, as they did
        lacking = own if tables is None else own.filter(table__in=tables)
        lacking.update(made_by="", figures={})
        return 0
    if tables is not None and any(map(looks_at_all, loaded)):  # by a rule that is new
        return _keep(year, None)
    changed = []
    for table in loaded:
        summary, figures = held[table.pk], found[table.pk]
        fresh = (told, looks_at_all(table), figures)
        if fresh != (summary.made_by, summary.looks_at_all, summary.figures):
            summary.made_by, summary.looks_at_all, summary.figures = fresh
            changed.append(summary)
    UnitSummary.objects.bulk_update(changed, ["made_by", "looks_at_all", "figures"], LOT)
    return len(loaded)


def _both(
    year: int, tables: Collection[int] | None
) -> tuple[dict[int, UnitSummary], tuple[LoadedTable, ...], dict[int, Figures], str]:
    """Return the summaries that are kept, locked, and the tables with what these should say."""
    if tables is None:
        tables = CityTable.objects.filter(year=year).order_by().values_list("pk", flat=True)
    held = _locked(set(tables))
    policy = load_policy(Year(pk=year))
    loaded = with_lights(load_tables(CityTable.objects.filter(pk__in=list(held))))
    return held, loaded, figures_of(loaded, policy), made_by(policy)


def _locked(keys: Collection[int]) -> dict[int, UnitSummary]:
    """Return the summaries of tables by these, made where there is none."""
    wanted = UnitSummary.objects.filter(table__in=keys).order_by("table_id")
    held = {row.table_id: row for row in wanted.select_for_update(of=("self",))}
    if lacking := [UnitSummary(table_id=key) for key in sorted(set(keys) - held.keys())]:
        UnitSummary.objects.bulk_create(lacking, ignore_conflicts=True)
        held = {row.table_id: row for row in wanted.select_for_update(of=("self",))}
    return held


def rebuild() -> int:
    """Make all summaries anew, a year at a time; return how many there are."""
    made = 0
    for year in Year.objects.order_by("number").values_list("pk", flat=True):
        with transaction.atomic():
            _wait(for_all=True)
            made += _keep(year, None)
    return made


def check() -> Iterator[str]:
    """Yield where summaries are otherwise than the records say; acts on the year wait meanwhile."""
    for year in Year.objects.order_by("number"):
        with transaction.atomic():
            _wait(for_all=True)
            wrong = list(_wrong(year))
            transaction.set_rollback(True)
        yield from wrong


def _wrong(year: Year) -> Iterator[str]:
    held, loaded, found, told = _both(year.pk, None)
    for table in loaded:
        summary, figures = held[table.pk], found[table.pk]
        where = f"{year}{table.city}"
        if not summary.figures:
            yield f"{where}没有摘要，各页改按记录计算，较慢。"
        elif summary.made_by != told:
            yield f"{where}的摘要由另一版程序或另一种口径生成，各页改按记录计算，较慢。"
        elif (summary.looks_at_all, summary.figures) != (looks_at_all(table), figures):
            yield f"{where}的摘要与记录不符：{'；'.join(_differences(summary.figures, figures))}。"


def _differences(kept: Figures, right: Figures) -> Iterator[str]:
    if kept.get("total") != right["total"]:
        yield f"总分现为 {kept.get('total')}，应为 {right['total']}"
    before, after = _items(kept), _items(right)
    names = [b[1] for a, b in zip_longest(before, after) if a != b and b]
    if names:
        yield f"指标{'、'.join(f'“{name}”' for name in names[:5])}{'等' if names[5:] else ''}"
    elif kept.get("total") == right["total"]:
        yield "各部分得分或缺项数"


def _items(figures: Figures) -> list:
    return [item for section in figures.get("sections", ()) for item in section["items"]]


SUMMARIES = Summaries(rebuild, check)
