"""What every command shares: a migrated database, errors as lines, a named actor."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import BinaryIO, NoReturn

from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from trust import log, operations, outage
from trust.refusals import Refused
from trust.usage import ChineseUsage


class Command(ChineseUsage):
    """A command of the public interface.

    Exit 0 when done, 2 when done but for what the last lines tell. On bad input, wrongly
    called too: exit 1, one clear line a row or place on standard error, nothing changed.
    Messages go to standard error, so that `-` can send a file to standard output.
    """

    requires_migrations_checks = False
    #: Whether a timer runs it (trust.registries.timers): it leaves a sign of how it ended.
    is_timed = False
    needs_migrated = True

    def execute(self, *args, **options):
        self.actor = log.command_actor(self.name)
        if self.needs_migrated:
            check_migrated()
        try:
            done = super().execute(*args, **options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except CommandError as error:
            self._note(ok=False, why=str(error)[:500])
            raise
        except Exception as error:
            if why := outage.why_away(error):
                raise CommandError(_said_away(why, error)) from error
            self._note(ok=False, why=type(error).__name__)
            raise
        self._note()
        return done

    def _note(self, *, ok: bool = True, **detail) -> None:
        if self.is_timed:
            operations.note(self.name, ok=ok, **detail)

    @property
    def name(self) -> str:
        return type(self).__module__.rsplit(".", 1)[-1]

    def say(self, text: str) -> None:
        self.stderr.write(text, ending="\n")

    def say_unfinished(self, lines: Iterable[str]) -> NoReturn:
        """End with 2 and a line each: what was asked for is done, but for what the lines tell."""
        for line in lines:
            self.say(line)
        sys.exit(2)

    def fail(self, lines: Iterable[str]) -> NoReturn:
        """Stop with one line each; nothing was changed."""
        raise CommandError("\n".join(lines))


def check_migrated() -> None:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        said = _first_line(error)
        raise CommandError(f"无法连接数据库：{said}。请检查数据库服务和 DATABASE_URL。") from error
    if waiting:
        raise CommandError(
            "数据库尚未准备好（有未执行的迁移）；"
            "请先运行 kaohe migrate（试用的：python manage.py migrate）。"
        )


def _said_away(why: str, error: Exception) -> str:
    return f"{why}，没有办完：{_first_line(error)}。恢复后请再运行一次。"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def read_file(name: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"无法读取文件 {name}：{error.strerror}。") from error


@contextmanager
def seekable(name: str) -> Iterator[Path]:
    """Give the path of a file; for `-` of a copy of standard input, in which one can go back."""
    if name != "-":
        yield Path(name)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "input"
        with path.open("wb") as target:
            copyfileobj(sys.stdin.buffer, target)
        yield path


def write_file(name: str, data: bytes) -> None:
    """Write a file whole or not at all, or to standard output for `-`."""
    if name == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with whole_file(Path(name)) as part:
        part.write_bytes(data)


@contextmanager
def whole_file(path: Path):
    """Give a temporary path beside the wanted one; it takes its place when all went well."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        _sync(part)
        part.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise CommandError(f"无法写入文件 {path}：{error.strerror}。") from error
    finally:
        with suppress(OSError):  # of a folder that lets nobody in, which is told already
            part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have the disk keep a file or the names in a folder before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_folder(folder: Path, files: Iterable[tuple[str, bytes | BinaryIO]]) -> list[str]:
    """Write all the files or, if one cannot be made, none; return their names.

    files: name, with a folder before it at the most, and contents, or a file with them.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".paper-") as part:
            names = []
            for name, data in files:
                target = Path(part) / name
                target.parent.mkdir(exist_ok=True)
                with target.open("wb") as file:
                    copyfileobj(BytesIO(data) if isinstance(data, bytes) else data, file)
                names.append(name)
            for name in names:
                (folder / name).parent.mkdir(exist_ok=True)
                (Path(part) / name).replace(folder / name)
    except OSError as error:
        raise CommandError(f"无法写入目录 {folder}：{error.strerror}。") from error
    return names
