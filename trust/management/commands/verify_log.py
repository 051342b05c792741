from trust import log
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "核验审计日志：从第一条到最后一条。有改动时退出码为 1，并指出第一条异常记录。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--expect",
            metavar="摘要",
            help="印在 PDF 页脚的日志摘要（16 位）；日志中没有它，说明末尾被删去",
        )

    def handle(self, *args, expect=None, **options):
        count, head, broken = log.verify()
        if broken:
            self.fail([f"第 {broken.sequence} 条：{broken.why}。此前 {count} 条完好。"])
        if expect and not log.holds(expect.strip().lower()):
            self.fail(
                [f"日志中没有摘要 {expect}：末尾的记录可能被整段删去，现有 {count} 条自身完好。"]
            )
        self.stdout.write(f"审计日志完好：{count} 条，链头 {head}")
