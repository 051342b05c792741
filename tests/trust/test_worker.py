"""The worker: signs of life, and a database that is away for a while."""

import signal

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from trust import jobs, operations
from trust.management.commands import db_worker
from trust.models import Job, JobState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _queue(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(db_worker, "TRY_EVERY", 0)
    monkeypatch.setattr(db_worker.signal, "signal", lambda *args: None)


@pytest.fixture
def two_jobs(cast, monkeypatch):
    monkeypatch.setitem(jobs._kinds, "x", jobs._Kind(lambda job: None, None))
    made = [Job(kind="x", title="x", owner=cast["office"]) for _ in range(2)]
    for job in made:
        job.save()
        jobs.run_job.enqueue(job.pk)


def states():
    return [job.state for job in Job.objects.all()]


def test_a_worker_does_what_waits_and_leaves_a_sign_of_life(two_jobs):
    call_command("db_worker", "--batch")
    assert states() == [JobState.DONE, JobState.DONE]
    assert timezone.now() - operations.last(operations.WORKER).at < operations.BEAT


def test_a_worker_outlives_a_database_that_goes_away(two_jobs, monkeypatch, capsys):
    whole = db_worker.LivingWorker.run
    away = iter([True, True])

    def run(worker):
        if next(away, False):
            raise OperationalError("server closed the connection\nmore") from Exception()
        whole(worker)

    monkeypatch.setattr(db_worker.LivingWorker, "run", run)
    call_command("db_worker", "--batch")
    assert states() == [JobState.DONE, JobState.DONE]
    assert capsys.readouterr().err.splitlines() == [
        "系统暂时连接不上数据库：server closed the connection。正在重试。",
        "已连接上数据库，继续工作。",
    ]


def test_a_worker_ends_with_what_waiting_does_not_mend(monkeypatch):
    def broken(worker):
        error = OperationalError()
        error.__cause__ = Exception()
        error.__cause__.pgcode = "42P01"
        raise error

    monkeypatch.setattr(db_worker.LivingWorker, "run", broken)
    with pytest.raises(OperationalError):
        call_command("db_worker", "--batch")


def test_a_worker_that_is_told_to_stop_warns_of_nothing(caplog):
    """It is at each upgrade: the daily look at warnings finds what is amiss alone."""
    worker = db_worker.LivingWorker()
    with pytest.raises(SystemExit) as ended:
        worker.shutdown(signal.SIGTERM, None)
    assert ended.value.code == 0
    busy = db_worker.LivingWorker()
    busy.running_task = True
    busy.shutdown(signal.SIGTERM, None)
    assert not busy.running
    assert caplog.records == []
    with pytest.raises(SystemExit) as ended:
        busy.shutdown(signal.SIGTERM, None)
    assert ended.value.code == 1
    assert "terminating current task" in caplog.text
