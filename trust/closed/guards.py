"""What stands before a command when it is called from the terminal."""

import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from trust import log

OPENED = "运行系统命令"


class ClosedCommand(BaseCommand):
    """One that is not to be had. instead: what to do, a sentence."""

    instead = ""

    def run_from_argv(self, argv) -> None:
        self.stderr.write(
            f"没有运行 {argv[1]}：它绕过审计日志改动数据。{self.instead}", self.style.ERROR
        )
        sys.exit(1)


class ToldCommand(BaseCommand):
    """One that runs, but leaves an entry first; where none can be left, as without the database,
    it says so and runs all the same."""

    def run_from_argv(self, argv) -> None:
        try:
            log.write_alone(log.command_actor(argv[1]), OPENED, label=argv[1])
        except DatabaseError as error:
            self.stderr.write(f"没有记入审计日志（{error}），请另行登记。", self.style.WARNING)
        super().run_from_argv(argv)
