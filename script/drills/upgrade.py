"""The upgrade among people at work: what is lost, and for how long the site is away.

A site of an earlier commit, in one folder as it used to be installed, is upgraded to this commit by
script/upgrade while people are signed in, save cells and have jobs running; it is taken back and
upgraded again; and it is to be upgraded to a version whose migration fails. A front stands for
nginx: 503 while the site's `away` is there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from script.drills import record
from script.drills.front import Front
from script.drills.load import PAGES, Load
from script.drills.sites import ROOT, private_database
from script.drills.upgraded import EarlierSite
from script.releases import building
from script.releases.bundle import SOURCE, committed, opened, write_sums

TITLE = "An upgrade among people at work"
HEADS = ("step", "outcome", "away", "requests", "503 while away", "other failures", "saved", "lost")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    folder.chmod(0o755)
    database = private_database("site", is_migrated=True)
    site = EarlierSite(folder / "site", database, earlier_commit())
    vendor = "PostgreSQL" if database else "SQLite"
    print(f"site of {site.commit} with the demo; upgrading to the commit that is checked out")
    rows = []
    try:
        site.install()
        good, bad = bundles(folder)
        for whole in (good, bad):
            build_quickly(site, whole)
        with Front(site.folder, site.port) as front:
            people = Load(front.port, site)
            rows.append(step(site, people, f"{site.commit} → this commit", ["--from", good]))
            rows.append(step(site, people, "back (`--back --discard`)", ["--back", "--discard"]))
            rows.append(step(site, people, "a migration that fails", ["--from", bad], fails=True))
            rows.append(step(site, people, "again", ["--from", good]))
        told = [*about(site, vendor), "", *record.table(HEADS, rows)]
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)
    record.write(f"{TITLE} ({vendor})", told)
    if lost := sum(int(row[-1]) for row in rows):
        raise SystemExit(f"{lost} acknowledged writes are lost.")
    if failed := [row[0] for row in rows if row[5] != "0"]:
        raise SystemExit(f"Requests failed otherwise than by 503 while away: {failed}.")


def about(site: EarlierSite, vendor: str) -> list[str]:
    """Return what was hit, and with what."""
    pages = ", ".join(f"`{page}`" for page in PAGES)
    return [
        f"{vendor}; the demo of commit {site.commit}, installed in one folder, upgraded by",
        "`script/upgrade` to a release of this commit; two web processes of four threads each,",
        "a worker with two jobs each time (all scorecards, apart and as one).",
        f"{len(site.cells)} people, each with two requests a second and one session throughout,",
        f"save cells and open {pages}.",
        "*Away*: from the first request that was not served to the last. *Lost*: cells that do not",
        "stand as acknowledged; after `--back`, of what was acknowledged before the upgrade.",
    ]


def step(
    site: EarlierSite, people: Load, name: str, words: list[str], *, fails: bool = False
) -> list[object]:
    """Run script/upgrade among requests; return the row of the table."""
    print(f"— {name}", flush=True)
    before = site.state() if fails else None
    people.start()
    site.begin_jobs()
    time.sleep(5)
    since = time.monotonic()
    done = subprocess.run(
        [ROOT / "script/upgrade", *site.words(), *words], capture_output=True, text=True
    )
    took = time.monotonic() - since
    print(done.stderr)
    if bool(done.returncode) is not fails:
        raise SystemExit(f"script/upgrade ended with {done.returncode}:\n{done.stderr}")
    time.sleep(5)
    people.stop()
    lost = people.lost(given_up="--discard" in words)
    unfinished = site.wait_for_jobs()
    outcome = f"{'undone by itself' if fails else 'done'} in {took:.0f} s"
    if fails and site.state() != before:
        outcome += ", **schema or version is another**"
    if unfinished:
        outcome += f", **{unfinished} jobs unfinished**"
    row: list[object] = [
        name, outcome, f"{people.away():.1f} s", people.requests, people.turned_away,
        ", ".join(f"{n} × {status}" for status, n in sorted(people.failed.items())) or "0",
        people.saved, lost,
    ]  # fmt: skip
    print(dict(zip(HEADS, row, strict=True)), flush=True)
    return row


def earlier_commit() -> str:
    """Return the commit before the third last that brought migrations, or DRILL_FROM."""
    if named := os.environ.get("DRILL_FROM"):
        return named
    told = ["git", "-C", ROOT, "log", "--first-parent", "--format=%h", "--diff-filter=A"]
    found = subprocess.check_output([*told, "-3", "--", "*/migrations/*.py"], text=True).split()
    parent = ["git", "-C", ROOT, "rev-parse", "--short", found[-1] + "~1"]
    return subprocess.check_output(parent, text=True).strip()


def bundles(folder: Path) -> tuple[str, str]:
    """Return two bundles without wheels: this commit, and this commit with a bad migration."""
    made = []
    for name in ("good", "bad"):
        whole = folder / name
        (whole / "wheels").mkdir(parents=True)
        committed(ROOT, whole / SOURCE)
        if name == "bad":
            _break(whole / SOURCE, folder / "broken")
        (whole / "NAME").write_text(f"drill-{name}\n")
        write_sums(whole)
        made.append(str(whole))
    return made[0], made[1]


def build_quickly(site: EarlierSite, whole: str) -> None:
    """Build a release beside the site with the packages that are here, as the network is not ours.

    script/upgrade finds it built: what takes time while the site serves is left out of the drill.
    """
    building._make_venv = lambda release, *_: (release / ".venv").symlink_to(Path(sys.prefix))
    for there in site.folder.glob("releases/*/collected"):  # the other has a migration more
        building._collect = lambda _, release, there=there: shutil.copytree(
            there, release / "collected"
        )
    scratch = Path(whole).with_name("opened")
    building.built(site.installation, opened(Path(whole), scratch))


BAD = '''"""A migration that writes, and then fails."""

from django.db import migrations


def fail(apps, schema_editor):
    apps.get_model("cities", "Office").objects.update(name="?")
    raise RuntimeError("as the drill wants it")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cities", "LAST"), ("assessment", "ASSESSMENT")]
    operations = [
        migrations.RunSQL("ALTER TABLE cities_office RENAME TO cities_bureau"),
        migrations.RunSQL("ALTER TABLE cities_bureau RENAME TO cities_office"),
        migrations.RunSQL("DROP TABLE axes_accesslog"),
        migrations.RunPython(fail),
    ]
'''


def _break(archive: Path, scratch: Path) -> None:
    scratch.mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", scratch], check=True)
    text = BAD
    for app, mark in (("cities", "LAST"), ("assessment", "ASSESSMENT")):
        names = sorted(path.stem for path in (scratch / app / "migrations").glob("0*.py"))
        text = text.replace(mark, names[-1])
    (scratch / "cities/migrations/9999_fails.py").write_text(text)
    subprocess.run(["tar", "-czf", archive, "-C", scratch, "."], check=True)


if __name__ == "__main__":
    sys.exit("script/drill upgrade")
