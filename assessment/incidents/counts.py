"""The incidents behind a cell of 次数, and how its figure stands to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q

from assessment.engine.incidents import costs_on_top, is_late
from assessment.engine.types import Effect, MeasureKind, RuleKind
from assessment.loading import LoadedItem, LoadedMeasure
from assessment.models import Incident, IncidentLink, Item, Result, Rule

BONUS_KINDS = [kind.value for kind in RuleKind if kind.effect is Effect.BONUS]


@dataclass(frozen=True, slots=True)
class Counting:
    """Incidents by which a cell is counted, as they stand at the end of a day.

    linked: those that count in it; where it comes on top of another cell, those of that one,
    of which it counts the late ones.
    """

    on: date
    linked: tuple[Incident, ...] = ()
    is_on_top: bool = False

    @property
    def late(self) -> tuple[Incident, ...]:
        return tuple(i for i in self.linked if is_late(i.due_on, i.put_right_on, self.on))

    @property
    def counted(self) -> tuple[Incident, ...]:
        return self.late if self.is_on_top else self.linked

    @property
    def number(self) -> int:
        return len(self.counted)

    @property
    def without_term(self) -> int:
        """How many have no deadline, so that nobody can say whether they were late."""
        return sum(incident.due_on is None for incident in self.linked)

    @property
    def source(self) -> str:
        """Return where the figure comes from, for the log."""
        names = "；".join(incident.told for incident in self.counted)
        if not self.is_on_top:
            return f"事件台账 {self.number} 起：{names}"
        head = f"事件台账 {len(self.linked)} 起，截至 {self.on} 未按期整改 {self.number} 起"
        return f"{head}：{names}" if names else head

    def doubt(self, value: Decimal | None) -> str:
        """Return that a typed figure is not the number of incidents, "" where it is.

        What comes on top moves with the day and is never doubted by itself.
        """
        return "" if self.is_on_top else typed_apart(value, self.number)


@dataclass(frozen=True, slots=True)
class IncidentsBeside:
    """What stands under a cell of 次数 in the grid, and what is doubted of its figure."""

    label: str
    title: str
    doubt: str


def typed_apart(value: Decimal | None, number: int) -> str:
    """Return that a figure is not the number of incidents, "" where it is or none was typed."""
    if value is None or value == number:
        return ""
    return f"手工录入，与台账 {number} 起不一致"


def bases_on_top(item: LoadedItem) -> dict[int, int]:
    """Return, by result, of each measure that comes on top (加扣) that which it comes on top of:
    the count before it in its component. No query."""
    found = {}
    for component in item.components:
        before = None
        for measure in component.measures:
            if measure.engine.kind is not MeasureKind.COUNT:
                continue
            own = [r.engine for r in component.rules if measure.code in r.engine.measures]
            if before is not None and any(costs_on_top(rule.clause) for rule in own):
                found[measure.record.result_id] = before
            else:
                before = measure.record.result_id
    return found


def incidents_in(result_ids: Collection[int]) -> dict[int, tuple[Incident, ...]]:
    """Return the incidents that count in cells, by result and date. One query, none for no cell."""
    found: dict[int, list[Incident]] = defaultdict(list)
    links = IncidentLink.objects.filter(result__in=result_ids, incident__withdrawn_at=None)
    dated = links.select_related("incident").order_by("incident__happened_on", "incident__number")
    for link in dated if result_ids else ():
        found[link.result_id].append(link.incident)
    return {pk: tuple(incidents) for pk, incidents in found.items()}


def kept_items(year: int, item_ids: Collection[int]) -> set[int]:
    """Return those of these items whose figures are held against the register: an office that
    collects them registered an incident this year. One query."""
    offices = Incident.objects.for_year(year).values("office")
    items = Item.objects.filter(pk__in=item_ids, offices__in=offices)
    return set(items.values_list("pk", flat=True))


def countings(items: Iterable[LoadedItem], on: date) -> dict[int, Counting]:
    """Return how every count of the items stands to the register, by result. One query."""
    items = list(items)
    counts = [m.record.result_id for item in items for m in counts_in(item)]
    linked = incidents_in(counts)
    on_top = {pk: base for item in items for pk, base in bases_on_top(item).items()}
    return {
        pk: Counting(on, linked.get(on_top.get(pk, pk), ()), is_on_top=pk in on_top)
        for pk in counts
    }


def _is_bonus(item: LoadedItem, measure: LoadedMeasure) -> bool:
    """Say whether a count wins points beside the hundred: awards are no incidents."""
    return any(
        measure.code in rule.engine.measures and rule.engine.kind.value in BONUS_KINDS
        for component in item.components
        for rule in component.rules
    )


def counts_in(item: LoadedItem) -> Iterator[LoadedMeasure]:
    return (m for m in item.measures if m.engine.kind is MeasureKind.COUNT)


def beside_cells(year: int, items: Iterable[LoadedItem], on: date) -> dict[int, IncidentsBeside]:
    """Return what stands beside the counts of items, by result. Two queries, or none."""
    items = list(items)
    values = {m.record.result_id: m.record.value for item in items for m in counts_in(item)}
    if not values:
        return {}
    kept = kept_items(year, [item.pk for item in items])
    of_kept = {
        m.record.result_id
        for item in items
        if item.pk in kept
        for m in counts_in(item)
        if not _is_bonus(item, m)
    }
    return {
        pk: _beside(found, values[pk], is_kept=pk in of_kept)
        for pk, found in countings(items, on).items()
    }


def _beside(found: Counting, value: Decimal | None, *, is_kept: bool) -> IncidentsBeside:
    if found.is_on_top:
        label = f"未按期 {found.number} 起" if found.linked else "台账"
        title = f"截至 {found.on}，台账 {len(found.linked)} 起中未按期整改 {found.number} 起"
    else:
        label = f"台账 {found.number} 起" if found.linked else "台账"
        title = f"事件台账中计入本格的有 {found.number} 起"
    doubt = found.doubt(value) if is_kept or found.linked else ""
    return IncidentsBeside(label, f"{title}；点开查看、挂接", doubt)


def typed_otherwise(year: int) -> dict[int, int]:
    """Return, by result, how many incidents count in each cell that says another number.

    Only the counts of kept_items are held against the register, but what comes on top. One
    query, another where any is told.
    """
    offices = Incident.objects.for_year(year).values("office")
    items = Item.objects.filter(section__table__year__number=year, offices__in=offices)
    counts = Result.objects.filter(
        measure__kind=MeasureKind.COUNT, measure__component__item__in=items
    )
    counts = counts.exclude(measure__rules__kind__in=BONUS_KINDS)
    counted = Count("incident_links", filter=Q(incident_links__incident__withdrawn_at=None))
    others = counts.recorded().annotate(counted=counted).exclude(value=F("counted"))
    rows = list(others.order_by().values_list("pk", "measure", "counted"))
    on_top = _on_top(year) if rows else frozenset()
    return {pk: number for pk, measure, number in rows if measure not in on_top}


def _on_top(year: int) -> frozenset[int]:
    """Return the measures of rules that cost on top of others. One query."""
    rules = Rule.objects.filter(
        component__item__section__table__year__number=year, clause__contains="加扣"
    )
    told = rules.order_by().values_list("measures", "clause")
    return frozenset(measure for measure, clause in told if costs_on_top(clause))
