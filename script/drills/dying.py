"""An act in a process of its own that is killed in the middle: no clean-up, no last word."""

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Deaths:
    """What became of the acts of one kind: killed on the way, or done before the blow fell."""

    what: str
    dice: random.Random
    killed: int = 0
    done: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0  # that the act takes when it is let

    def let(self, act: Callable[[], object]) -> None:
        """Run the act to its end, to know how long it takes."""
        began = time.monotonic()
        if _ended(_fork(act), None) != 0:
            raise SystemExit(f"{self.what}: the act fails by itself")
        self.seconds = time.monotonic() - began

    def kill(self, act: Callable[[], object]) -> bool:
        """Run the act and kill it at some moment of its course; return whether it was done."""
        child, began = _fork(act), time.monotonic()
        status = _ended(child, self.dice.uniform(0, self.seconds * 1.05))
        if status is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self.killed += 1
            return False
        if status != 0:
            self.wrong.append(f"ended with {status}")
        self.done += 1
        self.seconds = time.monotonic() - began  # what waited before the first is done
        return status == 0

    def check(self, wrong: list[str]) -> None:
        self.wrong += wrong
        for line in wrong[:3]:
            print(f"  {self.what}: {line}", flush=True)

    @property
    def row(self) -> tuple:
        return (self.what, self.killed, self.done, len(self.wrong))


def _fork(act: Callable[[], object]) -> int:
    from django.db import connection

    connection.close()
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.setsid()
        random.seed()
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        act()
        status = 0
    except BaseException:  # whatever it is, this process must not go on as the drill
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _ended(child: int, seconds: float | None) -> int | None:
    """Return the exit status of a child that ended in time, None if it runs on."""
    until = None if seconds is None else time.monotonic() + seconds
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if until is not None and time.monotonic() >= until:
            return None
        time.sleep(0.002)


def children_of(pid: int) -> list[int]:
    """Return the processes that one started; none where it is gone."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
