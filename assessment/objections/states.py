"""An objection's flow as one table: from, to, by whom, under which condition.

Pages and actions ask it; nothing else knows which step follows which. That a year is no more
in 反馈与申诉 closes all of them (permissions.why_closed).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessment.models import Objection, ObjectionState, ObjectionWindow
from assessment.objections.permissions import (
    answer_due,
    appeal_due,
    is_assessment_office,
    is_city,
    is_office,
    moment,
)

_S = ObjectionState
Guard = Callable[[Objection, ObjectionWindow, datetime], str]


def nothing(objection: Objection, window: ObjectionWindow, now: datetime) -> str:
    """No condition."""
    return ""


def answer_is_overdue(objection: Objection, window: ObjectionWindow, now: datetime) -> str:
    """Decided without the office's answer only where it did not come in its term."""
    due = answer_due(objection, window)
    if now <= due:
        return f"责任处室还没有答复，期限是 {moment(due)}；答复以后，或过了期限，再作决定。"
    return ""


def within_the_term(objection: Objection, window: ObjectionWindow, now: datetime) -> str:
    """Once, where the year has a second stage, by its term."""
    due = appeal_due(objection, window)
    if due is None:
        return "本年度没有设定复议，决定即为最终决定。"
    if objection.appealed_at is not None:
        return "复议只能申请一次，已经申请过。"
    if now > due:
        return f"申请复议的期限是 {moment(due)}，已经过了；决定即为最终决定。"
    return ""


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a state to another. guard: why it cannot be taken now, empty if it can."""

    name: str
    source: ObjectionState
    target: ObjectionState
    label: str
    who: Callable[[object, Objection], bool]
    guard: Guard = nothing


STEPS = (
    Step("answer", _S.FILED, _S.ANSWERED, "答复", is_office),
    Step("withdraw", _S.FILED, _S.WITHDRAWN, "撤回申诉", is_city),
    Step("withdraw", _S.ANSWERED, _S.WITHDRAWN, "撤回申诉", is_city),
    Step("decide", _S.ANSWERED, _S.DECIDED, "作出决定", is_assessment_office),
    Step("decide", _S.FILED, _S.DECIDED, "作出决定", is_assessment_office, guard=answer_is_overdue),
    Step("appeal", _S.DECIDED, _S.APPEALED, "申请复议", is_city, guard=within_the_term),
    Step("withdraw", _S.APPEALED, _S.DECIDED, "撤回复议申请", is_city),
    Step("decide", _S.APPEALED, _S.REDECIDED, "作出复议决定", is_assessment_office),
)


def step_of(objection: Objection, name: str) -> Step | None:
    """Return the step of this name that leads on from where the objection stands, if any."""
    return next((s for s in STEPS if s.name == name and s.source == objection.state), None)


def steps_for(objection: Objection, user) -> list[Step]:
    """Return what this person may do next. A query for who is of an office."""
    return [s for s in STEPS if s.source == objection.state and s.who(user, objection)]


def as_text() -> str:
    """Return the table as lines, for people and for the test that keeps it."""
    return "\n".join(
        f"{s.source.label} → {s.target.label} | {s.name} {s.label} | {s.who.__name__} | "
        f"{s.guard.__name__}"
        for s in STEPS
    )
