"""Self-evaluations in numbers: copies of the demo's for made-up counties; sites of two sizes."""

import sqlite3
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from cities.models import Account, Place, PlaceKind
from selfeval.filing.receipts import digest_of
from selfeval.filing.summary import summarise_submission
from selfeval.loading import draft_of
from selfeval.models import Report, ReportState, Submission, Task
from selfeval.year import summaries

BATCH = 200
_numbers = count(1)


class Sites:
    """The database as it was at several moments; the process works on one of them at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, name: str) -> None:
        connection.close()
        now = sqlite3.connect(connection.settings_dict["NAME"])
        kept = sqlite3.connect(self.folder / name)
        with now, kept:
            now.backup(kept)
        now.close()
        kept.close()

    def use(self, name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = str(self.folder / name)
        connection.ensure_connection()


def add_reports(wanted: int) -> None:
    """Copy the reports that are there, in all their states, until there are so many; their
    figures are kept, as actions do."""
    held = list(Report.objects.select_related("latest", "county").order_by("pk"))
    copies = cycle(held)
    for some in _parts(wanted - len(held)):
        _copy([next(copies) for _ in range(some)])
    summaries.rebuild()


def add_submitted(sources: list[Report], year: int, wanted: int) -> None:
    """Copy reports, in turns, as submitted by so many counties in a year without tasks.

    What a source has now is what its copies submitted, fit to be submitted or not.
    """
    tasks = {source.task_id: _task_of(source.task, year) for source in sources}
    given = [source for source, _ in zip(cycle(sources), range(wanted), strict=False)]
    counties = _counties([source.county for source in given])
    rows = [_copied(source, county) for source, county in zip(given, counties, strict=True)]
    for row in rows:
        row.task, row.state = tasks[row.task_id], ReportState.SUBMITTED
    _submit(Report.objects.bulk_create(rows, BATCH))


def _submit(rows: list[Report]) -> None:
    clerk = Account.objects.order_by("pk")[0]
    for row in rows:
        row.latest = Submission(
            report=row, number=1, receipt=_receipt(), data=row.data, digest=digest_of(row.data),
            submitted_at=timezone.now(), submitted_by=clerk,
        )  # fmt: skip
        summarise_submission(row.latest, draft_of(row))
    Submission.objects.bulk_create([row.latest for row in rows], BATCH)
    Report.objects.bulk_update(rows, ["latest"], BATCH)


def _task_of(task: Task, year: int) -> Task:
    held = Task.objects.get(pk=task.pk)
    held.pk, held.year = None, year
    held.save()
    return held


def _copy(originals: list[Report]) -> None:
    counties = _counties([original.county for original in originals])
    pairs = list(zip(originals, counties, strict=True))
    rows = Report.objects.bulk_create([_copied(*pair) for pair in pairs], BATCH)
    filed = [row for row, original in zip(rows, originals, strict=True) if original.latest]
    latest = [original.latest for original in originals if original.latest]
    for row, submission in zip(filed, latest, strict=True):
        row.latest = _clone(submission, report_id=row.pk, receipt=_receipt())
    Submission.objects.bulk_create([row.latest for row in filed], BATCH)
    for row in filed:
        if row.state in (ReportState.ACCEPTED, ReportState.PUBLISHED):
            row.accepted = row.latest
    Report.objects.bulk_update(filed, ["latest", "accepted"], BATCH)


def _copied(original: Report, county: Place) -> Report:
    return _clone(
        original, county_id=county.pk, county_name=county.name, latest_id=None, accepted_id=None
    )


def _counties(beside: list[Place]) -> list[Place]:
    """Make a county beside each of these, in the same city."""
    numbers = [next(_numbers) for _ in beside]
    return Place.objects.bulk_create(
        Place(key=f"9{n:05d}", kind=PlaceKind.COUNTY, name=f"第{n}县", city_id=place.city_id)
        for n, place in zip(numbers, beside, strict=True)
    )


def _receipt() -> str:
    return uuid4().hex[:20]


def _clone(original, **changes):
    fields = [f.attname for f in original._meta.concrete_fields if not f.primary_key]
    return type(original)(**{name: getattr(original, name) for name in fields} | changes)


def _parts(wanted: int) -> Iterator[int]:
    for start in range(0, wanted, BATCH):
        yield min(BATCH, wanted - start)
