"""The whole site in one file and back: every table as JSON lines, every stored file.

The file is a zip: tables/<app.model>.jsonl, files/<sha256>, manifest.json with the
rows and the SHA-256 of each, manifest.sha256. What SQLite wrote, PostgreSQL can
take back, and the other way round. Sessions and queued tasks are left out.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from trust import files
from trust.models import StoredFile

FORMAT = 1
MANIFEST, MANIFEST_DIGEST = "manifest.json", "manifest.sha256"
#: Of the moment only; a job whose task is gone is enqueued anew (trust.jobs.requeue_stale).
LEFT_OUT = {"sessions.session", "django_tasks_db.dbtaskresult"}
#: A site with rows in one of these is in use.
OWN_DATA = ("cities.account", "trust.auditentry", "trust.storedfile", "assessment.year")
BATCH = 500
#: What reading a damaged zip may raise; ValueError: names, numbers and JSON in disorder.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, OSError,
)  # fmt: skip


class BackupRefused(Exception):
    """A backup that is not taken back, or not made; str() says why. Nothing was changed."""


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
            tables = {_label(model): _write_table(out, model) for model in _models()}
            wanted = list(StoredFile.objects.order_by("sha256").values_list("sha256", "size"))
        for sha256, _ in wanted:
            _write_file(out, sha256)
        manifest = {
            "format": FORMAT,
            "created_at": timezone.now().isoformat(),
            "database": connection.vendor,
            "migrations": _migrations(),
            "tables": tables,
            "files": dict(wanted),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        out.writestr(MANIFEST, text)
        out.writestr(MANIFEST_DIGEST, hashlib.sha256(text).hexdigest())
    return manifest


def read_backup(path: Path) -> dict:
    """Put a backup into an empty site; return its manifest. Raises BackupRefused.

    Everything is checked before anything is written: first the whole file, then
    the files of the store, then all rows in one transaction, which holds only
    if every table reads back as it was written.
    """
    manifest = _checked(path)
    _check_site(manifest)
    with zipfile.ZipFile(path) as archive:
        for sha256 in manifest["files"]:
            files.store(archive.read(f"files/{sha256}"))
        _load(archive, manifest)
    return manifest


def _checked(path: Path) -> dict:
    """Return the manifest of a backup of which every byte is as it was written."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _checked_manifest(archive)
            _check_members(archive, manifest)
    except FileNotFoundError as error:
        raise BackupRefused(f"没有文件 {path}。") from error
    except UNREADABLE as error:
        raise BackupRefused(f"备份文件不完整或已损坏（{error}）。") from error
    return manifest


def _models() -> list[type[models.Model]]:
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and _label(model) not in LEFT_OUT
    ]
    return sorted(found, key=_label)


def _label(model) -> str:
    return model._meta.label_lower


def _freeze_moment() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


# --- out ----------------------------------------------------------------------------------------


def _write_table(out: zipfile.ZipFile, model) -> dict:
    with out.open(f"tables/{_label(model)}.jsonl", "w", force_zip64=True) as member:
        return _digest_of(_lines(model), member.write)


def _digest_of(lines: Iterator[bytes], write=lambda line: None) -> dict:
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        write(line)
        digest.update(line)
        rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _lines(model) -> Iterator[bytes]:
    """Yield the rows in the order of their keys, each as one line of JSON."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        told = {
            name: _told(field, value) for name, field, value in zip(names, fields, row, strict=True)
        }
        yield json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _told(field: models.Field, value):
    if isinstance(field, models.JSONField) or value is None:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, bytes | memoryview):
        return field.value_to_string(field.model(**{field.attname: bytes(value)}))
    return value


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


# --- back ---------------------------------------------------------------------------------------


def _checked_manifest(archive: zipfile.ZipFile) -> dict:
    text = archive.read(MANIFEST)
    if hashlib.sha256(text).hexdigest() != archive.read(MANIFEST_DIGEST).decode("ascii", "replace"):
        raise BackupRefused("备份清单与其摘要不符，备份文件被改动过或已损坏。")
    manifest = json.loads(text)
    if manifest.get("format") != FORMAT:
        raise BackupRefused(f"备份格式 {manifest.get('format')} 不能由本版本恢复。")
    return manifest


def _check_members(archive: zipfile.ZipFile, manifest: dict) -> None:
    """Compare what is in the file with what the manifest says, to the last byte."""
    wanted = {f"tables/{label}.jsonl": told["sha256"] for label, told in manifest["tables"].items()}
    wanted |= {f"files/{sha256}": sha256 for sha256 in manifest["files"]}
    there = [name for name in archive.namelist() if name not in (MANIFEST, MANIFEST_DIGEST)]
    if missing := sorted(set(wanted) - set(there)):
        raise BackupRefused(f"备份文件中缺少 {missing[0]} 等 {len(missing)} 项。")
    if len(there) != len(wanted) or set(there) - set(wanted):
        raise BackupRefused("备份文件中有清单以外的内容，可能被改动过。")
    for name, sha256 in wanted.items():
        with archive.open(name) as member:
            if hashlib.file_digest(member, "sha256").hexdigest() != sha256:
                raise BackupRefused(f"备份文件中的 {name} 与清单不符，被改动过或已损坏。")


def _check_site(manifest: dict) -> None:
    if manifest["migrations"] != _migrations():
        differing = sorted(set(manifest["migrations"]) ^ set(_migrations()))
        raise BackupRefused(
            f"备份与本站的数据库结构不同（{differing[0]} 等 {len(differing)} 处）；"
            "请用备份时的程序版本恢复，再升级。"
        )
    for label in OWN_DATA:
        if apps.get_model(label)._base_manager.exists():
            raise BackupRefused("本站已有数据，只能恢复到空的站点；请换用空数据库并运行 migrate。")


@transaction.atomic
def _load(archive: zipfile.ZipFile, manifest: dict) -> None:
    known = {_label(model): model for model in _models()}
    if set(known) != set(manifest["tables"]):
        raise BackupRefused("备份中的数据表与本程序不一致；请用备份时的程序版本恢复。")
    for model in known.values():
        model._base_manager.all()._raw_delete(connection.alias)
    for label, model in known.items():
        with archive.open(f"tables/{label}.jsonl") as lines:
            _insert(model, lines)
    connection.check_constraints()
    _advance_sequences(list(known.values()))
    for label, model in known.items():
        if _digest_of(_lines(model)) != manifest["tables"][label]:
            raise BackupRefused(f"数据表 {label} 恢复后与备份不一致，没有恢复任何内容。")


def _insert(model, lines) -> None:
    """Insert rows as they are: no save(), no signals, no automatic dates."""
    fields = model._meta.concrete_fields
    rows = (_row(model, json.loads(line)) for line in lines)
    size = min(BATCH, connection.ops.bulk_batch_size(fields, [None] * BATCH) or BATCH)
    while batch := list(islice(rows, size)):
        model._base_manager.all()._insert(batch, fields=fields, using=connection.alias, raw=True)


def _row(model, told: dict):
    values = {}
    for field in model._meta.concrete_fields:
        value = told[field.attname]
        try:
            values[field.attname] = (
                value if value is None or isinstance(field, models.JSONField)
                else field.to_python(value)
            )  # fmt: skip
        except ValidationError as error:
            raise BackupRefused(f"备份中 {_label(model)} 有无法识别的内容：{value}") from error
    return model(**values)


def _advance_sequences(tables: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
