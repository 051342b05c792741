"""Papers by content: laid out once, kept, noticed where torn, pruned; published ones for good."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from press.paper import kept
from press.paper.kept import Paper, printed
from trust import files, papers
from trust.models import KeptPaper, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CARD = Paper("评分卡", ("<p>长沙市",))
RANKING = Paper("排名", ("<p>一",))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def press():
    """A press that counts: each PDF is the how-manieth it laid out."""

    class Counting:
        made = 0

        def lay_out(self, wanted):
            for paper in wanted:
                self.made += 1
                yield f"{paper.title}{self.made}".encode()

        def print(self, *wanted):
            return list(printed(wanted, self.lay_out))

    return Counting()


def age(key: str, days: int) -> Path:
    """Let a paper lie there unused for so many days."""
    path = papers.path_of(key)
    then = path.stat().st_mtime - days * DAY.total_seconds()
    os.utime(path, (then, then))
    return path


def test_what_is_kept_is_handed_out_and_only_the_rest_laid_out(press):
    first = press.print(CARD)
    assert press.print(CARD, RANKING, CARD) == [*first, "排名2".encode(), *first]
    assert press.made == 2
    assert not StoredFile.objects.exists()  # what can be made again is in no row and no backup


@pytest.mark.parametrize(
    "other",
    [
        Paper("评分卡", ("<p>株洲市",)),
        Paper("排名", ("<p>长沙市",)),
        Paper("评分卡", ("<p>长沙市", "<p>株洲市")),
    ],
)
def test_another_document_or_title_is_another_paper(press, other):
    assert press.print(CARD) != press.print(other)


def test_other_fonts_make_another_paper(press, monkeypatch):
    first = press.print(CARD)
    kept._means.cache_clear()
    monkeypatch.setattr("press.paper.kept.font_list", lambda: ("Noto Serif CJK SC|Bold|2",))
    try:
        assert press.print(CARD) != first
    finally:
        kept._means.cache_clear()


@pytest.mark.parametrize("damage", [lambda held: held[:-1], lambda held: held + b"!"])
def test_a_torn_or_altered_paper_is_laid_out_anew(press, damage):
    press.print(CARD)
    path = papers.path_of(CARD.key)
    held = path.read_bytes()
    path.chmod(0o640)
    path.write_bytes(damage(held))
    assert press.print(CARD) == ["评分卡2".encode()]
    assert press.print(CARD) == ["评分卡2".encode()]


def test_a_disk_that_refuses_keeps_nobody_from_his_paper(press, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert press.print(CARD) == ["评分卡1".encode()]
    assert press.print(CARD) == ["评分卡2".encode()]


def test_a_disk_that_refuses_keeps_nobody_from_what_was_published(press, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("disk full")

    published = Paper(CARD.title, CARD.documents, is_published=True)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", refuse)
        assert press.print(published) == ["评分卡1".encode()]
    assert not KeptPaper.objects.exists()
    assert press.print(published) == ["评分卡2".encode()]
    assert KeptPaper.objects.count() == 1


def test_pruning_takes_what_nobody_asked_for(press):
    press.print(CARD, RANKING)
    age(CARD.key, 100)
    gone = age(RANKING.key, 100)
    size = gone.stat().st_size
    press.print(CARD)  # asked for: it stays
    assert papers.prune(90 * DAY) == (1, size)
    assert not gone.exists()
    assert press.print(CARD) == ["评分卡1".encode()]
    assert press.print(RANKING) == ["排名3".encode()]


def test_a_published_paper_is_kept_for_good_once(press):
    press.print(CARD)
    published = Paper(CARD.title, CARD.documents, is_published=True)
    for _ in range(2):
        assert press.print(published) == ["评分卡1".encode()]
    assert KeptPaper.objects.get().title == "评分卡"
    papers.prune(-DAY)
    assert press.print(published) == press.print(CARD) == ["评分卡1".encode()]
    assert press.made == 1


def test_a_published_paper_whose_file_was_torn_is_whole_again(press):
    published = Paper(CARD.title, CARD.documents, is_published=True)

    def same_each_time(wanted):
        for paper in wanted:
            yield paper.title.encode()

    list(printed([published], same_each_time))
    torn = files.path_of(KeptPaper.objects.get().file.sha256)
    torn.chmod(0o640)
    torn.write_bytes(b"torn")
    papers.prune(-DAY)
    assert list(printed([published], same_each_time)) == ["评分卡".encode()]
    assert files.verify(KeptPaper.objects.get().file)


def test_two_who_print_at_once_make_one_row(press):
    for pdf in (b"one", b"other"):
        papers.keep_for_good(CARD.key, CARD.title, pdf)
    assert papers.find([CARD.key]) == {CARD.key: b"one"}
    assert KeptPaper.objects.count() == 1


def test_killed_before_the_row_leaves_nothing_half_done(press, monkeypatch):
    def killed(**kwargs):
        raise KeyboardInterrupt

    published = Paper(CARD.title, CARD.documents, is_published=True)
    with monkeypatch.context() as patched:
        patched.setattr(KeptPaper.objects, "get_or_create", killed)
        with pytest.raises(KeyboardInterrupt):
            press.print(published)
    assert not KeptPaper.objects.exists()
    assert press.print(published) == ["评分卡1".encode()]
    assert KeptPaper.objects.count() == 1


def test_the_command_prunes_and_says_how_much(press, capsys):
    press.print(CARD)
    age(CARD.key, 100)
    call_command("prune_papers")
    assert "已清理 1 个 PDF" in capsys.readouterr().err
    assert papers.find([CARD.key]) == {}


@pytest.mark.parametrize(
    ("days", "why"), [(-1, "天数不能为负"), (10**9, "天数最多 36500"), (10**30, "天数最多 36500")]
)
def test_the_command_refuses_days_to_come_and_days_that_never_were(press, days, why):
    press.print(CARD)
    with pytest.raises(CommandError, match=why):
        call_command("prune_papers", days=days)
    assert papers.find([CARD.key])
