"""Long work of part A, done in the background (trust.jobs)."""

from django_tasks import task

from assessment.frozen import papers as frozen_papers
from assessment.frozen.reading import read_year
from assessment.letters.issuing import issue_paper
from assessment.letters.kinds import FEEDBACK
from assessment.models import CityTable, IssuedPaper, Snapshot, Year
from assessment.paper.printing import printed_cards, printed_ranking, scorecards_of
from assessment.permissions import can_set_up
from cities.permissions import can_read_province, persona_of
from press.paper.fonts import PaperError
from press.paper.printing import print_each, zipped
from press.paper.rendering import Press
from trust import files, log
from trust.jobs import LATER, Produced, job, report
from trust.models import Job
from trust.refusals import Refused
from trust.versions import Outdated

LETTERS_JOB = "feedback_letters"


@task(priority=LATER)
def lay_out_ahead(year: int) -> None:
    """Lay out the cards, apart and joined, and the ranking, so that they are there when asked for.

    Nobody's job: what is lost is laid out when somebody asks.
    """
    row = Year.objects.get(number=year)
    with Press() as press:
        for _ in print_each(press, scorecards_of(row)):
            pass
    printed_cards(row)
    printed_ranking(row)


@job("scorecards_zip", allowed=can_read_province)
def scorecards_zip(job: Job, *, year: int) -> Produced:
    """Lay out every city's scorecard and put them into one .zip."""
    row = Year.objects.get(number=year)
    total = CityTable.objects.filter(year=row).count()
    report(job, 0, total, message="正在计算得分")
    try:
        with Press() as press:
            made = []
            documents = scorecards_of(row)
            for document, pdf in zip(documents, print_each(press, documents), strict=True):
                made.append((f"{document.name}.pdf", pdf))
                report(job, len(made), total, message=f"已排版 {document.title}")
    except PaperError as error:
        raise Refused(str(error)) from error
    return Produced(files.store(zipped(made)), f"{row}评分卡.zip", f"共 {len(made)} 份评分卡。")


@job("scorecards_pdf", allowed=can_read_province)
def scorecards_pdf(job: Job, *, year: int) -> Produced:
    """Lay out all scorecards as one PDF: the same file as its address gives."""
    row = Year.objects.get(number=year)
    total = CityTable.objects.filter(year=row).count()
    report(job, 0, total, message=f"正在排版 {total} 份评分卡，请稍候")
    try:
        pdf = printed_cards(row)
    except PaperError as error:
        raise Refused(str(error)) from error
    report(job, total, total, message="已排版")
    name = f"{frozen_papers.cards_title(row)}.pdf"
    return Produced(files.store(pdf), name, f"共 {total} 份评分卡。")


@job(frozen_papers.JOB, allowed=can_read_province)
def snapshot_papers(job: Job, *, snapshot: int) -> Produced:
    """Make the papers of a snapshot and keep them for good; what is kept stays."""
    rows = Snapshot.objects.select_related("year", "file", "workbook", "ranking", "cards")
    row = rows.get(pk=snapshot)
    frozen = read_year(row)
    cards = frozen_papers.cards_in(row, frozen)
    report(job, 0, len(cards), message="正在排版评分卡")
    try:
        with Press() as press:
            for done, _ in enumerate(frozen_papers.pdfs_of(press, cards), 1):
                report(job, done, len(cards), message=f"已留存 {cards[done - 1].document.title}")
        frozen_papers.cards_file(row, frozen)
        frozen_papers.ranking_file(row, frozen)
    except PaperError as error:
        raise Refused(str(error)) from error
    frozen_papers.workbook_of(row, frozen)
    return Produced(message=f"{row}的 {len(cards)} 份评分卡、排名和得分表已留存。")


@job(LETTERS_JOB, allowed=can_set_up)
def feedback_letters(job: Job, *, year: int) -> Produced:
    """Issue the letters of feedback to all units that have none yet; run again, it goes on."""
    row = Year.objects.get(number=year)
    held = IssuedPaper.objects.filter(year=row, paper=FEEDBACK).values("place")
    tables = CityTable.objects.filter(year=row).exclude(city__in=held)
    cities = [table.city for table in tables.select_related("city").order_by("city__key")]
    report(job, 0, len(cities), message="正在计算得分")
    actor = log.Actor(str(job.owner), job.owner, persona_of(job.owner).title)
    for done, city in enumerate(cities, 1):
        try:
            issue_paper(year=row, paper=FEEDBACK, place=city, seen=0, user=job.owner, actor=actor)
        except PaperError as error:
            raise Refused(f"{error}已印发 {done - 1} 份。") from error
        except Outdated:
            pass  # somebody issued it by hand meanwhile
        report(job, done, len(cities), message=f"已印发 {city}")
    return Produced(message=f"已印发 {len(cities)} 份反馈函，在“本年文书”下载。")
