"""Portions of a job's papers, laid out by whichever worker is free, also on another machine.

The job's own worker takes them from the first on and puts the whole together; workers that are
free lend it a hand and take from the last on, as a task like any other. What a hand lays out it
hands over by the keys of the papers (trust.papers): the own worker puts it among its kept papers
and lays out whatever it does not find there. So a paper that a hand made of other rows, with
other fonts or by another program is never used, and nobody waits for hands that do not come.
"""

import io
import logging
import time
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models.functions import Now
from django_tasks import task

from trust import jobs, papers
from trust.models import Job, JobState, Portion, PortionState

logger = logging.getLogger(__name__)

#: A hand that was not heard of for so long is gone: what it took is taken by others.
LOST_AFTER = timedelta(seconds=20)
#: Seconds between two signs of life of a hand, and between two looks for what it makes.
BEAT_EVERY, LOOK_EVERY = 2.0, 0.5
#: Priority of lending a hand: people's own jobs go before it, and it before what nobody waits for.
AFTER_JOBS = -1


class Offer:
    """What a job's own worker offers of its portions; nothing before it needs the first."""

    def __init__(self, job: Job, count: int):
        self._job, self._count = job, count
        self._is_out = False

    def fetch(self, number: int) -> None:
        """Keep a portion for this worker, or put what a hand made of it among the kept papers.

        Waits while a hand that lives is at it. Raises jobs.Superseded. A query where nobody was
        at it, two where a hand made it, three for each look while it waits; three more at first,
        to offer the portions.
        """
        if not self._is_out:
            self._begin()
        portion = Portion.objects.filter(job=self._job, number=number)
        while not portion.for_own(LOST_AFTER).update(state=PortionState.OWN):
            found = portion.first()
            if found is None:
                return
            if found.made is not None:
                for key, pdf in _unpacked(found.made):
                    papers.keep(key, pdf)
                return
            jobs.beat(self._job)
            time.sleep(LOOK_EVERY)

    def made_between(self, first: int, end: int) -> int:
        """Return how many portions from first on, before end, hands have laid out. One query."""
        made = Portion.objects.filter(job=self._job, state=PortionState.MADE)
        return made.filter(number__gte=first, number__lt=end).count()

    def _begin(self) -> None:
        """Offer the portions. Of a job that is begun anew those stay that hands took or made."""
        self._is_out = True
        rows = [Portion(job=self._job, number=number) for number in range(self._count)]
        Portion.objects.bulk_create(rows, ignore_conflicts=True)
        left = Portion.objects.filter(job=self._job, state=PortionState.OWN)
        left.update(state=PortionState.OFFERED)
        _call(self._job.pk)


class Hand:
    """A worker that lends a job a hand: what it took and has not handed over."""

    def __init__(self, job: Job):
        self._job = job
        self._held: set[int] = set()
        self._beat_at = time.monotonic()

    def is_wanted(self) -> bool:
        """Return whether there is a portion to take. One query."""
        return self._free().exists()

    def portions(self) -> Iterator[int]:
        """Take portions, from the last on, and yield the number of each, until none is left.

        Gives way after the first where a job waits for a worker. Three queries a portion.
        """
        is_first = True
        while (number := self._take()) is not None:
            if is_first and self.is_wanted():
                _call(self._job.pk)  # whoever else is free
            is_first = False
            yield number
            if Job.objects.filter(state=JobState.QUEUED).exists():
                _call(self._job.pk)
                return

    def beat(self) -> None:
        """Say that this worker is at what it took. One query, or none if it said so just now.

        Raises jobs.Superseded where somebody else is at it, or the job has ended.
        """
        if time.monotonic() - self._beat_at < BEAT_EVERY:
            return
        self._beat_at = time.monotonic()
        if self._mine().update(heartbeat_at=Now()) < len(self._held):
            raise jobs.Superseded

    def deliver(self, number: int, made: Mapping[str, bytes]) -> None:
        """Hand over what was laid out of a portion, by the keys of the papers. One query.

        Raises jobs.Superseded as beat does.
        """
        mine = self._mine().filter(number=number)
        self._held.discard(number)
        if not mine.update(state=PortionState.MADE, made=_packed(made)):
            raise jobs.Superseded

    def give_back(self) -> None:
        """Leave what was taken to the job's own worker, which will tell what is wrong with it."""
        self._mine().update(state=PortionState.OWN)

    def _take(self) -> int | None:
        while (number := self._free().values_list("number", flat=True).last()) is not None:
            # no join here: PostgreSQL asks the columns anew where another hand was first
            wanted = Portion.objects.filter(job=self._job, number=number)
            if wanted.for_hands(LOST_AFTER).update(state=PortionState.TAKEN, heartbeat_at=Now()):
                self._held.add(number)
                return number
        return None

    def _free(self):
        portions = Portion.objects.filter(job=self._job, job__state=JobState.RUNNING)
        return portions.for_hands(LOST_AFTER).order_by("number")

    def _mine(self):
        return Portion.objects.filter(
            job=self._job, number__in=self._held, state=PortionState.TAKEN
        )


@task(priority=AFTER_JOBS)
def lend_hand(job_id: int) -> None:
    """Lay out portions of a job as long as it runs and has any left; else end without a word."""
    job = Job.objects.select_related("owner").filter(pk=job_id, state=JobState.RUNNING).first()
    lend = jobs.lender_of(job) if job else None
    if job is None or lend is None or not (hand := Hand(job)).is_wanted():
        return
    try:
        lend(hand, **job.parameters)
    except jobs.Superseded:
        return
    except Exception:  # whatever it is, the job's own worker meets it and tells its person
        logger.warning("a hand left its portions of job %s", job_id, exc_info=True)
        hand.give_back()


def _call(job_id: int) -> None:
    """Ask for one more hand; a queue that does not answer leaves the job to its own worker."""
    transaction.on_commit(partial(lend_hand.enqueue, job_id), robust=True)


def _packed(made: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for key, pdf in made.items():
            archive.writestr(key, pdf)
    return out.getvalue()


def _unpacked(made: bytes | memoryview) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for key in archive.namelist():
            yield key, archive.read(key)
