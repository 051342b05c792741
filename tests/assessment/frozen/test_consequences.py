"""结果运用 is kept with the year: later words, or a row changed by hand, print nothing else."""

import json

import pytest
from django.core.management import call_command

from assessment.engine.snapshot.canonical import read, written
from assessment.engine.snapshot.recomputing import recomputed
from assessment.frozen.papers import ranking_document
from assessment.frozen.reading import bytes_of
from assessment.models import Consequences, Policy, Snapshot
from tests.assessment.frozen.freezing import finalise

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

GRADES = [
    {"name": "优秀", "least": "90", "quota": None, "is_best": True},
    {"name": "合格", "least": "0", "quota": None, "is_best": False},
]


@pytest.fixture
def entailed(year) -> Consequences:
    Policy.objects.update(grades=GRADES)
    return Consequences.objects.create(
        year=year, texts=[{"grade": "优秀", "text": "通报表扬"}], general="与资金挂钩"
    )


def test_snapshot_keeps_what_followed_from_the_grades(year, office, entailed, tmp_path, capsys):
    snapshot = finalise(year, office)
    told = json.loads(bytes_of(snapshot))
    assert (told["format_version"], told["consequences"]) == (2, [
        {"grade": "优秀", "text": "通报表扬"}, {"grade": "总的说明", "text": "与资金挂钩"},
    ])  # fmt: skip
    Consequences.objects.update(general="改过的话")

    html = ranking_document(snapshot).html
    assert "与资金挂钩" in html
    assert "改过的话" not in html
    data = bytes_of(snapshot)
    assert written(recomputed(read(data))) == data
    file = tmp_path / "year.json"
    call_command("export_snapshot", 2017, str(file), number=1)
    call_command("verify_snapshot", str(file))
    assert "重算一致" in capsys.readouterr().out


def test_year_that_says_nothing_of_it_is_written_as_before(year, office):
    told = json.loads(bytes_of(finalise(year, office)))
    assert told["format_version"] == 1
    assert "consequences" not in told


def test_older_snapshot_prints_the_words_of_its_year(year, office):
    Policy.objects.update(grades=GRADES)
    snapshot = finalise(year, office)
    Consequences.objects.create(year=year, general="与资金挂钩")
    assert "与资金挂钩" in ranking_document(Snapshot.objects.get(pk=snapshot.pk)).html
