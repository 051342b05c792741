"""What of the self-evaluation waits on a person's desk (工作台)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from cities.permissions import Persona, persona_of
from lib.wording import of_year
from selfeval import states
from selfeval.models import ExtensionRequest, Reminder, Report, Task
from selfeval.review import listing
from selfeval.year.reminders import words_of

#: Reports that are named one by one.
MOST_NAMED = 6


def of(user) -> dict:
    """Return the parts of this person's desk. None for who has no part in it.

    Queries: a county two, a city bureau three, the assessment office four; one before there is
    any task.
    """
    persona = persona_of(user)
    found = {}
    if persona.is_county:
        found["county"] = county(user)
    if persona.is_city or persona.is_assessment_office:
        found["review"] = reviewer(user, persona, timezone.now())
    return found


def county(user) -> dict:
    """Return the county's reports, those it has to work on first, with what it was told."""
    rows = Report.objects.visible_to(user).exclude(task__opened_at=None)
    rows = rows.select_related("task", "latest", "county").defer(*listing.HEAVY)
    rows = rows.with_open_comments(user)
    rows = list(rows.order_by("-task__year", "task__title", "county", "pk"))
    lines = sorted(listing.own_lines(rows), key=lambda line: not line.is_open)
    return {"lines": lines, "told": _reminded(rows)}


def _reminded(rows: Iterable[Report]) -> list[dict]:
    """Return the last reminder of each report that is still to be handed in; of a county's
    projects in one task those of the same words are told together. One query."""
    waiting = {row.pk: row for row in rows if row.state in states.WRITABLE}
    sent = Reminder.objects.filter(report__in=waiting).order_by("sent_at")
    last = {reminder.report_id: reminder for reminder in sent}
    told: dict[tuple, dict] = {}
    for row in waiting.values():
        if (reminder := last.get(row.pk)) is None:
            continue
        words = words_of(reminder)
        by = (row.task_id, row.county_id, words) if row.task.by_project else (row.pk,)
        found = told.setdefault(by, {"report": row, "words": words, "projects": []})
        found["at"] = max(reminder.sent_at, found.get("at", reminder.sent_at))
        found["projects"] += [row.project or "未命名项目"] * row.task.by_project
    return list(told.values())


def reviewer(user, persona: Persona, now: datetime) -> dict | None:
    """Return what waits for a city bureau or the assessment office; None before any task."""
    tasks = list(Task.objects.visible_to(user).only("pk", "year", "title", "deadline", "opened_at"))
    if not tasks:
        return {"has_tasks": False} if persona.is_assessment_office else None
    choices = {c.code: c for c in listing.choices_of(user, listing.Asked(), now)}
    rows = listing.reports_of(user, listing.Asked(), "waiting", now=now)
    waiting = listing.page_of(rows, 1, choices["waiting"].count, size=MOST_NAMED)
    open_tasks = [t for t in tasks if t.opened_at and t.deadline >= now]
    return {
        "counts": [choices[code] for code in ("waiting", "returned", "missing", "overdue")],
        "waiting": listing.lines_of(waiting.object_list),
        "waiting_count": choices["waiting"].count,
        "tasks": sorted(open_tasks, key=lambda t: t.deadline)[:MOST_NAMED],
        "unopened": [t for t in tasks if t.opened_at is None],
        "has_tasks": True,
        "may_manage": persona.is_assessment_office,
        "requests": _requests(user) if persona.is_assessment_office else [],
    }


def _requests(user) -> list[dict]:
    """Return the tasks in which counties wait for more time, with how many. One query."""
    rows = ExtensionRequest.objects.visible_to(user).waiting()
    rows = rows.values("task", "task__year", "task__title").annotate(count=Count("pk"))
    return [
        row | {"named": of_year(row["task__title"], row["task__year"])}
        for row in rows.order_by("-task__year", "task__title")
    ]
