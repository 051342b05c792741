from datetime import timedelta

from trust.command import Command as PublicCommand
from trust.pruning import Ages, prune, told

MOST_DAYS = 36_500


class Command(PublicCommand):
    is_timed = True
    help = (
        "清理不再需要的：过期的任务结果、无人引用的文件、久无人索取的 PDF、写了一半的文件、"
        "过期的会话和办完的后台任务。可由定时器每天运行。"
    )

    def add_arguments(self, parser):
        for name, days, what in (
            ("--results-days", 30, "后台任务的结果保留多少天"),
            ("--strays-days", 30, "没有记录引用的文件保留多少天"),
            ("--papers-days", 90, "可重新生成的 PDF 多少天无人索取才清理"),
        ):
            parser.add_argument(
                name, type=int, default=days, metavar="天数", help=f"{what}，默认 {days}"
            )

    def handle(self, *args, results_days, strays_days, papers_days, **options):
        for days in (results_days, strays_days, papers_days):
            if not 1 <= days <= MOST_DAYS:
                self.fail([f"天数为 1 至 {MOST_DAYS}，现有一项为 {days}；没有清理任何内容。"])
        ages = Ages(*(timedelta(days=days) for days in (results_days, strays_days, papers_days)))
        gone = told(prune(ages, self.actor))
        self.say(
            "已清理：" + "，".join(f"{what} {count}" for what, count in gone.items()) + "。"
            if gone else "没有需要清理的。"
        )  # fmt: skip
