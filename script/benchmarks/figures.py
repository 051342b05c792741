"""How figures are taken and printed."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median


def show(what: str, measured: str, target: str = "", met: bool | None = None) -> None:
    """Print one figure. met None: it is told for information and has no target."""
    verdict = {None: "", True: "met", False: "NOT MET"}[met]
    print(f"  {what:<58} {measured:>24}   {target:<10} {verdict}".rstrip(), flush=True)


def seconds(call: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    call()
    return clock() - start


def yardstick() -> float:
    """Return the processor's seconds of a fixed piece of work, the least of nine: how quick this
    machine is at the moment, for times of two runs to be compared by."""

    def work() -> None:
        kept: dict[int, str] = {}
        for number in range(100_000):
            kept[number % 997] = f"{number:,}"
        sorted(kept.values())

    return min(seconds(work, time.process_time) for _ in range(9))


def busy_seconds() -> float:
    """Return the seconds that the processors of this machine have been busy, whoever asked for
    it: what lays out is nobody's child, so that its time is told to none. Linux."""
    user, nice, system = map(int, Path("/proc/stat").read_text().split(maxsplit=4)[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def interleaved(rounds: int, **calls: Callable[[], float]) -> dict[str, float]:
    """Return the median of each call's figure; in every round each is called once."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            found[name].append(call())
    return {name: median(values) for name, values in found.items()}
