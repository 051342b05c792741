"""Long work of part A, done in the background (trust.jobs)."""

from collections.abc import Iterator
from functools import partial

from django.utils import timezone
from django_tasks import task

from assessment.frozen import papers as frozen_papers
from assessment.frozen.papers import cards_title
from assessment.frozen.reading import FrozenYear, read_year
from assessment.letters.issuing import issue_paper
from assessment.letters.kinds import FEEDBACK
from assessment.models import CityTable, IssuedPaper, Snapshot, Year
from assessment.paper.printing import cards_in_batch, printed_cards, printed_ranking
from assessment.permissions import can_set_up
from cities.permissions import can_read_province, persona_of
from press.paper.fonts import PaperError
from press.paper.printing import print_each, told_when_impossible, zipped
from press.paper.rendering import Press
from press.paper.sharing import Batch, Shared, lending
from trust import files, log
from trust.jobs import LATER, Produced, beat, job, report
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
        for _ in print_each(press, cards_in_batch(row).documents()):
            pass
    printed_cards(row)
    printed_ranking(row)


def _apart(*, year: int) -> list[Batch]:
    return [cards_in_batch(Year.objects.get(number=year))]


@job("scorecards_zip", allowed=can_read_province, lend=lending(_apart))
def scorecards_zip(job: Job, *, year: int) -> Produced:
    """Lay out every city's scorecard and put them into one .zip."""
    row = Year.objects.get(number=year)
    report(job, 0, CityTable.objects.filter(year=row).count(), message="正在计算得分")
    [batch] = _apart(year=year)
    with told_when_impossible(), Press(partial(beat, job)) as press:
        named = _named(job, Shared(job, press, batch), batch)
        with zipped(named, timezone.localtime(job.created_at)) as held:
            file = files.store(held)
    return Produced(file, f"{row}评分卡.zip", f"共 {len(batch.things)} 份评分卡。")


def _named(job: Job, shared: Shared, batch: Batch) -> Iterator[tuple[str, bytes]]:
    """Yield each card with the name of its file, and tell how far it is."""
    for read, (document, pdf) in enumerate(shared.each(batch), 1):
        yield f"{document.name}.pdf", pdf
        done = shared.laid_out(batch, read)
        report(job, done, len(batch.things), message=f"已排版 {document.title}")


def _joined(*, year: int) -> list[Batch]:
    row = Year.objects.get(number=year)
    return [cards_in_batch(row).joined_as(cards_title(row))]


@job("scorecards_pdf", allowed=can_read_province, lend=lending(_joined))
def scorecards_pdf(job: Job, *, year: int) -> Produced:
    """Lay out all scorecards as one PDF: the same file as its address gives."""
    row = Year.objects.get(number=year)
    total = CityTable.objects.filter(year=row).count()
    report(job, 0, total, message=f"正在排版 {total} 份评分卡，请稍候")
    with told_when_impossible(), Press(partial(beat, job)) as press:
        pdf = printed_cards(row, print_all=partial(_shared, job, press))
    report(job, total, total, message="已排版")
    return Produced(files.store(pdf), f"{cards_title(row)}.pdf", f"共 {total} 份评分卡。")


def _shared(job: Job, press: Press, batch: Batch) -> bytes:
    """Return a joined batch as its PDF, and tell how far it is."""
    shared, total = Shared(job, press, batch), len(batch.things)

    def told(read: int) -> None:
        done = shared.laid_out(batch, read)
        report(job, done, total, message=f"已排版 {done} 份评分卡，请稍候")

    return shared.joined(batch, told)


def _snapshot(pk: int) -> Snapshot:
    rows = Snapshot.objects.select_related("year", "file", "workbook", "ranking", "cards")
    return rows.get(pk=pk)


def _frozen(row: Snapshot, frozen: FrozenYear) -> list[Batch]:
    """Return the cards of a snapshot apart, and as one."""
    batch = frozen_papers.frozen_cards(row, frozen)
    return [batch, batch.joined_as(cards_title(row.year))]


def _frozen_of(*, snapshot: int) -> list[Batch]:
    row = _snapshot(snapshot)
    return _frozen(row, read_year(row))


@job(frozen_papers.JOB, allowed=can_read_province, lend=lending(_frozen_of))
def snapshot_papers(job: Job, *, snapshot: int) -> Produced:
    """Make the papers of a snapshot and keep them for good; what is kept stays."""
    row = _snapshot(snapshot)
    frozen = read_year(row)
    apart, joined = _frozen(row, frozen)
    total = len(apart.things)
    report(job, 0, total, message="正在排版评分卡")
    with told_when_impossible(), Press(partial(beat, job)) as press:
        shared = Shared(job, press, apart, joined)
        kept = frozen_papers.kept_each([unit for unit, _ in apart.things], shared.each(apart))
        for read, (document, _) in enumerate(kept, 1):
            done = shared.laid_out(apart, read)
            report(job, done, total, message=f"已留存 {document.title}")
        frozen_papers.cards_file(row, lambda: shared.joined(joined))
        frozen_papers.ranking_file(row, frozen)
    frozen_papers.workbook_of(row, frozen)
    return Produced(message=f"{row}的 {total} 份评分卡、排名和得分表已留存。")


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
