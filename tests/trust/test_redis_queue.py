"""Tasks by Redis: every task of the product can be handed over, letters behind people's jobs."""

import sys
from types import SimpleNamespace

import pytest
from django_tasks import task_backends
from django_tasks.backends.base import BaseTaskBackend

from config import services
from trust.jobs import run_job
from trust.notices.outbox import send_soon


class PackagesOwn(BaseTaskBackend):
    """As strict as the package's backend; tells the queue instead of asking Redis."""

    def enqueue(self, task, args, kwargs):
        self.validate_task(task)
        return task.queue_name


@pytest.fixture
def by_redis(monkeypatch, settings):
    monkeypatch.setattr(services, "find_spec", bool)
    package = SimpleNamespace(RQBackend=PackagesOwn)
    monkeypatch.setitem(sys.modules, "django_tasks_rq", package)
    monkeypatch.delitem(sys.modules, "trust.redis_queue", raising=False)
    settings.TASKS = services.tasks_of("rq", "redis://127.0.0.1")[0]
    yield task_backends["default"]
    sys.modules.pop("trust.redis_queue", None)


def test_letters_wait_behind_what_people_wait_for(by_redis):
    assert by_redis.enqueue(send_soon, [], {}) == "later"
    assert by_redis.enqueue(run_job, [1], {}) == "default"
