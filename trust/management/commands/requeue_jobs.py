from trust import jobs
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    is_timed = True
    help = "重新排队：后台进程中断后留下的任务。可由定时器每几分钟运行一次。"

    def handle(self, *args, **options):
        self.stdout.write(f"重新排队 {jobs.requeue_stale()} 个任务。")
