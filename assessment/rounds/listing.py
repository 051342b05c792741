"""How far a round is: the list of rounds, and the indicators of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from assessment.models import Indicator, Result, Round, RoundFigure, Year
from assessment.rounds.permissions import STAGES
from assessment.rounds.reading import RoundTables


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


def indicator_lines(read: RoundTables, own: Iterable[int]) -> list[IndicatorLine]:
    """Return a line an indicator, the person's own first. One query."""
    own = frozenset(own)
    found: dict[int, list] = {}
    for table in read.tables:
        for item in table.items:
            held = found.setdefault(item.indicator_id, [0, 0, set(), False])
            values = [measure.record.value for measure in item.measures]
            held[0] += sum(value is not None for value in values)
            held[1] += len(values)
            held[2] |= set(item.office_names)
            held[3] |= bool(own & set(item.office_ids))
    names = Indicator.objects.filter(pk__in=found).order_by("order").values_list("pk", "name")
    lines = [
        IndicatorLine(pk, name, _offices(found[pk][2]), *found[pk][:2], is_own=found[pk][3])
        for pk, name in names
    ]
    return sorted(lines, key=lambda line: not line.is_own)


def _offices(names: set[str]) -> str:
    return "、".join(sorted(names)) if len(names) <= 3 else f"{len(names)} 个处室"
