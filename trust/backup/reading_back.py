"""A backup read back without a site: every byte, every row as its model takes it, every key."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import models

from trust.backup import schema
from trust.backup.archive import UNREADABLE, BackupRefused, checked
from trust.backup.rows import row_of, tables_of


def read_back(path: Path) -> dict:
    """Return the manifest of a backup that can be taken back. Raises BackupRefused.

    Reads every byte against the manifest, makes every row as its model has it, counts them and
    follows every foreign key. Writes nothing; asks the database only which migrations it knows.
    """
    manifest = checked(path)
    if newer := schema.unknown(manifest["migrations"]):
        raise BackupRefused(
            f"备份出自更新的程序版本（{newer[0]} 等 {len(newer)} 处），请用那一版核对。"
        )
    is_earlier = manifest["migrations"] != schema.applied()
    tables = tables_of(schema.models_of(manifest["migrations"])) if is_earlier else tables_of()
    if set(tables) != set(manifest["tables"]):
        raise BackupRefused("备份中的数据表与其程序版本不一致。")
    try:
        with zipfile.ZipFile(path) as archive:
            for fault in _faults(archive, manifest, tables):
                raise BackupRefused(fault)
    except UNREADABLE as error:
        raise BackupRefused(f"备份里的数据读不出来（{error}）。") from error
    return manifest


def _faults(
    archive: zipfile.ZipFile, manifest: dict, tables: Mapping[str, type[models.Model]]
) -> Iterator[str]:
    keys: dict[str, set] = {label: set() for label in tables}
    wanted: dict[tuple[str, str], tuple[str, set]] = {}
    for label, model in tables.items():
        columns = list(_followed(model, tables))
        count = 0
        for row in _rows(archive, label, model):
            count += 1
            keys[label].add(row.pk)
            for field, target in columns:
                _, asked = wanted.setdefault((label, field.name), (target, set()))
                asked.add(getattr(row, field.attname))
        if count != manifest["tables"][label]["rows"]:
            yield f"数据表 {label} 有 {count} 行，清单上是 {manifest['tables'][label]['rows']} 行。"
    for (label, name), (target, asked) in wanted.items():
        if lost := asked - keys[target] - {None}:
            yield f"数据表 {label} 的 {name} 指向 {target} 中没有的 {min(lost, key=str)}。"
    yield from _unknown_files(archive, manifest)


def _rows(archive: zipfile.ZipFile, label: str, model) -> Iterator[models.Model]:
    with archive.open(f"tables/{label}.jsonl") as lines:
        for line in lines:
            yield row_of(model, json.loads(line))


def _followed(model, tables) -> Iterator[tuple[models.ForeignKey, str]]:
    """Yield the foreign keys that the database holds to be there, each with its table."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True):
            target = field.related_model._meta.label_lower
            if target in tables and field.target_field.primary_key:
                yield field, target


def _unknown_files(archive: zipfile.ZipFile, manifest: dict) -> Iterator[str]:
    """Yield a fault for each file that has a row and is neither in, missing nor left out."""
    told = manifest["files"].keys() | manifest["missing"].keys() | manifest["left_out"].keys()
    with archive.open("tables/trust.storedfile.jsonl") as lines:
        for line in lines:
            if (sha256 := json.loads(line)["sha256"]) not in told:
                yield f"文件 {sha256[:12]} 有记录而不在备份里，清单也没有说明。"
