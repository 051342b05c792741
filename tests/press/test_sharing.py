"""Batches of a job: the same papers by one worker and by many, and never another's."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.test import override_settings

from press.paper.fonts import PaperError
from press.paper.printing import Document, portion_size, print_each, print_joined, zipped
from press.paper.rendering import Press
from press.paper.sharing import Batch, Shared, lending
from tests.factories import make_account
from tests.quick_press import print_in_words
from trust import jobs, papers, portions
from trust.models import Job, JobState, KeptPaper, Portion

MANY = 70
WORDS = "评分卡"


def document(number, words=WORDS, **more):
    return Document(f"{number}", f"{words}{number}", f"<p>{words}{number}</p>", **more)


def batch_of(count=MANY, words=WORDS, **more):
    return Batch(range(count), partial(map, partial(document, words=words, **more)))


@pytest.fixture(autouse=True)
def layouts(settings, tmp_path, monkeypatch):
    """Return the titles that were laid out by whomever."""
    settings.MEDIA_ROOT = str(tmp_path)
    return print_in_words(monkeypatch)


@pytest.fixture
def job(db):
    return Job.objects.create(
        kind="shared", title="x", owner=make_account(), state=JobState.RUNNING, attempts=1
    )


@pytest.fixture
def hands(monkeypatch):
    """Return what lets a hand do all that it can when the job first asks for one."""

    def come(*batches):
        lend = lending(lambda: batches)
        monkeypatch.setitem(jobs._kinds, "shared", jobs._Kind(lambda job: None, None, lend))
        monkeypatch.setattr(portions, "_call", portions.lend_hand.call)

    return come


@pytest.fixture
def nobody(monkeypatch):
    monkeypatch.setattr(portions, "_call", lambda job: None)


def printed_apart(job, batch):
    with Press() as press:
        return [pdf for _, pdf in Shared(job, press, batch).each(batch)]


def printed_joined(job, batch, *told):
    with Press() as press:
        return Shared(job, press, batch).joined(batch, *told)


@pytest.mark.parametrize(
    ("documents", "portion"), [(1, 16), (31, 16), (32, 8), (40, 10), (64, 16), (434, 16)]
)
def test_portions_are_the_same_on_every_machine(documents, portion):
    assert portion_size(documents) == portion
    batch = batch_of(documents)
    made = [paper.title for number in range(batch.portions) for paper in batch.papers(number)]
    assert made == [d.title for d in batch.documents()][: len(made)]
    assert len(made) == (documents if documents >= 32 else 0)  # few are left to one worker


def test_papers_are_read_in_their_order_and_few_are_held(db):
    made = []

    def documents():
        for number in range(40):
            made.append(number)
            yield document(number)

    printed = print_each(Press(), documents(), at_a_time=4)
    assert [next(printed)[1] for _ in range(4)] == [
        b"<p>%s%d</p>" % (WORDS.encode(), n) for n in range(4)
    ]
    assert len(made) == 8  # those that are read, and those begun meanwhile
    assert [d.name for d, _ in printed] == [str(n) for n in range(4, 40)]


def test_a_hand_that_comes_lays_out_what_the_job_then_need_not(job, hands, layouts):
    batch = batch_of()
    alone = [d.html.encode() for d in batch.documents()]
    hands(batch)
    assert printed_apart(job, batch) == alone
    assert sorted(layouts) == sorted(d.title for d in batch.documents())  # each once
    assert set(Portion.objects.values_list("state", flat=True)) == {"made"}


def test_papers_of_another_machine_come_back_by_the_portions(
    job, hands, layouts, tmp_path, monkeypatch
):
    batch = batch_of()
    hands(batch)

    def elsewhere(job_id):
        with override_settings(MEDIA_ROOT=str(tmp_path / "elsewhere")):
            portions.lend_hand.call(job_id)

    monkeypatch.setattr(portions, "_call", elsewhere)
    assert len(printed_apart(job, batch)) == MANY
    assert len(layouts) == MANY


def test_papers_that_a_hand_made_of_other_rows_are_not_used(job, hands, layouts):
    hands(batch_of(words="以前的评分卡"))
    batch = batch_of()
    assert printed_apart(job, batch) == [d.html.encode() for d in batch.documents()]
    assert len(layouts) == 2 * MANY


def test_hands_make_the_parts_of_one_pdf(job, hands, layouts):
    batch = batch_of().joined_as("全部评分卡")
    hands(batch)
    told = []
    whole = printed_joined(job, batch, told.append)
    assert whole == "".join(d.html for d in batch.documents()).encode()
    assert layouts == ["全部评分卡"] * batch.portions
    assert told == [16, 32, 48, 64, MANY]
    layouts.clear()
    assert printed_joined(job, batch) == whole
    assert layouts == []


def test_one_pdf_is_the_same_with_a_job_and_without(job, nobody):
    batch = batch_of().joined_as("全部评分卡")
    whole = printed_joined(job, batch)
    papers.prune(-timedelta(days=1))
    assert print_joined(Press(), batch.documents(), batch.joined) == whole


def test_one_pdf_that_was_broken_off_goes_on_where_it_was(job, nobody, layouts, monkeypatch):
    batch = batch_of().joined_as("全部评分卡")
    with monkeypatch.context() as broken:
        broken.setattr(Press, "bind", lambda *told: exec("raise KeyboardInterrupt"))
        with pytest.raises(KeyboardInterrupt):
            printed_joined(job, batch)
    layouts.clear()
    printed_joined(job, batch)
    assert layouts == []


def test_few_papers_are_offered_to_nobody(job, hands):
    hands()
    batch = batch_of(31)
    assert len(printed_apart(job, batch)) == 31
    assert not Portion.objects.exists()


def test_kept_papers_are_offered_to_nobody(job, nobody):
    batch = batch_of()
    printed_apart(job, batch)
    Portion.objects.all().delete()
    assert len(printed_apart(job, batch)) == MANY
    assert not Portion.objects.exists()


def test_published_papers_are_kept_for_good_by_the_job_alone(job, hands):
    batch = batch_of(32, is_published=True)
    hands(batch)
    portions.Offer(job, batch.portions).fetch(0)
    assert not KeptPaper.objects.exists()
    printed_apart(job, batch)
    assert KeptPaper.objects.count() == 32


def test_paper_that_cannot_be_laid_out_is_told_by_the_job_in_its_sentence(job, hands, monkeypatch):
    def begin(press, runs):
        for title, _ in runs:
            if title == f"{WORDS}69":
                raise PaperError("“评分卡69”排版中断或超时，未生成 PDF。")
            yield b"pdf"

    monkeypatch.setattr(Press, "begin", begin)
    batch = batch_of()
    hands(batch)
    with pytest.raises(PaperError, match="评分卡69"):
        printed_apart(job, batch)


def test_progress_counts_what_hands_made_and_never_falls(job, nobody):
    batch = batch_of()
    hand = portions.Hand(job)
    seen = []
    with Press() as press:
        shared = Shared(job, press, batch)
        for read, _ in enumerate(shared.each(batch), 1):
            if read == 1:
                hand.deliver(next(hand.portions()), {})
            seen.append(shared.laid_out(batch, read))
    assert seen == sorted(seen)
    assert seen[-1] == MANY
    assert max(told - read for read, told in enumerate(seen, 1)) == 16


def test_zip_of_the_same_papers_is_the_same():
    named = [("甲/一.pdf", b"%PDF-1"), ("乙.pdf", b"%PDF-2")]
    made = []
    for _ in range(2):
        with zipped(iter(named), datetime(2026, 11, 30, 7, 5, tzinfo=UTC)) as held:
            held.seek(0)
            made.append(held.read())
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == named
        assert archive.infolist()[0].date_time == (2026, 11, 30, 7, 5, 0)
        assert archive.infolist()[0].external_attr >> 16 == 0o600
