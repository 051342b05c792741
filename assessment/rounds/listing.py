"""How far a round is: the list of rounds, and the indicators of one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from assessment.models import Indicator, Item, Measure, Result, Round, RoundFigure, Year
from assessment.rounds.permissions import STAGES
from assessment.rounds.reading import tables_of_round
from assessment.self_check.places import Cell, placed


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round with how much of it is reported."""

    round: Round
    reported: int
    late: int
    alerts: int
    day: date

    @property
    def state(self) -> str:
        held = self.round
        if held.closed_at is not None:
            return "已结束"
        if not held.is_late(self.day):
            return "报送中"
        return "逾期补报" if held.accepts_late else "已截止"

    @property
    def look(self) -> str:
        return {"已结束": "done", "报送中": "active", "逾期补报": "todo", "已截止": "idle"}[
            self.state
        ]


def lines_of(year: Year, day: date) -> list[RoundLine]:
    """Return a line a round, the latest first. Two queries."""
    rows = RoundFigure.objects.filter(round__year=year, value__isnull=False).order_by()
    told = rows.values_list("round").annotate(
        count=Count("pk"), late=Count("pk", filter=Q(is_late=True))
    )
    counts = {pk: (count, late) for pk, count, late in told}
    rounds = (
        Round.objects.filter(year=year)
        .order_by("-as_of")
        .annotate(issued=Count("alerts", filter=Q(alerts__withdrawn_at=None)))
    )
    return [RoundLine(r, *counts.get(r.pk, (0, 0)), r.issued, day) for r in rounds]


def to_report(year: Year, day: date) -> list[Round]:
    """Return the rounds in which offices may report. One query; none in other stages."""
    if year.state not in STAGES:
        return []
    rows = Round.objects.filter(year=year, closed_at=None)
    return [held for held in rows if held.is_open(day)]


def line_of(held: Round, day: date) -> RoundLine:
    """Return the line of one round. Two queries."""
    figures = held.figures.filter(value__isnull=False)
    told = figures.aggregate(count=Count("pk"), late=Count("pk", filter=Q(is_late=True)))
    alerts = held.alerts.standing().count()
    return RoundLine(held, told["count"], told["late"], alerts=alerts, day=day)


def asked_for(year: Year) -> int:
    """Return how many figures a round asks for. One query."""
    table = "measure__component__item__section__table"
    return Result.objects.filter(
        **{f"{table}__year": year, f"{table}__issued_at__isnull": False}
    ).count()


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in a round, over all cities."""

    pk: int
    name: str
    offices: str
    reported: int
    total: int
    is_own: bool

    @property
    def missing(self) -> int:
        return self.total - self.reported


def asked_cells(held: Round) -> dict[Cell, int]:
    """Return the cells that a round asks for, each with its indicator. One query."""
    rows = Measure.objects.filter(component__item__section__table__in=tables_of_round(held))
    told = placed(rows.order_by("component", "order"), "component__item__indicator")
    return {cell: indicator for cell, (indicator,) in told}


def reported_cells(held: Round) -> dict[Cell, int]:
    """Return the cells that have a figure in a round, each with the figure's key. One query."""
    told = held.figures.exclude(value=None).values_list(
        "pk", "city_id", "item_name", "component", "name", "kind", "nth"
    )
    return {(row[1], row[2:]): row[0] for row in told}


def left_over(asked: Mapping[Cell, int], reported: Mapping[Cell, int]) -> list[RoundFigure]:
    """Return figures of a round whose measure no table has any more: they are kept, and shown.
    One query."""
    left = [reported[cell] for cell in reported.keys() - asked.keys()]
    return list(RoundFigure.objects.filter(pk__in=left).select_related("city").order_by("pk"))


def indicator_lines(
    held: Round, asked: Mapping[Cell, int], reported: Collection[Cell], *, own: Iterable[int]
) -> list[IndicatorLine]:
    """Return a line an indicator, the person's own first. own: offices. Two queries."""
    own = frozenset(own)
    total = Counter(asked.values())
    there = Counter(map(asked.get, reported))
    offices = _offices(held)
    lines = [
        IndicatorLine(
            pk,
            name,
            _named(offices[pk].values()),
            reported=there[pk],
            total=total[pk],
            is_own=not own.isdisjoint(offices[pk]),
        )
        for pk, name in _names(total)
    ]
    return sorted(lines, key=lambda line: not line.is_own)


def _names(indicators: Collection[int]) -> Iterable[tuple[int, str]]:
    rows = Indicator.objects.filter(pk__in=indicators)
    return rows.order_by("order").values_list("pk", "name")


def _offices(held: Round) -> dict[int, dict[int, str]]:
    """Return the names of the offices that report in a round, by indicator and key. One query."""
    rows = Item.offices.through.objects.filter(item__section__table__in=tables_of_round(held))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    told = rows.order_by().values_list("item__indicator", "office_id", "office__name").distinct()
    for indicator, pk, name in told:
        found[indicator][pk] = name
    return found


def _named(offices: Collection[str]) -> str:
    names = sorted(set(offices))
    return "、".join(names) if len(names) <= 3 else f"{len(names)} 个处室"
