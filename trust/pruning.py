"""What is of no more use goes: old results of jobs, files without a row, papers, sessions, tasks,
portions.

A file of the store goes only when it is certain that nothing needs it: no row refers to it, and
no row so much as names its digest, the log included, but for what the log says of jobs.
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from trust import files, log, papers, references
from trust.backup.rows import lines_of, tables_of
from trust.models import Job, JobState, Portion, StoredFile

DIGEST = re.compile(rb"[0-9a-f]{64}")
OF_A_JOB = b'"object_type": "trust.job"'
#: Rows that name every digest by their nature.
STORED = "trust.storedfile"
#: Half-written files of killed processes.
TORN_AFTER = timedelta(days=1)
TASKS_KEPT_DAYS = 14


@dataclass(frozen=True)
class Ages:
    """From when on things are of no more use."""

    results: timedelta = timedelta(days=30)
    strays: timedelta = timedelta(days=30)
    papers: timedelta = timedelta(days=90)


@dataclass(frozen=True)
class Pruned:
    """How many went, and the bytes of files and papers together."""

    results: int = 0
    files: int = 0
    papers: int = 0
    torn: int = 0
    size: int = 0


WORDS = {
    "results": "任务结果", "files": "无人引用的文件", "papers": "可重新生成的 PDF",
    "torn": "写了一半的文件", "size": "字节",
}  # fmt: skip


def prune(ages: Ages, actor: log.Actor) -> Pruned:
    """Remove what is older; log what of it was kept in rows or for people. Repeatable: what a
    killed run left is removed by the next one.
    """
    now = timezone.now()
    with log.acting():
        results = _forget_results(now - ages.results)
        if results:
            log.write(actor, "清理任务结果", after={"任务结果": results})
    removed = [size for file in _strays(now - ages.strays) if (size := _remove(file, actor))]
    kept_papers, paper_size = papers.prune(ages.papers)
    torn = files.remove_torn(TORN_AFTER) + papers.remove_torn(TORN_AFTER)
    _forget_sessions_and_tasks()
    Portion.objects.exclude(job__in=Job.objects.in_progress()).delete()
    return Pruned(results, len(removed), kept_papers, torn, sum(removed) + paper_size)


def told(pruned: Pruned) -> dict[str, int]:
    """Return what went by its words, without what did not."""
    return {WORDS[name]: count for name, count in asdict(pruned).items() if count}


def _forget_results(before: datetime) -> int:
    old = Job.objects.filter(state=JobState.DONE, finished_at__lt=before, file__isnull=False)
    return old.update(file=None)


def _strays(before: datetime) -> list[StoredFile]:
    """Return the files that nothing needs. Reads every row where any file is in question."""
    asked = {
        file.sha256.encode(): file for file in references.unreferred().filter(created_at__lt=before)
    }
    for label, model in tables_of().items() if asked else ():
        if label == STORED:
            continue
        for line in lines_of(model):
            if OF_A_JOB not in line:
                for digest in DIGEST.findall(line):
                    asked.pop(digest, None)
    return list(asked.values())


@log.acting()
def _remove(file: StoredFile, actor: log.Actor) -> int:
    """Remove a file with its row; return its bytes, 0 if something came to refer to it.

    The bytes go before the row is gone for others: who stores the same anew waits for the row,
    and looks whether the bytes are there.
    """
    still = references.unreferred().filter(pk=file.pk)
    if not still.exists():
        return 0
    log.write(actor, "清理文件", file, after={"SHA-256": file.sha256, "字节": file.size})
    size = file.size
    file.delete()
    files.remove(file.sha256)
    return size


def _forget_sessions_and_tasks() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    if settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
        call_command(
            "prune_db_task_results", "--queue-name", "*", min_age_days=TASKS_KEPT_DAYS, verbosity=0
        )
