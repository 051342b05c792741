"""The temporary site as the measurements use it: people, addresses, more cities."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count

from django.conf import settings
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from assessment.models import CityTable, Indicator, Measure, Round, RoundFigure, Year
from assessment.self_check.places import placed
from cities.models import Account, Place
from tests.synthetic import copy_table
from trust import jobs, log
from trust.models import Job, JobState

YEAR = 2017
OFFICE = "kaohe"  # 考核办 of the demo: sees every page
COLLECTOR = "pxzx"  # 培训中心 of the demo: records
#: Opens and closes a transaction; no question to the database.
FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")

_rounds = count(1)


def the_year() -> Year:
    return Year.objects.get(number=YEAR)


def signed_in(username: str) -> Client:
    """Return a client of the person, whose session was written once already."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(username=username))
    client.get(reverse("search"))
    return client


def session_of(username: str) -> str:
    """Return the Cookie header of a signed-in person, for requests through a socket."""
    return f"{settings.SESSION_COOKIE_NAME}={signed_in(username).session.session_key}"


def widest_indicator() -> Indicator:
    """Return the indicator with the most measures: the largest grid."""
    return max(
        Indicator.objects.filter(year__number=YEAR),
        key=lambda i: i.items.filter(components__measures__isnull=False).count(),
    )


def queries(call: Callable[[], object]) -> tuple[int, int]:
    """Return how many questions call puts to the database, and how many statements in all."""
    with CaptureQueriesContext(connection) as captured:
        call()
    framing = sum(query["sql"].startswith(FRAMES) for query in captured)
    return len(captured) - framing, len(captured)


def add_cities(number: int, year: Year | None = None) -> None:
    """Add copies of the first city's table, to its own year or to another."""
    table = CityTable.objects.filter(year__number=YEAR).order_by("city__key")[0]
    table.year = year or table.year
    copy_table(table, number)
    # Copies are numbered from 9…0 each time: make room for the next.
    letter = "abcdefgh"[next(_rounds)]
    made = Place.objects.filter(key__startswith="9")
    made.update(key=Concat(Value(letter), Substr("key", 2)))


def fill_rounds() -> None:
    """Let what is recorded be the figures of each round for cities that have none in it."""
    table = "component__item__section__table"
    for held in Round.objects.filter(year__number=YEAR):
        there = held.figures.order_by().values("city")
        rows = Measure.objects.filter(**{f"{table}__year__number": YEAR})
        rows = rows.exclude(**{f"{table}__city__in": there}).order_by("component", "order")
        made = (
            RoundFigure(
                round=held, city_id=city, value=value, version=1,
                **dict(zip(("item_name", "component", "name", "kind", "nth"), place, strict=True)),
            )
            for (city, place), (value,) in placed(rows, "result__value")
            if value is not None
        )  # fmt: skip
        RoundFigure.objects.bulk_create(made, batch_size=2000)


def last_round() -> Round:
    return Round.objects.filter(year__number=YEAR).latest("as_of")


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@contextmanager
def served(*, workers: int, threads: int) -> Iterator[tuple[int, subprocess.Popen]]:
    """Run the web server as a site does; yield its port on this machine and its first process."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    command += ["--workers", str(workers), "--threads", str(threads)]
    command += ["--timeout", "300", "--log-level", "warning"]
    connection.close()
    with running(command) as server:
        _wait_for(port)
        yield port, server


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(600):
        with suppress(OSError):
            fetched(port, "/")
            return
        time.sleep(0.1)
    raise SystemExit("gunicorn did not answer")


def fetched(port: int, url: str, cookie: str = "") -> int:
    """Return the status that the server answers. Raises OSError."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        asked.request("GET", url, headers={"Cookie": cookie, "Connection": "close"})
        response = asked.getresponse()
        response.read()
    finally:
        asked.close()
    return response.status


def running_worker() -> AbstractContextManager[subprocess.Popen]:
    """Return the background worker as a context, as a site runs it.

    What the demo left to be laid out ahead is dropped: it would run beside what is measured.
    """
    DBTaskResult.objects.all().delete()
    return running([sys.executable, "manage.py", "db_worker", "--verbosity", "0", "--no-reload"])


def finish_job(kind: str, year: int) -> None:
    """Ask for a year's work as the office does, and wait until the worker has done it."""
    owner = Account.objects.get(username=OFFICE)
    job = jobs.start(
        kind=kind,
        title=kind,
        parameters={"year": year},
        owner=owner,
        request_actor=log.Actor(name=str(owner), account=owner),
    )
    while job.state in (JobState.QUEUED, JobState.RUNNING):
        time.sleep(0.2)
        job = Job.objects.get(pk=job.pk)
    if job.state != JobState.DONE:
        raise SystemExit(f"the job ended as {job.state}: {job.message}")
