"""A site into the file of a backup."""

import hashlib
import json
import zipfile
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from trust import files
from trust.backup import schema
from trust.backup.archive import FORMAT, MANIFEST, MANIFEST_DIGEST, BackupRefused
from trust.backup.rows import digest_of, lines_of, tables_of
from trust.models import StoredFile


def write_backup(path: Path) -> dict:
    """Write the site into a file; return the manifest. Raises BackupRefused.

    The tables are read in one transaction, as of one moment; the files are
    checked against their names while they are copied.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as out:
        is_outermost = not connection.in_atomic_block
        with transaction.atomic():
            if is_outermost:
                _freeze_moment()
            tables = {
                label: _write_table(out, label, model) for label, model in tables_of().items()
            }
            wanted = list(StoredFile.objects.order_by("sha256").values_list("sha256", "size"))
        for sha256, _ in wanted:
            _write_file(out, sha256)
        manifest = {
            "format": FORMAT,
            "created_at": timezone.now().isoformat(),
            "database": connection.vendor,
            "migrations": schema.applied(),
            "tables": tables,
            "files": dict(wanted),
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


def _write_file(out: zipfile.ZipFile, sha256: str) -> None:
    digest = hashlib.sha256()
    try:
        with (
            files.path_of(sha256).open("rb") as source,
            out.open(f"files/{sha256}", "w", force_zip64=True) as member,
        ):
            while chunk := source.read(files.CHUNK):
                digest.update(chunk)
                member.write(chunk)
    except FileNotFoundError as error:
        raise BackupRefused(f"文件库中缺少 {sha256}，备份没有完成；请先从旧备份补回。") from error
    if digest.hexdigest() != sha256:
        raise BackupRefused(f"文件库中的 {sha256} 已损坏，备份没有完成；请先从旧备份补回。")
