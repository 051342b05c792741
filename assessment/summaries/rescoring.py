"""Summaries after figures were recorded: only the items that these stand in are scored again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from assessment.engine import types as engine
from assessment.loading import ItemInTable, LoadedItem, LoadedTable, engine_policy, load_items
from assessment.loading.building import table_of
from assessment.loading.types import LoadedSection
from assessment.models import LIGHT_COSTS, CityTable, Component, UnitSummary, Year
from assessment.rounds.lights import with_lights
from assessment.summaries.addends import with_items
from assessment.summaries.figures import figures_of, made_by


class Rescored(NamedTuple):
    """An item as it was scored, with the lights that cost points, and by which choices."""

    item: LoadedItem
    policy: engine.Policy


_seen: ContextVar[dict[int, Rescored] | None] = ContextVar("seen", default=None)


@contextmanager
def watching() -> Iterator[Mapping[int, Rescored]]:
    """Give the items, by key, that acts inside had scored at their end, so that whoever shows
    them does not read them again."""
    seen: dict[int, Rescored] = {}
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def scored_item(result: int, table: int) -> Rescored:
    """Return the item of a result in the table of this key. Three queries, another where lights
    cost points."""
    read = CityTable.objects.select_related("year__policy", "year__round_settings").get(pk=table)
    (loaded,) = with_lights([_part(read, load_items([result]))])
    return Rescored(next(iter(loaded.items)), policy_of(read.year))


def policy_of(year: Year) -> engine.Policy:
    """Return the choices of a year that was loaded with them. No query."""
    chosen = getattr(year, "policy", None)
    return engine_policy(chosen) if chosen else engine.Policy()


def rescore(results: Collection[int]) -> bool:
    """Put the items of these results, scored anew, into the summaries of their units; say whether
    that could be done. Where not, nothing was written, and units are to be computed whole: some
    summary is missing or made otherwise, or units are compared. Raises EngineError.

    Four queries, five where lights cost points: the summaries, locked, the items, their rules,
    the summaries written.
    """
    held = {summary.table_id: summary for summary in _locked(results)}
    found: dict[int, list[ItemInTable]] = defaultdict(list)
    for own in load_items(results):
        found[own.table].append(own)
    if not all(map(_is_as_now, held.values())) or not _is_enough(results, found, held):
        return False
    parts = with_lights(_part(held[pk].table, own) for pk, own in found.items())
    changed = []
    for part in parts:
        summary = held[part.pk]
        policy = policy_of(summary.table.year)
        figures = with_items(summary.figures, figures_of([part], policy)[part.pk], policy)
        if figures is None:
            return False
        if figures != summary.figures:
            summary.figures = figures
            changed.append(summary)
        _show(part.items, policy)
    _save(changed)
    return True


def _is_as_now(summary: UnitSummary) -> bool:
    """Say whether this program made it by the year's choices: another's may be of another shape."""
    return summary.made_by == made_by(policy_of(summary.table.year))


def _show(items: Iterable[LoadedItem], policy: engine.Policy) -> None:
    seen = _seen.get()
    if seen is not None:
        seen.update((item.pk, Rescored(item, policy)) for item in items)


def _locked(results: Collection[int]) -> Iterable[UnitSummary]:
    """Return the summaries of units whose results these are, locked; none of a year in which
    units are compared. One query."""
    tables = Component.objects.filter(measures__result__in=results).order_by()
    compared = UnitSummary.objects.filter(looks_at_all=True, table__year=OuterRef("table__year"))
    return (
        UnitSummary.objects.filter(
            ~Exists(compared), table__in=tables.values("item__section__table")
        )
        .select_for_update(of=("self",))
        .select_related("table__year__policy", "table__year__round_settings")
        .order_by("table__year_id", "table_id")
    )


def _is_enough(
    results: Collection[int],
    found: Mapping[int, Iterable[ItemInTable]],
    held: Mapping[int, UnitSummary],
) -> bool:
    """Say whether the items alone tell what changes. Of an item of which nothing counts the
    section decides (building.with_something_left)."""
    items = [own.item for every in found.values() for own in every]
    there = {measure.record.result_id for item in items for measure in item.measures}
    return (
        found.keys() == held.keys()
        and there.issuperset(results)
        and all(item.engine.counted or not item.engine.exempt_points for item in items)
    )


def _part(table: CityTable, items: Iterable[ItemInTable]) -> LoadedTable:
    """Return a table of nothing but these items."""
    sections: dict[tuple[str, Decimal], list[LoadedItem]] = defaultdict(list)
    for own in items:
        sections[own.section, own.full].append(own.item)
    settings = getattr(table.year, "round_settings", None)
    head = (
        table.pk, table.year.number, table.city_id, "", table.city_name, table.title,
        table.notes, table.text_heads, table.issued_at,
        *(getattr(settings, name, None) for name in LIGHT_COSTS),
    )  # fmt: skip
    return table_of(head, [_section(name, full, own) for (name, full), own in sections.items()])


def _section(name: str, full: Decimal, items: list[LoadedItem]) -> LoadedSection:
    section = engine.Section(name, full, tuple(item.engine for item in items))
    return LoadedSection(0, "", "", tuple(items), section)


def _save(summaries: list[UnitSummary]) -> None:
    if len(summaries) == 1:
        summaries[0].save(update_fields=["figures"])
    elif summaries:
        UnitSummary.objects.bulk_update(summaries, ["figures"], 200)
