"""People at work on a drill's site: ten requests a second, and what the site acknowledged."""

import json
import threading
import time
from collections import Counter
from itertools import cycle

from script.drills.people import Person
from script.drills.upgraded import EarlierSite

PAGES = ("/", "/2017/collection/", "/2017/", "/notices/")
EVERY = 0.5  # seconds between the requests of one person


class Load:
    """One person an office at a page that saves cells as they are typed, and looks around.

    Two requests a second each; with five people ten. Each keeps the session it began with.
    """

    def __init__(self, port: int, site: EarlierSite):
        self.site = site
        self.people = {name: Person(port) for name in site.cells}
        for name, person in self.people.items():
            if not person.sign_in(name, site.passwords[name]):
                raise SystemExit(f"{name} cannot sign in.")
            person.get("/")
        self.acknowledged: dict[int, tuple[str, int]] = {}
        self.before_away: dict[int, tuple[str, int]] = {}

    def start(self) -> None:
        """Begin with what stands; a page that was opened before the upgrade goes on after it."""
        self.acknowledged = dict(self.site.stand())
        self.anew: set[int] = set()
        self.requests = self.turned_away = self.saved = 0
        self.failed: Counter[int] = Counter()  # by status; 0: nobody answered
        self.troubles: list[float] = []
        self.at_first_trouble: dict[int, tuple[str, int]] = {}
        self._lock, self._end = threading.Lock(), threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=item, daemon=True)
            for item in self.people.items()
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(90)

    def away(self) -> float:
        """Return the seconds from the first request that was not served to the last."""
        return self.troubles[-1] - self.troubles[0] if self.troubles else 0.0

    def lost(self, *, given_up: bool) -> int:
        """Return how many cells do not stand as the site last acknowledged.

        given_up: what was written since the upgrade is, as the operator was told. Then those from
        before it are asked for, and what was saved anew since.
        """
        stands = self.site.stand()
        wanted = self.acknowledged
        if given_up:
            wanted = self.before_away | {cell: wanted[cell] for cell in self.anew}
        else:
            self.before_away = self.at_first_trouble or self.before_away
        return sum(stands.get(pk, ("", 0))[1] < version for pk, (_, version) in wanted.items())

    def _work(self, name: str, person: Person) -> None:
        cells, pages, number = cycle(self.site.cells[name]), cycle(PAGES), 0
        while not self._end.is_set():
            number += 1
            began = time.monotonic()
            try:
                if number % 2:
                    status, _ = person.get(next(pages))
                else:
                    status = self._save(person, next(cells), number)
            except OSError:
                status = 0
            self._count(began, status)
            self._end.wait(max(0.0, EVERY - (time.monotonic() - began)))

    def _save(self, person: Person, cell: int, number: int) -> int:
        """Save a cell as the page's script does: what it knows of the version goes along."""
        version = self.acknowledged[cell][1]
        told = {"text": str(number % 500), "version": version}
        status, text = person.post_json(f"/2017/results/{cell}/", told)
        if status == 200:
            [saved] = [one for one in json.loads(text)["cells"] if one["id"] == cell]
            self.acknowledged[cell] = (saved["text"], saved["version"])
            self.saved += 1
        if status == 409:  # gone back: the page shows what stands, and the person types anew
            [stands] = json.loads(text)["conflicts"]
            self.acknowledged[cell] = (stands["text"], stands["version"])
            self.anew.add(cell)
        return status

    def _count(self, began: float, status: int) -> None:
        with self._lock:
            self.requests += 1
            if status in (200, 409):
                return
            if not self.troubles:
                self.at_first_trouble = dict(self.acknowledged)
            self.troubles.append(began)
            if status == 503:
                self.turned_away += 1
            else:
                self.failed[status] += 1
