"""What the floor of files and jobs looks at of itself, for whoever runs the site."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from trust import files
from trust.jobs import lost_jobs
from trust.models import Channel, Delivery


def file_store() -> Iterator[str]:
    """No query."""
    if complaint := files.complaint():
        yield complaint


def background_jobs() -> Iterator[str]:
    """One query."""
    if lost := len(lost_jobs()):
        yield f"{lost} 个后台任务已没有进程在做；请检查后台进程，再运行 requeue_jobs。"


#: Notices that wait so long are not on their way any more.
OVERDUE = timedelta(hours=1)
FAILED_SINCE = timedelta(days=7)


def outbox() -> Iterator[str]:
    """Two queries, three where something waits."""
    now = timezone.now()
    unsent = Delivery.objects.exclude(state=Delivery.State.SENT).order_by()
    failed = unsent.filter(state=Delivery.State.FAILED, claimed_at__gte=now - FAILED_SINCE)
    if count := failed.count():
        yield f"近 7 天有 {count} 条通知没有发出，原因见命令 send_notices 的输出；站内仍可查看。"
    waiting = unsent.exclude(state=Delivery.State.FAILED).filter(next_at__lt=now - OVERDUE)
    if count := waiting.count():
        yield (
            f"发件箱里有 {count} 条通知等了 1 小时以上还没有发；"
            f"请检查定时任务和 {_where(waiting)}，再运行 send_notices。"
        )


def _where(waiting) -> str:
    """Return the variables that say how what waits is sent. One query."""
    channels = set(waiting.values_list("channel", flat=True))
    return "、".join(f"{channel.name}_URL" for channel in Channel if channel in channels)
