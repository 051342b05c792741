"""The whole site out and back without a difference; damaged backups refused with the reason."""

import hashlib
import io
import json
import re
import shutil
import zipfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from assessment.models import Evidence, Result
from cities.models import Account, Role
from tests.factories import make_account, make_table
from trust import baseline, files, log, operations, proof
from trust.backup import BackupRefused, read_backup, write_backup
from trust.backup.archive import checked
from trust.backup.rows import digest_of, lines_of, tables_of
from trust.models import AuditEntry, Delivery, Job, JobState, Notice, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(actor):
    """A site with tables, results, history, a log, two files and a notice on its way out."""
    told = {"kind": "cities.account", "title": "您的密码已被重设", "link": "/"}
    notice = Notice.objects.create(recipient=make_account("zhang", role=Role.AUDITOR), **told)
    Delivery.objects.create(notice=notice, channel="email", state="sending", batch=uuid4())
    make_table()
    files.store(b"abc")
    files.store(bytes(300_000))
    for number in range(40):
        log.write_alone(actor, "录入", after={"完成值": number, "备注": "“引号”\n"})


@pytest.fixture
def backup(site, tmp_path):
    path = tmp_path / "site.backup"
    write_backup(path)
    return path


def everything():
    return {label: digest_of(lines_of(model)) for label, model in tables_of().items()}


def empty_the_site(settings):
    for model in tables_of().values():
        model._base_manager.all()._raw_delete(connection.alias)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def test_restored_site_is_the_same(site, tmp_path, settings):
    baseline.lay(None)
    backup = tmp_path / "site.backup"
    write_backup(backup)
    before = everything()
    empty_the_site(settings)
    read_backup(backup)
    assert everything() == before
    assert all(files.verify(stored) for stored in StoredFile.objects.all())
    assert proof.examine().faults == []
    assert Result.history.count() == json.loads(
        zipfile.ZipFile(backup).read("manifest.json")
    )["tables"]["assessment.historicalresult"]["rows"]  # fmt: skip


def test_table_of_more_than_one_batch_is_the_same(site, settings, tmp_path, actor, monkeypatch):
    monkeypatch.setattr("trust.backup.rows.BATCH", 7)
    write_backup(tmp_path / "x")
    before = everything()
    empty_the_site(settings)
    read_backup(tmp_path / "x")
    assert everything() == before


def test_restored_site_takes_new_rows(backup, settings):
    empty_the_site(settings)
    read_backup(backup)
    make_account("new")
    files.store(b"new")
    log.write_alone(log.command_actor("tests"), "录入")
    assert log.verify()[0] == 41


def rewritten(backup, change):
    """Write the archive anew with changed members; change: name, bytes → bytes or None."""
    data = io.BytesIO()
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    backup.write_bytes(data.getvalue())


def without(lost):
    return lambda name, content: None if name.startswith(lost) else content


def changed(which, old, new):
    return lambda name, content: content.replace(old, new) if name.startswith(which) else content


def add_member(backup):
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr("files/" + "0" * 64, b"smuggled")


def forged(**parts):
    """Return what puts other parts into the manifest, and the digest that fits it."""

    def forge(backup):
        with zipfile.ZipFile(backup) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        put_manifest(backup, json.dumps(manifest | parts).encode())

    return forge


def put_manifest(backup, text: bytes):

    told = {"manifest.json": text, "manifest.sha256": hashlib.sha256(text).hexdigest().encode()}
    rewritten(backup, lambda name, content: told.get(name, content))


DAMAGES = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-500]),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "no archive": lambda path: path.write_bytes(b"hello"),
    "a flipped bit": lambda path: path.write_bytes(
        path.read_bytes()[:200] + bytes([path.read_bytes()[200] ^ 1]) + path.read_bytes()[201:]
    ),
    "a row changed": lambda path: rewritten(path, changed("tables/trust.auditentry", b"39", b"38")),
    "a row removed": lambda path: rewritten(
        path, lambda n, c: c.split(b"\n", 1)[1] if n.startswith("tables/cities.account.") else c
    ),
    "a table missing": lambda path: rewritten(path, without("tables/cities.account.")),
    "a file missing": lambda path: rewritten(path, without("files/ba78")),
    "a file changed": lambda path: rewritten(path, changed("files/ba78", b"abc", b"abd")),
    "a file more": add_member,
    "manifest missing": lambda path: rewritten(path, without("manifest.json")),
    "manifest changed": lambda path: rewritten(
        path, changed("manifest.json", b'"database"', b'"Database"')
    ),
    "digest missing": lambda path: rewritten(path, without("manifest.sha256")),
    "another format": forged(format=9),
    "no manifest": lambda path: put_manifest(path, b"[1]"),
    "tables as a list": forged(tables=[]),
    "a table without rows": forged(tables={"cities.account": {"sha256": "x"}}),
    "no migrations": forged(migrations=None),
    "migrations that are none": forged(migrations=["trust", 5]),
    "missing files as a number": forged(missing=5),
    "a missing file without a reason": forged(missing={"0" * 64: {}}),
    "files without sizes": forged(files={"0" * 64: "big"}),
    "no hour": forged(created_at=None),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_backup_is_refused_and_changes_nothing(backup, settings, damage):
    DAMAGES[damage](backup)
    empty_the_site(settings)
    before = everything()
    with pytest.raises(BackupRefused) as refusal:
        read_backup(backup)
    assert str(refusal.value).endswith("。")
    assert not re.findall(r"[A-Za-z]{3,}", re.sub(r"(tables|files)/\S+", "", str(refusal.value)))
    assert everything() == before
    assert not Path(settings.MEDIA_ROOT).exists()


def test_a_flipped_bit_is_found_wherever_it_is(backup, settings):
    """In names and dates of the zip's own heads it may matter to nobody: then all is as before."""
    whole = backup.read_bytes()
    rng, before = Random(3), everything()
    for _ in range(150):
        at, bit = rng.randrange(len(whole)), 1 << rng.randrange(8)
        backup.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        with suppress(BackupRefused):
            assert checked(backup)["tables"] == before


def test_backup_that_is_not_there_is_refused():
    with pytest.raises(BackupRefused, match="没有文件"):
        read_backup(Path("nothing/here"))


def test_site_in_use_is_left_alone(backup, actor):
    log.write_alone(actor, "录入")
    before = everything()
    with pytest.raises(BackupRefused, match="只能恢复到空的站点"):
        read_backup(backup)
    assert everything() == before


def test_backup_of_a_newer_program_is_refused(site, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("trust.backup.schema.applied", lambda: ["trust.0099_future"])
    write_backup(tmp_path / "x")
    empty_the_site(settings)
    with pytest.raises(BackupRefused, match="更新的程序版本.*trust.0099_future"):
        read_backup(tmp_path / "x")


def test_row_that_does_not_fit_undoes_everything(backup, settings, monkeypatch):
    from trust.backup import restoring

    empty_the_site(settings)
    real = restoring.insert

    def forgetful(model, lines):
        if model is not Account:
            real(model, lines)

    monkeypatch.setattr(restoring, "insert", forgetful)
    with pytest.raises(Exception, match=r"FOREIGN KEY|foreign key|没有恢复"), transaction.atomic():
        read_backup(backup)
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_broken_file_stops_no_backup_and_is_told_with_what_it_is_for(
    site, settings, tmp_path, capsys, damage
):
    result = Result.objects.first()
    person = Account.objects.get()
    broken = StoredFile.objects.get(size=3)
    Evidence.objects.create(result=result, file=broken, name="验收表.pdf", added_by=person)
    path = files.path_of(broken.sha256)
    path.unlink()
    if damage == "changed":
        path.write_bytes(b"abd")
    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(tmp_path / "x"))
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "佐证材料“验收表.pdf”（采集结果：" in told
    assert "另缺 1 个文件" in told
    empty_the_site(settings)
    with pytest.raises(SystemExit) as ended:
        call_command("restore", str(tmp_path / "x"))
    assert ended.value.code == 2
    assert "佐证材料“验收表.pdf”" in capsys.readouterr().err
    assert Evidence.objects.get().name == "验收表.pdf"
    assert [files.verify(stored) for stored in StoredFile.objects.order_by("size")] == [False, True]


def test_what_a_job_made_is_left_out(site, settings, tmp_path):
    owner = Account.objects.get()
    of_a_job = StoredFile.objects.get(size=3)
    Job.objects.create(kind="x", title="评分卡", owner=owner, file=of_a_job, state=JobState.DONE)
    manifest = write_backup(tmp_path / "x")
    assert set(manifest["left_out"]) == {of_a_job.sha256}
    assert [*manifest["files"].values()] == [300_000]
    empty_the_site(settings)
    assert read_backup(tmp_path / "x")["missing"] == {}
    assert Job.objects.get().file == of_a_job


def test_backup_of_the_first_format_is_taken_back(backup, settings):
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["format"] = 1
    del manifest["missing"], manifest["left_out"]
    text = json.dumps(manifest).encode()
    forged = {"manifest.json": text, "manifest.sha256": hashlib.sha256(text).hexdigest().encode()}
    rewritten(backup, lambda name, content: forged.get(name, content))
    before = everything()
    empty_the_site(settings)
    read_backup(backup)
    assert everything() == before
    assert all(files.verify(stored) for stored in StoredFile.objects.all())


class Killed(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


@pytest.mark.parametrize("moment", ["trust.files.put_named", "trust.backup.restoring.insert"])
def test_restoring_that_was_killed_is_repeated(backup, settings, monkeypatch, moment):
    before, calls = everything(), []
    empty_the_site(settings)

    def killed(*args):
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        real(*args)

    with monkeypatch.context() as patch:
        module, _, name = moment.rpartition(".")
        real = getattr(import_module(module), name)
        patch.setattr(moment, killed)
        with pytest.raises(Killed), transaction.atomic():
            read_backup(backup)
    read_backup(backup)
    assert everything() == before
    assert all(files.verify(stored) for stored in StoredFile.objects.all())


def test_restoring_that_was_killed_at_its_end_is_repeated(backup, settings):
    """The rows are in, and the log says nothing of it yet."""
    empty_the_site(settings)
    read_backup(backup)
    shutil.rmtree(settings.MEDIA_ROOT)
    call_command("restore", str(backup))
    assert all(files.verify(stored) for stored in StoredFile.objects.all())
    assert AuditEntry.objects.first().action == "恢复备份"


def test_commands_are_logged_and_say_what_they_did(site, settings, tmp_path, capsys):
    path = tmp_path / "site.backup"
    call_command("backup", str(path))
    assert "2 个文件" in capsys.readouterr().err
    assert path.stat().st_mode & 0o077 == 0
    empty_the_site(settings)
    call_command("restore", str(path))
    assert [entry.action for entry in AuditEntry.objects.all()[:2]] == ["恢复备份", "备份"]
    assert log.verify()[2] is None
    with pytest.raises(CommandError, match="没有恢复任何内容"):
        call_command("restore", str(path))
    assert operations.last("backup").detail["file"] == str(path)
