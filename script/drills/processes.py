"""What the processes of a site take, as the kernel counts it: processor time, memory."""

import os
from contextlib import suppress
from pathlib import Path

from script.drills.dying import children_of

TICKS = os.sysconf("SC_CLK_TCK")


def family_of(pid: int) -> list[int]:
    """Return a process and all that it started, as far as they live."""
    found = [pid]
    for each in found:
        found += children_of(each)
    return found


def processor_seconds(pid: int) -> float:
    """Return the processor time of a family since it began, of its dead as well."""
    ticks = 0
    for each in family_of(pid):
        with suppress(OSError):
            words = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, words[11:15]))
    return ticks / TICKS


def forget_peaks(pids: list[int]) -> None:
    for pid in pids:
        with suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_megabytes(pids: list[int]) -> float:
    """Return the most memory that one of them has held since forget_peaks."""
    return max((_status(pid, "VmHWM") for pid in pids), default=0) / 1024


def _status(pid: int, name: str) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    return 0
