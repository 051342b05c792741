"""Offices save cells while one web worker after another is killed under them."""

import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from script.drills import inside
from script.drills.dying import Deaths, children_of
from script.drills.people import Person
from script.drills.sites import Site, end, wait_until

OFFICES = ("pxzx", "hqfc", "ghjh", "bqaz")


@dataclass
class Saver(threading.Thread):
    """One office's person: saves a cell after the other, and remembers what was acknowledged."""

    person: Person
    year: int
    cells: list[int]
    stop: threading.Event
    acknowledged: list[tuple[int, int, str]] = field(default_factory=list)  # cell, version, text
    odd: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)  # by status; 0: cut off

    def __post_init__(self):
        super().__init__(daemon=True)
        self._versions: dict[int, int] = {}

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        dice = random.Random(self.person.port)
        while not self.stop.is_set():
            cell, text = dice.choice(self.cells), str(dice.randrange(1, 5000))
            try:
                self._save(cell, text)
            except OSError:  # the worker went while it worked: whether it saved, nobody knows
                self.answers[0] += 1
                time.sleep(0.05)

    def _save(self, cell: int, text: str) -> None:
        import json

        told = {"text": text, "version": self._versions.get(cell, 0)}
        status, answer = self.person.post_json(f"/{self.year}/results/{cell}/", told)
        self.answers[status] += 1
        if status not in (200, 409):
            self.stop.wait(0.1)
            self.odd += [f"{status}: {answer[:120]}"] if status != 503 else []
            return
        told = json.loads(answer)
        if saved := told.get("saved"):
            self._versions[cell] = saved[str(cell)]
            self.acknowledged.append((cell, saved[str(cell)], text))
        for conflict in told.get("conflicts", ()):
            self._versions[cell] = conflict["version"]


def kill_web_workers(
    site: Site, passwords: dict[str, str], deaths: Deaths, *, times: int
) -> Deaths:
    """Kill workers of gunicorn so often under four people who save as fast as they can."""
    master, stop = site.start_web(), threading.Event()
    savers = [saver_of(site, name, passwords[name], stop) for name in OFFICES]
    try:
        for saver in savers:
            saver.start()
        while deaths.killed < times:
            time.sleep(deaths.dice.uniform(0.1, 0.9))
            wait_until(lambda: len(children_of(master.pid)) == site.workers, "a web worker")
            os.kill(deaths.dice.choice(children_of(master.pid)), signal.SIGKILL)
            deaths.killed += 1
    finally:
        stop.set()
        for saver in savers:
            saver.join(90)
        end(master)
    deaths.done = sum(len(saver.acknowledged) for saver in savers)
    deaths.check([why for saver in savers for why in saver.odd])
    deaths.check(lost(savers))
    deaths.check(inside.sound())
    return deaths


def saver_of(site: Site, username: str, password: str, stop: threading.Event) -> Saver:
    """Return somebody of an office who is signed in and saves from start() on until stop is set."""
    from assessment.engine.types import MeasureKind
    from assessment.models import Result, Year

    year = Year.objects.get(state="collecting").number
    own = Result.objects.filter(
        measure__kind=MeasureKind.QUANTITY,
        measure__component__item__offices__code=username,
        measure__component__item__section__table__year__number=year,
    )
    person = Person(site.port)
    if not person.sign_in(username, password):
        raise SystemExit(f"{username} was not let in")
    person.get("/")
    return Saver(person, year, list(own.values_list("pk", flat=True)[:40]), stop)


def lost(savers: list[Saver]) -> list[str]:
    """Return the acknowledged saves of which the cell's history knows nothing."""
    from assessment.models import Result

    told = Result.history.values_list("id", "version", "value")
    there = {(cell, version, str(int(value))) for cell, version, value in told if value is not None}
    return [
        f"cell {cell} version {version}: {text} was acknowledged"
        for saver in savers
        for cell, version, text in saver.acknowledged
        if (cell, version, text) not in there
    ]
