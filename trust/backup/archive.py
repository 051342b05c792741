"""The file of a backup: what its manifest says, and whether every byte is as it was written."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, cast

#: 2: files may be missing or left out; the manifest says which.
FORMAT, FORMATS = 2, (1, 2)
MANIFEST, MANIFEST_DIGEST = "manifest.json", "manifest.sha256"
#: What reading a damaged zip may raise; ValueError: names, numbers and JSON in disorder.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, OSError,
)  # fmt: skip


class BackupRefused(Exception):
    """A backup that is not taken back, or not made; str() says why. Nothing was changed."""


class NotOpened(BackupRefused):
    """A backup of which nothing could be read, whatever may be in it. is_barred: to this account;
    another may hand it over by standard input."""

    def __init__(self, told: str, *, is_barred: bool = False):
        super().__init__(told)
        self.is_barred = is_barred


def checked(path: Path) -> dict:
    """Return the manifest of a backup of which every byte is as it was written."""
    try:
        with _opened(path) as source, zipfile.ZipFile(source) as archive:
            manifest = _checked_manifest(archive)
            _check_members(archive, manifest)
    except UNREADABLE as error:
        raise BackupRefused(
            "备份文件不完整或已损坏，读不到末尾的目录或开头的清单；"
            f"现有 {path.stat().st_size} 字节，请与原来的大小核对，重新拷贝，或换一份备份。"
        ) from error
    return manifest


def missing_lines(manifest: dict) -> list[str]:
    """Return a line for each file that the backup lacks: which, why, and what refers to it."""
    return [
        f"缺少文件 {sha256[:12]}（{told['why']}），用于："
        + ("；".join(told["of"]) or "没有记录引用")
        for sha256, told in manifest["missing"].items()
    ]


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        here = "" if path.is_absolute() else f"（从 {Path.cwd()} 找起）"
        raise NotOpened(f"没有文件 {path}{here}；请核对文件名，写完整的路径。") from error
    except IsADirectoryError as error:
        raise NotOpened(f"{path} 是目录；请写明其中的哪一份备份。") from error
    except PermissionError as error:
        told = f"打不开备份文件 {path}（权限不够）：运行命令的账号读不了它；"
        raise NotOpened(told, is_barred=True) from error
    except OSError as error:
        raise NotOpened(f"打不开备份文件 {path}（{error.strerror}）。") from error


def _checked_manifest(archive: zipfile.ZipFile) -> dict:
    text = archive.read(MANIFEST)
    if hashlib.sha256(text).hexdigest() != archive.read(MANIFEST_DIGEST).decode("ascii", "replace"):
        raise BackupRefused("备份清单与其摘要不符，备份文件被改动过或已损坏。")
    manifest = json.loads(text)
    if not isinstance(manifest, dict) or manifest.get("format") not in FORMATS:
        told = manifest.get("format") if isinstance(manifest, dict) else "没有写明，"
        raise BackupRefused(f"备份格式 {told} 不能由本版本恢复。")
    manifest = {"missing": {}, "left_out": {}} | manifest  # format 1 has every file
    if not _is_sound(manifest):
        raise BackupRefused("备份清单的内容不是本程序写出的样子，备份文件被改动过或已损坏。")
    return manifest


def _is_sound(manifest: dict) -> bool:
    """Return whether a manifest, which anybody can write with its digest, has the shape of ours."""
    tables, names = manifest.get("tables"), manifest.get("migrations")
    missing, files = manifest["missing"], (manifest.get("files"), manifest["left_out"])
    return (
        isinstance(names, list)
        and all(isinstance(name, str) and name.count(".") == 1 for name in names)
        and isinstance(tables, dict)
        and all(_is_table(told) for told in tables.values())
        and all(isinstance(sizes, dict) and _are_numbers(sizes.values()) for sizes in files)
        and isinstance(missing, dict)
        and all(
            isinstance(told, dict) and {"why", "of"} <= told.keys() for told in missing.values()
        )
        and isinstance(manifest.get("created_at"), str)
    )


def _is_table(told: object) -> bool:
    return isinstance(told, dict) and type(told.get("rows")) is int and "sha256" in told


def _are_numbers(values: Iterable[object]) -> bool:
    return all(type(value) is int for value in values)


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
        if _digest_of(archive, name) != sha256:
            raise BackupRefused(f"备份文件中的 {name} 与清单不符，被改动过或已损坏。")


def _digest_of(archive: zipfile.ZipFile, name: str) -> str:
    """Return the digest of what lies in a backup by this name, "" where it cannot be read."""
    try:
        with archive.open(name) as member:
            return hashlib.file_digest(cast(zipfile.ZipExtFile, member), "sha256").hexdigest()
    except UNREADABLE:
        return ""
