"""The lists of reports: what can be asked of them, in words, and in how many queries.

A list never reads what was filled in (Report.data is large): the columns beside it say
enough. For reviewers the figures of a report that stands open are those of its latest
submission, not of the draft.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from cities.permissions import Persona, persona_of
from selfeval import states
from selfeval.models import Attachment, Report, ReportState

PAGE_SIZE = 50

_S = ReportState

#: How a state is coloured; the word stands beside it (components/state_badge.html).
KINDS = {
    _S.DRAFT: "idle",
    _S.SUBMITTED: "active",
    _S.CITY_REVIEW: "active",
    _S.PROVINCE_REVIEW: "active",
    _S.RETURNED: "todo",
    _S.ACCEPTED: "done",
    _S.PUBLISHED: "done",
}

#: The newest year first, within a task by the counties' codes, their projects as they were made.
ORDER = ("-task__year", "task__title", "task", "county__key", "pk")
#: Columns that no list shows; submissions repeat the largest of them.
HEAVY = (
    "data",
    "cells",
    "open_cells",
    "latest__data",
    "latest__findings",
    "latest__figures",
    "latest__attachments",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A filter that is a word: its place in the address, and which reports it means."""

    code: str
    label: str
    where: Q


@dataclass(frozen=True, slots=True)
class Choice:
    """A word with how many reports it has now."""

    code: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks for. Empty: whatever there is."""

    state: str = ""
    year: int | None = None
    task: int | None = None
    city: str = ""
    q: str = ""
    project: str = ""
    stamp: str = ""

    @property
    def where(self) -> Q:
        """Everything but the word."""
        found = Q()
        if self.year:
            found &= Q(task__year=self.year)
        if self.task:
            found &= Q(task=self.task)
        if self.city:
            found &= Q(county__city__key=self.city)
        if self.q:
            found &= Q(county_name__contains=self.q) | Q(county__name__contains=self.q)
        if self.project:
            found &= Q(project__contains=self.project)
        if self.stamp:
            found &= STAMPS[self.stamp]
        return found


class Window(Paginator):
    """Pages of a list that was counted already. The database sorts numbers alone and reads
    what a page shows for its rows alone, in one query."""

    def __init__(self, rows, size: int, count: int):
        super().__init__(rows, size)
        self.count = count

    def page(self, number):
        page = super().page(self.validate_number(number))
        shown = page.object_list.values("pk")
        page.object_list = self.object_list.model.objects.filter(pk__in=shown).order_by(*ORDER)
        page.object_list = light(page.object_list)
        return page


def light(rows):
    """Return reports with all that a list shows and nothing of what was filled in."""
    rows = rows.annotate(is_stamped=is_sealed(), has_stamps=has_sealed_papers())
    return rows.select_related("task", "county__city", "latest").defer(*HEAVY)


def is_sealed() -> Exists:
    """Say of a row of reports whether the sealed paper of its latest submission has come back."""
    papers = Attachment.objects.sealing(OuterRef("latest__number"), OuterRef("latest__digest"))
    return Exists(papers.filter(report=OuterRef("pk")))


def has_sealed_papers() -> Exists:
    """Say of a row of reports whether any came that were sent until its latest submission."""
    until = Q(sent_for=None) | Q(sent_for__lte=OuterRef("latest__number"))
    return Exists(Attachment.objects.stamped().filter(until, report=OuterRef("pk")))


#: What can be asked of sealed papers: sent for what was submitted last; not, or only for what was
#: submitted before; only for that.
STAMPS = {
    "sent": Q(is_sealed()),
    "lacking": ~Q(is_sealed()),
    "outdated": ~Q(is_sealed()) & Q(has_sealed_papers()),
}


def overdue(now: datetime) -> Q:
    """Return those past their time: the deadline, or the day set for a correction."""
    extended = Q(extended_until=None) | Q(extended_until__lt=now)
    first = Q(state=_S.DRAFT, task__deadline__lt=now)
    again = Q(state=_S.RETURNED, correct_by__lt=now)
    return (first | again) & extended


def waiting_for(persona: Persona) -> Q:
    """Return what this reviewer has to act on: its own level's, nobody's for the others."""
    found = Q(pk__in=[])
    if persona.is_assessment_office:
        found |= Q(state=_S.PROVINCE_REVIEW) | Q(state=_S.SUBMITTED, task__city_review=False)
    if persona.city_ids:
        own = Q(county__city__in=persona.city_ids)
        found |= own & (Q(state=_S.CITY_REVIEW) | Q(state=_S.SUBMITTED, task__city_review=True))
    return found


def words_of(persona: Persona, now: datetime) -> tuple[Word, ...]:
    """Return the words offered to this person, in their order."""
    own = (Word("waiting", "待我审核", waiting_for(persona)),)
    reviews = persona.is_assessment_office or persona.is_city
    return (
        *(own if reviews else ()),
        Word("review", "审核中", Q(state__in=states.UNDER_REVIEW)),
        Word("returned", "已退回", Q(state=_S.RETURNED)),
        Word("overdue", "逾期", overdue(now)),
        Word("missing", "未提交", Q(state=_S.DRAFT)),
        Word("accepted", "已通过", Q(state=_S.ACCEPTED)),
        Word("published", "已公开", Q(state=_S.PUBLISHED)),
        Word("all", "全部", Q()),
    )


def choices_of(user, asked: Asked, now: datetime) -> list[Choice]:
    """Return the words with their counts, the one that holds marked. One query."""
    words = words_of(persona_of(user), now)
    held = Report.objects.visible_to(user).filter(asked.where)
    counts = held.aggregate(
        **{
            word.code: Count("pk", filter=word.where) if word.where else Count("pk")
            for word in words
        }
    )
    codes = [word.code for word in words]
    current = asked.state if asked.state in codes else _first(words, counts)
    return [Choice(w.code, w.label, counts[w.code], w.code == current) for w in words]


def _first(words, counts) -> str:
    """Return where a list opens: with what waits, if anything does."""
    return "waiting" if counts.get("waiting") else "all"


def reports_of(user, asked: Asked, state: str, *, now: datetime):
    """Return the reports under a word, in the order of the codes."""
    words = {word.code: word.where for word in words_of(persona_of(user), now)}
    rows = Report.objects.visible_to(user).filter(asked.where & words[state])
    return rows.order_by(*ORDER)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in a list. shown: whose figures may be shown: of the submission that stands,
    of the draft for its own county, None where nothing was submitted yet."""

    report: Report
    shown: object | None

    @property
    def kind(self) -> str:
        return KINDS[self.report.state]

    @property
    def is_open(self) -> bool:
        return self.report.state in states.WRITABLE

    @property
    def execution(self) -> Decimal | None:
        """In percent."""
        ratio = self.shown and self.shown.execution
        return None if ratio is None else ratio * 100

    @property
    def due_at(self) -> datetime | None:
        return self.report.due_at if self.is_open else None

    @property
    def stamp(self) -> str:
        """Return what has come of the sealed paper: "sent", "outdated" or "". Of light rows."""
        if self.report.is_stamped:
            return "sent"
        return "outdated" if self.report.latest is not None and self.report.has_stamps else ""

    @property
    def is_resubmitted(self) -> bool:
        return self.report.latest is not None and self.report.latest.number > 1


@dataclass(frozen=True, slots=True)
class ProjectLines:
    """A county's reports for a task by project, as one line of its own lists. is_open, due_at:
    of those that it still has to hand in, the soonest."""

    lines: tuple[ReportLine, ...]

    @property
    def report(self) -> Report:
        """Any of them: they share task and county."""
        return self.lines[0].report

    @property
    def is_open(self) -> bool:
        return any(line.is_open for line in self.lines)

    @property
    def due_at(self) -> datetime | None:
        return min((line.due_at for line in self.lines if line.due_at), default=None)

    @property
    def handed_in(self) -> int:
        return sum(not line.is_open for line in self.lines)

    @property
    def returned(self) -> int:
        return sum(line.report.state == _S.RETURNED for line in self.lines)

    @property
    def unnamed(self) -> int:
        return sum(line.report.is_unnamed for line in self.lines)

    @property
    def open_comments(self) -> int:
        """Return how many 批注 are open; the reports: with_open_comments."""
        return sum(line.report.open_comments for line in self.lines)


def own_lines(reports) -> list[ReportLine | ProjectLines]:
    """Return a county's own lines: one a report, but one a task where it is by project. The
    reports: with their tasks; those of one task and county in the order of making."""
    found: dict[object, list[ReportLine]] = {}
    for line in lines_of(reports, own=True):
        report = line.report
        by = (report.task_id, report.county_id) if report.task.by_project else report.pk
        found.setdefault(by, []).append(line)
    return [
        ProjectLines(tuple(lines)) if isinstance(by, tuple) else lines[0]
        for by, lines in found.items()
    ]


def lines_of(reports, *, own: bool = False) -> list[ReportLine]:
    """Return lines. own: for the county itself, which sees its draft."""
    return [ReportLine(r, r if own else r.latest) for r in reports]


def page_of(rows, number, count: int, *, size: int = PAGE_SIZE) -> Page:
    return Window(rows, size, count).get_page(number)
