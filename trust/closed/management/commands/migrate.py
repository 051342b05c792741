import sys

from django.core.management.commands.migrate import Command as Stock

#: What has migrations taken for done that did not run.
LIES = "--fake"


class Command(Stock):
    """Open, but not for what would lay a baseline over rows that no migration touched."""

    def run_from_argv(self, argv) -> None:
        if any(word.startswith(LIES) for word in argv[2:]):
            self.stderr.write(
                f"没有运行 {argv[1]} {LIES}：它把没有执行的迁移记作已执行，并重新登记各行的摘要。"
                "数据表与程序不一致的，请恢复备份，或联系维护人员。",
                self.style.ERROR,
            )
            sys.exit(1)
        super().run_from_argv(argv)
