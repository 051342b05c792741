"""A new report: nothing in it but what is known before anybody types."""

from collections.abc import Iterable

from cities.models import Place
from selfeval.engine.answers import Answers, answers_of, as_json
from selfeval.engine.laid import Laid
from selfeval.filing.addresses import Writable, blank_answers, write_words
from selfeval.filing.prefilling import words_to_prefill
from selfeval.filing.summary import summarise
from selfeval.loading import assess, form_of
from selfeval.models import Report, Task

#: A county's report of the year before is that of the same project: (county, project).
Whose = tuple[int, str]


def new_report(
    task: Task, county: Place, *, county_name: str, project: str = "", last: Answers | None
) -> Report:
    """Return a report, not saved, filled with the place, the year and last year's figures."""
    form = form_of(task.form)
    entered = blank_answers(form)
    writable = Writable(Laid(form, entered, task.year))
    for address, words in words_to_prefill(writable, county_name, last, project=project).items():
        entered = write_words(entered, address, words)
    report = Report(
        task=task, county=county, county_name=county_name, project=project,
        data=as_json(entered),
    )  # fmt: skip
    summarise(report, assess(form, entered, task.year, last=last))
    return report


def last_year(task: Task, county_ids: Iterable[int]) -> dict[Whose, Answers]:
    """Return what counties reported the year before on the same form, each by whose it was:
    by the name of the project, where both tasks are by project. One query."""
    rows = (
        Report.objects.filter(
            task__form__code=task.form.code,
            task__year=task.year - 1,
            task__by_project=task.by_project,
            county__in=county_ids,
        )
        .exclude(latest=None)
        .select_related("accepted", "latest")
        .defer("data", "cells")
    )
    held = {(row.county_id, row.project): row.accepted or row.latest for row in rows}
    return {whose: answers_of(last.data) for whose, last in held.items() if last}
