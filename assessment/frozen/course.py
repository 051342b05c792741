"""What a snapshot says beside tables, records and scores: objections and incidents of the year,
and what follows from its grades."""

from datetime import date
from typing import Any

from assessment.collection.sources import incident_told
from assessment.frozen.writing import instant
from assessment.models import Incident, Objection, ObjectionDecision, ObjectionMessage, Year
from assessment.models.objections import as_kept
from assessment.year.consequences import consequences_of

Told = dict[str, Any]


def objections_told(year: Year) -> list[Told]:
    """Return the year's objections with thread, files and decisions, by number. Four queries."""
    rows = Objection.objects.filter(year=year).select_related("city", "year").order_by("number")
    related = rows.prefetch_related("messages", "files__file", "decisions")
    return [_objection(objection) for objection in related]


def incidents_told(year: Year) -> list[Told]:
    """Return the year's register, withdrawn ones too, by number. Three queries."""
    rows = Incident.objects.filter(year=year).select_related("city", "county", "office")
    related = rows.order_by("number").prefetch_related("links__result__measure", "evidence__file")
    return [_incident(incident) for incident in related]


def consequences_told(year: Year) -> Told:
    """Return what follows from the grades under its key, nothing where the year says nothing. Two
    queries, one without any."""
    found = [{"grade": each.grade, "text": each.text} for each in consequences_of(year)]
    return {"consequences": found} if found else {}


def _objection(objection: Objection) -> Told:
    return {
        "number": objection.shown_number,
        "city": objection.city.key,
        "item": objection.item_name,
        "component": objection.component,
        "kind": objection.get_kind_display(),
        "about": objection.words,
        "codes": list(objection.codes),
        "wanted": objection.wanted,
        "claimed": as_kept(objection.claimed),
        "reason": objection.reason,
        "state": objection.get_state_display(),
        "filed_as": objection.filed_as,
        "filed_at": instant(objection.filed_at),
        "files": [
            {"name": file.name, "sha256": file.file.sha256} for file in objection.files.all()
        ],
        "messages": [_message(message) for message in objection.messages.all()],
        "decisions": [_decision(decision) for decision in objection.decisions.all()],
    }


def _message(message: ObjectionMessage) -> Told:
    return {
        "kind": message.get_kind_display(),
        "text": message.text,
        "written_as": message.written_as,
        "written_at": instant(message.written_at),
    }


def _decision(decision: ObjectionDecision) -> Told:
    return {
        "told": decision.told,
        "stage": decision.stage,
        "outcome": decision.get_outcome_display(),
        "reason": decision.reason,
        "changes": decision.changes,
        "total": [as_kept(decision.total_before), as_kept(decision.total_after)],
        "rank": [decision.rank_before, decision.rank_after],
        "moved": decision.moved,
        "decided_as": decision.decided_as,
        "decided_at": instant(decision.decided_at),
    }


def _incident(incident: Incident) -> Told:
    files = [proof for proof in incident.evidence.all() if proof.withdrawn_at is None]
    return {
        "told": incident_told(incident, [proof.name for proof in files]),
        "number": incident.number,
        "city": incident.city.key,
        "county": incident.county.name if incident.county else None,
        "happened_on": incident.happened_on.isoformat(),
        "kind": incident.get_kind_display(),
        "document": incident.document,
        "description": incident.description,
        "due_on": _day(incident.due_on),
        "put_right_on": _day(incident.put_right_on),
        "office": incident.office.name,
        "recorded_as": incident.recorded_as,
        "withdrawn_reason": incident.withdrawn_reason,
        "counted_in": [] if incident.is_withdrawn else _codes(incident),
        "files": [{"name": proof.name, "sha256": proof.file.sha256} for proof in files],
    }


def _codes(incident: Incident) -> list[str]:
    return sorted(link.result.measure.code for link in incident.links.all())


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
