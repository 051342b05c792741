"""SQLite's test database, migrated once for all test runs between two changes of the migrations.

Migrating takes a minute, each test run has a database a worker, and all begin with the same one.
It is kept in var/tests, by the digest of what makes it; PostgreSQL's likewise, by
tests/postgresql.py.
To make them ahead: python -m tests.prepared; python -m tests.postgresql
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "tests"


def put(path: Path) -> None:
    """Put a migrated database there. It is made if none is kept; others wait for it meanwhile."""
    with alone():
        kept = KEPT / f"{digest()}.sqlite3"
        if not kept.exists():
            _make(kept)
        shutil.copyfile(kept, path)


def digest() -> str:
    """Return another name wherever a migration, ours or a package's, is another."""
    found = hashlib.sha256()
    for file in (*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.lock"):
        found.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _make(path: Path) -> None:
    for old in (*KEPT.glob("*.sqlite3"), *KEPT.glob("*.part")):
        old.unlink()
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "made.sqlite3"
        migrate(f"sqlite:///{made}")
        part = path.with_suffix(".part")
        with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(part)) as whole:
            source.backup(whole)  # with what still stands in a file beside it
        part.rename(path)


def migrate(address: str) -> None:
    """Migrate a database from nothing, as a site does."""
    with tempfile.TemporaryDirectory() as scratch:
        own = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": address,
            "MEDIA_ROOT": f"{scratch}/media",
            "STATIC_ROOT": f"{scratch}/static",
            "SECRET_KEY": "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
            "INSECURE_LOCAL_HTTP": "1",
        }
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, env=os.environ | own, check=True)


@contextmanager
def alone() -> Iterator[None]:
    """Keep other test runs from what is kept meanwhile."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as nowhere:
        put(Path(nowhere) / "copy.sqlite3")
