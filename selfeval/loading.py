"""From rows to the engine: a report's words under its form, evaluated, checked, measured.

Pure reading; nothing here writes. Every page, file and list shows what comes from here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cities.models import Place
from selfeval.engine.answers import Answers, answers_of
from selfeval.engine.blank import room_to_write
from selfeval.engine.checks import check
from selfeval.engine.compare import completeness
from selfeval.engine.definition import form_of as form_from_json
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.laid import Laid
from selfeval.engine.results import Evaluated, Finding, SectionProgress
from selfeval.engine.scoring_types import Severity
from selfeval.engine.types import Form
from selfeval.models import FormDefinition, Report, Submission

#: An alias that is told: with what kind of place it is, and not every town's 经开区.
_PLACE = re.compile(r"(?!(?:经开|高新|开发|管理|示范|经济开发)区$)[一-龥]{2,}[市州县区旗]")
#: A place's name, and what it is: 邵东市 is 邵东, 城步苗族自治县 is 城步. 道县 is never 道.
_SHORT = re.compile(r"([一-龥]{2,}?)(?:[一-龥]{1,8}族自治[州县旗]|[市州县区旗])")


@dataclass(frozen=True, slots=True)
class Assessed:
    """One report's words under its form, with all that follows from them."""

    evaluated: Evaluated
    findings: tuple[Finding, ...]
    progress: tuple[SectionProgress, ...]

    @property
    def laid(self) -> Laid:
        return self.evaluated.laid

    @property
    def form(self) -> Form:
        return self.laid.form

    @property
    def answers(self) -> Answers:
        return self.laid.answers

    @property
    def year(self) -> int:
        return self.laid.year

    def of_severity(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if found.severity is severity)


def form_of(row: FormDefinition) -> Form:
    """Return a stored form, parsed once a process for each digest. Raises WrongForm."""
    return parsed_form(Keyed(row.digest, row.definition))


def assess(
    form: Form,
    answers: Answers,
    year: int,
    *,
    last: Answers | None = None,
    others: Sequence[str] = (),
    own: str = "",
    project: str = "",
) -> Assessed:
    """Evaluate, check and measure a report. last: of the year before. others: names of places
    that are not its own; own: of its county. project: that it is of. Raises TooMuchWork."""
    evaluated = evaluate_form(form, answers, year)
    found = check(evaluated, last, others=others, own=own, project=project)
    return Assessed(evaluated, found, completeness(evaluated))


def laid_of(report: Report) -> Laid:
    """Return a report's form over what the county has now. No query if task.form is loaded."""
    return Laid(form_of(report.task.form), answers_of(report.data), report.task.year)


def draft_of(report: Report) -> Assessed:
    """Return what the county has now. One query if task.form is loaded and last year's report
    came along (ReportQuerySet.with_last_year), else two."""
    task = report.task
    form, entered = form_of(task.form), answers_of(report.data)
    others, last = elsewhere_of(report), last_year_of(report)
    own, project = report.county_name, report.project
    return assess(form, entered, task.year, last=last, others=others, own=own, project=project)


def elsewhere_of(report: Report) -> tuple[str, ...]:
    """Return every name that places ever bore but for a report's own county and city: neither
    theirs, nor what stands within one of theirs, nor what names no place (经开区). The places'
    own names also without what they are (邵东): no place by itself, but one before a bureau.
    One query."""
    rows = list(Place.objects.values_list("pk", "city", "name", "aliases", "names__name"))
    own = {report.county_id, *(city for pk, city, *_ in rows if pk == report.county_id)}
    ours, theirs = {report.county_name}, set()
    for pk, _, name, aliases, former in rows:
        more = {word for word in (*aliases, former) if word}
        if pk in own:
            ours |= {name, *more}
        else:
            short = _SHORT.fullmatch(name)
            theirs |= {name, short[1] if short else name, *filter(_PLACE.fullmatch, more)}
    return tuple(name for name in sorted(theirs) if not any(name in mine for mine in ours))


def blank_of(report: Report) -> Assessed:
    """Return the report's form with nothing in it but rows to write on. No query if task.form
    is loaded."""
    form = form_of(report.task.form)
    return assess(form, room_to_write(form), report.task.year)


def submitted_of(submission: Submission) -> Assessed:
    """Return a version as it was submitted, with the findings that stood then: the checks may
    have learnt something since. No query if report.task.form is loaded."""
    task = submission.report.task
    form, entered = form_of(task.form), answers_of(submission.data)
    evaluated = evaluate_form(form, entered, task.year)
    findings = tuple(_kept(found) for found in submission.findings)
    return Assessed(evaluated, findings, completeness(evaluated))


def last_year_of(report: Report) -> Answers | None:
    """Return what last_year_data does as it was answered. Queries as there."""
    held = last_year_data(report)
    return None if held is None else answers_of(held)


def last_year_data(report: Report) -> dict | None:
    """Return the county's report of the year before on the same form, whatever its version, of
    the same project where both tasks are by project.

    The accepted version, else the latest submitted, else none. No query if it came along
    (ReportQuerySet.with_last_year), else one if task.form is loaded.
    """
    if hasattr(report, "last_year_data"):
        return report.last_year_data
    before = (
        Report.objects.filter(
            county=report.county_id,
            task__form__code=report.task.form.code,
            project=report.project,
            task__year=report.task.year - 1,
            task__by_project=report.task.by_project,
        )
        .exclude(latest=None)
        .select_related("accepted", "latest")
        .defer("data", "cells")
        .first()
    )
    held = before and (before.accepted or before.latest)
    return held.data if held else None


def _kept(found: dict) -> Finding:
    """Return a finding as it was kept. Nothing is submitted with an explanation still due."""
    severity = Severity(found["severity"])
    return Finding(
        severity, found["code"], found["place"], found["message"], severity is Severity.EXPLAIN
    )


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """A definition, or answers, known by a digest."""

    digest: str
    definition: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keyed) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=64)
def parsed_form(keyed: Keyed) -> Form:
    return form_from_json(keyed.definition)
