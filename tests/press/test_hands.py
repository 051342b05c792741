"""Workers as processes that lend a job a hand: one helps, one is killed, nothing is another."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from press.paper.standby import PROJECT
from tests.factories import make_account
from tests.press import lending
from trust import files, jobs, papers, portions
from trust.models import Job, JobState, Portion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    monkeypatch.setattr(portions, "LOST_AFTER", timedelta(seconds=1))
    lending.register()


@pytest.fixture
def done(settings, tmp_path):
    """Return what does the job anew on a machine of its own, and returns it with its bytes."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    owner = make_account()

    def do(name):
        settings.MEDIA_ROOT = str(tmp_path / name)
        asked = Job.objects.create(kind=lending.TITLE, title="x", owner=owner)
        Job.objects.update(created_at="2026-11-30T00:00Z")
        jobs.run(asked.pk)
        asked.refresh_from_db()
        assert asked.state == JobState.DONE, asked.message
        return files.read(asked.file)

    return do


def address() -> str:
    """Return the test's database as a setting says it."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgresql://{told['USER']}@/{told['HOST']}/{told['NAME']}"


@contextmanager
def workers(*all_words):
    """Run a worker of each words (its folder first) until the test ends; wait until all look for
    work."""
    own = {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    own |= {"SECRET_KEY": "only-for-tests-" + "0123456789" * 5, "INSECURE_LOCAL_HTTP": "1"}
    program = [sys.executable, "-m", "tests.press.lending"]
    started = []
    try:
        for folder, *words in all_words:
            folder.mkdir()
            command = [*program, str(folder), *words]
            started.append(subprocess.Popen(command, cwd=PROJECT, env=os.environ | own))
        for folder, *_ in all_words:
            wait_until((folder / "ready").exists)
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def wait_until(is_so, seconds=60):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def kill_once(process: subprocess.Popen, has_begun: Path) -> None:
    wait_until(has_begun.exists)
    process.kill()
    process.wait()


def laid_out_at(folder: Path) -> int:
    return len(list((folder / "media" / papers.FOLDER).glob("*/*")))


def test_a_job_is_laid_out_by_two_workers_though_a_third_is_killed(done, tmp_path):
    alone = done("alone")
    lending.register(lending.PAUSE)
    helper, killed = tmp_path / "helper", tmp_path / "killed"
    with workers((killed, "stall"), (helper,)) as (stalling, _):
        watcher = Thread(target=kill_once, args=(stalling, killed / "stalled"))
        watcher.start()
        together = done("together")
        watcher.join()
    assert together == alone
    assert stalling.returncode == -signal.SIGKILL
    assert laid_out_at(killed) == 0
    assert 0 < laid_out_at(helper) < lending.COUNT
    assert not Portion.objects.exists()
