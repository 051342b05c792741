from django.core.management.base import CommandError

from trust import proof
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = (
        "核验审计日志：从第一条到最后一条首尾相连，日志所管的每一行、文件库的每个文件都与日志相符，"
        "各页所读的摘要与记录相符。"
        "有不符之处时退出码为 1，并逐条指出。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--expect",
            metavar="链头",
            help="另行保存的链头“序号:摘要”，或印在 PDF 页脚的日志摘要（16 位）；"
            "日志中没有它，说明末尾被删去或整段被改写",
        )
        parser.add_argument(
            "--quick", action="store_true", help="不读文件库中文件的内容，不重算摘要"
        )

    def handle(self, *args, expect=None, quick=False, **options):
        try:
            expected = proof.Head.read(expect) if expect else None
        except proof.WrongHead as error:
            raise CommandError(str(error)) from error
        found = proof.examine(expected, is_quick=quick)
        if found.faults:
            self.fail(found.faults)
        self.stdout.write(f"审计日志完好：{found.count} 条，链头 {found.head}")
        if found.settled:
            self.stdout.write(f"另有 {found.settled} 条发现过日志以外的改动，审计员已登记查明。")
