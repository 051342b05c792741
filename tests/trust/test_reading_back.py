"""A backup read back without a site, and a folder of backups that holds the newest."""

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.factories import make_account
from trust import files, operations
from trust.backup import keeping, write_backup
from trust.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def backup(actor, tmp_path):
    make_account("zhang")
    files.store(b"abc")
    write_backup(tmp_path / "site.backup")
    return tmp_path / "site.backup"


def with_table(backup, label, change):
    """Write the archive anew with a changed table, its manifest agreeing."""
    with zipfile.ZipFile(backup) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    name = f"tables/{label}.jsonl"
    held[name] = change(held[name])
    manifest = json.loads(held["manifest.json"])
    manifest["tables"][label]["sha256"] = hashlib.sha256(held[name]).hexdigest()
    held["manifest.json"] = json.dumps(manifest).encode()
    held["manifest.sha256"] = hashlib.sha256(held["manifest.json"]).hexdigest().encode()
    with zipfile.ZipFile(backup, "w") as archive:
        for member, content in held.items():
            archive.writestr(member, content)


def test_whole_backup_is_read_back_and_noted(backup, capsys):
    call_command("verify_backup", str(backup))
    assert "可以恢复" in capsys.readouterr().err
    assert operations.last("backup_read_back").ok


@pytest.mark.parametrize(
    ("label", "change", "why"),
    [
        ("trust.storedfile", lambda lines: lines * 2, "有 2 行，清单上是 1 行"),
        ("cities.account", lambda lines: lines.replace(b'"id": ', b'"id": 9'), "指向"),
        ("trust.storedfile", lambda lines: lines.replace(b'"ba78', b'"ba79'), "清单也没有说明"),
        ("trust.storedfile", lambda lines: lines.replace(b'"size": 3', b'"size": "x"'), "无法识别"),
        ("trust.storedfile", lambda lines: lines[:-5], "读不出来"),
    ],
    ids=["rows", "key", "file", "value", "cut"],
)
def test_backup_that_would_not_restore_is_told(backup, actor, label, change, why):
    person = make_account("li")
    person.groups.create(name="考核办")
    write_backup(backup)
    with_table(backup, label, change)
    with pytest.raises(CommandError, match=why):
        call_command("verify_backup", str(backup))
    assert not operations.last("backup_read_back").ok


def test_folder_keeps_the_newest_and_reads_back_the_newest(tmp_path, capsys, monkeypatch):
    old = [tmp_path / f"kaohe-2026010{day}-020000.backup" for day in (1, 2, 3)]
    other = tmp_path / "kaohe-2026.backup"
    for path in (*old, other):
        path.touch()
    call_command("backup", "--into", str(tmp_path), "--keep", "2")
    newest = keeping.all_in(tmp_path)
    assert len(newest) == 2
    assert newest[1] == old[2]
    assert other.exists()
    call_command("verify_backup", str(tmp_path))
    assert newest[0].name in capsys.readouterr().err


def test_nothing_old_goes_while_a_file_is_missing(tmp_path, capsys):
    """The old backups are where the missing file still is."""
    files.store(b"abc")
    files.path_of(StoredFile.objects.get().sha256).unlink()
    old = [tmp_path / f"kaohe-2026010{day}-020000.backup" for day in (1, 2, 3)]
    for path in old:
        path.touch()
    with pytest.raises(SystemExit):
        call_command("backup", "--into", str(tmp_path), "--keep", "1")
    assert all(path.exists() for path in old)
    assert "旧备份一份也没有删" in capsys.readouterr().err
    assert not operations.last("backup").ok


def test_backup_that_breaks_off_leaves_nothing_that_looks_whole(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trust.backup.writing.schema.applied", full)
    with pytest.raises(CommandError, match="无法写入文件"):
        call_command("backup", "--into", str(tmp_path))
    assert not [path for path in Path(tmp_path).glob("*.backup*") if path.is_file()]
    assert not operations.last("backup").ok


@pytest.fixture
def barred(tmp_path, monkeypatch):
    """A folder that the account may not enter, whoever runs the tests."""
    folder = tmp_path / "barred"

    def closed(real):
        def call(path, *args, **kwargs):
            if str(path).startswith(str(folder)):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *args, **kwargs)

        return call

    for where, name in ((Path, "open"), (Path, "stat"), (Path, "touch"), (Path, "unlink")):
        monkeypatch.setattr(where, name, closed(getattr(where, name)))
    monkeypatch.setattr(os, "scandir", closed(os.scandir))
    monkeypatch.setattr(os, "stat", closed(os.stat))
    return folder


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["restore"], "权限不够.*请由 root 从标准输入给：kaohe restore - < .*barred$"),
        (["verify_backup"], "权限不够.*请由 root 从标准输入给：kaohe verify_backup - < .*barred$"),
        (["backup", "--into"], "目录 .*barred 打不开（权限不够）：.*属主与网站相同"),
        (["backup"], "无法写入文件 .*barred/x：Permission denied"),
    ],
)
def test_what_the_account_may_not_read_is_told_as_that(barred, words, why):
    with pytest.raises(CommandError, match=why) as told:
        call_command(*words, str(barred / "x" if words == ["backup"] else barred))
    assert "损坏" not in str(told.value)


def test_a_folder_of_backups_that_is_closed_is_told(tmp_path, monkeypatch):
    def closed(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", closed)
    with pytest.raises(CommandError, match="没有核对：目录 .* 打不开（权限不够）"):
        call_command("verify_backup", str(tmp_path))
    assert not operations.last("backup_read_back").ok


@pytest.mark.parametrize("command", ["restore", "verify_backup"])
def test_a_file_that_is_not_there_is_told_with_where_it_was_looked_for(command):
    with pytest.raises(CommandError, match=f"没有文件 x.backup（从 {Path.cwd()} 找起）") as told:
        call_command(command, "x.backup")
    assert "磁盘" not in str(told.value)


def test_a_folder_is_no_backup_to_restore(tmp_path):
    with pytest.raises(CommandError, match="是目录；请写明其中的哪一份备份"):
        call_command("restore", str(tmp_path))


def test_a_backup_is_read_back_from_standard_input(backup, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(backup.read_bytes())))
    call_command("verify_backup", "-")
    assert "标准输入的备份 可以恢复" in capsys.readouterr().err
    assert operations.last("backup_read_back").ok


def test_a_backup_to_standard_output_is_told_as_that(actor, capsysbinary):
    call_command("backup", "-")
    assert "到标准输出。" in capsysbinary.readouterr().err.decode()


def test_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="没有目录"):
        call_command("backup", "--into", str(tmp_path / "x"))
    with pytest.raises(CommandError, match="没有备份"):
        call_command("verify_backup", str(tmp_path))
