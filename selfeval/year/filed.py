"""A year's reports as its overview counts them, from rows and from the figures kept of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db.models import F

from selfeval.engine.answers import Answers, answers_of
from selfeval.engine.laid import Laid
from selfeval.engine.wording import words_for
from selfeval.loading import form_of
from selfeval.models import Report, Submission, Task, named_with
from selfeval.year.summaries import Attained, attained_in, attained_of, in_parts, made_of

HUNDRED = Decimal(100)
#: Read of a report, and beside it, as plain values: of thousands, rows of the models would take
#: half of the time.
OWN = ("pk", "task_id", "state", "county_name", "project", "latest_id")
BESIDE = {
    "county_key": F("county__key"),
    "city_key": F("county__city__key"),
    "city_name": F("county__city__name"),
    "filed_total": F("latest__total"),
    "filed_shown": F("latest__total_shown"),
    "filed_grade": F("latest__grade"),
    "filed_execution": F("latest__execution"),
    "words": F("latest__digest"),
    "made_of": F("latest__summary__made_of"),
    "figures": F("latest__summary__figures"),
}


@dataclass(frozen=True, slots=True)
class Filed:
    """One report as the overview counts it. score_rate, execution: in percent, unrounded;
    None where there is none. county: with its project, if it has one. missed: (code, name) of
    the indicators that fell short."""

    pk: int
    county: str
    place: str
    place_key: str
    state: str
    total: Decimal | None = None
    total_shown: str = "—"
    grade: str = ""
    score_rate: Decimal | None = None
    execution: Decimal | None = None
    indicators: tuple[tuple[str, str], ...] = ()
    missed: frozenset[str] = frozenset()

    @property
    def ahead(self) -> Decimal | None:
        """By how many points the score rate lies above the execution rate."""
        if self.score_rate is None or self.execution is None:
            return None
        return self.score_rate - self.execution

    @property
    def unspent(self) -> Decimal | None:
        return None if self.execution is None else HUNDRED - self.execution


def filed_on(user, tasks: Sequence[Task], *, by_county: bool) -> Iterator[Filed]:
    """Yield the reports on tasks of one year that this person may see, by county.

    tasks: with their forms. One query, none without tasks; one more for each hundred submissions
    whose figures are not kept, or were made of something else. Drafts are never read.
    """
    if not tasks:
        return
    asked = {task.pk: _Asked(task) for task in tasks}
    rows = Report.objects.visible_to(user).filter(task__in=asked).order_by("county__key", "pk")
    reports = list(rows.annotate(**BESIDE).values_list(*OWN, *BESIDE, named=True))
    anew = _worked_out(asked, [r for r in reports if r.latest_id and not asked[r.task_id].fits(r)])
    for report in reports:
        place = (report.county_name, report.county_key) if by_county else _city_of(report)
        named = named_with(report.county_name, report.project)
        filed = Filed(report.pk, named, place[0], place_key=place[1], state=report.state)
        if report.latest_id is None:
            yield filed
        else:
            attained = anew.get(report.pk) or attained_in(report.figures)
            yield asked[report.task_id].submitted(filed, report, attained)


def _city_of(report) -> tuple[str, str]:
    return report.city_name, report.city_key


def _worked_out(asked: Mapping[int, "_Asked"], reports: list) -> dict[int, Attained]:
    """Return by report how its indicators stand, from what was submitted."""
    found = {}
    for some in in_parts(reports):
        words = Submission.objects.in_bulk([report.latest_id for report in some])
        for report in some:
            found[report.pk] = asked[report.task_id].attained(words[report.latest_id].data)
    return found


class _Asked:
    """A task's form, as its reports are read: what is the same for all of them is made once."""

    def __init__(self, task: Task) -> None:
        self.task, self.form = task, form_of(task.form)
        self._indicators: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}

    def fits(self, report) -> bool:
        """Whether what is kept follows from what was submitted, by today's form and program."""
        return report.made_of == made_of(self.task.form, self.task.year, report.words)

    def attained(self, words: dict) -> Attained:
        return attained_of(Laid(self.form, answers_of(words), self.task.year))

    def submitted(self, filed: Filed, report, attained: Attained) -> Filed:
        total, execution = report.filed_total, report.filed_execution
        return replace(
            filed,
            total=total,
            total_shown=report.filed_shown,
            grade=report.filed_grade,
            score_rate=None if total is None else total / self.form.scoring.full * HUNDRED,
            execution=None if execution is None else execution * HUNDRED,
            indicators=self._named(attained.asked),
            missed=attained.missed,
        )

    def _named(self, codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        if codes not in self._indicators:
            self._indicators[codes] = tuple((code, self._names[code]) for code in codes)
        return self._indicators[codes]

    @cached_property
    def _names(self) -> dict[str, str]:
        nodes = Laid(self.form, Answers(), self.task.year).nodes
        return {place.code: words_for(place.node.label, self.task.year) for place in nodes}
