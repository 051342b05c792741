from datetime import timedelta

from trust import papers
from trust.command import Command as PublicCommand

MOST_DAYS = 36_500


class Command(PublicCommand):
    is_timed = True
    help = "清理久无人索取、随时可以重新生成的 PDF；已审定、已公开的不动。可由定时器每天运行。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--days", type=int, default=90, metavar="天数", help="多少天无人索取才清理，默认 90"
        )

    def handle(self, *args, days, **options):
        if days < 0:
            self.fail([f"天数不能为负，现为 {days}；没有清理任何文件。"])
        if days > MOST_DAYS:
            self.fail([f"天数最多 {MOST_DAYS}，现为 {days}；没有清理任何文件。"])
        count, size = papers.prune(timedelta(days=days))
        self.say(f"已清理 {count} 个 PDF，腾出 {size / 1_000_000:.1f} MB。")
