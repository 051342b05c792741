"""The register as a list: which incidents, and what each is counted in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessment.engine.incidents import is_late
from assessment.models import Incident, IncidentLink

STATES = {
    "all": "全部",
    "unlinked": "未挂接",
    "overdue": "逾期未整改",
    "withdrawn": "已撤销",
}


@dataclass(frozen=True, slots=True)
class CountCell:
    """A cell that an incident counts in. rules: the phrases by which it costs points."""

    result_id: int
    indicator_id: int
    item_id: int
    item: str
    measure: str
    city_key: str
    version: int


@dataclass(frozen=True, slots=True)
class IncidentLine:
    incident: Incident
    cells: tuple[CountCell, ...]
    is_late: bool

    @property
    def is_overdue(self) -> bool:
        return self.is_late and self.incident.put_right_on is None


def in_state(incidents, state: str, on: date):
    """Return the incidents of a state in words; those that were withdrawn are only in theirs."""
    match state:
        case "withdrawn":
            return incidents.exclude(withdrawn_at=None)
        case "unlinked":
            return incidents.counting().unlinked()
        case "overdue":
            return incidents.counting().not_put_right(on)
    return incidents.counting()


def lines_of(incidents: Iterable[Incident], on: date) -> list[IncidentLine]:
    """Return lines with their cells. One query."""
    incidents = list(incidents)
    cells = cells_of([incident.pk for incident in incidents])
    return [
        IncidentLine(i, cells.get(i.pk, ()), is_late(i.due_on, i.put_right_on, on))
        for i in incidents
    ]


def cells_of(incident_ids: Iterable[int]) -> dict[int, tuple[CountCell, ...]]:
    """Return what incidents are counted in, by incident. One query."""
    item = "result__measure__component__item"
    rows = (
        IncidentLink.objects.filter(incident__in=list(incident_ids))
        .order_by("result__measure__code")
        .values_list(
            "incident",
            "result",
            f"{item}__indicator",
            item,
            f"{item}__name",
            "result__measure__name",
            f"{item}__section__table__city__key",
            "result__version",
        )
    )
    found: dict[int, list[CountCell]] = defaultdict(list)
    for incident, *told in rows:
        found[incident].append(CountCell(*told))
    return {pk: tuple(cells) for pk, cells in found.items()}
