"""Long work of the self-evaluation, done in the background (trust.jobs)."""

from django_tasks import task

from cities.permissions import can_read_province
from press.paper.fonts import PaperError
from press.paper.printing import print_one, zipped
from press.paper.rendering import Press
from selfeval.models import Report
from selfeval.paper.batch import RELATED, printed, submitted_reports
from selfeval.paper.filing import document_for
from trust import files
from trust.jobs import LATER, Produced, job, report
from trust.models import Job
from trust.refusals import Refused


@task(priority=LATER)
def lay_out_ahead(report_id: int) -> None:
    """Lay out what a report last submitted, so that it is there when asked for.

    Nobody's job: what is lost is laid out when somebody asks.
    """
    report = Report.objects.select_related(*RELATED).get(pk=report_id)
    print_one(document_for(report, report.latest))


@job("selfeval_zip", allowed=can_read_province)
def selfeval_zip(job: Job, *, year: int) -> Produced:
    """Lay out every submitted report of a year and put them into one .zip, by city."""
    rows = list(submitted_reports(year))
    if not rows:
        raise Refused(f"{year}年度还没有提交的自评报告，没有生成压缩包。")

    def tell(done: int) -> None:
        report(job, done, len(rows), message=f"已排版 {done} 份")

    tell(0)
    try:
        with Press() as press:
            data = zipped(printed(press, rows, tell))
    except PaperError as error:
        raise Refused(str(error)) from error
    name = f"{year}年度自评报告.zip"
    return Produced(files.store(data), name, f"共 {len(rows)} 份自评报告。")
