"""The file of a backup into an empty site."""

import zipfile
from pathlib import Path
from typing import BinaryIO, cast

from django.apps import apps as current_apps
from django.db import connection, models, transaction

from trust import files
from trust.backup import schema
from trust.backup.archive import BackupRefused, checked
from trust.backup.rows import advance_sequences, digest_of, insert, lines_of, tables_of

#: A site with rows in one of these is in use.
OWN_DATA = ("cities.account", "trust.auditentry", "trust.storedfile", "assessment.year")
LOG = "trust.auditentry"


def read_backup(path: Path) -> dict:
    """Put a backup into an empty site; return its manifest. Raises BackupRefused.

    Everything is checked before anything is written: first the whole file, then
    the files of the store, then all rows in one transaction, which holds only
    if every table reads back as it was written. A backup of an earlier program goes
    in under the structure it was made under; the migrations since then are run over
    its rows as they are when a site is upgraded.

    Can be called again after it was killed at any moment: files that are in are passed over,
    rows that are in complete are left and brought up to date.
    """
    manifest = checked(path)
    _refuse_newer(manifest)
    are_rows_in = _has_rows()
    if are_rows_in and not _are_rows_of(manifest):
        raise BackupRefused("本站已有数据，只能恢复到空的站点；请换用空数据库。")
    with zipfile.ZipFile(path) as archive:
        _put_files(archive, manifest)
        if are_rows_in:
            schema.go_forward()
        else:
            _put_rows(archive, manifest)
    return manifest


def _refuse_newer(manifest: dict) -> None:
    if newer := schema.unknown(manifest["migrations"]):
        raise BackupRefused(
            f"备份出自更新的程序版本，其数据库结构本程序不认识（{newer[0]} 等 {len(newer)} 处）；"
            "请先把本站的程序升级到备份时的版本，再恢复。"
        )


def _has_rows() -> bool:
    there = set(connection.introspection.table_names())
    found = [current_apps.get_model(label) for label in OWN_DATA]
    return any(model._meta.db_table in there and model._base_manager.exists() for model in found)


def _are_rows_of(manifest: dict) -> bool:
    """Return whether a restoring of this backup was broken off after its rows were in: the log
    is the backup's to its last line, so that nothing has been done since. It is read as it was
    when the backup was made: the migrations since then may have been broken off, too. Where none
    came since, every table is the backup's: what the log says is no proof of the rows."""
    wanted = manifest["tables"].get(LOG, {})
    log = schema.models_of(manifest["migrations"]).get_model(LOG)
    if not wanted.get("rows") or digest_of(lines_of(log)) != wanted:
        return False
    return not schema.is_todays(manifest["migrations"]) or all(
        digest_of(lines_of(model)) == manifest["tables"].get(label)
        for label, model in tables_of().items()
    )


def _put_files(archive: zipfile.ZipFile, manifest: dict) -> None:
    with files.in_bulk():
        for sha256, size in manifest["files"].items():
            with archive.open(f"files/{sha256}") as member:
                files.put_named(sha256, size, cast(BinaryIO, member))


def _put_rows(archive: zipfile.ZipFile, manifest: dict) -> None:
    is_todays = schema.is_todays(manifest["migrations"])
    tables = tables_of() if is_todays else tables_of(schema.go_to(manifest["migrations"]))
    try:
        _load(archive, manifest, tables)
    finally:
        if not is_todays:
            schema.go_forward()


@transaction.atomic
def _load(archive: zipfile.ZipFile, manifest: dict, tables: dict[str, type[models.Model]]) -> None:
    if set(tables) != set(manifest["tables"]):
        raise BackupRefused("备份中的数据表与本程序不一致；请用备份时的程序版本恢复。")
    for model in tables.values():
        model._base_manager.all()._raw_delete(connection.alias)
    for label, model in tables.items():
        with archive.open(f"tables/{label}.jsonl") as lines:
            insert(model, lines)
    connection.check_constraints()
    advance_sequences(list(tables.values()))
    for label, model in tables.items():
        if digest_of(lines_of(model)) != manifest["tables"][label]:
            raise BackupRefused(f"数据表 {label} 恢复后与备份不一致，没有恢复任何内容。")
