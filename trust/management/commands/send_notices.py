from django.utils import timezone

from trust import registries
from trust.command import Command as PublicCommand
from trust.notices.actions import prune
from trust.notices.outbox import Sent, deliver


class Command(PublicCommand):
    is_timed = True
    help = (
        "发出发件箱里的通知，提醒临近的日期，清理读过 180 天的通知；供定时任务每五分钟运行。"
        "发不出去的留在发件箱，以后再试。"
    )

    def handle(self, *args, **options):
        now = timezone.now()
        due = sum(tell(now, self.actor) for _, tell in registries.falling_due.items())
        sent = deliver()
        pruned = prune(now)
        told = [f"发出 {sent.messages} 封（{sent.notices} 条通知）"]
        told += [f"临近日期提醒 {due} 条"] if due else []
        told += [f"清理 {pruned} 条"] if pruned else []
        self.stdout.write(f"{'，'.join(told)}。")
        self.fail_for(sent)

    def fail_for(self, sent: Sent) -> None:
        """End with 1 and a line for each where something could not go; nothing of it is lost."""
        lines = [*sent.put_off, *sent.given_up]
        lines += [f"{why}；没有发出的留在发件箱，以后再试。" for why in sent.unreachable]
        if lines:
            self.fail(lines)
