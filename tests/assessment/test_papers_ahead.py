"""Papers made ahead by the worker, and printed again: no second layout, kept once published."""

import pytest
from django.urls import reverse

from assessment.models import Result, Snapshot, YearState
from press.paper.rendering import Press
from tests.assessment.moves import move_on
from tests.factories import make_year
from tests.quick_press import print_in_words
from trust.backup import write_backup
from trust.models import KeptPaper, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAPERS = ("scorecard-pdf", "scorecards-pdf", "ranking-pdf")


@pytest.fixture(autouse=True)
def layouts(settings, tmp_path, monkeypatch) -> list[str]:
    """Return the titles that were laid out; the PDFs are the HTML."""
    settings.MEDIA_ROOT = str(tmp_path)
    return print_in_words(monkeypatch)


@pytest.fixture
def move(cast, django_capture_on_commit_callbacks):
    def to(state, reason=""):
        user = cast["assessment_office"]
        with django_capture_on_commit_callbacks(execute=True):
            move_on(make_year(), state, user, reason=reason)

    return to


@pytest.fixture
def get(client, cast, table):
    def answer(name):
        client.force_login(cast["assessment_office"])
        args = [2017, table.city.key] if name == "scorecard-pdf" else [2017]
        response = client.get(reverse(name, args=args))
        assert response.status_code == 200
        return response.content

    return answer


def test_what_will_be_read_is_laid_out_when_the_year_moves_on(table, layouts, move, get):
    move(YearState.REVIEW)
    made = len(layouts)
    assert made == 3
    for name in PAPERS:
        assert "日志摘要" in get(name).decode()
    assert len(layouts) == made
    assert not StoredFile.objects.exists()


def test_a_card_is_laid_out_again_only_after_a_change(table, layouts, move, get):
    first = get("scorecard-pdf")
    assert get("scorecard-pdf") == first
    assert len(layouts) == 1
    move(YearState.REVIEW)
    layouts.clear()
    assert get("scorecard-pdf") != first
    assert layouts == []  # made ahead


def test_cards_of_a_finalised_year_are_kept_for_good_and_backed_up(table, move, get, tmp_path):
    Result.objects.update(value=1)
    move(YearState.REVIEW)
    move(YearState.FEEDBACK)
    assert not KeptPaper.objects.exists()
    move(YearState.FINALISED)
    assert KeptPaper.objects.count() == len(PAPERS)
    manifest = write_backup(tmp_path / "backup")
    kept = set(KeptPaper.objects.values_list("file__sha256", flat=True))
    snapshot = Snapshot.objects.get()
    assert set(manifest["files"]) == kept | {snapshot.file.sha256, snapshot.workbook.sha256}
    assert manifest["tables"]["trust.keptpaper"]["rows"] == len(PAPERS)


def test_a_paper_that_cannot_be_made_ahead_stops_nobody(table, move, monkeypatch):
    def fail(*args):
        raise OSError("no worker")

    monkeypatch.setattr(Press, "begin", fail)
    move(YearState.REVIEW)
    assert make_year().state == YearState.REVIEW
