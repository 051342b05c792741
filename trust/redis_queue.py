"""Tasks by Redis: what people wait for goes before what nobody waits for.

Needs the packages of requirements-rq.lock. A worker of RQ takes from its queues in the order in
which they are told to it: `manage.py rqworker … default later`.
"""

from django_tasks.base import DEFAULT_TASK_PRIORITY, Task
from django_tasks_rq import RQBackend

DEFAULT, LATER = "default", "later"


class RedisQueue(RQBackend):
    """RQ knows no priorities: tasks below the usual one have a queue of their own."""

    supports_priority = True

    def enqueue(self, task: Task, args, kwargs):
        if task.priority < DEFAULT_TASK_PRIORITY:
            task = task.using(queue_name=LATER)
        return super().enqueue(task, args, kwargs)
