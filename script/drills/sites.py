"""A private site of a drill: a checkout, a database, its folder, and its processes on loopback."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from script.drills.people import status_of
from tests import postgresql, prepared

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 120  # seconds for a process to answer or to end


@dataclass
class Site:
    """A site in `folder`, run from the checkout `code`. Both may change while it stands still."""

    folder: Path
    code: Path = ROOT
    database: str = ""  # DATABASE_URL; SQLite in the folder if empty
    port: int = 0
    workers: int = 2
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(60))
    settings: dict[str, str] = field(default_factory=dict)  # of the environment, beside the usual

    def __post_init__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = self.database or f"sqlite:///{self.folder}/site.sqlite3"
        self.port = self.port or free_port()

    def environment(self) -> dict[str, str]:
        own = {
            "SECRET_KEY": self.secret,
            "DATABASE_URL": self.database,
            "MEDIA_ROOT": f"{self.folder}/media",
            "STATIC_ROOT": f"{self.folder}/static",
            "INSECURE_LOCAL_HTTP": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        return os.environ | own | self.settings

    def manage(self, *words: str) -> str:
        """Run a command of the site; return what it printed. Ends the drill if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=self.code,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=1800,
        )
        if done.returncode:
            raise SystemExit(f"manage.py {' '.join(words)}: {done.stderr[-2000:]}")
        return done.stdout

    def start_web(self) -> subprocess.Popen:
        """Start gunicorn as a site does and wait until it answers."""
        process = self.launch_web()
        wait_until(lambda: status_of(self.port) < 500, f"gunicorn of {self.code}")
        return process

    def launch_web(self) -> subprocess.Popen:
        """Start gunicorn and wait for nothing."""
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread"]
        command += ["--workers", str(self.workers), "--threads", "4", "--log-level", "warning"]
        return self.start(command)

    def start_worker(self) -> subprocess.Popen:
        """Start a worker, which lets the web server go first as docs/examples have it."""
        command = ["nice", "-n", "5", sys.executable, "manage.py", "db_worker", "--no-reload"]
        return self.start(command)

    def start(self, command: list[str]) -> subprocess.Popen:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.code,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @contextmanager
    def running(self) -> Iterator[None]:
        """The web server and one worker, ended with the block."""
        started = [self.start_web(), self.start_worker()]
        try:
            yield
        finally:
            end(*started)


def end(*processes: subprocess.Popen, how: int = signal.SIGTERM) -> None:
    """End processes that the drill started, and wait for them."""
    for process in processes:
        with suppress(ProcessLookupError):
            process.send_signal(how)
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def private_database(name: str, *, is_migrated: bool = False) -> str:
    """Return the DATABASE_URL of a new database: PostgreSQL as in production, or "" for SQLite.

    The server keeps what it acknowledges (fsync on); it ends with the drill.
    """
    if os.environ.get("DRILL_DATABASE") == "sqlite":
        return ""
    return postgresql.new_database(postgresql.start_durable(), name, is_migrated=is_migrated)


def migrated_site(folder: Path, name: str) -> Site:
    """Return a site with static files whose database is migrated and holds nothing."""
    site = Site(folder, database=private_database(name, is_migrated=True))
    if site.database.startswith("sqlite"):
        prepared.put(folder / "site.sqlite3")
    site.manage("migrate", "--verbosity", "0")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    return site


def wait_until(is_so, what: str, *, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError):
            if is_so():
                return
        time.sleep(0.1)
    raise SystemExit(f"{what} did not come in {seconds} s.")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
