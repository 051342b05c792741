"""往来: everything that was said and decided about an objection, in its order."""

from dataclasses import dataclass
from datetime import datetime

from assessment.models import Objection, ObjectionDecision, ObjectionFile, ObjectionMessage
from assessment.objections.deciding import moved_told, told_change
from lib.wording import person_as


@dataclass(frozen=True, slots=True)
class ThreadEvent:
    """decision: of one that decides; changes: what it corrected, moved: the other
    cities that it moved, in words."""

    at: datetime
    who: str
    what: str
    text: str
    files: tuple[ObjectionFile, ...] = ()
    decision: ObjectionDecision | None = None
    changes: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


def thread_of(objection: Objection) -> list[ThreadEvent]:
    """Return what happened, oldest first. Two queries; the decisions are loaded."""
    files: dict[int | None, list[ObjectionFile]] = {}
    for file in objection.files.select_related("file"):
        files.setdefault(file.message_id, []).append(file)
    filed = ThreadEvent(
        objection.filed_at,
        person_as(str(objection.filed_by), objection.filed_as),
        "提出申诉（逾期）" if objection.is_late else "提出申诉",
        objection.reason,
        tuple(files.get(None, ())),
    )
    said = [_said(m, files) for m in objection.messages.select_related("written_by")]
    decided = [_decided(decision) for decision in objection.decisions.all()]
    return sorted([filed, *said, *decided], key=lambda event: event.at)


def _said(message: ObjectionMessage, files: dict) -> ThreadEvent:
    who = person_as(str(message.written_by), message.written_as)
    what = message.get_kind_display()
    return ThreadEvent(
        message.written_at, who, what, message.text, tuple(files.get(message.pk, ()))
    )


def _decided(decision: ObjectionDecision) -> ThreadEvent:
    return ThreadEvent(
        decision.decided_at,
        person_as(str(decision.decided_by), decision.decided_as),
        "复议决定" if decision.stage == 2 else "决定",
        decision.reason,
        decision=decision,
        changes=tuple(told_change(change) for change in decision.changes),
        moved=tuple(moved_told(moved) for moved in decision.moved),
    )
