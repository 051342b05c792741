"""What is said of an incident, as forms and workbooks give it to the actions."""

from dataclasses import dataclass, fields
from datetime import date

from assessment.models import Incident


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """The columns of an incident that people fill in, cleaned."""

    city_id: int
    county_id: int | None
    happened_on: date
    kind: str
    document_name: str
    document_number: str
    description: str
    due_on: date | None
    put_right_on: date | None

    @classmethod
    def of(cls, incident: Incident) -> "IncidentEntry":
        return cls(**{name: getattr(incident, name) for name in NAMES})

    def kept(self) -> dict:
        """Return it as a row keeps it: days as text."""
        told = {name: getattr(self, name) for name in NAMES}
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in told.items()}

    @classmethod
    def of_kept(cls, kept: dict) -> "IncidentEntry":
        days = {n: kept[n] and date.fromisoformat(kept[n]) for n in DAYS}
        return cls(**{**kept, **days})


DAYS = ("happened_on", "due_on", "put_right_on")
NAMES = tuple(field.name for field in fields(IncidentEntry))


def told(incident: Incident) -> dict[str, str]:
    """Return an incident in words, for the log. No query where its places are at hand."""
    return {
        "市州": incident.city.name,
        "县市区": incident.county.name if incident.county else "",
        "日期": f"{incident.happened_on}",
        "类别": incident.get_kind_display(),
        "文件名称": incident.document_name,
        "文号": incident.document_number,
        "说明": incident.description,
        "整改期限": f"{incident.due_on or ''}",
        "整改日期": f"{incident.put_right_on or ''}",
    }


def label_of(incident: Incident) -> str:
    """Return how the log names an incident: year, city, number, document."""
    return f"{incident.year.number} {incident.city.name} 事件{incident.told}"
