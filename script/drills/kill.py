"""Kill, without warning, whatever writes: nothing acknowledged is lost, nothing is half done.

SIGKILL at a random moment of the act, over five hundred times, on a private site of the demo. The
acts run in processes of their own, by the commands and actions of the site; the web workers are
those of gunicorn, under people who save. After the blows: the log, every row it answers for and
every file is whole, and what had been acknowledged is there.
"""

import os
import random
import secrets
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from script.drills import inside, record
from script.drills.dying import Deaths
from script.drills.saving import kill_web_workers
from script.drills.sites import migrated_site

TITLE = "Killed in the middle (`kill`)"
#: How often each kind is hit; DRILL_SHARE=0.1 for a tenth.
WEB, UPLOAD, IMPORT, WORKER, PUBLISH, BACKUP, RESTORE = 120, 100, 90, 80, 50, 60, 24
MOST_FILES = 190  # a report takes 200
SHARE = float(os.environ.get("DRILL_SHARE", "1"))
#: Which kinds are hit; DRILL_KINDS="publish restore" for these alone, of which no page is written.
KINDS = ("web", "upload", "import", "worker", "publish", "backup", "restore")
WANTED = os.environ.get("DRILL_KINDS", "").split() or list(KINDS)


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        site = migrated_site(folder / "site", "killed")
        inside.enter(site)
        inside.keep_empty()
        passwords = inside.accounts_of(site.manage("load_demo", "--every-stage"))
        media = Path(site.environment()["MEDIA_ROOT"])
        web = _deaths("web: saving cells")
        batteries: dict[str, Callable[[], Deaths]] = {
            "web": partial(kill_web_workers, site, passwords, web, times=_times(WEB)),
            "upload": _uploads,
            "import": partial(_imports, folder),
            "worker": partial(_jobs, media),
            "publish": _publishing,
            "backup": partial(_backups, folder),
            "restore": partial(_restores, folder),
        }
        _tell([_told(batteries[kind]()) for kind in WANTED])


def _told(deaths: Deaths) -> Deaths:
    print(f"  {deaths.what}: {deaths.killed} killed, {len(deaths.wrong)} wrong", flush=True)
    return deaths


def _tell(batteries: list[Deaths]) -> None:
    killed = sum(deaths.killed for deaths in batteries)
    wrong = sum(len(deaths.wrong) for deaths in batteries)
    database = os.environ.get("DRILL_DATABASE", "postgresql")
    lines = record.table(
        ("act", "killed", "done before the blow", "lost or torn"),
        [deaths.row for deaths in batteries],
    )
    lines += ["", f"{killed} kills on {database}: {wrong} lost or torn. {_HOW}"]
    print(*lines, sep="\n")
    if SHARE == 1 and len(WANTED) == len(KINDS):
        record.write(f"{TITLE}, {database}", lines)
    if wrong:
        sys.exit(1)


_HOW = (
    "After every tenth, and at the end of each kind, the whole log was walked, every row held "
    "against what the log last said of it, every file read; what a browser or a command had been "
    "told was done was looked for by itself. Jobs went on by `requeue_jobs`, restoring by running "
    "it again."
)


def _times(whole: int) -> int:
    return max(2, round(whole * SHARE))


def _deaths(what: str) -> Deaths:
    return Deaths(what, random.Random(f"kill {what}"))


def _hit(deaths: Deaths, times: int, act: Callable, *, after: Callable = list) -> Deaths:
    """Kill the act so often. after(): what is wrong after each; after ten all is looked at."""
    while deaths.killed < times:
        deaths.kill(act)
        deaths.check(after())
        if deaths.killed % 10 == 0:
            deaths.check(inside.sound())
    deaths.check(inside.sound())
    return deaths


def _uploads() -> Deaths:
    """A county lays files to a report: the bytes, then the row, then the act."""
    from portal.demo.stages import as_person
    from selfeval.filing.actions.attachments import add_attachment
    from selfeval.models import Attachment
    from trust import files

    report, name = _own_draft("wangcheng"), "first"

    def upload() -> None:
        stored = files.store(secrets.token_bytes(1_500_000))
        person = as_person("wangcheng", "县市区")
        add_attachment(report_id=report.pk, code="", file=stored, name=f"{name}.txt", **person)

    deaths, done = _deaths("uploading a file to a report"), {name}
    deaths.let(upload)
    while deaths.killed < _times(UPLOAD) and len(done) < MOST_FILES:
        name = secrets.token_hex(6)
        if deaths.kill(upload):
            done.add(name)
        if deaths.killed % 10 == 0:
            deaths.check(inside.sound())
    there = set(Attachment.objects.filter(report=report).values_list("name", flat=True))
    deaths.check([f"{name} was acknowledged" for name in done if f"{name}.txt" not in there])
    deaths.check(inside.sound())
    return deaths


def _own_draft(username: str):
    """Return a report that this person's county may write to."""
    from cities.models import Account
    from selfeval.models import Report

    county = Account.objects.get(username=username).memberships.first().place
    return Report.objects.filter(county=county, state="draft").order_by("-pk").first()


def _imports(folder: Path) -> Deaths:
    """A workbook of figures is read in by the command: all its cells or none."""
    from django.core.management import call_command

    from assessment.models import Result, Year

    year = Year.objects.get(state="collecting").number
    books = _two_books(folder, year)
    codes = list(books[0][1])
    measured = Result.objects.filter(measure__component__item__section__table__year__number=year)

    def read() -> None:
        call_command("import_results", str(year), str(books[0][0]), mine=True)

    def half_written() -> list[str]:
        rows = measured.filter(measure__code__in=codes).values_list("measure__code", "value")
        there = {code: int(value) for code, value in rows}
        if there == books[0][1]:
            books.reverse()
        return [] if there in [book[1] for book in books] else ["a workbook is half written"]

    deaths = _deaths("importing a workbook")
    deaths.let(read)
    deaths.check(half_written())
    return _hit(deaths, _times(IMPORT), read, after=half_written)


def _two_books(folder: Path, year: int) -> list[tuple[Path, dict[str, int]]]:
    """Return two workbooks that differ in every quantity, with what each says by code."""
    from django.core.management import call_command
    from openpyxl import load_workbook

    plain = folder / "figures.xlsx"
    call_command("export_results", str(year), str(plain), stdout=StringIO())
    books = []
    for more in (1, 2):
        book = load_workbook(plain)
        said = {}
        for row in book.active.iter_rows(min_row=2):
            kind, value, code = row[5].value, row[8], row[10].value
            if kind == "数量" and isinstance(value.value, int):
                value.value = said[code] = value.value + more
        path = folder / f"figures-{more}.xlsx"
        book.save(path)
        books.append((path, said))
    return books


def _jobs(media: Path) -> Deaths:
    """A worker dies over fourteen scorecards: the job goes on, or says that it did not."""
    from django.core.management import call_command

    from cities.models import Account
    from trust import jobs, log
    from trust.models import Job, JobState

    owner = Account.objects.get(username="kaohe")
    asked = {"kind": "scorecards_zip", "title": "评分卡", "parameters": {"year": 2017}}

    def work() -> None:
        call_command("db_worker", batch=True, verbosity=0)

    def begin() -> Job:
        shutil.rmtree(media / "papers", ignore_errors=True)  # else nothing is left to lay out
        return jobs.start(owner=owner, request_actor=log.Actor("drill", owner), **asked)

    def told() -> list[str]:
        # The timer waits three minutes; fifteen where a worker died that had only taken the task.
        jobs.STALE_AFTER = jobs.FORGOTTEN_AFTER = timedelta(0)
        call_command("requeue_jobs", stdout=StringIO())
        job.refresh_from_db()
        return (
            [f"job {job.pk}: {job.message}"] if job.state == JobState.DONE and not job.file else []
        )

    job = begin()
    deaths = _deaths("a worker laying out 14 scorecards")
    deaths.let(work)
    while deaths.killed < _times(WORKER):
        if job.is_finished:
            job = begin()
        deaths.kill(work)
        deaths.check(told())
        if deaths.killed % 10 == 0:
            deaths.check(inside.sound())
    while not job.is_finished:
        deaths.let(work)
        deaths.check(told())
    deaths.check([] if job.state == JobState.DONE or job.attempts >= 3 else ["never ended"])
    deaths.check(inside.sound())
    return deaths


def _publish(number: int) -> None:
    """Finalise and publish a year by two persons; go on where somebody was killed."""
    from assessment.flow.proposing import confirm_step, open_proposal
    from assessment.models import Year
    from portal.demo import years
    from portal.demo.sites import PROVINCE
    from portal.demo.stages import as_person

    def state() -> str:
        return Year.objects.get(number=number).state

    site = replace(PROVINCE, year=number)
    waiting = open_proposal(Year.objects.get(number=number))
    if waiting is not None:  # between the two
        confirm_step(proposal_id=waiting.pk, **as_person("kaohe2"))
    if state() == "feedback":
        years._finalise(site)
    if state() == "finalised":
        years._publish(site)


def _publishing() -> Deaths:
    """A year is finalised and published in one process; each step is whole or not."""
    from assessment.models import Snapshot, Year

    number = Year.objects.get(state="feedback").number
    publish = partial(_publish, number)

    def torn() -> list[str]:
        year = Year.objects.get(number=number)
        kept = Snapshot.objects.filter(year=year).count()
        return [] if kept == (year.state != "feedback") else [f"{year.state} with {kept} snapshots"]

    deaths = _deaths("finalising and publishing a year")
    with inside.another_database("kill_published"):
        deaths.let(publish)
    while deaths.killed < _times(PUBLISH):
        with inside.another_database("kill_published"):
            deaths.kill(publish)
            deaths.check(torn())
            if deaths.killed % 5 == 0:
                deaths.check(inside.sound())
            if Year.objects.get(number=number).state != "published":
                deaths.let(publish)  # the documented step: do it again
                deaths.check(torn())
    return deaths


def _backups(folder: Path) -> Deaths:
    """Under its name a backup is whole, or it is not there."""
    from django.core.management import call_command

    from trust.backup.archive import BackupRefused, checked

    path = folder / "site.backup"

    def back_up() -> None:
        call_command("backup", str(path), stderr=StringIO())

    def torn() -> list[str]:
        if not path.exists():
            return []
        try:
            checked(path)
        except BackupRefused as error:
            return [str(error)]
        path.unlink()
        return []

    deaths = _deaths("backing up")
    deaths.let(back_up)
    deaths.check(torn())
    return _hit(deaths, _times(BACKUP), back_up, after=torn)


def _restores(folder: Path) -> Deaths:
    """An interrupted restore is run again, and the site is as it was backed up."""
    from django.conf import settings
    from django.core.management import call_command

    path, media = folder / "to-restore.backup", folder / "restored"
    call_command("backup", str(path), stderr=StringIO())

    def restore() -> None:
        settings.MEDIA_ROOT = media
        call_command("restore", str(path), stderr=StringIO())

    deaths = _deaths("restoring")
    own, settings.MEDIA_ROOT = settings.MEDIA_ROOT, media
    with inside.an_empty_database("kill_restored"):
        deaths.let(restore)
    while deaths.killed < _times(RESTORE):
        shutil.rmtree(media, ignore_errors=True)
        with inside.an_empty_database("kill_restored"):
            if not deaths.kill(restore):
                deaths.let(restore)
            deaths.check(inside.sound())
    settings.MEDIA_ROOT = own
    return deaths
