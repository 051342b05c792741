from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from cities import log_head
from trust import proof
from trust.command import Command as PublicCommand
from trust.command import write_file

#: Faults that a notice tells of; verify_log lists all.
MOST_TOLD = 10


class Command(PublicCommand):
    is_timed = True
    help = (
        "核对上次的链头仍在日志里、日志所管的各行与日志相符，再把现在的链头寄给每一位审计员；"
        "--to 另写进一个文件，供别的机器取走。供定时任务每天运行。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", metavar="文件", help="在这个文件末尾加一行“序号:摘要 时间”，- 为标准输出"
        )
        parser.add_argument(
            "--expect-file",
            type=Path,
            default=settings.VAR_DIR / "log-head",
            metavar="文件",
            help="上次的链头所在的文件，以其最后一行为准；寄出后写入新的（默认 var/log-head）",
        )

    def handle(self, *args, to=None, expect_file, **options):
        last = _last_line(expect_file)
        found = proof.examine(last, is_quick=True)
        if found.faults:
            log_head.tell_fault(_some(found.faults), actor=self.actor)
        if found.of_log:
            self.fail([*found.faults, "链头没有寄出；已告知审计员，请保留现场，用备份核对。"])
        self._send(to, expect_file, was_known=last is not None)
        if found.of_data:
            self.fail([*found.of_data, "链头已寄出；已告知审计员，请保留现场，用备份核对。"])

    def _send(self, to: str | None, expect_file: Path, *, was_known: bool) -> None:
        """Send the head, unless it would not leave the machine, and keep it."""
        head = proof.head_now()
        if head is None:
            self.fail(["日志还没有记录，没有链头可寄。"])
        if not to and not any(each.email for each in log_head.auditors()):
            self.fail(
                ["没有一位审计员有电子邮箱，也没有 --to：链头离不开本机；请登记邮箱或加 --to。"]
            )
        line = log_head.tell_head(head, actor=self.actor)
        if to:
            _add_line(to, line)
        _add_line(str(expect_file), line)
        if to != "-":
            checked = "上次的链头仍在日志里" if was_known else "还没有上次的链头可以核对"
            mail = "邮件放进发件箱，由 send_notices 发出"
            self.stdout.write(f"已把链头 {line} 告知审计员，{mail}；{checked}。")


def _some(faults: list[str]) -> str:
    more = f"\n……共 {len(faults)} 处，运行 verify_log 逐条列出。" if faults[MOST_TOLD:] else ""
    return "\n".join(faults[:MOST_TOLD]) + more


def _last_line(path: Path) -> proof.Head | None:
    """Return the head that was sent last, None before the first one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return proof.Head.read(lines[-1]) if lines else None
    except OSError as error:
        raise CommandError(f"无法读取文件 {path}：{error.strerror}。") from error
    except (proof.WrongHead, UnicodeDecodeError) as error:
        raise CommandError(f"{path} 的最后一行不是链头：{error}") from error


def _add_line(name: str, line: str) -> None:
    if name == "-":
        write_file(name, f"{line}\n".encode())
        return
    try:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    except OSError as error:
        raise CommandError(f"无法写入文件 {name}：{error.strerror}。") from error
