from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from cities import log_head
from trust import log, proof
from trust.command import Command as PublicCommand
from trust.command import write_file


class Command(PublicCommand):
    is_timed = True
    help = (
        "核对上次的链头仍在日志里，再把现在的链头寄给每一位审计员；--to 另写进一个文件，"
        "供别的机器取走。供定时任务每天运行。"
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
        _, _, broken = log.verify()
        fault = f"第 {broken.sequence} 条：{broken.why}。" if broken else last and last.fault()
        if fault:
            log_head.tell_fault(fault, actor=self.actor)
            self.fail([f"{fault}链头没有寄出；已告知审计员，请保留现场，用备份核对。"])
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
            checked = "上次的链头仍在日志里" if last else "还没有上次的链头可以核对"
            self.stdout.write(f"已寄出链头 {line}；{checked}。")


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
