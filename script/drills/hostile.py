"""Hostile files and requests at a running site: a sentence each, no 500, nothing written.

The files go to the doors where people upload, as those who may; the requests to every address of
the URLconf, as every persona in turn. Processor time and memory are the kernel's figures.
"""

import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from script.drills import inside, record
from script.drills.dying import children_of
from script.drills.hostile_requests import raw_requests, requests_to
from script.drills.mutants import mutants
from script.drills.people import Person
from script.drills.processes import forget_peaks, peak_megabytes, processor_seconds
from script.drills.sites import Site, end, migrated_site
from tests.trust import hostile

TITLE = "Hostile files and requests (`hostile`)"
SHARE = float(os.environ.get("DRILL_SHARE", "1"))
MUTANTS = 40  # of each sound document
SECONDS, MEGABYTES = 2.0, 300.0  # that one answer may take
PAPER_SECONDS = 6.0  # where a paper is laid out that nobody asked for before
PERSONAS = ("", "pxzx", "kaohe", "wangcheng", "changsha", "shenji", "guanli")
#: What an answer that refuses may write all the same: who is in, what was tried, by whom.
BESIDE = ("sessions.", "axes.", "trust.auditentry", "trust.operationrecord", "django_tasks")


@dataclass
class Door:
    """Where files of a kind are taken: its address, for whom, what goes along."""

    name: str
    path: str
    username: str
    told: dict[str, str] = field(default_factory=dict)


@dataclass
class Watch:
    """Asks one thing after another, and notes what each costs and leaves behind."""

    site: Site
    passwords: dict[str, str]
    master: int
    people: dict[str, Person] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    state: dict[str, tuple] = field(default_factory=dict)  # as written() saw it last
    most: float = SECONDS  # of processor time that an answer may take now
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[float, str] = (0.0, "")

    def person(self, username: str) -> Person:
        """Return somebody who is signed in; "": nobody in particular."""
        if username not in self.people:
            self.people[username] = person = Person(self.site.port)
            if username and not person.sign_in(username, self.passwords[username]):
                raise SystemExit(f"{username} was not let in")
            person.get("/" if username else "/sign-in/")
            self.state = {}  # signing in writes
        return self.people[username]

    def allow_for(self, door: "Door", data: bytes, name: str) -> None:
        """Let mutants take half as much again as what they are made of, where that is more."""
        before = processor_seconds(self.master)
        self.person(door.username).upload(door.path, data, name, **door.told)
        self.most = max(SECONDS, 1.5 * (processor_seconds(self.master) - before))
        self.state = {}

    def is_in(self, username: str) -> bool:
        return self.person(username).get("/")[0] == 200

    def ask(self, what: str, act, *, needs_words: bool = True) -> int:
        """Do it; note status, time, memory and what a refusal wrote. act() gives status, text."""
        before, state = processor_seconds(self.master), self.state or written(self.site)
        workers = children_of(self.master)
        forget_peaks(workers)
        began = peak_megabytes(workers)
        try:
            status, text = act()
        except OSError as error:
            status, text = 0, str(error)
        took = processor_seconds(self.master) - before
        grown = peak_megabytes(workers) - began
        self.slowest = max(self.slowest, (took, what))
        self.largest = max(self.largest, (grown, what))
        wrong = [f"{status} {text[:200]!r}"] if status in (0, *range(500, 600)) else []
        wrong += [f"{took:.1f} s of processor time"] if took > self.most else []
        wrong += [f"{grown:.0f} MB more"] if grown > MEGABYTES else []
        self.state = written(self.site)
        if status >= 400:
            said = re.sub(r"<[^>]*>", "", _spelled(text))
            needs_words = needs_words and status != 405  # no page of ours sends it
            wrong += ["no sentence"] if needs_words and not re.search(r"[一-鿿].*。", said) else []
            changed = _changed(state, self.state)
            wrong += [f"{status}, yet written: {changed}"] if changed else []
        if set(workers) != set(children_of(self.master)):
            wrong.append("a web worker ended")
        self.wrong += [f"{what}: {why}" for why in wrong]
        for why in wrong:
            print(f"  {what}: {why}"[:400], flush=True)
        return status


def _spelled(text: str) -> str:
    """Return an answer with its words in letters; JSON spells them in numbers."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def main() -> None:
    with TemporaryDirectory() as name:
        site = migrated_site(Path(name) / "site", "hostile")
        inside.enter(site)
        passwords = inside.accounts_of(site.manage("load_demo"))
        print(f"  accounts: {' '.join(passwords)}", flush=True)
        web = site.start_web()  # and no worker: what is written is written by an answer
        try:
            watch = Watch(site, passwords, web.pid)
            rows = [*_files(watch), *_requests(watch)]
            watch.wrong += inside.sound()
        finally:
            end(web)
        _tell(watch, rows)


def written(site: Site) -> dict[str, tuple]:
    """Return how many rows each table holds and its newest version; how many files there are."""
    from django.apps import apps
    from django.db import connection

    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.label_lower.startswith(BESIDE)
    ]
    newest = "max(xmin::text::bigint)" if connection.vendor == "postgresql" else "max(rowid)"
    each = [f"SELECT '{table}', count(*), {newest} FROM \"{table}\"" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    media = Path(site.environment()["MEDIA_ROOT"])
    kept = [path for path in media.glob("[0-9a-f][0-9a-f]/*/*") if path.is_file()]
    return found | {"files": (len(kept),)}


def _changed(before: dict[str, tuple], after: dict[str, tuple]) -> list[str]:
    return [name for name, state in after.items() if before.get(name) != state]


def _files(watch: Watch) -> Iterator[tuple]:
    """Every hostile file and every mutant to every door that takes its kind."""
    doors = {door.name: door for door in _doors()}
    cases = [*hostile.hostile_documents(), *hostile.hostile_files()]
    for door in doors.values():
        told = [(kind, data, name) for kind, (data, name) in cases]
        yield _sent(watch, door, f"{door.name}: {len(told)} hostile files", told)
    for name, data, door_names in _sound_documents(watch):
        dice = random.Random(name)
        made = list(mutants(data, name, dice, MUTANTS))
        for door in (doors[each] for each in door_names):
            told = [(f"mutant {n}", each, name) for n, each in enumerate(made)]
            watch.allow_for(door, data, name)
            yield _sent(watch, door, f"{door.name}: {len(told)} mutants of {name}", told)


def _sent(watch: Watch, door: Door, what: str, cases: list[tuple[str, bytes, str]]) -> tuple:
    answers: Counter[int] = Counter()
    person = watch.person(door.username)
    for kind, data, name in _share(cases, what):
        answers[
            watch.ask(
                f"{door.name}, {kind}, {name!r}",
                lambda data=data, name=name: person.upload(door.path, data, name, **door.told),
            )
        ] += 1
    return _row(what, answers)


def _row(what: str, answers: Counter) -> tuple:
    told = ", ".join(f"{number} × {status}" for status, number in sorted(answers.items()))
    print(f"  {what}: {told}", flush=True)
    return what, told


def _share(cases: Iterable, seed: str) -> list:
    told = list(cases)
    wanted = max(1, round(len(told) * SHARE))
    return random.Random(seed).sample(told, wanted) if SHARE < 1 else told


def _doors() -> list[Door]:
    report, cell, year = _draft().pk, _cell().pk, _year()
    return [
        Door("tables", f"/{year}/tables/import/", "kaohe"),
        Door("results", f"/{year}/results/import/", "pxzx"),
        Door("incidents", f"/{year}/incidents/import/", "pxzx"),
        Door("evidence", f"/{year}/results/{cell}/evidence/", "pxzx", {"scope": "cell"}),
        Door("attachments", f"/selfeval/reports/{report}/attachments/", "wangcheng"),
        Door("report as Word", f"/selfeval/reports/{report}/word/import/", "wangcheng"),
        Door("report as workbook", f"/selfeval/reports/{report}/workbook/import/", "wangcheng"),
        Door("form", "/selfeval/forms/import/", "kaohe"),
    ]


def _sound_documents(watch: Watch) -> list[tuple[str, bytes, tuple[str, ...]]]:
    """Return what the site itself hands out, with the doors that take it back."""
    from selfeval.models import FormDefinition

    report, year = f"/selfeval/reports/{_draft().pk}", _year()
    form = FormDefinition.objects.order_by("pk").first().pk
    told = [
        ("tables.json", f"/{year}/tables/export/json/", "kaohe", ("tables",)),
        ("tables.xlsx", f"/{year}/tables/export/xlsx/", "kaohe", ("tables",)),
        ("tables.docx", f"/{year}/tables/export/docx/", "kaohe", ("tables",)),
        ("results.xlsx", f"/{year}/results/export/", "pxzx", ("results", "evidence")),
        ("incidents.xlsx", f"/{year}/incidents/export/", "pxzx", ("incidents",)),
        ("report.docx", f"{report}/report.docx", "wangcheng", ("report as Word",)),
        ("report.xlsx", f"{report}/workbook/", "wangcheng", ("report as workbook",)),
        ("report.pdf", f"{report}/report.pdf", "wangcheng", ("attachments", "evidence")),
        ("form.json", f"/selfeval/forms/{form}/form.json", "kaohe", ("form",)),
    ]
    found = []
    for name, path, username, doors in told:
        status, data = watch.person(username).fetch(path)
        if status == 200:
            found.append((name, data, doors))
        else:
            print(f"  {path}: {status}, no sound document to begin with", flush=True)
    return found


def _draft():
    from cities.models import Account
    from selfeval.models import Report

    county = Account.objects.get(username="wangcheng").memberships.first().place
    return Report.objects.filter(county=county, state="draft").order_by("-pk").first()


def _year() -> int:
    from assessment.models import Year

    return Year.objects.get(state="collecting").number


def _cell():
    from assessment.models import Result

    return Result.objects.filter(measure__component__item__offices__code="pxzx").first()


def _requests(watch: Watch) -> Iterator[tuple]:
    """Every address with every kind of nonsense; then what is no HTTP at all."""
    personas = [name for name in PERSONAS if not name or name in watch.passwords]
    arguments = {"report": _draft().pk, "year": _year(), "cell": _cell().pk}
    by_kind: dict[str, Counter] = {}
    for turn, asked in enumerate(_share(requests_to(arguments), "requests")):
        username = asked.username or personas[turn % len(personas)]
        person = watch.person(username)
        what = f"{username or 'nobody'}: {asked.kind}, {asked.method} {asked.path[:120]}"
        needs_words = asked.method in ("GET", "POST")
        watch.most = PAPER_SECONDS if ".pdf" in asked.path else SECONDS
        status = watch.ask(what, lambda a=asked, p=person: a.send(p), needs_words=needs_words)
        by_kind.setdefault(asked.kind, Counter())[status] += 1
        if username and status in (302, 401, 403) and not watch.is_in(username):
            del watch.people[username]
    for kind, answers in by_kind.items():
        yield _row(f"requests: {kind}", answers)
    watch.most = SECONDS
    answers: Counter = Counter()
    for kind, act in raw_requests(watch.site.port, watch.person("kaohe")):
        answers[watch.ask(f"on the wire: {kind}", act, needs_words=False)] += 1
    yield _row("on the wire", answers)


def _tell(watch: Watch, rows: list[tuple]) -> None:
    database = os.environ.get("DRILL_DATABASE", "postgresql")
    lines = [
        *record.table(("what", "answers by status"), rows),
        "",
        f"Most processor time of all the site's processes for one answer: {watch.slowest[0]:.2f} s "
        f"({watch.slowest[1]}); most memory that a web worker took more: {watch.largest[0]:.0f} MB "
        f"({watch.largest[1]}). {_HOW}",
        *(f"- {why}" for why in watch.wrong),
    ]
    print(*lines, sep="\n")
    if SHARE == 1:
        record.write(f"{TITLE}, {database}", lines)
    if watch.wrong:
        sys.exit(1)


_HOW = (
    "Asked one after another; a mutant may take 2 s, or half as much again as the sound document "
    "that it was made of. After each answer of 400 and more every table (but sessions, sign-in "
    "trials and the log) and the file store had to be as before, and a page or a fragment had to "
    "say a sentence; at the end the log was walked, and every row and file read."
)
