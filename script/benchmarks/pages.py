"""The pages over all cities: their queries for 14 and for 434 cities, and their time."""

import gc
import time
from collections.abc import Callable
from functools import partial

from django.core.management import call_command
from django.urls import reverse

from assessment.models import CityTable
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import (
    COLLECTOR,
    OFFICE,
    YEAR,
    add_cities,
    fill_rounds,
    last_round,
    queries,
    signed_in,
    widest_indicator,
)

MORE = 420
ROUNDS = 5
#: Seconds of the processor for all cities.
MOST_SECONDS = 0.3
NAMES = {
    "desk": "home",
    "overview": "overview",
    "scorecards": "scorecards",
    "indicators": "indicators",
    "indicator": "indicator",
    "readings": "readings",
    "collection": "collection",
    "grid": "collection-grid",
    "doubts": "collection-doubts",
    "a round": "round",
    "a round's grid": "round-grid",
    "paces": "pace",
    "alerts to issue": "alerts-issue",
}
#: What one who records opens, too.
OF_OFFICES = ("desk", "collection", "grid")

Calls = dict[str, Callable[[], None]]


def main(
    more: int = MORE, rounds: int = ROUNDS, username: str = OFFICE, collector: str = COLLECTOR
) -> None:
    calls = _calls(username, collector)
    call_command("rebuild_summaries")
    gc.collect()
    gc.freeze()  # as a worker does when it starts
    few, before, times_before = _measured(calls, rounds)
    add_cities(more)
    fill_rounds()
    call_command("rebuild_summaries")
    many, after, times_after = _measured(calls, rounds)
    gc.unfreeze()
    for page in calls:
        counts = f"{before[page]} / {after[page]}"
        what = f"{page}: queries for {few} / {many} cities"
        show(what, counts, "equal", before[page] == after[page])
    for page in calls:
        taken = f"{times_before[page]:.3f} / {times_after[page]:.3f} s"
        what = f"{page}: processor for {few} / {many} cities"
        show(what, taken, f"≤ {MOST_SECONDS} s", times_after[page] <= MOST_SECONDS)


def _calls(username: str, collector: str) -> Calls:
    office, other = signed_in(username), signed_in(collector)
    calls = {page: partial(_open, office, _address(name)) for page, name in NAMES.items()}
    return calls | {
        f"{page} of an office": partial(_open, other, _address(NAMES[page])) for page in OF_OFFICES
    }


def _address(name: str) -> str:
    if name == "home":
        return reverse(name)
    args = [YEAR]
    if name in ("round", "round-grid", "alerts-issue"):
        args.append(last_round().number)
    if name in ("collection-grid", "indicator", "round-grid"):
        args.append(widest_indicator().pk)
    return reverse(name, args=args)


def _open(client, url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status_code}")


def _measured(calls: Calls, rounds: int) -> tuple[int, dict[str, int], dict[str, float]]:
    """Return how many cities there are, and each page's queries and time."""
    for call in calls.values():
        call()
    clock = time.process_time
    counts = {page: queries(call)[0] for page, call in calls.items()}
    times = interleaved(
        rounds, **{page: partial(seconds, call, clock) for page, call in calls.items()}
    )
    return CityTable.objects.filter(year__number=YEAR).count(), counts, times
