"""Long work of the self-evaluation, done in the background (trust.jobs)."""

from collections.abc import Iterator
from functools import partial

from django.utils import timezone
from django_tasks import task

from cities.permissions import can_read_province
from press.paper.printing import print_one, told_when_impossible, zipped
from press.paper.rendering import Press
from press.paper.sharing import Batch, Shared, lending
from selfeval.models import Report
from selfeval.paper.batch import RELATED, reports_in_batch
from selfeval.paper.filing import document_for
from trust import files
from trust.jobs import LATER, Produced, beat, job, report
from trust.models import Job
from trust.refusals import Refused


@task(priority=LATER)
def lay_out_ahead(report_id: int) -> None:
    """Lay out what a report last submitted, so that it is there when asked for.

    Nobody's job: what is lost is laid out when somebody asks.
    """
    report = Report.objects.select_related(*RELATED).get(pk=report_id)
    print_one(document_for(report, report.latest))


def _reports(*, year: int) -> list[Batch]:
    return [reports_in_batch(year)]


@job("selfeval_zip", allowed=can_read_province, lend=lending(_reports))
def selfeval_zip(job: Job, *, year: int) -> Produced:
    """Lay out every submitted report of a year and put them into one .zip, by city."""
    [batch] = _reports(year=year)
    total = len(batch.things)
    if not total:
        raise Refused(f"{year}年度还没有提交的自评报告，没有生成压缩包。")
    report(job, 0, total, message="已排版 0 份")
    with told_when_impossible(), Press(partial(beat, job)) as press:
        named = _named(job, Shared(job, press, batch), batch)
        with zipped(named, timezone.localtime(job.created_at)) as held:
            file = files.store(held)
    return Produced(file, f"{year}年度自评报告.zip", f"共 {total} 份自评报告。")


def _named(job: Job, shared: Shared, batch: Batch) -> Iterator[tuple[str, bytes]]:
    """Yield each report with the name of its file, and tell how far it is."""
    for read, (document, pdf) in enumerate(shared.each(batch), 1):
        done = shared.laid_out(batch, read)
        report(job, done, len(batch.things), message=f"已排版 {done} 份")
        yield f"{document.name}.pdf", pdf
