"""The file store: each file once, named by its SHA-256, on disk before its row is.

MEDIA_ROOT/ab/cd/abcd… is written under a temporary name in the same folder,
synced, renamed, and the folder synced; only then comes the row. A process killed
in between leaves at most a temporary file that nothing refers to.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from trust.models import StoredFile

CHUNK = 1 << 20

#: What may be said about a file's kind; everything else is just bytes.
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".json": "application/json",
    ".zip": "application/zip",
    ".ofd": "application/ofd",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
}
UNKNOWN = "application/octet-stream"


def store(data: bytes | BinaryIO) -> StoredFile:
    """Keep the bytes and return their row; the same bytes give the same row.

    data: bytes, or a binary file that can be rewound. Queries: 1 when the file
    is known, else 4. Raises OSError if the disk refuses.
    """
    sha256, size = put(data)
    stored, _ = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": size})
    return stored


def put(data: bytes | BinaryIO) -> tuple[str, int]:
    """Lay the bytes into the store without a row (restoring brings the rows); return digest, size.

    Raises OSError if the disk refuses.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    sha256, size = _digest(source)
    path = path_of(sha256)
    if not _holds(path, sha256, size):
        _write_once(source, path, sha256)
    return sha256, size


def path_of(sha256: str) -> Path:
    """Return where the file of this digest lies, whether it is there or not."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def open_file(stored: StoredFile) -> BinaryIO:
    """Open the file for reading. Raises FileNotFoundError if it is gone."""
    return path_of(stored.sha256).open("rb")


def read(stored: StoredFile) -> bytes:
    """Return the bytes of the file. Raises FileNotFoundError if it is gone."""
    return path_of(stored.sha256).read_bytes()


def verify(stored: StoredFile) -> bool:
    """Return whether the file is there and its bytes are still those of its name."""
    return _holds(path_of(stored.sha256), stored.sha256, stored.size)


def serve(stored: StoredFile, name: str) -> FileResponse:
    """Answer with the file as an attachment that no browser will interpret.

    The caller has checked that this person may have it, and logs the download.
    """
    name = safe_name(name)
    kind = CONTENT_TYPES.get(Path(name).suffix.lower(), UNKNOWN)
    response = FileResponse(open_file(stored), as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def handed_out(data: bytes | str, name: str, *, to_keep: bool = True) -> HttpResponse:
    """Return what was made as a file of this name, whose ending says what it is.

    to_keep: as a download; otherwise the browser shows it.
    """
    response = HttpResponse(data, content_type=CONTENT_TYPES[Path(name).suffix])
    response["Content-Disposition"] = str(content_disposition_header(to_keep, name))
    return response


def safe_name(name: str) -> str:
    """Return a file name without folders, control or direction-changing characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return kept.strip(" .")[-180:] or "文件"


def _digest(source: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    while chunk := source.read(CHUNK):
        yield chunk


def _holds(path: Path, sha256: str, size: int) -> bool:
    try:
        if path.stat().st_size != size:
            return False
        with path.open("rb") as file:
            return _digest(file) == (sha256, size)
    except OSError:
        return False


def _write_once(source: BinaryIO, path: Path, sha256: str) -> None:
    _make_folders(path.parent)
    part = path.with_name(f".{sha256[:16]}.{secrets.token_hex(8)}.part")
    try:
        _write_synced(source, part, sha256)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _write_synced(source: BinaryIO, part: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with part.open("xb") as file:
        for chunk in _chunks(source):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fchmod(file.fileno(), 0o440)
        os.fsync(file.fileno())
    if digest.hexdigest() != sha256:
        raise OSError("文件在保存过程中发生了变化，没有保存；请重新上传。")


def _make_folders(folder: Path) -> None:
    """Make the folder and its parents, each durable in the one above it."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o750, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
