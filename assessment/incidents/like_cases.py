"""同责同罚: incidents of one kind across cities, and what each cost."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from assessment.engine.explain import describe_rule
from assessment.engine.results import ComponentScore, ItemScore, Line
from assessment.engine.types import Effect
from assessment.incidents.listing import CountCell, IncidentLine, lines_of
from assessment.loading import LoadedItem, LoadedMeasure
from assessment.models import Incident, Item, Year
from assessment.scores.items import scored_items

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one incident cost in one cell. each: points by the rule, None where none takes any.
    capped: the cell's rules took less together, for the component's points or cap were used up.
    number: how often the cell counts; taken: what they took together."""

    cell: CountCell
    rule: str
    each: Decimal | None
    number: str
    taken: Decimal
    capped: bool


@dataclass(frozen=True, slots=True)
class LikeIncident:
    """costs: empty where it counts nowhere."""

    line: IncidentLine
    costs: tuple[Cost, ...]

    @property
    def each(self) -> Decimal:
        return sum((cost.each or ZERO for cost in self.costs), ZERO)


@dataclass(frozen=True, slots=True)
class LikeIncidents:
    """All incidents of one kind. usual: what most of them cost by the rules."""

    label: str
    incidents: tuple[LikeIncident, ...]

    @property
    def usual(self) -> Decimal:
        """Return the points that occur most often; of several, the most points."""
        counts: dict[Decimal, int] = defaultdict(int)
        for incident in self.incidents:
            counts[incident.each] += 1
        return max(counts, key=lambda points: (counts[points], points))

    @property
    def differs(self) -> bool:
        return len({incident.each for incident in self.incidents}) > 1

    @property
    def marked(self) -> list[tuple[LikeIncident, str]]:
        """Return each with the word for how it differs from most, "" where it does not."""
        return [(incident, self._difference(incident)) for incident in self.incidents]

    def _difference(self, incident: LikeIncident) -> str:
        if not incident.costs:
            return "未挂接，没有扣分"
        if incident.each == self.usual:
            return ""
        return "少于多数" if incident.each < self.usual else "多于多数"


def like_incidents(year: Year) -> list[LikeIncidents]:
    """Return the year's incidents by kind, city by city. Eleven queries, whatever their number;
    as many more as scored_items may take."""
    rows = Incident.objects.filter(year=year).counting().with_places()
    lines = lines_of(rows.order_by("city__key", "happened_on", "number"), timezone.localdate())
    cells = {cell.result_id for line in lines for cell in line.cells}
    scored = dict(_scored(year, cells)) if cells else {}
    groups: dict[str, list[LikeIncident]] = defaultdict(list)
    for line in lines:
        costs = tuple(cost for cell in line.cells for cost in _costs(cell, scored))
        groups[line.incident.kind].append(LikeIncident(line, costs))
    return [
        LikeIncidents(label, tuple(groups[kind]))
        for kind, label in Incident.Kind.choices
        if groups.get(kind)
    ]


Scored = tuple[LoadedItem, ItemScore, ComponentScore, LoadedMeasure]


def _scored(year: Year, results: Collection[int]) -> Iterator[tuple[int, Scored]]:
    """Yield measures with their component's score, by the key of their result: of the indicators
    that these results belong to, in all cities, for a rule may compare them."""
    having = Item.objects.filter(components__measures__result__in=results)
    for unit in scored_items(year, having.values("indicator")):
        for cell in unit.cells:
            for component, own in zip(cell.item.components, cell.score.components, strict=True):
                for measure in component.measures:
                    yield measure.record.result_id, (cell.item, cell.score, own, measure)


def _costs(cell: CountCell, scored: dict[int, Scored]) -> Iterator[Cost]:
    """Yield what the rules of a cell's measure take for each time; one without, where none does."""
    if cell.result_id not in scored:
        return
    _, _, component, measure = scored[cell.result_id]
    value = measure.record.value
    number = "—" if value is None else f"{value.normalize():f}"
    lines = [line for line in component.lines if measure.code in line.rule.measures]
    for line in lines:
        each = line.rule.deduction if line.rule.kind.effect is Effect.DEDUCT else None
        yield Cost(
            cell,
            describe_rule(line.rule, line.measures),
            each,
            number,
            line.deduction,
            capped=_is_capped(component, line),
        )


def _is_capped(component: ComponentScore, line: Line) -> bool:
    return component.capped and line.deduction > 0
