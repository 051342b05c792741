"""What goes by age, and that nothing goes which anything needs."""

import os
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from tests.factories import make_account, make_table
from trust import files, log, operations
from trust.models import AuditEntry, Job, JobState, KeptPaper, StoredFile
from trust.pruning import Ages, prune

pytestmark = pytest.mark.django_db

OLD = timedelta(days=400)


def stored(data: bytes, *, age: timedelta = OLD) -> StoredFile:
    file = files.store(data)
    StoredFile.objects.filter(pk=file.pk).update(created_at=timezone.now() - age)
    return file


def made_by_job(data: bytes, *, age: timedelta = OLD) -> Job:
    owner = make_account(f"owner-{Job.objects.count()}")
    return Job.objects.create(
        kind="x", title="评分卡", owner=owner, file=stored(data, age=age), file_name="评分卡.zip",
        state=JobState.DONE, finished_at=timezone.now() - age,
    )  # fmt: skip


def left() -> set[bytes]:
    for file in StoredFile.objects.all():
        assert files.verify(file)
    return {files.read(file) for file in StoredFile.objects.all()}


def test_old_results_go_with_their_files_and_new_ones_stay(actor):
    made_by_job(b"old")
    made_by_job(b"new", age=timedelta(days=3))
    done = prune(Ages(), actor)
    assert (done.results, done.files, done.size) == (1, 1, 3)
    assert left() == {b"new"}
    assert [job.is_result_gone for job in Job.objects.order_by("pk")] == [True, False]
    assert {entry.action for entry in AuditEntry.objects.all()} == {"清理任务结果", "清理文件"}
    assert prune(Ages(), actor).files == 0


@pytest.mark.parametrize("holder", ["row", "history", "log", "words", "young"])
def test_file_that_anything_names_stays(actor, holder):
    file = made_by_job(b"kept", age=timedelta(days=31)).file
    match holder:
        case "row":
            KeptPaper.objects.create(key="k" * 64, title="x", file=file)
        case "history":
            table = make_table()
            table.source = file
            table.save()
            table.source = None
            table.save()
        case "log":
            log.write_alone(actor, "上传佐证", after={"SHA-256": file.sha256})
        case "words":
            Job.objects.create(
                kind="x", title="x", owner=make_account("li"), parameters={"of": file.sha256}
            )
        case "young":
            StoredFile.objects.filter(pk=file.pk).update(created_at=timezone.now())
    prune(Ages(), actor)
    assert left() == {b"kept"}


def test_what_the_log_says_of_the_job_itself_keeps_nothing(actor):
    job = made_by_job(b"old")
    log.write_alone(actor, "下载", job, after={"SHA-256": job.file.sha256})
    prune(Ages(), actor)
    assert left() == set()


def test_same_bytes_can_be_stored_again(actor):
    made_by_job(b"old")
    prune(Ages(), actor)
    assert files.verify(files.store(b"old"))


def test_bytes_that_went_between_putting_and_the_row_are_put_again(actor, monkeypatch):
    """Somebody stores what is being pruned at that moment."""
    made_by_job(b"old")
    real = StoredFile.objects.get_or_create

    def pruned_before(**told):
        monkeypatch.undo()
        prune(Ages(), actor)
        return real(**told)

    monkeypatch.setattr(StoredFile.objects, "get_or_create", pruned_before)
    assert files.verify(files.store(b"old"))


def test_half_written_files_sessions_and_the_sign_of_the_run(settings, capsys):
    folder = files.path_of(files.store(b"x").sha256).parent
    old, new = folder / ".old.part", folder / ".new.part"
    for part in (old, new):
        part.touch()
    os.utime(old, (time.time() - 2 * 86_400,) * 2)
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - OLD)
    Session.objects.create(session_key="new", session_data="", expire_date=now + OLD)
    call_command("prune")
    assert (old.exists(), new.exists()) == (False, True)
    assert Session.objects.get().session_key == "new"
    assert operations.last("prune").ok is True
    assert "写了一半的文件 1" in capsys.readouterr().err
