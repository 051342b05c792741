"""The public page of a year's results: its queries, and its time while many read it at once.

Readers come one after another through a socket on this machine, so many a second, to a server of
two workers as a site has them; nobody waits for somebody before him.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import quantiles

from django.test import Client
from django.urls import reverse

from assessment.frozen.actions import Decision, freeze
from assessment.models import Disclosure, Year, YearState
from cities.models import Account
from script.benchmarks.figures import show
from script.benchmarks.site import (
    OFFICE,
    YEAR,
    add_cities,
    fetched,
    queries,
    served,
    the_year,
)
from trust import log

READERS, A_SECOND = 3000, 10
MORE = 420
WORKERS, THREADS = 2, 4
P95 = 0.3
#: Two of them for what follows from the grades.
MOST_QUERIES = 6
#: Readers whom the pool holds at once, should the server fall behind.
WAITING = 64


def main(
    readers: int = READERS, a_second: int = A_SECOND, more: int = MORE, username: str = OFFICE
) -> None:
    few = _published(username)
    _show_queries(few)
    _show_load(readers, a_second)
    add_cities(more)
    _show_queries(_published(username))


def _published(username: str) -> int:
    """Freeze the year as it stands, let all of it be public; return how many units there are."""
    year, office = the_year(), Account.objects.get(username=username)
    snapshot = freeze(
        year=year,
        decision=Decision("厅长办公会"),
        proposer=None,
        confirmer=office,
        actor=log.Actor(str(office), office),
    )
    Year.objects.filter(pk=year.pk).update(state=YearState.PUBLISHED)
    Disclosure.objects.get_or_create(
        year=year,
        number=1,
        defaults={
            "main_to": "各单位", "parts": Disclosure.Part.values, "chosen_by": office,
            "chosen_as": str(office),
        },
    )  # fmt: skip
    return snapshot.units.count()


def _show_queries(units: int) -> None:
    asked, _ = queries(_open)
    what = f"public page: queries for {units} units"
    show(what, str(asked), f"≤ {MOST_QUERIES}", asked <= MOST_QUERIES)


def _open() -> None:
    answer = Client(SERVER_NAME="localhost").get(_address())
    if answer.status_code != 200:
        raise SystemExit(f"{_address()}: {answer.status_code}")


def _address() -> str:
    return reverse("public-year", args=[YEAR])


def _show_load(readers: int, a_second: int) -> None:
    with served(workers=WORKERS, threads=THREADS) as (port, _):
        told = read_by_many(partial(_read, port, _address()), readers, a_second)
    _show_times(told, a_second)


def read_by_many(read: Callable[[], int], readers: int, a_second: int) -> list[tuple[float, bool]]:
    """Return for each reader how long it took from when he came, and whether he got the page."""
    start = time.perf_counter() + 0.1

    def reader(number: int) -> tuple[float, bool]:
        due = start + number / a_second
        time.sleep(max(0.0, due - time.perf_counter()))
        status = read()
        return time.perf_counter() - due, status == 200

    with ThreadPoolExecutor(WAITING) as pool:
        return list(pool.map(reader, range(readers)))


def _read(port: int, address: str) -> int:
    try:
        return fetched(port, address)
    except OSError:
        return 0


def _show_times(told: list[tuple[float, bool]], a_second: int) -> None:
    times = [taken for taken, _ in told]
    errors = sum(not good for _, good in told)
    p50, p95 = quantiles(times, n=20)[9], quantiles(times, n=20)[18]
    what = f"public page: {len(told)} readers, {a_second} a second"
    show(f"{what}: median", f"{p50:.3f} s")
    show(f"{what}: p95", f"{p95:.3f} s", f"≤ {P95} s", p95 <= P95)
    show(f"{what}: errors", str(errors), "0", errors == 0)
