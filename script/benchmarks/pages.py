"""The pages over all cities: their queries for 14 and for 434 cities, and their time."""

import time
from collections.abc import Callable
from functools import partial

from django.core.management import call_command
from django.urls import reverse

from assessment.models import CityTable
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import OFFICE, YEAR, add_cities, queries, signed_in, widest_indicator

MORE = 420
ROUNDS = 5
#: Seconds of the processor for all cities; of the grid, which reads records, none.
MOST_SECONDS = 0.3
SUMMED_UP = ("overview", "scorecards", "indicators", "readings")
NAMES = {
    "overview": "overview",
    "grid": "collection-grid",
    "scorecards": "scorecards",
    "indicators": "indicators",
    "readings": "readings",
}

Calls = dict[str, Callable[[], None]]


def main(more: int = MORE, rounds: int = ROUNDS, username: str = OFFICE) -> None:
    calls = _calls(username)
    few, before, times_before = _measured(calls, rounds)
    add_cities(more)
    call_command("rebuild_summaries")
    many, after, times_after = _measured(calls, rounds)
    for page in NAMES:
        counts = f"{before[page]} / {after[page]}"
        what = f"{page}: queries for {few} / {many} cities"
        show(what, counts, "equal", before[page] == after[page])
    for page in NAMES:
        taken = f"{times_before[page]:.3f} / {times_after[page]:.3f} s"
        what = f"{page}: processor for {few} / {many} cities"
        if page in SUMMED_UP:
            show(what, taken, f"≤ {MOST_SECONDS} s", times_after[page] <= MOST_SECONDS)
        else:
            show(what, taken)


def _calls(username: str) -> Calls:
    client = signed_in(username)
    return {page: partial(_open, client, _address(name)) for page, name in NAMES.items()}


def _address(name: str) -> str:
    arguments = [YEAR, widest_indicator().pk] if name == "collection-grid" else [YEAR]
    return reverse(name, args=arguments)


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
