"""Summaries made anew: at the end of each act of those it may have changed, and all by command."""

from collections.abc import Collection, Iterator
from itertools import zip_longest

from django.db import transaction
from django.db.models import Count

from assessment.engine.errors import EngineError
from assessment.loading import LoadedTable, load_policy, load_tables
from assessment.models import CityTable, UnitSummary, Year
from assessment.rounds.lights import with_lights
from assessment.summaries import locks
from assessment.summaries.addends import Figures
from assessment.summaries.affected import affected, records_alone
from assessment.summaries.figures import figures_of, looks_at_all, made_by
from assessment.summaries.rescoring import policy_of, rescore
from trust.moment import one_moment
from trust.summaries import Discrepancy, Summaries
from trust.touched import Rows

LOT = 200


def follow(rows: Rows) -> None:
    """Make anew the summaries of the units that an act may have changed.

    It comes after all else that the act asks for. Acts that record figures go on side by side:
    whoever else records of the same unit waits at its summary and reads the records afterwards.
    An act that changes by what these are scored, or that finds a summary missing or units
    compared with each other, goes alone.
    """
    results = records_alone(rows)
    if results and _rescored(results):
        return
    found = affected(rows)
    if found:
        locks.alone()
    for year, tables in sorted(found.items()):
        _keep(year, tables)


def _rescored(results: Collection[int]) -> bool:
    """Put the items of these results into their summaries beside others; say whether that could
    be done. Where not, every lock of it is let go: of two that hold some summaries and wait for
    others', or to be alone, neither would come to an end."""
    with transaction.atomic():
        locks.beside_others()
        try:
            done = rescore(results)
        except EngineError:
            done = False  # of the whole unit, too
        if not done:
            transaction.set_rollback(True)
    return done


def _keep(year: int, tables: Collection[int] | None) -> int:
    """Make summaries of a year anew, of all its tables where tables is None; return how many.
    Whoever calls is alone."""
    own = UnitSummary.objects.filter(table__year=year)
    if tables is not None and own.filter(looks_at_all=True).exists():
        tables = None
    policy = load_policy(Year(pk=year))
    loaded = _loaded(year, tables)
    compared = {table.pk: looks_at_all(table) for table in loaded}
    if tables is not None and any(compared.values()):  # by a rule that is new
        return _keep(year, None)
    try:
        told, found = made_by(policy), figures_of(loaded, policy)
    except EngineError:  # pages say which rule cannot be computed, as they did
        told, found = "", dict.fromkeys(compared, {})
    held = _held(compared)
    changed = []
    for pk, summary in held.items():
        fresh = (told, compared[pk], found[pk])
        if fresh != (summary.made_by, summary.looks_at_all, summary.figures):
            summary.made_by, summary.looks_at_all, summary.figures = fresh
            changed.append(summary)
    UnitSummary.objects.bulk_update(changed, ["made_by", "looks_at_all", "figures"], LOT)
    return len(held)


def _loaded(year: int, tables: Collection[int] | None) -> tuple[LoadedTable, ...]:
    rows = CityTable.objects.filter(year=year)
    return with_lights(load_tables(rows if tables is None else rows.filter(pk__in=tables)))


def _held(keys: Collection[int]) -> dict[int, UnitSummary]:
    """Return the summaries of tables by these, made where there is none. A table that somebody
    locked is left out: who did waits to be alone, and makes its summary then."""
    held = {row.table_id: row for row in UnitSummary.objects.filter(table__in=keys)}
    if missing := set(keys) - held.keys():
        tables = CityTable.objects.filter(pk__in=missing).order_by("pk")
        free = tables.select_for_update(of=("self",), no_key=True, skip_locked=True)
        made = [UnitSummary(table=table) for table in free]
        held |= {row.table_id: row for row in UnitSummary.objects.bulk_create(made)}
    return held


def rebuild() -> int:
    """Make all summaries anew, a year at a time; return how many there are."""
    made = 0
    for year in Year.objects.order_by("number").values_list("pk", flat=True):
        with transaction.atomic():
            locks.alone()
            made += _keep(year, None)
    return made


def check() -> Iterator[Discrepancy]:
    """Yield where summaries are otherwise than the records say, a year at a time as of one
    moment; nobody waits for it."""
    for year in Year.objects.order_by("number"):
        with one_moment():
            wrong = list(_wrong(year))
        yield from wrong


def _wrong(year: Year) -> Iterator[Discrepancy]:
    policy, loaded = load_policy(year), _loaded(year.pk, None)
    held = {row.table_id: row for row in UnitSummary.objects.filter(table__year=year)}
    try:
        found = figures_of(loaded, policy)
    except EngineError as error:
        yield Discrepancy(f"{year}的得分按记录算不出来，没有核对：{error}", misleads=False)
        return
    for table in loaded:
        summary, where = held.get(table.pk), f"{year}{table.city}"
        if summary is None or not summary.figures:
            yield Discrepancy(f"{where}没有摘要，各页改按记录计算，较慢", misleads=False)
        elif summary.made_by != made_by(policy):
            sentence = f"{where}的摘要由另一版程序或另一种口径生成，各页改按记录计算，较慢"
            yield Discrepancy(sentence, misleads=False)
        elif (summary.looks_at_all, summary.figures) != (looks_at_all(table), found[table.pk]):
            differences = "；".join(_differences(summary.figures, found[table.pk]))
            yield Discrepancy(f"{where}的摘要与记录不符：{differences}", misleads=True)


def lacking() -> int:
    """Return how many units have no summary that pages read. Two queries."""
    years = Year.objects.select_related("policy")
    wanted = {year.pk: made_by(policy_of(year)) for year in years}
    counted = CityTable.objects.order_by().values_list("year", "summary__made_by")
    return sum(
        number for year, by, number in counted.annotate(Count("pk")) if by != wanted.get(year)
    )


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


SUMMARIES = Summaries(rebuild, check, lacking)
