"""The pages over all cities: their queries for 14 and for 434 cities, and their time."""

from collections.abc import Callable
from functools import partial

from django.urls import reverse

from assessment.models import CityTable
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import OFFICE, YEAR, add_cities, queries, signed_in, widest_indicator

MORE = 420
ROUNDS = 5
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
    many, after, times_after = _measured(calls, rounds)
    for page in NAMES:
        counts = f"{before[page]} / {after[page]}"
        what = f"{page}: queries for {few} / {many} cities"
        show(what, counts, "equal", before[page] == after[page])
    for page in NAMES:
        taken = f"{times_before[page]:.3f} / {times_after[page]:.3f} s"
        show(f"{page}: time for {few} / {many} cities", taken)


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
    counts = {page: queries(call)[0] for page, call in calls.items()}
    times = interleaved(rounds, **{page: partial(seconds, call) for page, call in calls.items()})
    return CityTable.objects.filter(year__number=YEAR).count(), counts, times
