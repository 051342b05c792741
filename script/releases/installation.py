"""Where a site is installed, as whom it runs, and running its commands."""

import http.client
import os
import pwd
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: How a command says that there is no database to be asked.
UNREACHABLE = "连接不上数据库"
ANSWERS_WITHIN = 120  # seconds from the start of the web server to its first answer
#: How Python begins to tell where it was when a program of it broke off.
TRACE = "Traceback (most recent call last):"
#: In the site's folder: all that a command printed that broke off.
FAILURE = "failure.log"


class Failed(Exception):
    """A step that went wrong; str() says what, where and what to do."""


@dataclass(frozen=True)
class Installation:
    """A site on this machine. settings: its environment file. user: as whom it runs; "": as we do.

    web: where gunicorn listens, unix:PATH or HOST:PORT. lock: the handle by which no two runs work
    on it at once; what they start to change the site holds it too, lest it outlives them.
    """

    folder: Path
    settings: Path
    user: str
    control: Path
    web: str
    lock: int | None = None

    @property
    def current(self) -> Path:
        return self.folder / "current"

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def backups(self) -> Path:
        """Where the site itself backs up every day; script/upgrade has a folder of root's."""
        return self.folder.with_name(f"{self.folder.name}-backup")

    def make_backups(self) -> None:
        """Make that folder where it is not; without it the unit that backs up does not start. One
        that is there stays as the operator has it: somebody may fetch from it."""
        if not self.backups.exists():
            self.backups.mkdir()
            self.give(self.backups)

    def give(self, folder: Path) -> None:
        """Let nobody but the site's account into a folder."""
        folder.chmod(0o700)
        if account := self.account():
            os.chown(folder, account["user"], account["group"])

    @property
    def away(self) -> Path:
        return self.folder / "away"

    def release(self) -> Path:
        """Return the release in use. Raises Failed where there is none."""
        if not (self.current / "manage.py").is_file():
            raise Failed(
                f"{self.current} 没有指向一个版本。先用 script/install 安装；"
                "原来装在一个目录里的，先按 docs/deployment.md 的“改成按版本存放”办理。"
            )
        return self.current.resolve()

    @property
    def held(self) -> tuple[int, ...]:
        """Return what subprocess takes as pass_fds."""
        return () if self.lock is None else (self.lock,)

    def environment(self) -> dict[str, str]:
        """Return what the site's processes find in their environment, as systemd gives it."""
        kept = {name: os.environ[name] for name in ("PATH", "LC_ALL") if name in os.environ}
        return kept | {"HOME": str(self.folder)} | dict(_settings_in(self.settings))

    def account(self) -> dict:
        """Return what subprocess takes to run something as the site's user. Raises Failed."""
        if not self.user:
            return {}
        try:
            found = pwd.getpwnam(self.user)
        except KeyError:
            raise Failed(f"没有系统账号 {self.user}；请用 --user 指明网站以谁运行。") from None
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}

    def manage(
        self, release: Path, *words: str, out: IO | None = None, **settings: str
    ) -> subprocess.CompletedProcess:
        """Run a command of a release as the site does; its messages are kept in the answer."""
        return subprocess.run(
            [release / ".venv/bin/python", "manage.py", *words],
            cwd=release,
            env=self.environment() | settings,
            stdin=subprocess.DEVNULL,
            stdout=out or subprocess.PIPE,
            stderr=subprocess.PIPE,
            umask=0o077,
            pass_fds=self.held,
            **self.account(),
        )

    def must(self, release: Path, *words: str, **settings: str) -> str:
        """Run a command of a release; return what it printed. Raises Failed with what it said."""
        done = self.manage(release, *words, **settings)
        if done.returncode:
            raise Failed(f"manage.py {' '.join(words)} 没有成功：\n{self._told(done)}")
        return (done.stdout or b"").decode(errors="replace")

    def _told(self, done: subprocess.CompletedProcess) -> str:
        """Return what a program that failed said; where it broke off, its last word, and the file
        in which all of it is kept."""
        whole = _printed(done)
        if TRACE not in whole:
            return said_by(done)
        kept = self.folder / FAILURE
        kept.unlink(missing_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(whole, encoding="utf-8")
        return f"{whole.splitlines()[-1]}\n（全部输出在 {kept}，请交给维护人员。）"

    def forget_failure(self) -> None:
        """A run tells of its own failure alone."""
        (self.folder / FAILURE).unlink(missing_ok=True)

    def tell(self, word: str) -> None:
        """Have the control program stop or start something. Raises Failed."""
        told = os.environ | {
            "KAOHE_FOLDER": str(self.folder),
            "KAOHE_SETTINGS": str(self.settings),
            "KAOHE_USER": self.user,
        }
        done = subprocess.run(
            [self.control, word], env=told, stdin=subprocess.DEVNULL, capture_output=True
        )
        if done.returncode:
            raise Failed(f"{self.control.name} {word} 没有成功：\n{said_by(done)}")

    def wait_until_it_answers(self) -> None:
        """Ask the web server itself, past nginx. Raises Failed after a minute."""
        until = time.monotonic() + ANSWERS_WITHIN
        status = "没有答复"
        while time.monotonic() < until:
            try:
                status = str(self._ask())
            except OSError as error:
                status = str(error)
            else:
                if int(status) < 500:
                    return
            time.sleep(0.1)
        raise Failed(f"网站进程启动后 {ANSWERS_WITHIN} 秒内没有正常答复（{status}），见它的日志。")

    def _ask(self) -> int:
        hosts = self.environment().get("ALLOWED_HOSTS", "localhost").split(",")
        path = self.web.removeprefix("unix:") if self.web.startswith("unix:") else ""
        connection = http.client.HTTPConnection("localhost" if path else self.web, timeout=10)
        try:
            if path:
                connection.sock = socket.socket(socket.AF_UNIX)
                connection.sock.settimeout(10)
                connection.sock.connect(path)
            heads = {"Host": hosts[0].strip(), "X-Forwarded-Proto": "https"}
            connection.request("GET", "/sign-in/", headers=heads)
            return connection.getresponse().status
        except http.client.HTTPException as error:
            raise OSError(repr(error)) from error
        finally:
            connection.close()


def _settings_in(file: Path) -> Iterator[tuple[str, str]]:
    """Yield name and value of each line, quotes taken off, as systemd reads an EnvironmentFile."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Failed(f"无法读取环境变量文件 {file}：{error.strerror}。") from error
    for line in map(str.strip, lines):
        name, is_set, value = line.partition("=")
        if not is_set or line.startswith(("#", ";")):
            continue
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        yield name.strip(), value


def said_by(done: subprocess.CompletedProcess) -> str:
    """Return the end of what a program printed, for a person."""
    return _printed(done)[-2000:]


def _printed(done: subprocess.CompletedProcess) -> str:
    text = b"\n".join(part for part in (done.stdout, done.stderr) if part)
    return text.decode(errors="replace").strip()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
