"""The file store: each file once, named by its SHA-256, kept for good before its row is.

Where it lies is the default storage of the settings: ab/cd/abcd… below MEDIA_ROOT
(trust.disk) or in a bucket (trust.bucket). Nothing else touches it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import storages
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from trust.disk import CHUNK, DiskStore
from trust.models import StoredFile

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
    is known, else 4. Raises OSError if the store refuses.
    """
    sha256, size = put(data)
    stored, is_new = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": size})
    if is_new and not _the_store().exists(name_of(sha256)):  # pruned between the two
        put(data)
    return stored


def put(data: bytes | BinaryIO) -> tuple[str, int]:
    """Lay the bytes into the store without a row; return digest, size.

    Raises OSError if the store refuses.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    sha256, size = _digest(source)
    put_named(sha256, size, source)
    return sha256, size


def put_named(sha256: str, size: int, source: BinaryIO) -> None:
    """Lay bytes whose digest is known into the store, unless they are there (restoring: the rows
    come after).

    Raises OSError if the store refuses.
    """
    if not holds(sha256, size):
        source.seek(0)
        _the_store().save(name_of(sha256), File(source))


def in_bulk() -> AbstractContextManager:
    """Return within which the store may put off until the end what makes files durable."""
    return getattr(_the_store(), "in_bulk", nullcontext)()


def name_of(sha256: str) -> str:
    """Return the name by which the store knows the file of this digest."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def path_of(sha256: str) -> Path:
    """Return where the file of this digest lies, whether it is there or not.

    Raises NotImplementedError where the store is no folder of this machine.
    """
    return Path(_the_store().path(name_of(sha256)))


def open_file(stored: StoredFile) -> BinaryIO:
    """Open the file for reading. Raises FileNotFoundError if it is gone."""
    return open_named(stored.sha256)


def open_named(sha256: str) -> BinaryIO:
    """Open the file of this digest. Raises FileNotFoundError if it is gone, else OSError."""
    return cast(BinaryIO, _the_store().open(name_of(sha256)))


def read(stored: StoredFile) -> bytes:
    """Return the bytes of the file. Raises FileNotFoundError if it is gone."""
    with open_file(stored) as file:
        return file.read()


def verify(stored: StoredFile) -> bool:
    """Return whether the file is there and its bytes are still those of its name."""
    return holds(stored.sha256, stored.size)


def is_there(stored: StoredFile) -> bool:
    """Return whether the store has a file of this name and size; what is in it is not read."""
    try:
        return _the_store().size(name_of(stored.sha256)) == stored.size
    except OSError:
        return False


def holds(sha256: str, size: int) -> bool:
    """Return whether the store has the file of this digest and size, to the last byte."""
    try:
        if _the_store().size(name_of(sha256)) != size:
            return False
        with open_named(sha256) as file:
            return _digest(file) == (sha256, size)
    except OSError:
        return False


def remove(sha256: str) -> None:
    """Remove the file of a row that is removed too; nothing if it is gone already."""
    _the_store().delete(name_of(sha256))


def remove_torn(older_than: timedelta) -> int:
    """Remove what killed processes left half written so long ago; return how many."""
    return _the_store().remove_torn(older_than)


def complaint() -> str:
    """Return what keeps the store from being written, in a sentence, or nothing."""
    return _the_store().complaint()


def is_on_disk() -> bool:
    """Return whether the store lies under MEDIA_ROOT."""
    return isinstance(_the_store(), DiskStore)


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


def _the_store():
    return storages["default"]
