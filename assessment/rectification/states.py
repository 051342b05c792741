"""A problem's flow as one table: from, to, by whom.

Pages and actions ask it; nothing else knows which step follows which. That a year stands before
复核 closes all of them (permissions.why_closed).
"""

from collections.abc import Callable
from dataclasses import dataclass

from assessment.models import Rectification, RectificationMessage, RectificationState
from assessment.rectification.permissions import is_assessment_office, is_city

_S = RectificationState
_K = RectificationMessage.Kind


@dataclass(frozen=True, slots=True)
class RectificationStep:
    """One way from a state to another. kind: of the line that it writes; asks: what the words
    are for; takes_files: whether it may be proved; is_grave: asked about first."""

    name: str
    source: RectificationState
    target: RectificationState
    label: str
    who: Callable[[object, Rectification], bool]
    kind: str
    asks: str
    takes_files: bool = False
    is_grave: bool = False


def _answer(source: RectificationState) -> RectificationStep:
    return RectificationStep(
        name="answer",
        source=source,
        target=_S.ANSWERED,
        label="报送整改情况",
        who=is_city,
        kind=_K.ANSWER,
        asks="整改情况",
        takes_files=True,
    )


def _by_office(name: str, source: RectificationState, target: RectificationState, **told):
    return RectificationStep(
        name=name, source=source, target=target, who=is_assessment_office, **told
    )


def _withdraw(source: RectificationState) -> RectificationStep:
    return _by_office(
        "withdraw",
        source,
        _S.WITHDRAWN,
        label="撤销这个问题",
        kind=_K.WITHDRAW,
        asks="撤销理由",
        is_grave=True,
    )


STEPS = (
    _answer(_S.ISSUED),
    _answer(_S.RETURNED),
    _by_office("close", _S.ANSWERED, _S.CLOSED, label="销号", kind=_K.CLOSE, asks="核查意见"),
    _by_office(
        "return", _S.ANSWERED, _S.RETURNED, label="退回整改", kind=_K.RETURN, asks="退回理由"
    ),
    _by_office(
        "reopen",
        _S.CLOSED,
        _S.RETURNED,
        label="重新打开",
        kind=_K.REOPEN,
        asks="重新打开的理由",
        is_grave=True,
    ),
    _withdraw(_S.ISSUED),
    _withdraw(_S.RETURNED),
    _withdraw(_S.ANSWERED),
)


def step_of(found: Rectification, name: str) -> RectificationStep | None:
    """Return the step of this name that leads on from where the problem stands, if any."""
    return next((s for s in STEPS if s.name == name and s.source == found.state), None)


def steps_for(found: Rectification, user) -> list[RectificationStep]:
    """Return what this person may do next. No query but the person's roles."""
    return [s for s in STEPS if s.source == found.state and s.who(user, found)]


def as_text() -> str:
    """Return the table as lines, for people and for the test that keeps it."""
    return "\n".join(
        f"{s.source.label} → {s.target.label} | {s.name} {s.label} | {s.who.__name__}"
        for s in STEPS
    )
