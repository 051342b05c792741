"""Small file systems of a drill, in memory: filled, emptied, made read-only."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def small(folder: Path, megabytes: int) -> Iterator[bool]:
    """Yield whether the folder now lies on a file system of its own of that size.

    Where mounting is not allowed it is a plain folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    is_own = _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "drill", str(folder))
    try:
        yield is_own
    finally:
        if is_own:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a byte more goes into the file system, until the block ends."""
    ballast = folder / "ballast"
    piece = bytes(1 << 16)
    with suppress(OSError), ballast.open("wb", buffering=0) as written:
        while written.write(piece):
            pass
    with suppress(OSError), ballast.open("ab", buffering=0) as written:
        while written.write(b"0" * 512):
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing is written there, not by root either, until the block ends."""
    if not _mount("-o", "remount,ro", str(folder)):
        raise SystemExit(f"{folder} is being written to")
    try:
        yield
    finally:
        _mount("-o", "remount,rw", str(folder))


def _mount(*words: str) -> bool:
    if os.geteuid() != 0:
        return False
    return subprocess.run(["mount", *words], capture_output=True).returncode == 0
