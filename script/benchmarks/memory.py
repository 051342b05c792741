"""Memory of the real processes: a web worker through 200 requests at 14 and at 434 cities, the
background worker with the processes that lay out paper through 60 documents and more, and through
all cards of 434 cities, apart and as one PDF. Linux."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.urls import reverse

from assessment.models import CityTable
from script.benchmarks.figures import show
from script.benchmarks.site import (
    OFFICE,
    YEAR,
    add_cities,
    fetched,
    finish_job,
    running_worker,
    served,
    session_of,
    widest_indicator,
)
from trust import papers

REQUESTS = 200
DOCUMENTS = 60
MORE = 420
THREADS = 4
WEB_MB, TASK_MB, PROCESS_MB = 300, 600, 400


def main(requests: int = REQUESTS, documents: int = DOCUMENTS) -> None:
    _show_task(documents)
    _show_web(requests)
    add_cities(MORE)
    call_command("rebuild_summaries")
    _show_web(requests)
    for kind in ("scorecards_zip", "scorecards_pdf"):
        _show_many(kind)


def _show_web(requests: int) -> None:
    """Print a worker's own peak."""
    cities = CityTable.objects.filter(year__number=YEAR).count()
    cookie, addresses = session_of(OFFICE), _addresses()
    with served(workers=1, threads=THREADS) as (port, server):
        worker = _children(server.pid)[0]
        fresh = _peak_mb(worker)
        _ask(port, cookie, [addresses[n % len(addresses)] for n in range(requests)])
        peak = _peak_mb(worker)
    what = f"web worker, {cities} cities: at start, peak in {requests} requests"
    show(what, f"{fresh:.0f}, {peak:.0f} MB", f"< {WEB_MB} MB", peak < WEB_MB)


def _addresses() -> list[str]:
    """Return what the office opens in a day, cards, the card's PDF and workbooks among it."""
    city = CityTable.objects.filter(year__number=YEAR).order_by("city__key")[0].city.key
    indicator = widest_indicator().pk
    plain = ("overview", "scorecards", "indicators", "readings", "city-tables", "collection")
    found = [reverse(name, args=[YEAR]) for name in plain]
    found += [reverse(name, args=[YEAR, city]) for name in ("scorecard", "city-table")]
    found += [reverse(name, args=[YEAR, indicator]) for name in ("collection-grid", "indicator")]
    found += [reverse("results-export", args=[YEAR]), reverse("scores-export", args=[YEAR, "xlsx"])]
    return [*found, reverse("home"), reverse("scorecard-pdf", args=[YEAR, city])]


def _ask(port: int, cookie: str, addresses: list[str]) -> None:
    """Open the addresses, as many at once as the worker has threads."""
    with ThreadPoolExecutor(THREADS) as pool:
        for url, status in pool.map(lambda url: (url, fetched(port, url, cookie)), addresses):
            if status != 200:
                raise SystemExit(f"{url}: {status}")


def _show_task(documents: int) -> None:
    """Have the background worker make .zip files of all cards until there are enough."""
    cities = CityTable.objects.filter(year__number=YEAR).count()
    runs = -(-documents // cities)
    with running_worker() as worker, _watched(worker.pid) as seen:
        for _ in range(runs):
            papers.prune(timedelta(0))  # what is kept would not be laid out again
            finish_job("scorecards_zip", YEAR)
    what = f"background worker and its processes, {runs * cities} documents"
    show(what, f"{seen['all']:.0f} MB", f"< {TASK_MB} MB", seen["all"] < TASK_MB)
    show("  the largest of those it starts", f"{seen['one']:.0f} MB")


def _show_many(kind: str) -> None:
    """Have a worker lay out all cards anew, in one job."""
    cities = CityTable.objects.filter(year__number=YEAR).count()
    papers.prune(timedelta(0))
    with running_worker() as worker, _watched(worker.pid) as seen:
        finish_job(kind, YEAR)
        own = _peak_mb(worker.pid)
    what = f"{kind} of {cities}: the worker itself, the largest process of it"
    told = f"{own:.0f}, {seen['one']:.0f} MB"
    show(what, told, f"< {PROCESS_MB} MB", max(own, seen["one"]) < PROCESS_MB)


@contextmanager
def _watched(pid: int) -> Iterator[dict[str, float]]:
    """Keep the highest memory (MB) of a process with all it starts, and of the largest of these.

    "all" counts memory that several share once (Pss); "one" is the resident set.
    """
    seen = {"all": 0.0, "one": 0.0}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            family = [pid, *_descendants(pid)]
            seen["all"] = max(
                seen["all"], sum(_mb(_field(p, "smaps_rollup", "Pss")) for p in family)
            )
            seen["one"] = max(seen["one"], *map(_peak_mb, family[1:]), 0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _descendants(pid: int) -> Iterable[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, listed.read_text().split())
    return found


def _peak_mb(pid: int) -> float:
    return _mb(_field(pid, "status", "VmHWM"))


def _field(pid: int, file: str, name: str) -> int:
    """Return a number of /proc in kB; 0 for a process that has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
    return 0


def _mb(kilobytes: int) -> float:
    return kilobytes * 1024 / 1e6
