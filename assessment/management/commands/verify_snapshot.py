import hashlib
from pathlib import Path

from django.core.management.base import CommandError

from assessment.engine.snapshot.canonical import MOST_BYTES, WrongSnapshot, too_large
from assessment.engine.snapshot.recomputing import checked, recompute
from trust.usage import ChineseUsage


class Command(ChineseUsage):
    """Needs neither a database nor a site: whoever has the file and the program can check it."""

    requires_system_checks = []
    help = "脱机核验年度快照：用快照自己的规则和记录重算每一个得分。不一致时退出码为 1。"

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *args, file, **options):
        data = _bytes(file)
        try:
            snapshot = checked(data)
            found = recompute(snapshot)
        except WrongSnapshot as wrong:
            raise CommandError(str(wrong)) from wrong
        if found:
            raise CommandError(f"{found[0]}共有 {len(found)} 处不一致。")
        digest = hashlib.sha256(data).hexdigest()
        self.stdout.write(
            f"{snapshot['year']}年度{snapshot['kind']} 第{snapshot['number']}号，"
            f"{len(snapshot['units'])} 个单位，重算一致；SHA-256 {digest}"
        )


def _bytes(name: str) -> bytes:
    """Return the file, unread where it is too large to be one."""
    path = Path("/dev/stdin" if name == "-" else name)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"无法读取文件 {name}：{error.strerror}。") from error
    if len(data) > MOST_BYTES:
        raise CommandError(str(too_large(max(len(data), path.stat().st_size))))
    return data
