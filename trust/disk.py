"""The file store on a disk of this machine: whole, durable and written once, or not there."""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

CHUNK = 1 << 20


class DiskStore(FileSystemStorage):
    """Files under MEDIA_ROOT, each named by its SHA-256.

    A file is written under a temporary name in its folder, synced, renamed, and the folder
    synced: a process killed in between leaves at most a temporary file that nothing refers to.
    """

    _unsynced: list[Path] | None = None  # in bulk: what is written and not durable yet

    def get_available_name(self, name, max_length=None):
        """Return the name as it is: the content decides it, so that what is there is the same."""
        return name

    def _save(self, name: str, content: File) -> str:
        """Raises OSError if the disk refuses, or if the bytes are not those of their name."""
        path = Path(self.path(name))
        _make_folders(path.parent)
        part = path.with_name(f".{path.name[:16]}.{secrets.token_hex(8)}.part")
        try:
            self._write(content, part, path.name)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        if self._unsynced is None:
            _sync(path.parent)
        else:
            self._unsynced.append(path)
        return name

    def _write(self, content: File, part: Path, sha256: str) -> None:
        digest = hashlib.sha256()
        with part.open("xb") as file:
            for chunk in content.chunks(CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fchmod(file.fileno(), 0o440)
            if self._unsynced is None:
                os.fsync(file.fileno())
        if digest.hexdigest() != sha256:
            raise OSError("文件在保存过程中发生了变化，没有保存；请重新上传。")

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Make what is saved within durable at the end, not one by one: for restoring."""
        written: list[Path] = []
        self._unsynced = written
        try:
            yield
        finally:
            self._unsynced = None
        for path in written + sorted({path.parent for path in written}):
            _sync(path)

    def complaint(self) -> str:
        """Return what keeps files from being written, in a sentence, or nothing: the first file
        makes the folder."""
        folder = Path(self.location)
        there = nearest(folder)
        if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
            return ""
        return f"文件库 {folder} 不能写入，上传、打印和导入都会失败；请检查目录和权限。"

    def remove_torn(self, older_than: timedelta) -> int:
        """Remove the temporary files that killed processes left so long ago; return how many."""
        return remove_torn(Path(self.location), "[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]", older_than)


def nearest(folder: Path) -> Path:
    """Return the folder, or the nearest above it that we can see: one whose right was taken from
    us hides what is in it."""
    return next(above for above in (folder, *folder.parents) if os.path.exists(above))


def remove_torn(root: Path, folders: str, older_than: timedelta) -> int:
    """Remove temporary files of this age from the folders of a pattern; return how many."""
    limit, count = time.time() - older_than.total_seconds(), 0
    for part in root.glob(f"{folders}/.*.part"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < limit:
                part.unlink()
                count += 1
    return count


def _make_folders(folder: Path) -> None:
    """Make the folder and its parents, each durable in the one above it."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o750, exist_ok=True)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
