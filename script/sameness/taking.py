"""A snapshot of the demo of the checkout one stands in: a text file a page and export.

pages/PERSON/ADDRESS.txt   what a person of the demo, or anybody, is shown along the links
others/PERSON/ADDRESS.txt  what they are shown of pages that the links of others lead to
released/PERSON/…          what some are shown once the year's scores are released
commands/…                 what the commands print and write
acts.txt                   what the site answered to what was done before (demo.py)
addresses.txt              who got which status from which shape of address
unreached.txt              declared addresses that no link leads to
"""

import multiprocessing
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

from . import commands
from .demo import DEMO, RELEASED, make_stages
from .site import Site
from .walk import Most, Walk, shape_of, visit, walk

PROCESSES = 2
COMMANDS = "commands"
ANYBODY = "anybody"
#: The office that sees the whole province. All papers are made by commands, some for the people.
WIDEST = "kaohe"
#: Offices that see what pxzx sees, but for the cells they may write.
ALIKE = frozenset(("ghjh", "bqaz", "hqfc", "zjcw", "zcfg", "jcc", "jjjc", "jgdw"))
#: Who looks at the released scores: the province, a city at its own, a county in vain.
CITY = "changsha"
LATER = (WIDEST, CITY, "wangcheng")
MUCH = Most(pages=40, papers=2, admin=3, queries=12)
SOME = Most(pages=15, papers=1, admin=3)
LITTLE = Most(pages=3, papers=0, admin=1, queries=1)
NAME_LENGTH = 180

#: By user name; anybody has none.
Sessions = dict[str, str | None]

_site: Site | None = None


def take(folder: Path, parts: Sequence[str] = ()) -> None:
    """Write the snapshot, or only these parts of it: names of people, COMMANDS.

    The folder must be new or empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty.")
    began = time.monotonic()
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="same-") as temporary:
        stages = Path(temporary)
        with ProcessPoolExecutor(1, spawn) as pool:
            sessions, done = pool.submit(make_stages, stages).result()
        _write(folder / "acts.txt", "\n".join(done).encode())
        _say(began, f"the demo is made, {len(sessions)} people")
        with ProcessPoolExecutor(PROCESSES, spawn, _open, (stages,)) as pool:
            sessions |= {ANYBODY: None}
            if parts:
                _write_parts(pool, folder, sessions, parts)
            else:
                _write_all(pool, folder, sessions)
        _say(began, f"{sum(1 for path in folder.rglob('*') if path.is_file())} files are written")


def _write_parts(pool: Executor, folder: Path, sessions: Sessions, parts: Sequence[str]) -> None:
    jobs = [pool.submit(_command, folder / COMMANDS) for part in parts if part == COMMANDS]
    people = [part for part in parts if part != COMMANDS]
    jobs += [pool.submit(_walk, folder / "pages" / n, n, sessions[n]) for n in people]
    for job in jobs:
        job.result()


def _write_all(pool: Executor, folder: Path, sessions: Sessions) -> None:
    """Send everybody along their links, then to what others were led to."""
    ordered = sorted(sessions, key=lambda name: (name != WIDEST, name in ALIKE))
    walking = {n: pool.submit(_walk, folder / "pages" / n, n, sessions[n]) for n in ordered}
    rest = [pool.submit(_command, folder / COMMANDS)]
    rest += [pool.submit(_look, folder / "released" / n, n, sessions[n]) for n in LATER]
    walks = {name: job.result() for name, job in walking.items()}
    visiting = {
        n: pool.submit(_visit, folder / "others" / n, sessions[n], _unseen(n, walks)) for n in walks
    }
    for name, job in visiting.items():
        walks[name].shown |= job.result().shown
    for job in rest:
        job.result()
    _write(folder / "addresses.txt", "\n".join(_statuses(walks)).encode())
    shown = {url for walked in walks.values() for url in walked.shown}
    _write(folder / "unreached.txt", "\n".join(pool.submit(_unreached, shown).result()).encode())


def _unseen(name: str, walks: dict[str, Walk]) -> list[str]:
    """Return the first and last address of each shape that others know and this person does not;
    in the admin the first."""
    met: dict[str, set[str]] = defaultdict(set)
    for walked in walks.values():
        for shape, urls in walked.met.items():
            met[shape].update(urls)
    own = walks[name].met
    asked = [sorted(met[shape]) for shape in sorted(met) if shape not in own and "?" not in shape]
    return [url for urls in asked for url in dict.fromkeys(_ends(urls))]


def _ends(urls: list[str]) -> list[str]:
    return urls[:1] if urls[0].startswith("/admin/") else [urls[0], urls[-1]]


def _statuses(walks: dict[str, Walk]) -> list[str]:
    told: dict[tuple[str, str], set[int]] = defaultdict(set)
    for name, walked in walks.items():
        for url, status in walked.shown.items():
            told[shape_of(url), name].add(status)
    return [f"{' '.join(key)}: {' '.join(map(str, sorted(told[key])))}" for key in sorted(told)]


# --- In a process of the pool -----------------------------------------------------------------


def _open(stages: Path) -> None:
    global _site
    number = multiprocessing.current_process().pid
    _site = Site(stages, stages / f"site-{number}", stages / "static")


def _walk(pages: Path, name: str, session: str | None) -> Walk:
    _site.go_to(DEMO)
    most = MUCH if name == WIDEST else LITTLE if name in ALIKE else SOME
    return walk(_site, session, most, _keeper(pages))


def _look(pages: Path, name: str, session: str) -> None:
    """Show a person the released scores, a city its own card."""
    _site.go_to(RELEASED)
    walk(_site, session, SOME if name == CITY else LITTLE, _keeper(pages))


def _visit(pages: Path, session: str | None, urls: Iterable[str]) -> Walk:
    _site.go_to(DEMO)
    return visit(_site, session, urls, _keeper(pages))


def _command(folder: Path) -> None:
    _site.go_to(DEMO)
    with tempfile.TemporaryDirectory(prefix="same-") as written:
        commands.run_all(
            _site, Path(written), lambda name, told: _write(folder / f"{name}.txt", told)
        )


def _unreached(shown: set[str]) -> list[str]:
    reached = {_site.address_of(urlsplit(url).path) for url in shown}
    return sorted(set(_site.addresses()) - reached)


def _keeper(pages: Path) -> Callable[[str, bytes], None]:
    """Return what keeps a page under its address."""

    def keep(url: str, told: bytes) -> None:
        path, _, query = url.removeprefix("/").partition("?")
        name = path + ("_" if path.endswith("/") or not path else "")
        name += f"?{unquote_plus(query).replace('/', '|')}" if query else ""
        if len(name.encode()) > NAME_LENGTH:
            name = f"{name[: NAME_LENGTH // 3]}…{sha256(name.encode()).hexdigest()[:8]}"
        _write(pages / f"{name}.txt", told)

    return keep


def _write(path: Path, told: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(told + b"\n")


def _say(began: float, words: str) -> None:
    print(f"{time.monotonic() - began:6.0f} s  {words}", flush=True)
