"""The last minute before a deadline: counties sign in and submit, each with two files.

122 counties come within 60 seconds, then 1,220 within ten minutes, each at a moment of its own: it
signs in with its password, opens its report, lays two files to it and submits. Beforehand some
people are in and go on opening a page. Afterwards every county has to have its one submission, with
both files and a receipt of its own.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles

from script.drills import record
from script.drills.people import Person
from script.drills.rush_site import PASSWORD
from script.drills.sites import Site, migrated_site

TITLE = "rush: every county submits at once"
HEADS = (
    "counties", "within", "sign-in p50 / p95", "sent again", "submit p50 / p95",
    "a page of those who are in, p95", "errors", "lost", "receipts",
)  # fmt: skip
#: Counties and the seconds in which they come; DRILL_RUSH="30/15" tries it with fewer.
RUSHES = os.environ.get("DRILL_RUSH", "122/60 1220/600").split()
#: Who are in beforehand, and how often each opens a page (seconds).
INSIDE, EVERY = 4, 2.0
#: How many counties the drill can have waiting; how often one is sent away before it is an error.
AT_ONCE, MOST_AGAIN = 200, 120
TEXT = "What was done in the year, with all its figures.\n" * 2000
PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
PDF += "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
PDF += "xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n95\n%%EOF\n"
FILES = (("report.txt", TEXT), ("sealed.pdf", PDF))


@dataclass
class Told:
    """What the people of one rush saw, in seconds."""

    sign_in: list[float] = field(default_factory=list)
    submit: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    again: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    acknowledged: set[int] = field(default_factory=set)


def main() -> None:
    rows, lost = [], 0
    for rush in RUSHES:
        counties, seconds = map(int, rush.split("/"))
        folder = Path(tempfile.mkdtemp(prefix="drill-"))
        try:
            site = migrated_site(folder, f"rush{counties}")
            row, missing = hold(site, counties, seconds)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        rows.append(row)
        lost += missing
        print(dict(zip(HEADS, row, strict=True)), flush=True)
    record.write(TITLE, [*about(), "", *record.table(HEADS, rows)])
    if lost:
        raise SystemExit(f"{lost} acknowledged submissions are lost.")


def about() -> list[str]:
    return [
        "Two web processes of four threads each and a worker; the drill's people are on the same",
        "cores. Each county comes at a moment of its own, signs in with its password, opens its",
        "report, lays a text of 100 kB and a PDF to it, opens the page of submitting and submits.",
        "*Sign-in*: from the first attempt until it is let in, all waiting included; *sent again*:",
        "how often a county was asked to come again, as many sign in. Goals: sign-in p95 ≤ 2 s,",
        "submit p95 ≤ 0.5 s, no error, nothing lost, each receipt once and without gaps.",
    ]


def hold(site: Site, counties: int, seconds: int) -> tuple[list[object], int]:
    """Let the counties come; return the row of the table, and how many submissions are lost."""
    given = [line.split("\t") for line in of_the_site(site, str(counties + INSIDE)).splitlines()]
    people = [(name, int(report)) for name, report in given]
    told = Told()
    with site.running():
        rush(site.port, people, told, seconds)
    submitted = {int(pk): (number, files) for pk, number, files in standing(site)}
    lost = sum(submitted.get(pk, ("", ""))[1] != "2" for pk in told.acknowledged)
    numbers = sorted(int(number) for number, _ in submitted.values())
    is_whole = numbers == list(range(1, len(submitted) + 1)) and len(submitted) == counties
    row = [
        counties, f"{seconds} s", shown(told.sign_in), told.again, shown(told.submit),
        f"{quantile(told.page, 95):.2f} s",
        sum(told.errors.values()) and f"**{dict(told.errors)}**", lost,
        "each once" if is_whole else f"**{len(numbers)}, not each once**",
    ]  # fmt: skip
    return row, lost


def of_the_site(site: Site, *words: str) -> str:
    command = [sys.executable, "-m", "script.drills.rush_site", *words]
    return subprocess.check_output(command, cwd=site.code, env=site.environment(), text=True)


def standing(site: Site) -> list[list[str]]:
    """Return report, number of the receipt and count of files of every submission."""
    return [line.split("\t") for line in of_the_site(site, "standing").splitlines()]


def rush(port: int, people: list[tuple[str, int]], told: Told, seconds: int) -> None:
    inside, coming = people[:INSIDE], people[INSIDE:]
    end, chance = threading.Event(), Random(2017)
    watching = [
        threading.Thread(target=look_on, args=(port, name, told, end)) for name, _ in inside
    ]
    for thread in watching:
        thread.start()
    arrivals = sorted((chance.uniform(0, seconds), *person) for person in coming)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for moment, name, report in arrivals:
            time.sleep(max(0.0, moment - (time.monotonic() - began)))
            pool.submit(come, port, name, report, told)
    end.set()
    for thread in watching:
        thread.join(60)


def look_on(port: int, name: str, told: Told, end: threading.Event) -> None:
    """Be in, and open a page every now and then."""
    person = Person(port)
    sign_in(person, name, Told())
    while not end.is_set():
        timed(told.page, told, "page", lambda: person.get("/notices/")[0] == 200)
        end.wait(EVERY)


def come(port: int, name: str, report: int, told: Told) -> None:
    person = Person(port)
    if timed(told.sign_in, told, "sign-in", lambda: sign_in(person, name, told)):
        steps: list[tuple[str, Callable[[], bool]]] = [
            ("report", lambda: person.get(f"/selfeval/reports/{report}/submit/")[0] == 200),
            *((n, lambda n=n, t=t: lay(person, report, n, t)) for n, t in FILES),
        ]
        for what, step in steps:
            if not timed([], told, what, step):
                return
        submit(person, report, told)


def timed(times: list[float], told: Told, what: str, step: Callable[[], bool]) -> bool:
    began = time.monotonic()
    try:
        is_done = step()
    except OSError as error:
        is_done, what = False, f"{what}: {error!r}"
    if is_done:
        times.append(time.monotonic() - began)
    else:
        told.errors[what] += 1
    return is_done


def sign_in(person: Person, name: str, told: Told) -> bool:
    """Sign in as the page does: whoever is turned away comes again when he is told to."""
    page = person.get("/sign-in/")[1]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    form = f"username={name}&password={PASSWORD}&next=/&csrfmiddlewaretoken={token[1]}"
    for _ in range(MOST_AGAIN):
        status, _ = person.ask("POST", "/sign-in/", body=form)
        if status != 503:
            return status == 302
        told.again += 1
        time.sleep(float(person.heads["X-Come-Again"]))
    return False


def lay(person: Person, report: int, name: str, text: str) -> bool:
    """Lay a file to the whole report, as the panel of files sends it."""
    edge = "edge-of-the-drill"
    parts = f'--{edge}\r\nContent-Disposition: form-data; name="code"\r\n\r\n\r\n--{edge}\r\n'
    parts += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
    parts += f"Content-Type: application/octet-stream\r\n\r\n{text}\r\n--{edge}--\r\n"
    kind = f"multipart/form-data; boundary={edge}"
    path = f"/selfeval/reports/{report}/attachments/"
    return person.ask("POST", path, body=parts, kind=kind)[0] == 200


def submit(person: Person, report: int, told: Told) -> None:
    path = f"/selfeval/reports/{report}/submit/"
    version = re.search(r'name="version" value="(\d+)"', person.get(path)[1])
    if version is None:
        told.errors["no button to submit"] += 1
        return
    body = f"version={version[1]}&csrfmiddlewaretoken={person.token}"
    if timed(told.submit, told, "submit", lambda: person.ask("POST", path, body=body)[0] == 302):
        told.acknowledged.add(report)


def shown(times: list[float]) -> str:
    return f"{quantile(times, 50):.2f} / {quantile(times, 95):.2f} s"


def quantile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100)[percent - 1] if len(times) > 1 else float("nan")
