"""From the database to scores: the queries, and the time a city, for more and more cities."""

import gc
import time
from functools import partial

from assessment.engine.score import DEFAULT_POLICY
from assessment.loading import load_tables
from assessment.models import CityTable, Policy, Year
from assessment.scores.standing import score_tables, standings_of
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import add_cities, queries, the_year

SIZES = (14, 434, 2000)
ROUNDS = 5
#: So many cities are scored in one taking of the time, so that a small year is not a guess.
CITIES_A_TAKING = 400
STRAIGHT = 1.25


def main(
    sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS, cities: int = CITIES_A_TAKING
) -> None:
    _show_demo(cities)
    years = {size: _year_of(2030 + place, size) for place, size in enumerate(sizes)}
    for year in years.values():
        standings_of(year)
    _show_queries([queries(lambda y=y: standings_of(y))[0] for y in years.values()], sizes)
    times = interleaved(
        rounds, **{str(size): _taking(year, cities) for size, year in years.items()}
    )
    _show_times(times)
    _show_parts(years[sizes[-1]], sizes[-1])


def _show_demo(cities_a_taking: int) -> None:
    year = the_year()
    asked, took = queries(lambda: standings_of(year))[0], _taking(year, cities_a_taking)()
    cities = CityTable.objects.filter(year=year).count()
    show(f"the real tables of {cities} cities: queries, time", f"{asked}, {took * cities:.3f} s")


def _year_of(number: int, size: int) -> Year:
    """Make a year of so many cities with the same table: years then differ in size alone."""
    year = Year.objects.create(number=number, state="collecting")
    Policy.objects.create(year=year)
    add_cities(size, year)
    return year


def _taking(year: Year, cities_a_taking: int):
    """Return what takes the time a city of the year, in the processor's seconds.

    SQLite works in this process: it is all the work there is, whatever else the machine does.
    """
    cities = CityTable.objects.filter(year=year).count()
    times = max(1, cities_a_taking // cities)

    def take() -> float:
        gc.collect()
        score = partial(_score, year, times)
        return seconds(score, time.process_time) / times / cities

    return take


def _score(year: Year, times: int) -> None:
    for _ in range(times):
        standings_of(year)


def _show_queries(counts: list[int], sizes: tuple[int, ...]) -> None:
    of = " / ".join(map(str, sizes))
    measured = " / ".join(map(str, counts))
    show(f"queries to score {of} cities", measured, "equal", len(set(counts)) == 1)


def _show_times(times: dict[str, float]) -> None:
    first = next(iter(times))
    for size, took in times.items():
        show(f"processor's time to score {size} cities", f"{took * int(size):.3f} s")
    for size, took in list(times.items())[1:]:
        ratio = took / times[first]
        what = f"time a city at {size} ÷ at {first}"
        show(what, f"{ratio:.2f}", f"≤ {STRAIGHT}", ratio <= STRAIGHT)


def _show_parts(year: Year, size: int) -> None:
    """Where the time goes: reading rows into objects, or scoring them."""
    loaded: list = []
    gc.collect()
    loading = seconds(lambda: loaded.extend(load_tables(CityTable.objects.filter(year=year))))
    gc.collect()
    scoring = seconds(lambda: score_tables(year.number, loaded, DEFAULT_POLICY))
    show(f"  of the time for {size} cities: loading", f"{loading / (loading + scoring):.0%}")
