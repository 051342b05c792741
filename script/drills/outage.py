"""What the site leans on goes away for a while, under four people who save: nothing is lost.

The database is stopped, killed, and started after the site; the disk is full or read-only; the
mail server is gone or says nothing; the clock goes back. Everything is of the drill alone.
"""

import os
import secrets
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from script.drills import disks, inside, letters, record
from script.drills.dying import children_of
from script.drills.people import Person
from script.drills.saving import OFFICES, Saver, lost, saver_of
from script.drills.sites import Site, end, free_port, migrated_site, wait_until
from tests import postgresql

TITLE = "What the site leans on goes away (`outage`)"
SHARE = float(os.environ.get("DRILL_SHARE", "1"))
#: Seconds of people at work before and after each blow, and of an empty wait in it.
CALM, LONG = max(2, 5 * SHARE), max(4, 20 * SHARE)
DISK = 160  # MB
CLOCK = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
HEADS = ("what went away", "saves by status", "lost", "back after", "processes", "found amiss")


@dataclass
class Scene:
    """The running site, who works at it, and what was seen."""

    site: Site
    passwords: dict[str, str]
    server: postgresql.Durable | None
    rows: list[tuple] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.web, self.worker = self.site.start_web(), self.site.start_worker()

    def end(self) -> None:
        end(self.web, self.worker)

    def person(self, username: str) -> Person:
        person = Person(self.site.port)
        if not person.sign_in(username, self.passwords[username]):
            raise SystemExit(f"{username} was not let in")
        person.get("/")
        return person

    def blow(self, what: str, act: Callable[[], object], *, is_same: bool = True) -> None:
        """Let people save, do the act, which ends when all is there again, and look at it all.

        is_same: the web workers are to be those from before.
        """
        stop, watcher = threading.Event(), self.person("kaohe")
        savers = [saver_of(self.site, name, self.passwords[name], stop) for name in OFFICES]
        before = set(children_of(self.web.pid))
        for saver in savers:
            saver.start()
        time.sleep(CALM)
        told = act()
        seconds = _until_served(watcher)
        time.sleep(CALM)
        stop.set()
        for saver in savers:
            saver.join(90)
        wrong = [f"{what}: {why}" for saver in savers for why in saver.odd]
        gone = before - set(children_of(self.web.pid)) if is_same else ()
        wrong += [f"{what}: {len(gone)} web workers ended"] if gone else []
        self.note(what, savers, wrong, seconds=seconds, told=str(told or ""))

    def note(
        self, what: str, savers: list[Saver], wrong: list[str], *, seconds: float, told: str
    ) -> None:
        from django.db import connection

        connection.close()
        missing = lost(savers)
        wrong += missing + [f"{what}: {why}" for why in inside.sound()]
        alive = [self.web.poll(), self.worker.poll()] == [None, None]
        wrong += [] if alive else [f"{what}: the site ended"]
        answers = sum((saver.answers for saver in savers), Counter())
        by_status = ", ".join(f"{number} × {status}" for status, number in sorted(answers.items()))
        alive_words = "all there" if alive else "ENDED"
        row = (what, by_status, len(missing), f"{seconds:.1f} s", alive_words, told or len(wrong))
        print(f"  {row}", *wrong[:5], sep="\n    ", flush=True)
        self.rows.append(row)
        self.wrong += wrong


def main() -> None:
    with TemporaryDirectory() as name, disks.small(Path(name) / "site" / "media", DISK) as is_own:
        scene = _scene(Path(name) / "site")
        port = free_port()
        scene.site.settings["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        scene.start()
        try:
            if scene.server:
                _database(scene, scene.server)
            skipped = [] if is_own else ["The disks were left out: no mounting here."]
            if is_own:
                _disks(scene)
            _mail(scene, port)
            skipped += _clock(scene)
        finally:
            scene.end()
        _tell(scene, skipped)


def _scene(folder: Path) -> Scene:
    if os.environ.get("DRILL_DATABASE") == "sqlite":
        server, site = None, migrated_site(folder, "outage")
    else:
        server = postgresql.Durable()
        address = postgresql.new_database(server.address, "outage", is_migrated=True)
        site = Site(folder, database=address)
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
    inside.enter(site)
    passwords = inside.accounts_of(site.manage("load_demo"))
    return Scene(site, passwords, server)


def _until_served(person: Person) -> float:
    """Return the seconds until somebody who is signed in has a page."""
    began = time.monotonic()
    wait_until(lambda: person.get("/")[0] == 200, "the first page")
    return time.monotonic() - began


def _database(scene: Scene, server: postgresql.Durable) -> None:
    def stopped(seconds: float, how: int = signal.SIGINT) -> None:
        server.stop(how)
        time.sleep(seconds)
        _start_again(server)

    def started_after_the_site() -> None:
        server.stop()
        scene.end()
        scene.web, scene.worker = scene.site.launch_web(), scene.site.start_worker()
        time.sleep(LONG)
        _start_again(server)

    scene.blow(f"database, {CALM:.0f} s", lambda: stopped(CALM))
    scene.blow(f"database, {LONG:.0f} s", lambda: stopped(LONG))
    scene.blow("database, killed", lambda: stopped(0, signal.SIGKILL))
    what = f"database, started {LONG:.0f} s after the site"
    scene.blow(what, started_after_the_site, is_same=False)


def _start_again(server: postgresql.Durable) -> None:
    for _ in range(20):  # those whom the killed one served hold on to its memory for a moment
        with suppress(RuntimeError):
            server.start()
            return
        time.sleep(0.5)
    raise SystemExit("PostgreSQL did not start again")


def _disks(scene: Scene) -> None:
    """The store is full, then read-only: files are refused, figures are saved all the same."""
    folder = Path(scene.site.environment()["MEDIA_ROOT"])
    for what, hindered in (("full", disks.full), ("read-only", disks.read_only)):

        def act(hindered=hindered) -> str:
            before = _laid(scene)
            with hindered(folder):
                refused = _laid(scene)
                time.sleep(CALM)
            after = _laid(scene)
            if (before, after) != ({200: 3}, {200: 3}) or set(refused) != {503}:
                scene.wrong.append(f"files: {before} {refused} {after}")
            return f"files meanwhile: {dict(refused)}, before and after: {dict(after)}"

        scene.blow(f"the store's disk is {what}", act)


def _laid(scene: Scene) -> Counter:
    """Lay three files to a cell; return the answers by status."""
    from assessment.models import Evidence

    office = scene.person("pxzx")
    cell = saver_of(scene.site, "pxzx", scene.passwords["pxzx"], threading.Event())
    path = f"/{cell.year}/results/{cell.cells[0]}/evidence/"
    answers: Counter[int] = Counter()
    for _ in range(3):
        name = f"{secrets.token_hex(6)}.txt"
        text = secrets.token_hex(200_000).encode()
        status, said = office.upload(path, text, name, scope="cell")
        answers[status] += 1
        if (status == 200) != Evidence.objects.filter(name=name).exists():
            scene.wrong.append(f"{name}: {status}, yet the row says otherwise")
        if status not in (200, 503):
            scene.wrong.append(f"{name}: {status} {said[:200]}")
    return answers


def _mail(scene: Scene, port: int) -> None:
    """Counties are reminded while no letter can go; all go out, once, when the server comes."""
    from trust.notices.models import Channel, Delivery

    waiting = Delivery.objects.filter(channel=Channel.EMAIL).exclude(state="sent")
    people = _people_with_addresses()
    scene.blow("mail server, gone", lambda: _reminded(scene, people[:2], CALM))
    with letters.silent(port):
        scene.blow("mail server, silent", lambda: _reminded(scene, people[2:4], LONG * 1.5))
    held = waiting.count()
    with letters.taking(port) as taken:
        print("  " + scene.site.manage("send_notices").strip())
    if sorted(set(taken)) != sorted(taken) or len(taken) != 4 or waiting.exists():
        scene.wrong.append(f"mail: {held} waited, taken {taken}, {waiting.count()} still wait")
    scene.rows.append(("mail server, back", f"{held} waited", 0, "", "", f"{len(taken)} taken"))


def _people_with_addresses() -> list:
    """Give four counties' people an address, who have not been asked today; return the reports."""
    from cities.actions import describe_account
    from cities.models import Role
    from cities.recipients import people_by_place
    from selfeval.models import Report
    from trust.log import command_actor

    found: dict = {}
    for report in Report.objects.filter(state="draft").exclude(task__opened_at=None):
        for person in people_by_place(Role.COUNTY, [report.county]).get(report.county, [])[:1]:
            found.setdefault(person, report)
    for person in list(found)[:4]:
        email = f"{person.username}@drill.example"
        actor = command_actor("drill")
        describe_account(account=person, full_name=person.full_name, email=email, actor=actor)
    return list(found.values())[:4]


def _reminded(scene: Scene, reports: list, seconds: float) -> str:
    office = scene.person("kaohe")
    statuses = []
    for report in reports:
        path = f"/selfeval/tasks/{report.task_id}/remind/"
        statuses.append(office.post_form(path, {"report": str(report.pk)})[0])
    time.sleep(seconds)
    if set(statuses) != {302}:
        scene.wrong.append(f"reminding: {statuses}")
    return f"{len(reports)} reminders: {statuses}"


def _clock(scene: Scene) -> list[str]:
    """The machine's clock stands two hours back for the site, then is right again."""
    if not CLOCK.exists():
        return ["The clock was left out: libfaketime is not installed."]

    def set_back() -> str:
        scene.end()
        scene.site.settings |= {"LD_PRELOAD": str(CLOCK), "FAKETIME": "-2h"}
        scene.start()
        time.sleep(CALM)
        told = [line for line in _doctor(scene.site).splitlines() if "时钟" in line]
        scene.end()
        for name in ("LD_PRELOAD", "FAKETIME"):
            del scene.site.settings[name]
        scene.start()
        return "; ".join(told) or "doctor says nothing"

    scene.blow("clock, 2 h back (libfaketime under all processes)", set_back, is_same=False)
    return []


def _doctor(site: Site) -> str:
    import subprocess

    command = [sys.executable, "manage.py", "doctor"]
    told = subprocess.run(
        command, cwd=site.code, env=site.environment(), capture_output=True, text=True, timeout=300
    )
    return told.stdout


def _tell(scene: Scene, skipped: list[str]) -> None:
    database = os.environ.get("DRILL_DATABASE", "postgresql")
    lines = [*record.table(HEADS, scene.rows), "", _HOW, *skipped]
    lines += [f"- {why}" for why in scene.wrong]
    if SHARE == 1:
        record.write(f"{TITLE}, {database}", lines)
    print(*scene.wrong, sep="\n")
    if scene.wrong:
        sys.exit(1)


_HOW = (
    "Four offices save as fast as they are answered, two web workers, one worker; 409 is a cell "
    "whose answer was lost, so that the page knew an earlier version of it; 0 is a connection cut "
    "off. Back after: seconds from when it was there again to the first page of somebody who had "
    "been signed in before. After each the whole log was walked, and every row and file read."
)
