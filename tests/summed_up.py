"""What is kept of a submission is what follows from it, after every action of the suite."""

from contextlib import contextmanager

from django.db import connection


class SummedUpWrong(AssertionError):
    """An action ended with figures kept that do not follow from what was submitted."""


def look(rows) -> None:
    """A follower after all others: look at the submissions that an action wrote, and at those of
    the reports, tasks and forms that it wrote. Its queries are not counted."""
    from selfeval.models import Submission
    from selfeval.year import summaries

    with _uncounted():
        if keys := _touched(rows):
            written = Submission.objects.filter(pk__in=keys)
            made = set(rows.get(Submission, ()))
            wrong = [
                fault.sentence
                for pk, fault in summaries.faults(written)
                if pk in made or not fault.sentence.endswith("还没有生成")
            ]  # rows that a test laid down itself have no figures kept
            if wrong:
                raise SummedUpWrong("\n".join(wrong))


def _touched(rows) -> set:
    from selfeval.models import FormDefinition, Report, Submission, Task

    keys = set(rows.get(Submission, ()))
    for model, path in ((Report, "report"), (Task, "report__task"), (FormDefinition, FORM)):
        if changed := rows.get(model):
            found = Submission.objects.filter(**{f"{path}__in": changed})
            keys |= set(found.values_list("pk", flat=True))
    return keys


FORM = "report__task__form"


@contextmanager
def _uncounted():
    held, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        yield
    finally:
        connection.force_debug_cursor = held
