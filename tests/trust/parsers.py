"""What the child process is asked to do in tests. Imports nothing of Django."""

import enum
import os
import sys
import time
from dataclasses import dataclass
from decimal import Decimal


class Kind(enum.Enum):
    RATE = "比率"


@dataclass(frozen=True)
class Row:
    name: str
    points: Decimal
    kind: Kind = Kind.RATE


class RowError(Exception):
    def __init__(self, sheet, row):
        self.sheet, self.row = sheet, row
        super().__init__(sheet, row)


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


def rows(count):
    print("noise that must not reach the answer")
    return [Row(f"第{n}行", Decimal("0.10")) for n in range(count)]


def surroundings():
    return {
        "django": "django" in sys.modules,
        "names": sorted(os.environ),
        "files": sorted(int(n) for n in os.listdir("/proc/self/fd")),
    }


def refuse(reason):
    from trust.guard import UploadRefused

    raise UploadRefused(reason)


def wrong_row():
    raise RowError("表一", 12)


def unexpected():
    raise KeyError("secret internals")


def evil():
    return Evil()


def evil_error():
    raise RowError(Evil(), 1)


def hungry():
    return len(bytearray(3 << 30))


def hungry_lists():
    kept = []
    while True:
        kept.append([0] * 1_000_000)


def sleepy():
    time.sleep(60)


def busy():
    while True:
        pass


def dies():
    os._exit(9)


def crash():
    os.abort()


def long_answer():
    return b"x" * (80 << 20)


def deep():
    return deep()
