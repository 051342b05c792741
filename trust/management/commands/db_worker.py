import logging
import signal
import sys
import time
from types import FrameType

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from trust import operations, outage

#: Seconds between two looks for work, and between two tries to reach a database that is away.
LOOK_EVERY, TRY_EVERY = 1, 3


class LivingWorker(Worker):
    """The package's worker, one task at a time, that leaves signs of life and outlives a database
    that is away for a while."""

    def __init__(self):
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=LOOK_EVERY,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=get_random_string(32),
        )
        self._beat_at = 0.0

    def work(self, *, until_idle: bool) -> None:
        """Work until a signal comes, or until nothing waits."""
        was_away = False
        while self.running:
            try:
                self._beat()
                is_idle = self._one()
                if was_away:
                    say("已连接上数据库，继续工作。")
            except (DatabaseError, InterfaceError) as error:
                if not (why := outage.why_away(error)):
                    raise
                if not was_away:
                    say(f"{why}：{str(error).strip().partition(chr(10))[0]}。正在重试。")
                was_away = True
                connections.close_all()
                time.sleep(TRY_EVERY)
                continue
            was_away = False
            if is_idle and until_idle:
                return
            if is_idle and self.running:
                time.sleep(LOOK_EVERY)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Every upgrade and every restart stop it: nothing to warn of. Told a second time, it
        breaks off what it does, which the package tells."""
        if not self.running:
            super().shutdown(signum, frame)
            return
        self.running = False
        if not self.running_task:
            sys.exit(0)

    def _one(self) -> bool:
        """Do what waits first; return whether nothing did. A task that could not be done counts."""
        self._run_tasks = 0
        self.run()
        return self._run_tasks == 0

    def _beat(self) -> None:
        if time.monotonic() - self._beat_at < operations.BEAT.total_seconds() and self._beat_at:
            return
        operations.note(operations.WORKER)
        self._beat_at = time.monotonic()


class Command(BaseCommand):
    """In place of the package's command of the same name, so that services keep their lines."""

    help = "后台进程：做排队的任务，直到收到停止信号。数据库暂时连接不上时等待，恢复后继续。"

    def add_arguments(self, parser):
        parser.add_argument("--batch", action="store_true", help="做完排队的任务就结束")
        parser.add_argument("--no-reload", action="store_true", help="为兼容而保留，没有作用")

    def handle(self, *args, batch, verbosity, **options):
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)  # else a line a second
        worker = LivingWorker()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, worker.shutdown)
        worker.work(until_idle=batch)


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
