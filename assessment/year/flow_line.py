"""The year's seven-step line with its days, and how the year got where it stands."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from assessment import states
from assessment.flow import changes
from assessment.models import Correction, StepProposal, Year, YearState
from assessment.querysets import RELEASED_STATES
from lib.figures import remaining


@dataclass(frozen=True, slots=True)
class FlowStep:
    """state: done, current or coming, as components/step_line.html wants it."""

    label: str
    state: str
    date: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastMove:
    """A change of stage, or what else two persons did, the stage staying: then done says what.
    second: who confirmed; grounds: what was recorded with it, by its name; exceptions: what was
    missing, each with its reason. Years of before keep stage and person."""

    label: str
    at: dt.datetime
    by: str
    is_back: bool = False
    reason: str = ""
    second: str = ""
    grounds: list[tuple[str, str]] = field(default_factory=list)
    exceptions: list[dict[str, str]] = field(default_factory=list)
    done: str = ""


def steps_of(year: Year) -> list[FlowStep]:
    """Return the seven steps. Two queries: the year's history, its steps."""
    here = states.position(year.state)
    moves = [move for move in moves_of(year) if not move.done]
    reached = {move.label: timezone.localdate(move.at) for move in moves}
    return [
        _step(year, step, number, here=here, reached=reached)
        for number, step in enumerate(states.STEPS, 1)
    ]


def moves_of(year: Year) -> list[PastMove]:
    """Return every change of stage and what was made up for, oldest first. Two queries."""
    taken = {t.moved_version: t for t in StepProposal.objects.filter(year=year)}
    rows = year.history.order_by("history_date", "history_id").values_list(
        "state", "version", "history_date", "history_user__full_name", "history_user__username"
    )
    moves: list[PastMove] = []
    last = ""
    for state, version, at, full_name, username in rows:
        told = _told(taken.get(version))
        if state != last or told.get("done"):
            is_back = bool(moves) and states.position(state) < states.position(last)
            by = told.pop("by", full_name or username or "")
            moves.append(PastMove(YearState(state).said, at, by, is_back, **told))
        last = state
    return moves


def course_of(year: Year) -> list[PastMove]:
    """Return how the year went, oldest first: its steps, and the corrections made after the last
    of them. Three queries."""
    made = Correction.objects.made().filter(year=year).select_related("snapshot")
    return sorted([*moves_of(year), *map(_corrected, made)], key=lambda move: move.at)


def _corrected(correction: Correction) -> PastMove:
    return PastMove(
        label=correction.named,
        at=correction.confirmed_at,
        by=correction.proposed_as,
        reason=correction.reason,
        second=correction.confirmed_as,
        done=f"{correction.named}：{correction.about}，{correction.change}",
    )


def _told(taken: StepProposal | None) -> dict:
    """Return what the record of a step says beside the stage."""
    if taken is None:
        return {}
    return {
        "by": taken.proposed_as,
        "reason": taken.reason,
        "second": taken.confirmed_as,
        "grounds": states.grounds_told(taken.details),
        "exceptions": taken.exceptions,
        "done": _made_up_for(taken),
    }


def _made_up_for(taken: StepProposal) -> str:
    if (change := changes.change_of(taken)) is not None:
        words = "；".join(f"{name} {told}" for name, told in change.differences)
        return f"{changes.LABELS[change.what]}：{words}"
    step = states.transition(taken.source, taken.target)
    return step.said if step and step.stays else ""


def taken_back(year: Year) -> StepProposal | None:
    """Return the step that took scores back which cities had seen, None where they see them or
    never did. One query, none while they see them."""
    if year.state in RELEASED_STATES:
        return None
    steps = year.step_proposals.filter(moved_at__isnull=False, source__in=RELEASED_STATES)
    return steps.exclude(target__in=RELEASED_STATES).order_by("-moved_at").first()


def _step(year: Year, step: YearState, number: int, *, here: int, reached: dict) -> FlowStep:
    state = "done" if number < here else "current" if number == here else "coming"
    day = reached.get(step.said) if number <= here else None
    return FlowStep(step.said, state, day, _note(year, step, state, is_reached=day is not None))


def _note(year: Year, step: YearState, state: str, *, is_reached: bool) -> str:
    """Return what stands below a step: until when, and how long that is."""
    if state == "done":
        return "" if is_reached else "未安排"
    opens, closes = year.planned(step)
    if state == "current" and closes:
        return f"截止 {_day(closes)} · {remaining(closes, timezone.localdate())}"
    if opens and closes:
        return f"计划 {_day(opens)}至{_day(closes)}"
    if opens:
        return f"计划 {_day(opens)}起"
    return f"计划 {_day(closes)}止" if closes else ""


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
