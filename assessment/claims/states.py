"""A claim's flow as one table: from, to, by whom, under which condition.

Pages and actions ask it; nothing else knows which step follows which. That the year is past 复核
closes all of them (permissions.why_closed).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessment.claims.permissions import is_city, is_office, why_not_open
from assessment.models import BonusClaim, ClaimState, ClaimWindow

_S = ClaimState
Guard = Callable[[BonusClaim, ClaimWindow, datetime], str]


def nothing(claim: BonusClaim, window: ClaimWindow, now: datetime) -> str:
    """No condition."""
    return ""


def in_time(claim: BonusClaim, window: ClaimWindow, now: datetime) -> str:
    """While cities may claim; what was sent back may come back later."""
    return why_not_open(claim.year, window, now)


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """One way from a state to another. guard: why it cannot be taken now, empty if it can.
    asks: whether words go with it."""

    name: str
    source: ClaimState
    target: ClaimState
    label: str
    who: Callable[[object, BonusClaim], bool]
    guard: Guard = nothing
    asks: str = ""


STEPS = (
    ClaimStep("file", _S.DRAFT, _S.FILED, "申报", is_city, guard=in_time),
    ClaimStep("file", _S.RETURNED, _S.FILED, "补充后再报", is_city),
    ClaimStep("withdraw", _S.DRAFT, _S.WITHDRAWN, "作废草稿", is_city),
    ClaimStep("withdraw", _S.FILED, _S.WITHDRAWN, "撤回申报", is_city),
    ClaimStep("withdraw", _S.RETURNED, _S.WITHDRAWN, "撤回申报", is_city),
    ClaimStep("return", _S.FILED, _S.RETURNED, "退回补充", is_office, asks="要补充什么"),
    ClaimStep("accept", _S.FILED, _S.ACCEPTED, "采纳", is_office),
    ClaimStep("accept", _S.FILED, _S.PARTLY, "部分采纳", is_office),
    ClaimStep("reject", _S.FILED, _S.REJECTED, "不采纳", is_office),
    ClaimStep("reopen", _S.ACCEPTED, _S.FILED, "撤回决定", is_office, asks="撤回决定的理由"),
    ClaimStep("reopen", _S.PARTLY, _S.FILED, "撤回决定", is_office, asks="撤回决定的理由"),
    ClaimStep("reopen", _S.REJECTED, _S.FILED, "撤回决定", is_office, asks="撤回决定的理由"),
)


def step_of(claim: BonusClaim, name: str) -> ClaimStep | None:
    """Return the step of this name that leads on from where the claim stands, if any."""
    return next((s for s in STEPS if s.name == name and s.source == claim.state), None)


def steps_for(claim: BonusClaim, user) -> list[ClaimStep]:
    """Return what this person may do next, each name once. A query for who is of an office."""
    found: dict[str, ClaimStep] = {}
    for step in STEPS:
        if step.source == claim.state and step.who(user, claim):
            found.setdefault(step.name, step)
    return list(found.values())


def as_text() -> str:
    """Return the table as lines, for people and for the test that keeps it."""
    return "\n".join(
        f"{s.source.label} → {s.target.label} | {s.name} {s.label} | {s.who.__name__} | "
        f"{s.guard.__name__}"
        for s in STEPS
    )
