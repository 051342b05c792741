"""A site into the file of a backup."""

import hashlib
import json
import zipfile
import zlib
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db import connection, transaction
from django.utils import timezone

from trust import files, references
from trust.backup import schema
from trust.backup.archive import FORMAT, MANIFEST, MANIFEST_DIGEST
from trust.backup.rows import digest_of, lines_of, tables_of
from trust.disk import CHUNK
from trust.models import StoredFile

#: What is larger waits on the disk, not in memory, until its digest is known.
HELD_IN_MEMORY = 8 * CHUNK
#: A file whose beginning shrinks by less is packed already and goes in as it is.
WORTH_PACKING = 0.9


def write_backup(path: Path) -> dict:
    """Write the site into a file; return the manifest. Raises OSError if it cannot be written.

    The tables are read in one transaction, as of one moment; the files are
    checked against their names before they are copied. One that is missing or damaged is
    told in the manifest, with what refers to it, and stops nothing. What jobs made is left
    out: it can be made again.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as out:
        is_outermost = not connection.in_atomic_block
        with transaction.atomic():
            if is_outermost:
                _freeze_moment()
            tables = {
                label: _write_table(out, label, model) for label, model in tables_of().items()
            }
            left_out = dict(references.made_again().values_list("sha256", "size"))
            held = dict(StoredFile.objects.order_by("sha256").values_list("sha256", "size"))
        wanted = {sha256: size for sha256, size in held.items() if sha256 not in left_out}
        faults = {sha256: why for sha256 in wanted if (why := _write_file(out, sha256))}
        users = references.told(faults)
        manifest = {
            "format": FORMAT,
            "created_at": timezone.now().isoformat(),
            "database": connection.vendor,
            "migrations": schema.applied(),
            "tables": tables,
            "files": {sha256: size for sha256, size in wanted.items() if sha256 not in faults},
            "missing": {
                sha256: {"size": wanted[sha256], "why": why, "of": users[sha256]}
                for sha256, why in faults.items()
            },
            "left_out": left_out,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        out.writestr(MANIFEST, text)
        out.writestr(MANIFEST_DIGEST, hashlib.sha256(text).hexdigest())
    return manifest


def _freeze_moment() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _write_table(out: zipfile.ZipFile, label: str, model) -> dict:
    with out.open(f"tables/{label}.jsonl", "w", force_zip64=True) as member:
        return digest_of(lines_of(model), member.write)


def _write_file(out: zipfile.ZipFile, sha256: str) -> str:
    """Copy a file; return why it could not be, or nothing."""
    with SpooledTemporaryFile(HELD_IN_MEMORY) as held:
        if fault := _read_whole(sha256, held):
            return fault
        held.seek(0)
        info = zipfile.ZipInfo(f"files/{sha256}", timezone.localtime().timetuple()[:6])
        info.compress_type = _packing(held)
        with out.open(info, "w", force_zip64=True) as member:
            while chunk := held.read(CHUNK):
                member.write(chunk)
    return ""


def _read_whole(sha256: str, into: IO[bytes]) -> str:
    digest = hashlib.sha256()
    try:
        source = files.open_named(sha256)
    except FileNotFoundError:
        return "不在文件库"
    except OSError as error:
        return f"读不出来：{error.strerror or error}"
    with source:
        while chunk := _next_of(source):
            if isinstance(chunk, str):
                return chunk
            digest.update(chunk)
            into.write(chunk)
    return "" if digest.hexdigest() == sha256 else "内容已损坏"


def _next_of(source) -> bytes | str:
    """Return the next bytes, or why they cannot be read; the disk of the backup is not asked."""
    try:
        return source.read(CHUNK)
    except OSError as error:
        return f"读不出来：{error.strerror or error}"


def _packing(held: IO[bytes]) -> int:
    beginning = held.read(64 * 1024)
    held.seek(0)
    is_worth_it = len(zlib.compress(beginning, 1)) < WORTH_PACKING * len(beginning)
    return zipfile.ZIP_DEFLATED if is_worth_it else zipfile.ZIP_STORED
