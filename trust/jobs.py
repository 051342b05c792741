"""Long work in the background: registered by kind, started by a person, repeatable.

An app declares its jobs in its own jobs.py:

    @job("scorecards_zip", allowed=can_read_province)
    def scorecards_zip(job, *, year): ...; return Produced(file, "2017评分卡.zip")

A job is claimed by one worker at a time; a worker that dies leaves its heartbeat
behind and the job is started anew, so every job must give the same when run again.
Where others may lend it a hand: trust.portions.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from trust import log, outage
from trust.guard import UploadRefused
from trust.models import Job, JobState, StoredFile
from trust.refusals import Refused

logger = logging.getLogger(__name__)

#: A running job that has not been heard of for so long has lost its worker.
STALE_AFTER = timedelta(minutes=3)
#: A waiting job of this age may have lost its task; enqueuing it twice does no harm.
FORGOTTEN_AFTER = timedelta(minutes=15)
MOST_ATTEMPTS = 3
FAILED = "程序出错，没有完成。请重试；仍不成功请联系系统管理员。"
#: Progress is written at most this often (seconds); it is the heartbeat too.
REPORT_EVERY = 0.5
#: Priority of tasks that nobody waits for; people's jobs go before them.
LATER = -10


@dataclass(frozen=True)
class Produced:
    """What a job made: a stored file, the name to download it by, a closing remark."""

    file: StoredFile | None = None
    name: str = ""
    message: str = ""


class Superseded(Exception):
    """Another worker has taken the job over; this one stops without a word."""


@dataclass(frozen=True)
class _Kind:
    work: Callable[..., Produced | None]
    allowed: Callable[[object], bool] | None
    lend: Callable[..., None] | None = None


_kinds: dict[str, _Kind] = {}


def job(
    kind: str,
    *,
    allowed: Callable[[object], bool] | None = None,
    lend: Callable[..., None] | None = None,
):
    """Register a function as what a job of this kind does: (job, **parameters) → Produced.

    allowed: may this person have it? Asked at the start, before the work and
    again at the download, so that a role taken away ends it. lend: what another worker does to
    lend a hand: (trust.portions.Hand, **parameters).
    """

    def register(work):
        _kinds[kind] = _Kind(work, allowed, lend)
        return work

    return register


def is_allowed(job: Job, user) -> bool:
    """Whether this person may (still) have what the job makes."""
    allowed = _kinds[job.kind].allowed if job.kind in _kinds else None
    return allowed is None or allowed(user)


@log.acting()
def start(*, kind: str, title: str, parameters: dict, owner, request_actor: log.Actor) -> Job:
    """Create the job and hand it to a worker once the transaction holds.

    The same request while the first still waits or runs gives the first job.
    Raises Refused if this person may not have it, KeyError for an unknown kind.
    """
    asked = Job(kind=kind, title=title[:200], parameters=parameters, owner=owner)
    if _kinds[kind] and not is_allowed(asked, owner):
        raise Refused(f"您目前的角色不能办理“{title}”；如有需要请联系考核办。")
    for same in Job.objects.visible_to(owner).in_progress().filter(kind=kind):
        if same.parameters == parameters and not _is_stale(same):
            return same
    asked.save()
    log.write(request_actor, "发起任务", asked, after={"任务": kind, "参数": parameters})
    _enqueue(asked)
    return asked


def report(job: Job, done: int, total: int, *, message: str = "") -> None:
    """Tell how far the work is. One query, or none if the last was just now.

    Raises Superseded when another worker has taken the job over.
    """
    now = time.monotonic()
    if done < total and now - job._reported < REPORT_EVERY:
        return
    job._reported = now
    job.done, job.total, job.message = done, total, message[:500]
    _update_mine(job, done=done, total=total, message=job.message, heartbeat_at=timezone.now())


def beat(job: Job) -> None:
    """Say that a job is being worked on that tells no progress meanwhile. One query.

    Raises Superseded as report does.
    """
    _update_mine(job, heartbeat_at=timezone.now())


def lender_of(job: Job) -> Callable[..., None] | None:
    """Return what lends a running job a hand, None where there is none or its person may not have
    it any more."""
    return _kinds[job.kind].lend if job.kind in _kinds and _may_have(job) else None


def run(job_id: int) -> None:
    """Do the job unless it is done or in other hands. Every end is told in its row."""
    job = _claim(job_id)
    if job is None:
        return
    try:
        produced = _work(job)
    except Superseded:
        return
    except (Refused, UploadRefused) as refusal:
        _finish(job, JobState.FAILED, str(refusal))
    except Exception as error:
        why = outage.why_away(error)
        if why and isinstance(error, DatabaseError):
            raise  # nothing can be told now; requeue_stale begins it anew
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        failed = f"{why}，没有完成。恢复后请重试。" if why else FAILED
        _finish(job, JobState.FAILED, failed)
    else:
        _finish(job, JobState.DONE, produced.message, produced=produced)


def requeue_stale(only: Job | None = None) -> int:
    """Start anew the jobs whose worker died or whose task was lost; return how many."""
    return sum(_requeue(found) for found in lost_jobs(only))


def lost_jobs(only: Job | None = None) -> list[Job]:
    """Return those under way on which nobody works any more. One query."""
    jobs = Job.objects.in_progress()
    if only is not None:
        jobs = jobs.filter(pk=only.pk)
    return [found for found in jobs if _is_stale(found)]


@task()
def run_job(job_id: int) -> None:
    run(job_id)


def _enqueue(job: Job) -> None:
    # a queue that does not answer leaves the job waiting, and requeue_jobs finds it
    transaction.on_commit(partial(run_job.enqueue, job.pk), robust=True)


def _is_stale(job: Job) -> bool:
    now = timezone.now()
    if job.state == JobState.RUNNING:
        return job.heartbeat_at is None or job.heartbeat_at < now - STALE_AFTER
    return (job.heartbeat_at or job.created_at) < now - FORGOTTEN_AFTER


@log.acting()
def _requeue(job: Job) -> bool:
    if job.attempts >= MOST_ATTEMPTS:
        _finish(job, JobState.FAILED, f"中断了 {job.attempts} 次，不再重试。请联系系统管理员。")
        return False
    same = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts)
    if not same.update(state=JobState.QUEUED, heartbeat_at=timezone.now()):
        return False
    _enqueue(job)
    return True


def _claim(job_id: int) -> Job | None:
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, heartbeat_at=timezone.now(),
        done=0, total=0, message="",
    )  # fmt: skip
    return Job.objects.select_related("owner").get(pk=job_id) if claimed else None


def _work(job: Job) -> Produced:
    if not _may_have(job):
        raise Refused("发起人的账号已停用或不再担任相应角色，任务没有执行。")
    produced = _kinds[job.kind].work(job, **job.parameters)
    return produced or Produced()


def _may_have(job: Job) -> bool:
    return job.owner.is_active and is_allowed(job, job.owner)


@log.acting()
def _finish(job: Job, state: str, message: str, *, produced: Produced | None = None) -> None:
    made = produced or Produced()
    try:
        _update_mine(
            job, state=state, message=message[:500], file=made.file, file_name=made.name[:200],
            finished_at=timezone.now(),
        )  # fmt: skip
    except Superseded:
        return
    job.portions.all().delete()
    actor = log.Actor(name="后台任务", account=job.owner, role="系统")
    after = {"状态": JobState(state).label, "说明": message, "文件": made.name}
    log.write(actor, "任务结束", job, after=after)


def _update_mine(job: Job, **fields) -> None:
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    if not mine.update(**fields):
        raise Superseded
