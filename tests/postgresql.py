"""A throw-away PostgreSQL server from Debian's binaries, for the tests' database part.

It listens on a Unix socket in its own folder, runs as another user when the
tests run as root (PostgreSQL refuses root), and ends with the process that
started it, also when that one is killed.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ADDRESS = "TEST_POSTGRESQL_URL"
#: Nothing is kept: no waiting for a disk, no whole pages in a log that nobody reads. Analysed among
#: rolled-back rows a table seems empty, and the plans for it take minutes: no autovacuum.
QUICK = ("fsync=off", "full_page_writes=off", "jit=off", "autovacuum=off")
DURABLE = ("jit=off",)


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


def new_database(server: str, name: str) -> str:
    """Make an empty database on a server that runs here; return its address."""
    folder = server.partition("@/")[2].rpartition("/")[0]
    subprocess.run(
        [_binaries() / "createdb", "-h", folder, "-U", "tests", name], check=True, cwd=folder
    )
    return f"postgresql://tests@/{folder}/{name}"


def _start(settings: tuple[str, ...] = QUICK) -> str:
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = pwd.getpwuid(os.geteuid()).pw_name
    as_user: list[str] = []
    if os.geteuid() == 0:
        user = "postgres"
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_user = ["setpriv", f"--reuid={user}", f"--regid={account.pw_gid}", "--clear-groups"]
    data = folder / "data"
    subprocess.run(
        [*as_user, binaries / "initdb", "-D", data, "-U", "tests", "-A", "trust"]
        + ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    _serve(folder, data, as_user=as_user, settings=settings)
    return f"postgresql://tests@/{folder}/tests"


def _serve(folder: Path, data: Path, *, as_user: list[str], settings: tuple[str, ...]) -> None:
    binaries = _binaries()
    options = ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "max_connections=200"]
    for setting in settings:
        options += ["-c", setting]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*(as_user or ["setpriv"]), "--pdeathsig", "INT", binaries / "postgres", *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
        )
    atexit.register(_stop, server, folder, os.getpid())
    for _ in range(300):
        ready = subprocess.run(
            [binaries / "createdb", "-h", folder, "-U", "tests", "tests"], capture_output=True
        )
        if ready.returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text()[-2000:])


def _stop(server: subprocess.Popen, folder: Path, owner: int) -> None:
    if os.getpid() != owner:
        return
    server.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1]
