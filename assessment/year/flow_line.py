"""The year's seven-step line with the days on which it got there."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from assessment import states
from assessment.models import Year, YearState


@dataclass(frozen=True, slots=True)
class FlowStep:
    """state: done, current or coming, as components/step_line.html wants it."""

    label: str
    state: str
    date: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastMove:
    label: str
    at: dt.datetime
    by: str


def steps_of(year: Year) -> list[FlowStep]:
    """Return the seven steps. One query: the year's history."""
    here = states.position(year.state)
    reached = {move.label: timezone.localdate(move.at) for move in moves_of(year)}
    return [
        _step(year, step, number, here=here, reached=reached)
        for number, step in enumerate(states.STEPS, 1)
    ]


def moves_of(year: Year) -> list[PastMove]:
    """Return every change of stage, oldest first. One query."""
    rows = year.history.order_by("history_date", "history_id").values_list(
        "state", "history_date", "history_user__full_name", "history_user__username"
    )
    moves, last = [], None
    for state, at, full_name, username in rows:
        if state != last:
            moves.append(PastMove(YearState(state).said, at, full_name or username or ""))
        last = state
    return moves


def _step(year: Year, step, number: int, *, here: int, reached: dict) -> FlowStep:
    state = "done" if number < here else "current" if number == here else "coming"
    day = reached.get(step.said) if number <= here else None
    note = ""
    if state == "done" and day is None:
        note = "未安排"
    if step == YearState.COLLECTING and number >= here and year.collection_closes:
        note = f"截止 {year.collection_closes.month}月{year.collection_closes.day}日"
    return FlowStep(step.said, state, day, note)
