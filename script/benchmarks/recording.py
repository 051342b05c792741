"""Recording a cell, from request to answer, against the smallest view that saves a row.

Both go through the same middleware, sign-in and database, in turns.
"""

import json
import pstats
import time
from cProfile import Profile
from decimal import Decimal
from functools import partial
from itertools import count

from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.test import override_settings
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from assessment.models import Result
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as own_urls
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import COLLECTOR, YEAR, queries, signed_in

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

ROUNDS = 400
MOST_QUERIES = 16
MOST_TIMES = 2
INDICATOR = "移民培训"


@require_POST
@transaction.atomic
def save_row(request, pk):
    """The least there is: fetch, set, save with the row's history, answer. No log, no score."""
    result = get_object_or_404(Result, pk=pk)
    result.value = Decimal(json.loads(request.body)["text"])
    result.save()
    return JsonResponse({"value": str(result.value)})


urlpatterns = [*own_urls, path("save-row/<int:pk>/", save_row, name="save-row")]


@override_settings(ROOT_URLCONF=__name__)
def main(rounds: int = ROUNDS, username: str = COLLECTOR) -> None:
    client = signed_in(username)
    cells = Result.objects.filter(
        measure__component__item__name=INDICATOR,
        measure__component__item__section__table__year__number=YEAR,
    ).exclude(measure__target=None)
    cell, row = cells.order_by("pk")[:2]
    texts = count(1)
    record = partial(_record, client, cell, texts)
    save = partial(_save, client, row, texts)
    for call in (record, save):
        call()
    _show_queries(record, save)
    _show_times(rounds, record, save)
    _show_parts(rounds, record)


def _record(client, cell: Result, texts) -> None:
    body = {"text": str(next(texts) % 90 + 1), "version": cell.version}
    url = reverse("result-record", args=[YEAR, cell.pk])
    answer = _post(client, url, body)
    cell.version = answer["cells"][0]["version"]


def _save(client, row: Result, texts) -> None:
    _post(client, reverse("save-row", args=[row.pk]), {"text": str(next(texts) % 90 + 1)})


def _post(client, url: str, body: dict) -> dict:
    headers = {"accept": "application/json"}
    response = client.post(url, json.dumps(body), "application/json", headers=headers)
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status_code} {response.content.decode()[:200]}")
    return response.json()


def _show_queries(record, save) -> None:
    asked, statements = queries(record)
    show("queries to record a cell", str(asked), f"≤ {MOST_QUERIES}", asked <= MOST_QUERIES)
    show("  with BEGIN and COMMIT", str(statements))
    show("  the smallest view", str(queries(save)[0]))


def _show_times(rounds: int, record, save) -> None:
    wall = {"record": partial(seconds, record), "save": partial(seconds, save)}
    clock = time.process_time
    work = {
        "record_work": partial(seconds, record, clock),
        "save_work": partial(seconds, save, clock),
    }
    took = interleaved(rounds, **wall, **work)
    for name, what in (("record", "recording a cell"), ("save", "the smallest view")):
        measured = f"{took[name] * 1000:.2f} ms ({took[f'{name}_work'] * 1000:.2f} ms)"
        show(f"{what}: time (processor)", measured)
    ratio = took["record"] / took["save"]
    show("recording ÷ smallest view", f"{ratio:.2f}", f"≤ {MOST_TIMES}", ratio <= MOST_TIMES)
    show("  the processor's part alone", f"{took['record_work'] / took['save_work']:.2f}")


def _show_parts(rounds: int, record) -> None:
    """Where the time goes, by the profiler: it slows small functions more than large ones."""
    profile = Profile()
    for _ in range(rounds):
        profile.runcall(record)
    took = _within(profile)
    view, cell = took["record"], took["record_cell"]
    score, roles = took["rescore"] + took["row_standing"], took["_read_persona"]
    for what, part in (
        ("request, middleware, session, account", took["_post"] - view),
        ("the person's roles", roles),
        ("writing the row, its history and the log", cell - took["rescore"]),
        ("the item's records and rules, its score, the unit's summary", score),
        ("reading what was typed, the answer's words", view - cell - roles),
    ):
        show(f"  {what}", f"{part / took['_post']:.0%}")


def _within(profile: Profile) -> dict[str, float]:
    """Return the seconds spent in functions of these names, with all they call."""
    wanted = ("_post", "record", "_read_persona", "record_cell", "rescore")
    spent = dict.fromkeys([*wanted, "row_standing"], 0.0)
    for (file, _, name), (*_, cumulative, _callers) in pstats.Stats(profile).stats.items():
        if name in spent and "site-packages" not in file:
            spent[name] += cumulative
    return spent
