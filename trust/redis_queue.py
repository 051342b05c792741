"""Tasks by Redis: what people wait for goes before what nobody waits for.

Needs the packages of requirements-rq.lock. A worker of RQ takes from its queues in the order in
which they are told to it: `manage.py rqworker … default later`.
"""

import django_rq
from django_tasks.base import DEFAULT_TASK_PRIORITY, Task
from django_tasks_rq import RQBackend
from rq import Worker

DEFAULT, LATER = "default", "later"


class RedisQueue(RQBackend):
    """RQ knows no priorities: tasks below the usual one have a queue of their own."""

    supports_priority = True

    def enqueue(self, task: Task, args, kwargs):
        if task.priority < DEFAULT_TASK_PRIORITY:
            task = task.using(queue_name=LATER)
        return super().enqueue(task, args, kwargs)

    def has_workers(self) -> bool:
        """Return whether anybody takes tasks: a worker that was killed counts for seven minutes.
        Asks Redis, and raises its errors."""
        queue = django_rq.get_queue(DEFAULT)
        return any(queue in worker.queues for worker in Worker.all(queue.connection))
