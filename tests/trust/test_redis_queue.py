"""Tasks by Redis: every task of the product can be handed over, letters behind people's jobs."""

import sys
from types import SimpleNamespace

import pytest
from django_tasks import task_backends
from django_tasks.backends.base import BaseTaskBackend

from config import services
from trust.health import own
from trust.jobs import run_job
from trust.notices.outbox import send_soon
from trust.portions import lend_hand


class PackagesOwn(BaseTaskBackend):
    """As strict as the package's backend; tells the queue instead of asking Redis."""

    def enqueue(self, task, args, kwargs):
        self.validate_task(task)
        return task.queue_name


@pytest.fixture
def workers():
    """The workers of RQ that are alive, each with the names of its queues."""
    return []


@pytest.fixture
def by_redis(monkeypatch, settings, workers):
    monkeypatch.setattr(services, "find_spec", bool)
    package = SimpleNamespace(RQBackend=PackagesOwn)
    monkeypatch.setitem(sys.modules, "django_tasks_rq", package)
    queue = SimpleNamespace(connection="redis")
    queue_of = {"default": queue, "later": None}.get
    monkeypatch.setitem(sys.modules, "django_rq", SimpleNamespace(get_queue=queue_of))
    alive = (SimpleNamespace(queues=[*map(queue_of, names)]) for names in workers)
    known = SimpleNamespace(all=lambda _: list(alive))
    monkeypatch.setitem(sys.modules, "rq", SimpleNamespace(Worker=known))
    monkeypatch.delitem(sys.modules, "trust.redis_queue", raising=False)
    settings.TASKS = services.tasks_of("rq", "redis://127.0.0.1")[0]
    yield task_backends["default"]
    sys.modules.pop("trust.redis_queue", None)


def test_letters_wait_behind_what_people_wait_for(by_redis):
    assert by_redis.enqueue(send_soon, [], {}) == "later"
    assert by_redis.enqueue(run_job, [1], {}) == "default"
    assert by_redis.enqueue(lend_hand, [1], {}) == "later"  # behind people's own jobs, too


@pytest.mark.parametrize(
    ("alive", "is_told"), [([], True), ([["later"]], True), ([["default", "later"]], False)]
)
def test_a_site_that_no_worker_serves_says_so(by_redis, workers, alive, is_told):
    workers += alive
    assert ["rqworker" in told for told in own.worker()] == [True] * is_told
