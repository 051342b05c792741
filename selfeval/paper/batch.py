"""Many reports on paper at once, one after the other through the same press."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from press.paper.printing import Document
from press.paper.sharing import Batch
from selfeval.models import Report
from selfeval.paper.filing import document_for
from trust.files import safe_name

#: Signs of county and project in the name of a file: 255 bytes are all that a folder takes.
LONGEST_BEGINNING = 48

RELATED = ("task__form", "county__city", "latest__submitted_by")


def submitted_reports(year: int):
    """Return a year's reports that were submitted, by city and county."""
    rows = Report.objects.for_year(year).exclude(latest=None).select_related(*RELATED)
    return rows.defer("data", "cells").order_by("county__city__key", "county__key", "task_id", "pk")


def reports_in_batch(year: int) -> Batch[int]:
    """Return the papers of a year's submitted reports, by city and county. One query, and one for
    so many as are made at a time beside those that each costs."""
    return in_batch(list(submitted_reports(year).values_list("pk", flat=True)))


def in_batch(keys: Sequence[int]) -> Batch[int]:
    """Return the papers of what these reports last submitted, each named folder/name."""
    return Batch(keys, _documents)


def _documents(keys: Sequence[int]) -> Iterator[Document]:
    rows = Report.objects.select_related(*RELATED).defer("data", "cells").in_bulk(keys)
    for key in keys:
        report = rows[key]
        document = document_for(report, report.latest)
        yield replace(document, name=f"{folder_of(report)}/{_numbered(report, document)}")


def folder_of(report: Report) -> str:
    return safe_name(report.county.city.name if report.county.city else "省直")


def _numbered(report: Report, document: Document) -> str:
    """Return a name that no other report of the year has: forms may share a title, and names
    of projects their beginning; a whole name may be longer than folders take."""
    code = report.task.form.code
    if not report.project:
        return f"{document.name}_{code}"
    begun = report.named.replace("/", "／").replace("\\", "＼")[:LONGEST_BEGINNING]
    return f"{safe_name(f'{report.task.year}年度{begun}')}_{code}_{report.pk}"
