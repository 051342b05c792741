"""试算: another reading tried over all cities, against the overview of the same year."""

import time
from functools import partial

from django.urls import reverse

from assessment.engine.types import StepReading
from assessment.loading import load_policy
from assessment.models import CityTable
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import OFFICE, YEAR, queries, signed_in, the_year

ROUNDS = 15
MOST_SECONDS = 0.3


def main(rounds: int = ROUNDS, username: str = OFFICE) -> None:
    client = signed_in(username)
    calls = {
        "overview": partial(_open, client, reverse("overview", args=[YEAR])),
        "what_if": partial(_open, client, f"{reverse('trial', args=[YEAR])}?{_tried()}"),
    }
    for call in calls.values():
        call()
    took = interleaved(rounds, **{name: partial(seconds, call) for name, call in calls.items()})
    work = interleaved(
        rounds, **{n: partial(seconds, call, time.process_time) for n, call in calls.items()}
    )
    cities = CityTable.objects.filter(year__number=YEAR).count()
    show(f"what if, {cities} cities: queries", str(queries(calls["what_if"])[0]))
    told = f"{took['what_if']:.3f} s ({work['what_if']:.3f} s)"
    is_met = took["what_if"] <= MOST_SECONDS
    show("what if: time (processor)", told, f"≤ {MOST_SECONDS} s", is_met)
    show("overview: time (processor)", f"{took['overview']:.3f} s ({work['overview']:.3f} s)")
    show("what if ÷ overview, processor's time", f"{work['what_if'] / work['overview']:.2f}")


def _tried() -> str:
    """Return the query of a reading that is not in force: it reaches every city."""
    held = load_policy(the_year()).step_reading
    return f"step_reading={next(r.value for r in StepReading if r != held)}"


def _open(client, url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status_code}")
