"""Worker processes that begin at once: forked from one that has all loaded that they need.

To load what lays out takes a second of the processor, as long as a card; so one process of this
one's has it loaded, stands by as long as this one lives, and lays out nothing itself. A worker is
a fork of it, speaks with this process by a socket of its own, and ends with the press, so that no
memory of a paper is left. Imports nothing of Django.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from press.paper.frames import PID

PROJECT = Path(__file__).resolve().parents[2]
#: What the C library is told: a worker keeps the memory that a paper took for the next one.
#: Fonts of 20 MB are copied for each; to get their memory anew is a thirtieth of the time.
KEPT_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_TOP_PAD_": str(64 << 20),
}
#: How long it may take to load, on a machine that does much else.
PATIENCE_SECONDS = 60


class Worker:
    """A process that lays out. requests, answers: its pipes (press.paper.worker)."""

    def __init__(self, pid: int, own: socket.socket) -> None:
        self.pid = pid
        self.requests = cast("BinaryIO", own.makefile("wb"))
        self.answers = cast("BinaryIO", own.makefile("rb"))
        self._own = own

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Tell it that nothing follows, and wait for its end."""
        with suppress(OSError):  # it has ended
            self._own.shutdown(socket.SHUT_WR)
            while self._own.recv(1 << 16):
                pass
        for end in (self.requests, self.answers, self._own):
            with suppress(OSError):
                end.close()


def prepare() -> None:
    """Have the process started that stands by, if it can be: it loads while this one goes on."""
    with _alone, suppress(OSError):  # told to whoever wants a worker
        _here()


def start_worker() -> Worker:
    """Return a new worker of this process. Raises OSError where none can be had."""
    with _alone:
        try:
            return _here().fork()
        except OSError:  # it has ended, or does not answer
            _leave()
            return _here().fork()


def _here() -> "_Standby":
    """Return the process that stands by for this one, which may be a fork of another."""
    global _standby
    if _standby is not None and _standby.owner != os.getpid():
        _standby.forget()
        _standby = None
    if _standby is None:
        _standby = _Standby()
    return _standby


def _leave() -> None:
    global _standby
    if _standby is not None:
        _standby.close()
        _standby = None


class _Standby:
    """The process that stands by; owner: whose it is, for a fork of this process needs another."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._control, theirs = socket.socketpair()
        self._control.settimeout(PATIENCE_SECONDS)
        with theirs:
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "press.paper.worker"],
                    cwd=PROJECT, env=os.environ | KEPT_MEMORY, stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                )  # fmt: skip
            except OSError:
                self._control.close()
                raise

    def fork(self) -> Worker:
        own, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"w"], [theirs.fileno()])
                told = self._control.recv(PID.size, socket.MSG_WAITALL)
                if len(told) < PID.size:
                    raise ConnectionResetError
            except OSError:
                own.close()
                raise
        (pid,) = PID.unpack(told)
        return Worker(pid, own)

    def forget(self) -> None:
        """Leave it to whose it is."""
        self._control.close()

    def close(self) -> None:
        self._control.close()
        self._process.kill()
        self._process.wait()


_standby: _Standby | None = None
_alone = threading.Lock()
