"""Two web machines and three workers over one database and one store: one may die.

Each machine is a gunicorn with a port and a folder of its own. People go from one to the other
with the same session; the workers share the jobs. One worker and then one machine is killed. The
same again with tasks by Redis, and with the store in a bucket, where the packages for it are
installed (requirements-rq.lock, requirements-s3.lock and moto's server).
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from script.drills import inside, record
from script.drills.people import Person
from script.drills.saving import OFFICES, Saver, lost, saver_of
from script.drills.sites import Site, end, free_port, migrated_site, wait_until

TITLE = "Two machines and three workers (`machines`)"
SHARE = float(os.environ.get("DRILL_SHARE", "1"))
CALM = max(3, 10 * SHARE)
#: Seconds that the jobs may take: the timer finds a dead worker's job after three minutes.
PATIENCE = 420
HEADS = ("tasks by", "files in", "saves by status", "lost", "jobs done", "results", "found amiss")
RQ = ("rqworker", "--job-class", "django_tasks_rq.Job", "default", "later")


@dataclass
class Traveller(Saver):
    """A saver whom the balancer sends to either machine, and to the other if one is silent."""

    ports: tuple[int, ...] = ()

    __hash__ = threading.Thread.__hash__

    def _save(self, cell: int, text: str) -> None:
        at = self.ports.index(self.person.port)
        self.person.port = self.ports[(at + 1) % len(self.ports)]
        super()._save(cell, text)


@dataclass
class Farm:
    """The machines, the workers, and what was seen."""

    machines: list[Site]
    passwords: dict[str, str]
    tasks: str
    files: str
    wrong: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.workers: list[subprocess.Popen] = []
        self.webs: list[subprocess.Popen] = []
        self.webs += [site.start_web() for site in self.machines]
        first = self.machines[0]
        words = RQ if self.tasks == "Redis" else ("db_worker", "--no-reload")
        self.workers = [first.start([sys.executable, "manage.py", *words]) for _ in range(3)]

    def end(self) -> None:
        end(*self.workers, *self.webs)

    def run(self) -> tuple:
        """Let people save and ask for jobs, kill a worker and a machine; return the row."""
        stop = threading.Event()
        savers = [self._traveller(name, stop) for name in OFFICES]
        office = Person(self.machines[1].port)
        self._must(office.sign_in("kaohe", self.passwords["kaohe"]), "kaohe was not let in")
        for saver in savers:
            saver.start()
        asked = self._ask_for_jobs(office)
        time.sleep(CALM)
        self.workers.pop().send_signal(signal.SIGKILL)
        time.sleep(CALM)
        end(self.webs.pop(0), how=signal.SIGKILL)
        self._must(office.get("/")[0] == 200, "the session did not go on at the other machine")
        time.sleep(CALM)
        done = self._jobs_end(asked)
        stop.set()
        for saver in savers:
            saver.join(90)
        return self._row(savers, done)

    def _traveller(self, username: str, stop: threading.Event) -> Traveller:
        saver = saver_of(self.machines[0], username, self.passwords[username], stop)
        ports = tuple(site.port for site in self.machines)
        return Traveller(saver.person, saver.year, saver.cells, stop, ports=ports)

    def _ask_for_jobs(self, office: Person) -> list[int]:
        """Ask at one machine and again at the other, which gives the same job."""
        from trust.models import Job

        before = set(Job.objects.values_list("pk", flat=True))
        office.get("/")
        year = _collecting()
        for path in (f"/{year}/scorecards/zip/", f"/{year}/scorecards/joined/"):
            for site in (*self.machines, self.machines[1]):
                office.port = site.port
                status, _ = office.post_form(path, {})
                self._must(status == 302, f"{path}: {status}")
        office.port = self.machines[1].port
        office.post_form(f"/selfeval/{year}/reports.zip", {})
        made = sorted(set(Job.objects.values_list("pk", flat=True)) - before)
        self._must(len(made) == 3, f"asked for three jobs, got {len(made)}")
        return made

    def _jobs_end(self, asked: list[int]) -> Counter:
        """Do what the timer does each minute until all have ended; return the states."""
        from trust.models import Job, JobState

        jobs = Job.objects.filter(pk__in=asked)
        until = time.monotonic() + PATIENCE
        while any(not job.is_finished for job in jobs.all()) and time.monotonic() < until:
            self.machines[1].manage("requeue_jobs")
            time.sleep(5)
        for job in jobs.all():
            self._must(job.state == JobState.DONE and job.file, f"{job}: {job.state} {job.message}")
        return Counter(job.state for job in jobs.all())

    def _row(self, savers: list[Saver], done: Counter) -> tuple:
        from trust.models import AuditEntry, Job

        missing = lost(savers)
        self.wrong += missing + inside.sound() + [why for saver in savers for why in saver.odd]
        ended = AuditEntry.objects.filter(action="任务结束").count()
        self._must(ended == Job.objects.count(), f"{ended} ends of {Job.objects.count()} jobs")
        answers = sum((saver.answers for saver in savers), Counter())
        by_status = ", ".join(f"{number} × {status}" for status, number in sorted(answers.items()))
        states = ", ".join(f"{number} × {state}" for state, number in done.items())
        row = (self.tasks, self.files, by_status, len(missing), states, ended, len(self.wrong))
        print(f"  {row}", *self.wrong[:8], sep="\n    ", flush=True)
        return row

    def _must(self, is_so: object, why: str) -> None:
        self.wrong += [] if is_so else [why]


def main() -> None:
    """Each way in a process of its own, for a process is of one site: FARM says which."""
    if told := os.environ.get("DRILL_FARM"):
        _one(told)
        return
    ways, skipped = ["plain"], []
    for way, needs in (("redis", ("django_tasks_rq",)), ("bucket", ("storages", "moto"))):
        missing = [name for name in needs if find_spec(name) is None]
        ways += [] if missing else [way]
        skipped += [f"`{way}` was left out: {missing[0]} is not installed."] if missing else []
    if "redis" in ways and not shutil.which("redis-server"):
        ways.remove("redis")
        skipped.append("`redis` was left out: redis-server is not installed.")
    rows, failed = [], False
    for way in ways:
        print(f"  {way}", flush=True)
        with TemporaryDirectory() as name:
            told = Path(name) / "row"
            own = os.environ | {"DRILL_FARM": f"{way} {told}"}
            command = [sys.executable, "-m", "script.drills", "machines"]
            failed |= subprocess.run(command, env=own, timeout=1800).returncode != 0
            rows += [told.read_text().split("\t")] if told.exists() else [(way, "did not end")]
    if SHARE == 1:
        record.write(TITLE, [*record.table(HEADS, rows), "", _HOW, *skipped])
    print(*skipped, sep="\n")
    if failed:
        sys.exit(1)


def _one(told: str) -> None:
    way, _, path = told.partition(" ")
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        own = stack.enter_context(_leaning_on(way, folder))
        first = _site(folder / "one", own)
        second = replace(first, folder=folder / "two", port=free_port(), settings=dict(own))
        if way == "bucket":  # nothing on a disk is shared
            second.settings["MEDIA_ROOT"] = f"{folder}/two/media"
        else:
            second.settings["MEDIA_ROOT"] = f"{folder}/one/media"
        second.settings["STATIC_ROOT"] = f"{folder}/one/static"
        inside.enter(first)
        passwords = inside.accounts_of(first.manage("load_demo"))
        tasks = "Redis" if way == "redis" else "database"
        files = "bucket" if way == "bucket" else "folder"
        farm = Farm([first, second], passwords, tasks, files)
        try:
            farm.start()
            row = farm.run()
        finally:
            farm.end()
        Path(path).write_text("\t".join(map(str, row)))
    if farm.wrong:
        print(*farm.wrong, sep="\n")
        sys.exit(1)


def _site(folder: Path, settings: dict[str, str]) -> Site:
    os.environ.update(settings | {"DRILL_DATABASE": "postgresql"})  # SQLite is of one machine
    return migrated_site(folder, "machines")


@contextmanager
def _leaning_on(way: str, folder: Path) -> Iterator[dict[str, str]]:
    """Start what the site leans on beside its database; yield the settings that say so."""
    port, started = free_port(), None
    settings = {}
    if way == "redis":
        words = ("--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder))
        started = _started("redis-server", *words)
        settings = {"TASKS_BACKEND": "rq", "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    if way == "bucket":
        started = _started(sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port))
        _make_bucket(port)
        settings = {"STORE_URL": f"s3://drill:drill@127.0.0.1:{port}/kaohe?tls=no"}
    try:
        yield settings
    finally:
        if started:
            end(started)


def _started(*command: str) -> subprocess.Popen:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _make_bucket(port: int) -> None:
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="drill",
        aws_secret_access_key="drill",
    )

    def is_made() -> bool:
        try:
            client.create_bucket(Bucket="kaohe")
        except Exception:  # not there yet, in a dozen words
            return False
        return True

    wait_until(is_made, "the bucket")


def _collecting() -> int:
    from assessment.models import Year

    return Year.objects.get(state="collecting").number


_HOW = (
    "Four offices save at either machine in turn with one session each; three jobs (all scorecards "
    "as .zip and as PDF, the self-evaluation reports as .zip) are asked for at both. One of three "
    "workers and then one of two machines is killed; the timer's `requeue_jobs` runs beside. 0 is "
    "a connection that nobody took. Results: ends of jobs in the log, one each. Afterwards the log "
    "was walked, and every row and file read."
)
