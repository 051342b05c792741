"""Every address × everybody × every method × every state of the year, over the wire.

The world of tests/access stands in a database of its own, served by gunicorn as a site is. In each
answer the words of others are looked for; the rows that people work on are compared around whatever
should not write. Who may write is in tests/access/table.py. The product is sampled, by a seed, as
far as DRILL_MINUTES go.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from script.drills import inside, record
from script.drills.doors import Knock, Opened, knock_of, send
from script.drills.sites import Site, end, migrated_site

TITLE = "Who sees and writes what"
MINUTES = float(os.environ.get("DRILL_MINUTES", "15"))
SEED = int(os.environ.get("DRILL_SEED", "1"))
FOREIGN = "foreign_county"  # a county of another city, beside the personas of the tests
SAFE = ("GET", "HEAD", "OPTIONS")
OTHER = ("PUT", "PATCH", "DELETE")
AT_ONCE = 3
#: So many requests between two comparisons of all rows.
LOT = 150
#: They end the session that asks, or change how its person signs in.
OF_SIGNING_IN = {"sign-out", "sign-in", "change-password"}


@dataclass
class Found:
    """What the drill met. seen: how often the reader of a token did meet it."""

    asked: Counter = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)
    possible: int = 0

    @property
    def is_sound(self) -> bool:
        return not (self.leaks or self.errors or self.writes)


@dataclass(frozen=True)
class Situation:
    """A state of the year, with the county's report in one of its states."""

    year: str
    report: str = "submitted"

    def __str__(self) -> str:
        return self.year + (f", report {self.report}" if self.report != "submitted" else "")

    @property
    def is_released(self) -> bool:
        return self.year in ("feedback", "finalised", "published")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        site = migrated_site(Path(name) / "site", "drill_access")
        inside.enter(site)
        world = _world()
        found, chance, groups = Found(), random.Random(SEED), _situations()
        seconds = 60 * MINUTES / sum(map(len, groups))
        for group in groups:
            held = dict(world.arguments)
            with inside.another_database("drill_situation"), _served(site) as port:
                for situation in group:
                    _bring_to(world, situation)
                    writers = _try(
                        port, world, situation, chance=chance, seconds=seconds, found=found
                    )
                    print(f"{situation}: {found.asked.total()} so far", flush=True)
                few = chance.sample(writers, min(len(writers), LOT))
                _judge(situation, _sent(port, world, few), found)
            world.arguments.clear()
            world.arguments.update(held)
    vendor = os.environ.get("DRILL_DATABASE", "postgresql")
    record.write(f"{TITLE} ({vendor})", _told(found, sum(groups, [])))
    if not found.is_sound:
        sys.exit(1)


def _world():
    """Make the tests' world, with a county of another city in it."""
    from django.db import connection

    from cities.models import Place
    from tests import factories as make
    from tests.access import world as access
    from tests.access.reports import FOREIGN_COUNTY

    made = access.make_world()
    county = Place.objects.get(name=FOREIGN_COUNTY)
    made.people[FOREIGN] = make.make_account("county3", role="county", place=county)
    made.sessions[FOREIGN] = access._session_of(made.people[FOREIGN])
    connection.close()
    return made


def _situations() -> list[list[Situation]]:
    """Return them by database: what is refused leaves it as it was for the next state."""
    from assessment.models import YearState
    from tests.access.reports import STATES

    return [
        [Situation(state) for state in YearState.values],
        *([Situation("collecting", state)] for state in STATES),
    ]


def _try(
    port: int,
    world: Any,
    situation: Situation,
    *,
    chance: random.Random,
    seconds: float,
    found: Found,
) -> list[Knock]:
    """Knock until time is up; return the knocks that may write, which were left for later."""
    until = time.monotonic() + seconds
    knocks = list(_knocks(world))
    found.possible += len(knocks)
    chance.shuffle(knocks)
    knocks.sort(key=lambda knock: knock.method not in ("GET", "POST") and chance.random() < 0.6)
    writers = _writers()
    harmless = [knock for knock in knocks if not _may_write(knock, writers)]
    for start in range(0, len(harmless), LOT):
        lot = harmless[start : start + LOT]
        _knock_in_vain(port, world, lot, situation=situation, found=found)
        if time.monotonic() > until:
            break
    return [knock for knock in knocks if _may_write(knock, writers)]


def _bring_to(world: Any, situation: Situation) -> None:
    from assessment.models import Year
    from tests.access.reports import bring_to

    Year.objects.filter(pk=world.year.pk).update(state=situation.year)
    world.year.refresh_from_db()
    if situation.report != "submitted":
        bring_to(world.arguments, situation.report)


@contextmanager
def _served(site: Site) -> Iterator[int]:
    """Serve the database that this process asks; yield the port."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    address = f"sqlite:///{name}" if connection.vendor == "sqlite" else (
        site.database.rpartition("/")[0] + "/" + name
    )  # fmt: skip
    copy = Site(site.folder, database=address, secret=site.secret)
    connection.close()
    server = copy.start_web()
    try:
        yield copy.port
    finally:
        connection.close()
        end(server)


# --- what is asked --------------------------------------------------------------------------------


def _knocks(world: Any) -> Iterator[Knock]:
    """Yield the whole product for one situation."""
    from tests.access.asking import ROUTES, body_of, url_of

    people = ("anonymous", *world.sessions)
    for route in ROUTES:
        if route in OF_SIGNING_IN:
            continue
        path, body = url_of(world, route), body_of(world, route)
        for persona, method in product(people, (*SAFE, "POST", *OTHER)):
            yield knock_of(route, persona, method, path, **body if method == "POST" else {})
    for path, persona, method in product(_admin(), people, ("GET", "HEAD", "POST")):
        yield knock_of("admin", persona, method, path)


def _admin() -> list[str]:
    from django.contrib import admin
    from django.urls import reverse

    found = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        if first := model._default_manager.first():
            found += [reverse(f"{name}_{what}", args=[first.pk]) for what in ("change", "delete")]
    return found


def _may_write(knock: Knock, writers: dict[str, set[str]]) -> bool:
    """Whether some table of the tests lets this persona write there, be it in another state."""
    if knock.method != "POST":
        return False
    if knock.route == "admin":
        return knock.persona == "administrator"
    return knock.persona in writers.get(knock.route, ())


def _writers() -> dict[str, set[str]]:
    from tests.access import table, test_check_states, test_year_states

    rows = [*table.POST.items()]
    for tables in (table.POST_IN_STATE.values(), [test_check_states.IN_REVIEW],
                   [test_check_states.ONCE_OPEN], [test_year_states.IN_REVIEW]):  # fmt: skip
        rows += [row for each in tables for row in each.items()]
    found: dict[str, set[str]] = {}
    for route, row in rows:
        letters = zip(table.COLUMNS, table.whole(row), strict=True)
        found.setdefault(route, set()).update(who for who, letter in letters if letter in "pn")
    for who in found.values():
        who |= {FOREIGN} if who & {"county", "other_county"} else set()
    return found


# --- what comes back ------------------------------------------------------------------------------


def _knock_in_vain(
    port: int, world: Any, lot: Iterable[Knock], *, situation: Situation, found: Found
) -> None:
    """Send what must not change a row that people work on."""
    from tests.access.asking import _changed, rows

    before = rows()
    opened = _sent(port, world, lot)
    _judge(situation, opened, found)
    if changed := _without_papers(_changed(before, rows())):
        asked = [str(each.knock) for each in opened if each.status == 200]
        found.writes.append(f"{situation}: {_fields(changed)}, among {asked}")
        print(found.writes[-1], flush=True)


def _still_missing(row: dict) -> dict:
    papers = ("workbook_id", "ranking_id", "cards_id", "paper_id")
    return {name: None for name in papers if name in row and row[name] is None}


def _without_papers(changed: dict) -> dict:
    """Leave out what the first who asks for a paper keeps: it is made once, for everybody."""
    return {
        key: (was, became)
        for key, (was, became) in changed.items()
        if not (was and became) or became | _still_missing(was) != was
    }


def _fields(changed: dict) -> list[str]:
    """Return what changed in the first rows of them."""
    told = []
    for (model, key), (was, became) in list(changed.items())[:5]:
        pairs = (was or {}).items() ^ (became or {}).items()
        told.append(f"{model} {key}: {sorted({name for name, _ in pairs})}")
    return told


def _sent(port: int, world: Any, knocks: Iterable[Knock]) -> list[Opened]:
    def ask(knock: Knock) -> Opened:
        return send(port, knock, world.sessions.get(knock.persona, ""))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(ask, knocks))


def _judge(situation: Situation, opened: Iterable[Opened], found: Found) -> None:
    from tests.access import asking, reports

    tokens = (asking.OWN_CITY_TOKEN, asking.OTHER_CITY_TOKEN, asking.OBJECTION_TOKEN,
              asking.LOG_TOKEN, asking.NOTICE_TOKEN, *asking.READERS)  # fmt: skip
    for each in opened:
        knock = each.knock
        found.asked[knock.method] += 1
        if each.status in (0, 500, 502):
            found.errors.append(f"{situation}: {each.status} to {knock}")
            print(found.errors[-1], flush=True)
        public = {reports.COUNTY_TOKEN} if knock.route == "public-report" else set()
        if (knock.route, knock.persona) == ("admin", "administrator"):
            public = {reports.OTHER_COUNTY, reports.FOREIGN_COUNTY}  # names of places: its own work
        for token in tokens:
            if token not in each.words or token in public:
                continue
            found.seen[token] += 1
            if not _may_read(knock.persona, token, situation.is_released):
                found.leaks.append(f"{situation}: {token} by {knock}")
                print(found.leaks[-1], flush=True)


def _may_read(persona: str, token: str, is_released: bool) -> bool:
    from tests.access import asking, reports

    if persona == FOREIGN:
        return token in (reports.FOREIGN_COUNTY_TOKEN, reports.FOREIGN_COUNTY)
    return asking.may_read(persona, token, is_released)


def _told(found: Found, situations: list[Situation]) -> Iterator[str]:
    asked = found.asked.total()
    yield f"{len(situations)} situations: {'; '.join(map(str, situations))}."
    yield f"{asked} of {found.possible} requests, drawn by seed {SEED} from every address (the"
    yield "admin's too) × thirteen personas × seven methods × these situations."
    yield f"{len(found.seen)} tokens were met {found.seen.total()} times by whom they are for."
    yield ""
    rows = [(f"{method} requests", count) for method, count in sorted(found.asked.items())]
    rows += [
        ("answers with somebody else's words", len(found.leaks)),
        ("rows changed by who may not", len(found.writes)),
        ("answers of 500, or none", len(found.errors)),
    ]
    yield from record.table(("", "found"), rows)
