"""The file store: bytes before rows, nothing torn, nothing twice."""

import os
from io import BytesIO
from pathlib import Path

import pytest

from trust import files
from trust.models import StoredFile

pytestmark = pytest.mark.django_db


def all_files(settings):
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("wrap", [bytes, BytesIO], ids=["bytes", "file"])
def test_store_keeps_the_bytes_under_their_digest(settings, wrap):
    stored = files.store(wrap(b"abc"))
    assert stored.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert stored.size == 3
    assert all_files(settings) == [Path(settings.MEDIA_ROOT) / "ba" / "78" / stored.sha256]
    with files.open_file(stored) as file:
        assert file.read() == b"abc"
    assert files.verify(stored)


def test_same_bytes_are_stored_once(settings):
    assert files.store(b"abc") == files.store(BytesIO(b"abc"))
    assert StoredFile.objects.count() == 1
    assert len(all_files(settings)) == 1


def test_file_is_on_disk_before_its_row(monkeypatch):
    def no_row(**kwargs):
        assert files.path_of(kwargs["sha256"]).read_bytes() == b"abc"
        raise RuntimeError("killed")

    monkeypatch.setattr(StoredFile.objects, "get_or_create", no_row)
    with pytest.raises(RuntimeError):
        files.store(b"abc")
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("moment", ["fsync", "fchmod"])
def test_killed_while_writing_leaves_no_row_and_no_file(settings, monkeypatch, moment):
    def killed(*args):
        raise OSError("disk full")

    monkeypatch.setattr(os, moment, killed)
    with pytest.raises(OSError, match="disk full"):
        files.store(b"abc")
    assert StoredFile.objects.count() == 0
    assert all_files(settings) == []


def test_order_is_write_sync_rename_sync_folder(monkeypatch):
    steps = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(handle):
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        return sync(handle)

    def noted_replace(self, target):
        steps.append("rename")
        return replace(self, target)

    (files.path_of("ba78").parent).mkdir(parents=True)
    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    files.store(b"abc")
    assert steps == ["file", "rename", "folder"]


def test_torn_file_is_noticed_and_mended():
    stored = files.store(b"abcdef")
    path = files.path_of(stored.sha256)
    for damage in (b"abc", b"abcdeX", b""):
        path.chmod(0o600)
        path.write_bytes(damage)
        assert not files.verify(stored)
        files.store(b"abcdef")
        assert files.verify(stored)
    path.unlink()
    assert not files.verify(stored)


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("a.pdf", "application/pdf", 'filename="a.pdf"'),
        (
            "长沙市 评分卡.pdf",
            "application/pdf",
            "filename*=utf-8''%E9%95%BF%E6%B2%99%E5%B8%82%20%E8%AF%84",
        ),
        ("x.html", "application/octet-stream", 'filename="x.html"'),
        ("x.svg", "application/octet-stream", 'filename="x.svg"'),
        ("../../etc/passwd", "application/octet-stream", 'filename="passwd"'),
        ('a"b\r\nSet-Cookie: x.txt', "text/plain", 'filename="abSet-Cookie x.txt"'),
        ("\u202efdp.exe", "application/octet-stream", 'filename="fdp.exe"'),
        ("", "application/octet-stream", "filename*=utf-8''%E6%96%87%E4%BB%B6"),
    ],
)
def test_serve_is_an_attachment_that_no_browser_interprets(name, kind, shown):
    response = files.serve(files.store(b"<script>alert(1)</script>"), name)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].startswith(f"attachment; {shown}")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    response.close()
