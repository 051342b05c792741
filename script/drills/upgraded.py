"""The site of the upgrade drill: an earlier commit in one folder, as it used to be installed."""

import json
import os
import secrets
import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path

from script.drills.sites import ROOT, free_port
from script.releases.database import SQLite, database_of
from script.releases.installation import Installation
from tests import prepared

CONTROL = Path(__file__).with_name("control")
#: Cells that count things, by whoever records them; whole drafts of counties are not touched.
CELLS = """
import json
from assessment.models import Result
from cities.models import Account
from cities.permissions import persona_of
found = {}
for account in Account.objects.filter(username__in=%r):
    rows = Result.objects.filter(
        measure__component__item__offices__in=persona_of(account).office_ids, measure__kind="数量",
        measure__component__item__section__table__year__number=2017).order_by("pk")
    found[account.username] = list(rows.values_list("pk", flat=True)[:12])
print(json.dumps(found))
"""
STAND = """
import json
from assessment.models import Result
print(json.dumps([[r.pk, str(r.value), r.version] for r in Result.objects.all()]))
"""
JOBS = """
from cities.models import Account
from trust import jobs, log
owner = Account.objects.get(username="kaohe")
for kind in ("scorecards_zip", "scorecards_pdf"):
    jobs.start(kind=kind, title=kind, parameters={"year": 2017}, owner=owner,
               request_actor=log.Actor(name=str(owner), account=owner))
"""
UNFINISHED = """
from trust.models import Job
states = list(Job.objects.values_list("state", flat=True))
print(len(states) - states.count("done") - states.count("failed"), states.count("failed"))
"""
WRITERS = 5


class EarlierSite:
    """A site in one folder, `current` → ., run as this account by script/drills/control."""

    def __init__(self, folder: Path, database: str, commit: str):
        self.folder, self.commit = folder, commit
        self.database = database or f"sqlite:///{folder}/var/site.sqlite3"
        self.port = free_port()
        self.settings = folder.with_name(folder.name + ".env")
        self.passwords: dict[str, str] = {}
        # As on a site, where nginx asks through a socket; the drill's people come by the port.
        self.web = f"unix:{folder}.sock"
        self.installation = Installation(folder, self.settings, "", CONTROL, self.web)

    def words(self) -> list[str]:
        """Return the options that lead script/upgrade to this site."""
        told = ["--folder", self.folder, "--settings", self.settings, "--user", ""]
        return list(map(str, [*told, "--control", CONTROL, "--web", self.web]))

    def install(self) -> None:
        """As docs/deployment.md told before there were releases; with the demo; started."""
        (self.folder / "var").mkdir(parents=True, mode=0o700)
        source = subprocess.check_output(["git", "-C", ROOT, "archive", self.commit])
        subprocess.run(["tar", "-x", "-C", self.folder], input=source, check=True)
        (self.folder / ".venv").symlink_to(Path(sys.prefix))
        self.folder.with_name(self.folder.name + ".port").write_text(str(self.port))
        lines = {
            "SECRET_KEY": secrets.token_urlsafe(60),
            "DATABASE_URL": self.database,
            "MEDIA_ROOT": self.folder / "var/media",
            "INSECURE_LOCAL_HTTP": "1",
        }
        self.settings.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        (self.folder / "current").symlink_to(".")
        self._migrate_back()
        self.manage("migrate", "--verbosity=0")
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        for line in self.manage("load_demo").splitlines()[1:]:
            name, password, *_ = line.split()
            self.passwords[name] = password
        for word in ("start-web", "start-work"):
            self.installation.tell(word)
        self.installation.wait_until_it_answers()

    def _migrate_back(self) -> None:
        """Take a database as this program has it back to what the earlier one left: in seconds,
        where migrating from nothing takes a minute."""
        if isinstance(database := database_of(self.installation), SQLite):
            prepared.put(database.path)
        for folder in ROOT.glob("*/migrations"):
            app, now = folder.parent.name, _last(folder)
            then = _last(self.folder / app / "migrations")
            if then != now:
                self.installation.must(ROOT, "migrate", app, then or "zero", "--verbosity=0")

    def stop(self) -> None:
        for word in ("stop-work", "stop-web"):
            self.installation.tell(word)

    def manage(self, *words: str) -> str:
        return self.installation.must(self.folder / "current", *words)

    def shell(self, script: str) -> str:
        """Return the last line that a script prints within the site, in the release in use."""
        printed = self.manage("shell", "-c", "import django\n" + script).strip()
        return printed.splitlines()[-1] if printed else ""

    @cached_property
    def cells(self) -> dict[str, list[int]]:
        """The cells that each of five writers fills, none that another does."""
        found: dict[str, list[int]] = {}
        for name, cells in json.loads(self.shell(CELLS % (list(self.passwords),))).items():
            own = sorted(set(cells) - {cell for others in found.values() for cell in others})
            if own and len(found) < WRITERS:
                found[name] = own
        return found

    def stand(self) -> dict[int, tuple[str, int]]:
        """Return value and version of every cell, as the database has them."""
        return {pk: (value, version) for pk, value, version in json.loads(self.shell(STAND))}

    def state(self) -> tuple[str, str]:
        """Return which release runs, and the structure of the database with its offices."""
        told = self.manage("inspectdb", "--include-views") + self.manage("showmigrations", "--plan")
        offices = "from cities.models import Office\nprint(list(Office.objects.values_list()))"
        return os.readlink(self.folder / "current"), told + self.shell(offices)

    def begin_jobs(self) -> None:
        self.shell(JOBS)

    def wait_for_jobs(self) -> int:
        """Return how many jobs are not done after two minutes, or failed."""
        for _ in range(40):
            waiting, failed = map(int, self.shell(UNFINISHED).split())
            if not waiting:
                return failed
            time.sleep(3)
        return waiting


def _last(migrations: Path) -> str:
    return max((file.stem for file in migrations.glob("0*.py")), default="")
