"""Papers kept as they were laid out, each under the digest of all that it was made of.

What can be made again has no row, is in no backup and lies on this machine's disk wherever the
store is; every machine has its own. MEDIA_ROOT/papers/ab/abcd… holds the
SHA-256 of the PDF and the PDF, so that a torn or altered file is known for one and laid out
anew. It goes when nobody has asked for it for a while. What was published is kept for good,
as a file of the store with its row (KeptPaper).
"""

import hashlib
import logging
import os
import secrets
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from trust import disk, files, log
from trust.models import KeptPaper

logger = logging.getLogger(__name__)

FOLDER = "papers"
DIGEST_SIZE = hashlib.sha256().digest_size
#: That a paper was asked for is noted once a day.
NOTED_EVERY = timedelta(days=1).total_seconds()
#: Nobody decides that a published paper is kept: whoever asks for it first has it kept.
KEEPER = log.Actor("系统")


def find(keys: Iterable[str]) -> dict[str, bytes]:
    """Return the PDFs that are kept, by key. One query where any of them is missing."""
    wanted = set(keys)
    found = {key: pdf for key in wanted if (pdf := _read(path_of(key)))}
    if missing := wanted - found.keys():
        rows = KeptPaper.objects.filter(key__in=missing).select_related("file")
        found |= {row.key: files.read(row.file) for row in rows if files.verify(row.file)}
    return found


def keep(key: str, pdf: bytes) -> None:
    """Keep a paper until it is pruned; a disk that refuses keeps nobody from his paper."""
    path = path_of(key)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        part.touch(mode=0o640)
        part.write_bytes(hashlib.sha256(pdf).digest() + pdf)
        part.replace(path)
    except OSError:
        logger.warning("a paper could not be kept", exc_info=True)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def not_yet_for_good(keys: Collection[str]) -> set[str]:
    """Return those of the keys under which nothing is kept for good. One query, or none."""
    if not keys:
        return set()
    return set(keys) - set(KeptPaper.objects.filter(key__in=keys).values_list("key", flat=True))


def keep_for_good(key: str, title: str, pdf: bytes) -> None:
    """Put a published paper into the store; the first one under a key stays, and is whole
    again where its file was torn and this one is the same.

    A disk that refuses keeps nobody from his paper: whoever asks next has it kept.
    """
    try:
        stored = files.store(pdf)
    except OSError:
        logger.warning("a published paper could not be kept", exc_info=True)
        return
    if KeptPaper.objects.filter(key=key).exists():
        return
    with log.acting():
        kept, is_new = KeptPaper.objects.get_or_create(
            key=key, defaults={"file": stored, "title": title[:200]}
        )
        if is_new:
            log.write(KEEPER, "留存已公布的纸面", kept, after={"SHA-256": stored.sha256})


def prune(unused: timedelta) -> tuple[int, int]:
    """Remove the papers that nobody asked for so long, except what was published.

    Return how many, and their bytes.
    """
    limit = time.time() - unused.total_seconds()
    count = size = 0
    for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*/*"):
        with suppress(FileNotFoundError):
            told = path.stat()
            if told.st_mtime < limit:
                path.unlink()
                count, size = count + 1, size + told.st_size
    return count, size


def remove_torn(older_than: timedelta) -> int:
    """Remove what killed processes left half written so long ago; return how many."""
    return disk.remove_torn(Path(settings.MEDIA_ROOT) / FOLDER, "*", older_than)


def path_of(key: str) -> Path:
    """Return where a paper lies that can be made again, whether it is there or not."""
    return Path(settings.MEDIA_ROOT) / FOLDER / key[:2] / key


def _read(path: Path) -> bytes | None:
    try:
        told, data = path.stat(), path.read_bytes()
        if time.time() - told.st_mtime > NOTED_EVERY:
            os.utime(path)
    except OSError:
        return None
    digest, pdf = data[:DIGEST_SIZE], data[DIGEST_SIZE:]
    return pdf if hashlib.sha256(pdf).digest() == digest else None
