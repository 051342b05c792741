"""A site, a backup and workbooks of the program as it was before 0.2: nothing of them is lost.

tests/cases/earlier_site/ was written by that program (two cities with results, a draft and a
submitted report): site.backup, the scores it gave then, a data-entry workbook of eleven columns
and a county's workbook. Restoring the backup is the upgrade too: its rows go into the structure
they were made under, and the migrations since then run over them.
"""

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from openpyxl import load_workbook

from assessment.models import CityTable, Concern, Result, Rule
from selfeval.models import Report
from trust import files, proof
from trust.backup import restoring, schema
from trust.backup.rows import tables_of
from trust.ledger import BASELINE
from trust.models import AuditEntry, StoredFile

SITE = Path(__file__).parent.parent / "cases" / "earlier_site"


@dataclass(frozen=True)
class Killed:
    """A restore that was killed twice. results: how many there were after each time; structure:
    how many migrations the database had then."""

    media: str
    results: list[int] = field(default_factory=list)
    structure: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def killed(django_db_setup, django_db_blocker, tmp_path_factory):
    """The earlier site, restored at the third attempt: the first was killed among the rows, the
    second when all were in. On PostgreSQL into an empty site of today's structure, which is walked
    back first; on SQLite into nothing, as after script/install --empty."""
    found = Killed(str(tmp_path_factory.mktemp("media")))
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=found.media):
        if connection.vendor == "sqlite":
            _drop_tables()
        else:
            for model in tables_of().values():
                model._base_manager.all()._raw_delete(connection.alias)
        for insert in (_killed_among(restoring.insert), restoring.insert):
            with pytest.MonkeyPatch.context() as kill:
                kill.setattr(restoring, "insert", insert)
                kill.setattr(schema, "go_forward", _kill)  # nothing is tidied up
                with pytest.raises(KeyboardInterrupt):
                    call_command("restore", str(SITE / "site.backup"))
            found.structure.append(len(schema.applied()))
            with connection.cursor() as cursor:
                cursor.execute("SELECT COUNT(*) FROM assessment_result")
                found.results.append(cursor.fetchone()[0])
        call_command("restore", str(SITE / "site.backup"))
        yield found
        call_command("flush", verbosity=0, interactive=False)


def _drop_tables():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}")
        cursor.execute("PRAGMA foreign_keys = ON")


def _killed_among(insert):
    def inserting(model, lines):
        if model._meta.label_lower == "selfeval.report":
            _kill()
        insert(model, lines)

    return inserting


def _kill():
    raise KeyboardInterrupt


@pytest.fixture
def upgraded(killed, db, settings):
    """The earlier site, restored; what a test does to it is undone."""
    settings.MEDIA_ROOT = killed.media


def told(label):
    with zipfile.ZipFile(SITE / "site.backup") as archive:
        lines = archive.read(f"tables/{label}.jsonl").splitlines()
    return [json.loads(line) for line in lines]


def manifest():
    with zipfile.ZipFile(SITE / "site.backup") as archive:
        return json.loads(archive.read("manifest.json"))


def labels():
    return sorted(manifest()["tables"])


def test_every_row_of_the_earlier_site_stands_as_it_was(upgraded):
    now = tables_of()
    for label in labels():
        rows = {str(row.pk): row for row in now[label]._base_manager.all()}
        fields = {field.attname: field for field in now[label]._meta.concrete_fields}
        for before in told(label):
            row = rows[str(before[now[label]._meta.pk.attname])]
            counted = {"errors"} if label == "selfeval.report" else set()  # without what is missing
            for name in set(fields) & set(before) - counted:
                assert getattr(row, name) == fields[name].to_python(before[name]), (label, name)
    assert AuditEntry.objects.filter(action=BASELINE).count() == 1
    assert proof.examine().faults == []
    assert all(files.verify(stored) for stored in StoredFile.objects.all())
    assert StoredFile.objects.count() == 2


def test_scores_of_the_earlier_site_are_the_same(upgraded, tmp_path):
    call_command("export_scores", "2017", str(tmp_path / "scores.json"))
    then = json.loads((SITE / "scores.json").read_text())
    now = json.loads((tmp_path / "scores.json").read_text())
    assert [(c["city"], c["total"], c["rank"]) for c in now["cities"]] == [
        (c["city"], c["total"], c["rank"]) for c in then["cities"]
    ]
    assert without_new_words(now["cities"], then["cities"]) == then["cities"]


def test_tables_of_the_earlier_site_are_read_today_as_they_were_then(upgraded, capsys):
    before = Concern.objects.count()
    call_command("reread_tables")
    assert capsys.readouterr().out.splitlines() == [
        "2017年度长沙市：与现有规则一致。",
        "2017年度湘潭市：与现有规则一致。",
        "重读 2 张指标表：新列待核事项 0 处。规则和得分都没有改动。",
    ]
    assert Concern.objects.count() == before
    assert list(CityTable.objects.values_list("text_heads", flat=True)) == [[], []]


def test_what_todays_reader_sees_otherwise_changes_no_score(upgraded, tmp_path):
    Rule.objects.filter(clause="未完成扣6分").update(deduction="3")
    scores = []
    for name in ("before.json", "after.json"):
        call_command("export_scores", "2017", str(tmp_path / name))
        scores.append((tmp_path / name).read_text())
        call_command("reread_tables")
    assert scores[0] == scores[1]
    assert Concern.objects.filter(code="reread", phrase="未完成扣6分").exists()


def without_new_words(now, then):
    """Return now without the keys that the earlier program did not write."""
    if isinstance(then, dict):
        return {key: without_new_words(now[key], value) for key, value in then.items()}
    if isinstance(then, list):
        return [without_new_words(*pair) for pair in zip(now, then, strict=True)]
    return now


def test_workbook_of_eleven_columns_is_still_read(upgraded, tmp_path, capsys):
    book = load_workbook(SITE / "results.xlsx")
    sheet = book.active
    empty = next(row for row in sheet.iter_rows(min_row=2) if row[8].value is None)
    empty[8].value = "否" if empty[5].value == "是否" else 1
    code = empty[10].value
    book.save(tmp_path / "results.xlsx")
    call_command("import_results", "2017", str(tmp_path / "results.xlsx"))
    assert Result.objects.get(measure__code=code).value in (0, 1)
    assert Result.objects.filter(value__isnull=False).count() == 1 + sum(
        row["value"] is not None for row in told("assessment.result")
    )


def test_county_workbook_of_the_earlier_program_is_still_read(upgraded, tmp_path):
    report = Report.objects.get(county__key="430602")
    before = report.data
    call_command("import_selfeval", str(SITE / "filling.xlsx"))
    report.refresh_from_db()
    assert report.data == before


def test_earlier_backup_goes_into_a_used_site_no_more_than_another(upgraded):
    with pytest.raises(Exception, match="只能恢复到空的站点"):
        call_command("restore", str(SITE / "site.backup"))
    assert Result.objects.exists()


def test_restore_that_was_killed_can_be_repeated(killed, upgraded):
    assert killed.results == [0, len(told("assessment.result"))]
    assert killed.structure == [len(manifest()["migrations"])] * 2
    assert Result.objects.count() == len(told("assessment.result"))
