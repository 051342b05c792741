"""The database as it stands, into a file and back, by its own tools: quick, and with sessions.

Beside the site's own backup (manage.py backup), which takes the uploads along and moves between
databases, and takes its time.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from script.releases.installation import Failed, Installation, said_by

#: Options of Django in DATABASE_URL; the others are PostgreSQL's.
OF_DJANGO = {
    "CONN_MAX_AGE", "CONN_HEALTH_CHECKS", "ATOMIC_REQUESTS", "AUTOCOMMIT",
    "DISABLE_SERVER_SIDE_CURSORS",
}  # fmt: skip
#: Everything the site has made is gone, whatever half a migration left there.
EMPTY = """
DO $$ DECLARE made record; BEGIN
    FOR made IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE %I CASCADE', made.name);
    END LOOP;
    FOR made IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = current_schema()
    LOOP EXECUTE format('DROP SEQUENCE %I CASCADE', made.name); END LOOP;
END $$;
"""
WRITTEN = "SELECT coalesce(max(sequence), 0) FROM trust_auditentry"


class SQLite:
    """A database in a file."""

    def __init__(self, path: Path):
        self.path = path

    def copy(self, file: Path) -> None:
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(file)) as to:
            source.backup(to)

    def put_back(self, file: Path) -> None:
        """Put the copy in the place of what is there; nobody else has the database open."""
        part = self.path.with_name(f".{self.path.name}.part")
        shutil.copyfile(file, part)
        was = self.path.stat()
        os.chown(part, was.st_uid, was.st_gid)
        part.chmod(was.st_mode & 0o777)
        with part.open("rb") as whole:
            os.fsync(whole.fileno())
        for beside in ("-wal", "-shm"):
            self.path.with_name(self.path.name + beside).unlink(missing_ok=True)
        part.replace(self.path)

    def written(self) -> int:
        """Return the number of the last entry of the log."""
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(WRITTEN).fetchone()[0]


@dataclass(frozen=True)
class PostgreSQL:
    """A database of a server. The site's own account does all: no right beyond the database's."""

    target: str  # as libpq takes it, without the password
    password: str
    account: dict
    held: tuple[int, ...] = ()  # see Installation.lock

    def copy(self, file: Path) -> None:
        with file.open("wb") as out:
            self._run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges"], out=out)
            os.fsync(out.fileno())

    def put_back(self, file: Path) -> None:
        """Put the copy in the place of what is there, in one transaction: whole or not at all."""
        with file.open("rb") as source:
            script = subprocess.run(
                ["pg_restore", "--file=-", "--no-owner", "--no-privileges"],
                stdin=source,
                capture_output=True,
            )
        if script.returncode:
            raise Failed(f"pg_restore 读不出 {file}：\n{said_by(script)}")
        told = EMPTY.encode() + script.stdout
        self._run(["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", "-"], told=told)

    def written(self) -> int:
        """Return the number of the last entry of the log."""
        return int(self._run(["psql", "-X", "-A", "-t", "-c", WRITTEN]))

    def _run(self, command: Sequence[str], *, out=subprocess.PIPE, told: bytes = b"") -> bytes:
        try:
            done = subprocess.run(
                [*command, "-d", self.target],
                input=told,
                stdout=out,
                stderr=subprocess.PIPE,
                env=os.environ | {"PGPASSWORD": self.password},
                cwd="/",
                pass_fds=self.held,
                **self.account,
            )
        except FileNotFoundError as error:
            raise Failed(f"没有 {command[0]}。请安装软件包 postgresql-client。") from error
        if done.returncode:
            raise Failed(f"{command[0]} 没有成功：\n{said_by(done)}")
        return done.stdout or b""


def database_of(site: Installation) -> SQLite | PostgreSQL:
    """Return the site's database, as DATABASE_URL says."""
    address = site.environment().get("DATABASE_URL") or f"sqlite:///{site.var}/site.sqlite3"
    url = urlsplit(address)
    if url.scheme == "sqlite":
        return SQLite(Path("/" + unquote(url.path).lstrip("/")))
    host, name = unquote(url.hostname or ""), unquote(url.path.removeprefix("/"))
    if not host and "/" in name:  # a socket's folder before the name
        host, _, name = name.rpartition("/")
        host = "/" + host.lstrip("/")
    told = {"host": host, "port": url.port, "user": unquote(url.username or ""), "dbname": name}
    told |= {key: value for key, value in parse_qsl(url.query) if key.upper() not in OF_DJANGO}
    target = " ".join(f"{key}={_quoted(str(value))}" for key, value in told.items() if value)
    return PostgreSQL(target, unquote(url.password or ""), site.account(), site.held)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", r"\\").replace("'", r"\'") + "'"
