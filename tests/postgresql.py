"""A throw-away PostgreSQL server from Debian's binaries, for the tests' database part.

It listens on a Unix socket in its own folder, runs as another user when the
tests run as root (PostgreSQL refuses root), and ends with the process that
started it, also when that one is killed. Its data begins as tests/prepared.py
keeps it, migrated.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests import prepared

ADDRESS = "TEST_POSTGRESQL_URL"
#: Nothing is kept: no waiting for a disk, no whole pages in a log that nobody reads. Analysed among
#: rolled-back rows a table seems empty, and the plans for it take minutes: no autovacuum.
QUICK = ("fsync=off", "full_page_writes=off", "jit=off", "autovacuum=off")
DURABLE = ("jit=off",)
#: Who runs the server where the tests run as root.
USER = "postgres"
#: The migrated database, of which each worker gets a copy.
TEMPLATE = "migrated"


def start_once() -> str:
    """Return the server's address, starting it if no parent process has."""
    if ADDRESS not in os.environ:
        os.environ[ADDRESS] = _start()
    return os.environ[ADDRESS]


def start_durable() -> str:
    """Return the address of a server of this process's own that keeps what it acknowledged.

    The site serves on no other; its server ends with the process.
    """
    return _start(DURABLE)


class Durable:
    """A server that keeps what it acknowledged, for whoever stops it and starts it again."""

    def __init__(self):
        self._folder = _folder()
        self.address = f"postgresql://tests@/{self._folder}/tests"
        _put(self._folder)
        self.start()
        atexit.register(self._end, os.getpid())

    def start(self) -> None:
        """Start it and wait until it answers; after a kill it mends itself meanwhile."""
        self._process = _serve(self._folder, DURABLE)

    def stop(self, how: int = 2) -> None:
        """Stop it by a signal: SIGINT, its quick end that breaks off what runs; or SIGKILL."""
        self._process.send_signal(how)
        self._process.wait(60)

    def _end(self, owner: int) -> None:
        _stop(self._process, self._folder, owner)


def new_database(server: str, name: str, *, is_migrated: bool = False) -> str:
    """Make a database without rows on a server that runs here, empty or migrated; return its
    address."""
    folder = server.partition("@/")[2].rpartition("/")[0]
    create = [_binaries() / "createdb", "-h", folder, "-U", "tests"]
    create += ["-T", TEMPLATE] if is_migrated else []
    subprocess.run([*create, name], check=True, cwd=folder)
    return f"postgresql://tests@/{folder}/{name}"


def _start(settings: tuple[str, ...] = QUICK) -> str:
    folder = _folder()
    _put(folder)
    server = _serve(folder, settings)
    atexit.register(_stop, server, folder, os.getpid())
    return f"postgresql://tests@/{folder}/tests"


def _put(folder: Path) -> None:
    """Put the data of a server there, with a migrated database to copy for each worker."""
    with prepared.alone():
        kept = prepared.KEPT / f"{prepared.digest()}-{_binaries().parent.name}.tar"
        if not kept.exists():
            _make(kept)
        subprocess.run(["tar", "-C", folder, "-xpf", kept], check=True)


def _make(path: Path) -> None:
    for old in prepared.KEPT.glob("*.tar"):
        old.unlink()
    folder = _folder()
    subprocess.run(
        [*_as_user(), _binaries() / "initdb", "-D", folder / "data", "-U", "tests", "-A", "trust"]
        + ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    server = _serve(folder, QUICK)
    try:
        for name in ("tests", TEMPLATE):
            create = [_binaries() / "createdb", "-h", folder, "-U", "tests", name]
            subprocess.run(create, check=True)
        prepared.migrate(f"postgresql://tests@/{folder}/{TEMPLATE}")
        server.send_signal(2)
        server.wait(30)
        part = path.with_suffix(".part")
        subprocess.run(["tar", "-C", folder, "-cf", part, "data"], check=True)
        part.rename(path)
    finally:
        _stop(server, folder, os.getpid())


def _folder() -> Path:
    """Return a new folder of the user who runs the server."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(USER).pw_uid, pwd.getpwnam(USER).pw_gid)
    return folder


def _as_user() -> list[str]:
    if os.geteuid() != 0:
        return ["setpriv"]
    group = pwd.getpwnam(USER).pw_gid
    return ["setpriv", f"--reuid={USER}", f"--regid={group}", "--clear-groups"]


def _serve(folder: Path, settings: tuple[str, ...]) -> subprocess.Popen:
    """Return a server that answers, of the data in the folder."""
    options = ["-D", folder / "data", "-k", folder]
    for setting in ("listen_addresses=", "max_connections=200", *settings):
        options += ["-c", setting]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*_as_user(), "--pdeathsig", "INT", _binaries() / "postgres", *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
        )
    for _ in range(300):
        ready = subprocess.run([_binaries() / "pg_isready", "-h", folder], capture_output=True)
        if ready.returncode == 0:
            return server
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text()[-2000:])


def _stop(server: subprocess.Popen, folder: Path, owner: int) -> None:
    if os.getpid() != owner:
        return
    try:
        server.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1]


if __name__ == "__main__":
    start_once()
