"""What a problem may be made of: a difference of the check, an incident, a deduction."""

from dataclasses import dataclass

from assessment.models import Incident, Rectification, SampledCell, Year
from assessment.objections.subjects import deduction_of, lines_told
from assessment.summaries.among import standing_of
from lib.rounding import format_points
from lib.wording import ended

_SOURCE = Rectification.Source


@dataclass(frozen=True, slots=True)
class Origin:
    """words: what it came from; problem: what the form proposes to say."""

    source: str
    city_id: int
    city_name: str
    words: str
    problem: str
    cell: SampledCell | None = None
    incident: Incident | None = None


def of_cell(cell: SampledCell) -> Origin:
    """No query. Of a cell that differs."""
    figures = f"上报 {cell.reported_shown} {cell.shown_unit}".rstrip()
    found = f"核查 {cell.found_shown} {cell.shown_unit}".rstrip()
    what = f"{cell.item_name} · {cell.measure_name}"
    return Origin(
        _SOURCE.CHECK, cell.city_id, cell.city_name,
        words=f"{what}：{figures}，{found}",
        problem=f"{what}上报数与核查数不一致（{figures}，{found}）。{ended(cell.finding)}",
        cell=cell,
    )  # fmt: skip


def of_incident(incident: Incident, city_name: str) -> Origin:
    """No query."""
    return Origin(
        _SOURCE.INCIDENT, incident.city_id, city_name,
        words=incident.told,
        problem=incident.description,
        incident=incident,
    )  # fmt: skip


def of_deduction(year: Year, city_key: str, rule: int) -> Origin | None:
    """Return it where the rule takes points of the city's card. rule: its row's key. Nine
    queries."""
    standing = standing_of(year, city_key)
    subject = deduction_of(standing, rule) if standing else None
    if standing is None or subject is None or not subject.deduction:
        return None
    [(clause, sum_told, lost)] = lines_told(subject)
    return Origin(
        _SOURCE.DEDUCTION, standing.table.city_id, standing.city,
        words=f"{subject.item.name} · {clause}，扣 {format_points(lost)} 分",
        problem=f"{subject.item.name}：{clause}（{sum_told}），扣 {format_points(lost)} 分。",
    )  # fmt: skip
