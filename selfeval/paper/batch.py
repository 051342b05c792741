"""Many reports on paper at once, one after the other through the same press."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise

from press.paper.printing import Document, print_each
from press.paper.rendering import Press
from selfeval.models import Report
from selfeval.paper.filing import document_for
from trust.files import safe_name

#: Reports made into documents at a time, and begun while those before are being laid out: what
#: they say is not all held in memory, and the press is kept busy on every core.
AT_A_TIME = 16

#: Signs of county and project in the name of a file: 255 bytes are all that a folder takes.
LONGEST_BEGINNING = 48

RELATED = ("task__form", "county__city", "latest__submitted_by")


def submitted_reports(year: int):
    """Return a year's reports that were submitted, by city and county."""
    rows = Report.objects.for_year(year).exclude(latest=None).select_related(*RELATED)
    return rows.defer("data", "cells").order_by("county__city__key", "county__key", "task_id", "pk")


def printed(
    press: Press, reports: Sequence[Report], told: Callable = lambda n: None
) -> Iterator[tuple[str, bytes]]:
    """Yield (folder/name.pdf, PDF) of the latest submission of each report, in their order.

    told: called with how many are done.
    """
    done = 0
    for begun, _ahead in pairwise(chain(_begun(press, reports), [()])):
        for report, document, pdf in begun:
            done += 1
            told(done)
            yield f"{folder_of(report)}/{_numbered(report, document)}.pdf", pdf


def _begun(
    press: Press, reports: Sequence[Report]
) -> Iterator[Iterable[tuple[Report, Document, bytes]]]:
    """Yield so many reports at a time with their documents and PDFs, which the press has begun."""
    rest = iter(reports)
    while some := list(islice(rest, AT_A_TIME)):
        documents = [document_for(report, report.latest) for report in some]
        yield zip(some, documents, print_each(press, documents), strict=True)


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
