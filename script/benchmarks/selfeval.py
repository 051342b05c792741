"""The self-evaluation at 122 and at 2,844 reports: the province's list, a county's sections.

Two sites side by side, one a copy of the other with more reports; in turns, a page of one and
the same page of the other.
"""

import json
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from django.urls import reverse

from cities.models import Account
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.selfeval_site import Sites, add_reports
from script.benchmarks.site import OFFICE, queries, signed_in
from selfeval.loading import form_of
from selfeval.models import Report, ReportState

FEW, MANY = 122, 2844
ROUNDS = 7
MOST_TIMES = 2
OVERVIEW, MOST_SECONDS = "the overview of a year", 0.3
COUNTY = "wangcheng"  # 望城区 of the demo: its report is a draft
FORM, SECTION, CELL = "department_scored", "scores", "trained.outcome"

Calls = dict[str, Callable[[], None]]


def main(few: int = FEW, many: int = MANY, rounds: int = ROUNDS) -> None:
    with TemporaryDirectory() as name:
        sites = Sites(Path(name))
        calls = calls_for(OFFICE, COUNTY)
        for size in (few, many):
            add_reports(size)
            sites.keep(str(size))
        _show(sites, (few, many), rounds, calls)


def calls_for(office: str, county: str, form: str = FORM) -> Calls:
    """Return what is measured, by its name."""
    province, filer = signed_in(office), signed_in(county)
    report = _draft_of(county, form)
    listed = reverse("selfeval")
    sections = [section.code for section in form_of(report.task.form).sections]
    addresses = [reverse("report-section", args=[report.pk, code]) for code in sections]
    return {
        "the whole list": partial(_open, province, [f"{listed}?state=all"]),
        "its last page": partial(_open, province, [f"{listed}?state=all&page=9999"]),
        "what waits for review": partial(_open, province, [f"{listed}?state=waiting"]),
        OVERVIEW: partial(_open, province, [_overview(report)]),
        f"opening the {len(sections)} sections": partial(_open, filer, addresses),
        "saving a cell": partial(_save, filer, report.pk, count(1)),
    }


def _draft_of(county: str, form: str) -> Report:
    own = Report.objects.visible_to(Account.objects.get(username=county))
    return own.filter(state=ReportState.DRAFT, task__form__code=form)[0]


def _overview(report: Report) -> str:
    return reverse("selfeval-overview", args=[report.task.year])


def _open(client, addresses: list[str]) -> None:
    for url in addresses:
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url}: {response.status_code}")


def _save(client, report: int, numbers) -> None:
    edit = {"address": CELL, "words": str(next(numbers)), "version": None}
    url = reverse("report-cells", args=[report])
    body = json.dumps({"cells": [edit], "section": SECTION})
    response = client.post(url, body, "application/json", headers={"accept": "application/json"})
    if response.status_code != 200 or not response.json()["saved"]:
        raise SystemExit(f"{url}: {response.status_code} {response.content.decode()[:200]}")


def _show(sites: Sites, sizes: tuple[int, int], rounds: int, calls: Calls) -> None:
    asked = {(what, size): _asked(sites, size, calls[what]) for what in calls for size in sizes}
    turns = {
        f"{what}@{size}": partial(_taking, sites, size, calls[what])
        for what in calls
        for size in sizes
    }
    took = interleaved(rounds, **turns)
    few, many = sizes
    for what in calls:
        before, after = asked[what, few], asked[what, many]
        name = f"{what}: queries for {few} / {many:,}"
        show(name, f"{before} / {after}", "equal", before == after)
    for what in calls:
        before, after = took[f"{what}@{few}"], took[f"{what}@{many}"]
        ratio = after / before
        measured = f"{before * 1000:.0f} / {after * 1000:.0f} ms, × {ratio:.2f}"
        target, met = _target(what, ratio, after)
        show(f"{what}: time", measured, target, met)


def _target(what: str, ratio: float, took: float) -> tuple[str, bool | None]:
    """Return what is asked of a page, in words, and whether it is so."""
    if what == OVERVIEW:
        return f"≤ {MOST_SECONDS} s", took <= MOST_SECONDS
    return (f"≤ {MOST_TIMES}", ratio <= MOST_TIMES) if what == "the whole list" else ("", None)


def _asked(sites: Sites, size: int, call) -> int:
    sites.use(str(size))
    call()
    return queries(call)[0]


def _taking(sites: Sites, size: int, call) -> float:
    """Return the seconds of a second call: the first one after a change reads the file anew."""
    sites.use(str(size))
    call()
    return seconds(call)
