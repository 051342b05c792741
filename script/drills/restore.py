"""Somebody has only the archive and the handbook: an empty folder, a new database, and restore.

A demo site with files made up is backed up and restored into a site that has nothing; every row
and file is compared. Six damages must be refused with the reason, and a restoring that is killed
at five random moments and repeated must end as one that was left alone.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from script.drills import record
from script.drills.sites import ROOT, Site, private_database
from tests import prepared

TITLE = "Restoring from the archive alone"
#: Of made-up files, most as packed as a PDF or a photo is; DRILL_MEGABYTES says otherwise.
MEGABYTES = int(os.environ.get("DRILL_MEGABYTES", "300"))
KILLS = 5
#: Restoring may take so many times as long as backing up.
GOAL = 2.0

FILL = """
import os
from trust import files, log
from trust.models import KeptPaper
left, number = {megabytes} << 20, 0
with log.acting():
    while left > 0:
        size = (20 << 20) if number % 10 == 0 else (200 << 10)
        data = os.urandom(size) if number % 3 else (b"%d " % number) * (size // 8)
        key = "%064x" % number
        paper = KeptPaper.objects.create(key=key, title="made up", file=files.store(data))
        left, number = left - len(data), number + 1
    log.write(log.Actor("drill"), "files made up", paper)
"""
DIGESTS = """
import json, sys
from trust import files
from trust.backup.rows import digest_of, lines_of, tables_of
from trust.models import Job, StoredFile
tables = {label: digest_of(lines_of(model)) for label, model in tables_of().items()}
made = set(Job.objects.exclude(file=None).values_list("file__sha256", flat=True))
whole = {f.sha256: files.verify(f) for f in StoredFile.objects.all() if f.sha256 not in made}
print("DIGESTS" + json.dumps([tables, whole]))
"""
#: As manage.py verify_snapshot does with each: its scores come out of its own rules and records.
SNAPSHOTS = """
from assessment.engine.snapshot.recomputing import checked, recompute
from assessment.frozen.reading import bytes_of
from assessment.models import Snapshot
kept = list(Snapshot.objects.all())
print(len(kept), sum(len(recompute(checked(bytes_of(one)))) for one in kept))
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder = Path(name)
        print("making a site", flush=True)
        old = _empty(folder, "old")
        old.manage("load_demo", "--every-stage")
        old.manage("shell", "-c", FILL.format(megabytes=MEGABYTES))
        archive = folder / "site.backup"
        backing_up = _timed(old, "backup", str(archive))
        size = archive.stat().st_size >> 20
        print(f"backed up {size} MB in {backing_up[0]:.1f} s", flush=True)
        new = _empty(folder, "new")
        restoring = _timed(new, "restore", str(archive))
        print(f"restored in {restoring[0]:.1f} s", flush=True)
        digests = _digests(old)
        differences = _differences(digests, new)
        new.manage("verify_log")
        snapshots = new.manage("shell", "-c", SNAPSHOTS).split()[-2:]
        new.manage("verify_backup", str(archive))
        refused = _refuse_damage(folder, archive)
        killed = _kill_and_repeat(folder, archive, digests, usual=restoring[0])
        print(*differences, *killed, sep="\n", flush=True)
    _tell(
        size, backing_up, restoring,
        differences=differences, snapshots=snapshots, refused=refused, killed=killed,
    )  # fmt: skip
    lost = differences or killed or snapshots[1] != "0" or not all(refused.values())
    if lost or restoring[0] > GOAL * backing_up[0]:
        sys.exit(1)


def _empty(folder: Path, name: str) -> Site:
    site = Site(folder / name, database=private_database(f"drill_{name}", is_migrated=True))
    if site.database.startswith("sqlite"):
        prepared.put(folder / name / "site.sqlite3")
    return site


def _timed(site: Site, *words: str) -> tuple[float, int]:
    """Return seconds and the most memory (MB) of a command that must end well."""
    start = time.monotonic()
    process = site.start([sys.executable, "manage.py", *words])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(
            f"manage.py {' '.join(words)}: {(site.folder / 'log').read_text()[-2000:]}"
        )
    return time.monotonic() - start, used.ru_maxrss >> 10


def _differences(old: list, new: Site) -> list[str]:
    """Return tables and files that differ; the log has one line more, of the restoring. old: the
    digests of what was backed up, taken once, for the log tells of each taking."""
    (tables, whole), (tables2, whole2) = old, _digests(new)
    differ = [label for label in tables if tables[label] != tables2.get(label)]
    differ += [sha256 for sha256 in whole if not whole2.get(sha256)]
    log = "trust.auditentry"
    if tables2[log]["rows"] == tables[log]["rows"] + 1:
        differ.remove(log)
    return differ


def _digests(site: Site) -> list:
    said = site.manage("shell", "-c", DIGESTS)
    return json.loads(said[said.index("DIGESTS") + len("DIGESTS") :])


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 500)


def _halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _flip(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo(archive.namelist()[-10]).header_offset + 300
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def _without(start: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        other = path.with_suffix(".other")
        lost = ""
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
            for name in old.namelist():
                if name.startswith(start) and not lost:
                    lost = name
                    continue
                new.writestr(name, old.read(name))
        other.replace(path)

    return change


def _add(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("files/" + "0" * 64, b"smuggled")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut at the end": _cut, "half of it": _halve, "a bit flipped": _flip,
    "a file missing": _without("files/"), "a table missing": _without("tables/cities."),
    "a file more": _add,
}  # fmt: skip


def _refuse_damage(folder: Path, archive: Path) -> dict[str, str]:
    """Return the reason that is given for each damage; empty where it was taken."""
    site, reasons = _empty(folder, "damaged"), {}
    for name, damage in DAMAGES.items():
        copy = folder / "damaged.backup"
        copy.write_bytes(archive.read_bytes())
        damage(copy)
        done = _restore(site, copy)
        done.wait()
        said = done.stderr.read().strip().splitlines() if done.stderr else []
        has_files = any((site.folder / "media").rglob("*"))
        reasons[name] = said[-1] if done.returncode == 1 and said and not has_files else ""
        print(f"{name}: {reasons[name] or 'TAKEN'}", flush=True)
    return reasons


def _kill_and_repeat(folder: Path, archive: Path, old: list, *, usual: float) -> list[str]:
    """Return what differs after a restoring was killed at random moments and repeated."""
    site, chance = _empty(folder, "killed"), random.Random(7)
    for number in range(KILLS):
        done = _restore(site, archive)
        time.sleep(usual * (number + chance.random()) / KILLS)
        if done.poll() is not None:  # the machine does less than when it was timed
            print(f"done before the blow: {done.returncode}", flush=True)
            break
        done.kill()
        done.wait()
        files = sum(path.is_file() for path in (site.folder / "media").rglob("*"))
        print(f"killed: {files} files are in", flush=True)
    else:
        done = _restore(site, archive)
        done.wait()
    if done.returncode:
        return [done.stderr.read() if done.stderr else "failed"]
    return _differences(old, site)


def _restore(site: Site, archive: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "restore", str(archive)],
        cwd=ROOT,
        env=site.environment(),
        stderr=subprocess.PIPE,
        text=True,
    )


def _tell(size, backing_up, restoring, *, differences, snapshots, refused, killed) -> None:
    database = os.environ.get("DRILL_DATABASE", "postgresql")
    rows = [
        ("backup", f"{backing_up[0]:.1f} s, {backing_up[1]} MB of memory"),
        ("restore", f"{restoring[0]:.1f} s, {restoring[1]} MB of memory"),
        ("restore ÷ backup", f"{restoring[0] / backing_up[0]:.2f} (goal ≤ {GOAL:.0f})"),
        ("rows and files that differ", len(differences)),
        ("log after restoring", "sound"),
        ("snapshots computed anew", f"{snapshots[0]}, {snapshots[1]} differences"),
        (f"after {KILLS} kills and once more", f"{len(killed)} differ"),
    ]
    rows += [(f"damage: {name}", why or "TAKEN") for name, why in refused.items()]
    lines = [f"A demo site with {MEGABYTES} MB of files made up; the archive has {size} MB.", ""]
    record.write(f"{TITLE} ({database})", [*lines, *record.table(("", "found"), rows)])
