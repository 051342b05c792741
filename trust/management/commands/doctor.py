import sys

from trust.health import Finding, examine, worst
from trust.usage import ChineseUsage


class Command(ChineseUsage):
    """Not one of trust.command: it looks whatever the database is like."""

    help = (
        "逐项检查本站是否正常，每项一句；全部正常时退出状态为 0，有故障为 1，有需要注意的为 2。"
        "数据库连接不上时也能运行。"
    )
    requires_system_checks = ()

    def handle(self, *args, **options):
        found = examine()
        for finding in found:
            self.stdout.write(_line(finding))
        if status := worst(found):
            sys.exit(status)


def _line(finding: Finding) -> str:
    told = f"{finding.level.word}  {finding.name}"
    return f"{told}：{finding.sentence}" if finding.sentence else told
