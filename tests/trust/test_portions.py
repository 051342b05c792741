"""Portions of a job: taken from both ends, given up with the job, never waited for in vain."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from tests.factories import make_account
from tests.together import at_once
from trust import jobs, log, papers, portions
from trust.backup.rows import tables_of
from trust.models import Job, JobState, Portion, PortionState
from trust.portions import Hand, Offer
from trust.pruning import Ages, prune
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

KEY = "ab" * 32


@pytest.fixture(autouse=True)
def asked(settings, tmp_path, monkeypatch):
    """Return the jobs for which a hand was asked, as often as it was."""
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(portions, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(portions, "BEAT_EVERY", 0)
    asked = []
    monkeypatch.setattr(portions, "_call", asked.append)
    return asked


@pytest.fixture
def job(db):
    owner = make_account()
    return Job.objects.create(
        kind="shared", title="评分卡", owner=owner, state=JobState.RUNNING,
        heartbeat_at=timezone.now(), attempts=1,
    )  # fmt: skip


@pytest.fixture
def lending(monkeypatch):
    """Return what registers what a hand does for the job."""

    def register(lend, allowed=None):
        monkeypatch.setitem(jobs._kinds, "shared", jobs._Kind(lambda job: None, allowed, lend))

    return register


def states():
    return [portion.state for portion in Portion.objects.all()]


def lose(**which):
    Portion.objects.filter(**which).update(heartbeat_at=timezone.now() - timedelta(minutes=1))


def test_own_worker_begins_at_the_first_and_hands_at_the_last(job, asked):
    offer, hand = Offer(job, 4), Hand(job)
    assert not hand.is_wanted()
    offer.fetch(0)
    taken = hand.portions()
    assert [next(taken), next(taken)] == [3, 2]
    hand.deliver(3, {KEY: b"paper"})
    assert states() == ["own", "offered", "taken", "made"]
    offer.fetch(1)
    assert next(taken, None) is None
    offer.fetch(3)
    assert papers.find([KEY]) == {KEY: b"paper"}
    assert asked == [job.pk, job.pk]  # by the job, and by the first hand, for whoever else is free
    assert offer.made_between(0, 4) == 1
    assert offer.made_between(0, 3) == 0


def test_what_a_hand_that_died_had_taken_is_taken_by_others(job):
    offer, dead, other = Offer(job, 3), Hand(job), Hand(job)
    offer.fetch(0)
    held = dead.portions()
    assert [next(held), next(held)] == [2, 1]
    assert not other.is_wanted()
    lose(number=2)
    assert next(other.portions()) == 2
    lose(number=1)
    offer.fetch(1)
    assert states() == ["own", "own", "taken"]
    with pytest.raises(jobs.Superseded):  # it was only slow
        dead.beat()
    with pytest.raises(jobs.Superseded):
        dead.deliver(1, {KEY: b"paper"})


@pytest.mark.django_db(transaction=True)
def test_own_worker_waits_for_a_hand_that_lives(job, monkeypatch):
    offer, hand = Offer(job, 2), Hand(job)
    offer.fetch(0)
    assert next(hand.portions()) == 1
    waits = iter([hand.beat, lambda: hand.deliver(1, {KEY: b"paper"})])
    monkeypatch.setattr(portions.time, "sleep", lambda seconds: next(waits)())
    before = Job.objects.get().heartbeat_at
    offer.fetch(1)
    assert papers.find([KEY]) == {KEY: b"paper"}
    assert Job.objects.get().heartbeat_at > before  # nobody takes the job for lost meanwhile


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once_take_different_portions(job):
    Offer(job, 4).fetch(0)
    taken = at_once(
        *[partial(lambda hand: next(hand.portions(), None), Hand(job)) for _ in range(3)]
    )
    assert sorted(taken) == [1, 2, 3]


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_portions_end_with_the_job_and_late_hands_without_a_word(job, lending, state):
    hand = Hand(job)
    Offer(job, 2).fetch(0)
    next(hand.portions())
    jobs._finish(job, state, "")
    assert not Portion.objects.exists()
    for late in (hand.beat, lambda: hand.deliver(1, {})):
        with pytest.raises(jobs.Superseded):
            late()
    lending(lambda hand: pytest.fail("there is nothing to lend a hand with"))
    portions.lend_hand.call(job.pk)


def test_hand_whose_job_ends_meanwhile_says_nothing(job, lending):
    def lend(hand):
        next(hand.portions())
        jobs._finish(job, JobState.FAILED, "")
        hand.beat()

    Offer(job, 2).fetch(0)
    lending(lend)
    portions.lend_hand.call(job.pk)


def test_job_that_was_taken_over_gets_no_more_portions_for_its_first_worker(job):
    offer = Offer(job, 2)
    offer.fetch(0)
    next(Hand(job).portions())
    Job.objects.update(attempts=2)
    with pytest.raises(jobs.Superseded):
        offer.fetch(1)


def test_job_begun_anew_finds_what_hands_made(job):
    first = Offer(job, 3)
    first.fetch(0)
    hand = Hand(job)
    hand.deliver(next(hand.portions()), {KEY: b"paper"})
    anew = Offer(job, 3)
    anew.fetch(0)
    assert states() == ["own", "offered", "made"]
    anew.fetch(2)
    assert papers.find([KEY]) == {KEY: b"paper"}


def test_hand_that_cannot_leaves_it_to_the_jobs_own_worker(job, lending, caplog):
    def lend(hand):
        next(hand.portions())
        raise Refused("没有可用的中文字体。")

    offer = Offer(job, 2)
    offer.fetch(0)
    lending(lend)
    with caplog.at_level("WARNING", "trust.portions"):
        portions.lend_hand.call(job.pk)
    assert states() == ["own", "own"]
    assert "left its portions" in caplog.text
    offer.fetch(1)  # and does not wait


def test_hand_gives_way_to_a_job_that_waits(job, asked):
    Offer(job, 4).fetch(0)
    asked.clear()
    Job.objects.create(kind="x", title="x", owner=job.owner)
    assert list(Hand(job).portions()) == [3]
    assert asked == [job.pk, job.pk]  # for whoever else is free, and to come back


def test_nobody_lends_a_hand_to_whom_the_job_is_not_allowed_any_more(job, lending):
    Offer(job, 2).fetch(0)
    lending(lambda hand: pytest.fail("its person may not have it"), allowed=lambda user: False)
    portions.lend_hand.call(job.pk)
    assert states() == ["own", "offered"]


def test_portions_are_in_no_backup_and_go_when_their_job_has_ended(job, actor):
    Offer(job, 2).fetch(0)
    assert "trust.portion" not in tables_of()
    prune(Ages(), actor)
    assert len(states()) == 2
    Job.objects.update(state=JobState.DONE)
    prune(Ages(), actor)
    assert states() == []


@pytest.mark.parametrize("count", [2, 30])
def test_a_portion_costs_the_same_queries(job, count, django_assert_num_queries):
    offer = Offer(job, count)
    offer.fetch(0)
    with django_assert_num_queries(1):  # one update: it is free
        offer.fetch(1)


def test_log_tells_of_the_job_and_of_no_portion(job, lending):
    Offer(job, 2).fetch(0)
    hand = Hand(job)
    hand.deliver(next(hand.portions()), {KEY: b"paper"})
    jobs._finish(job, JobState.DONE, "")
    assert list(log.AuditEntry.objects.values_list("action", flat=True)) == ["任务结束"]


def test_states_are_those_that_queries_name():
    assert set(PortionState.values) == {"offered", "taken", "made", "own"}
