"""What the floor of log, files and jobs looks at of itself, in the database."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone
from django_tasks import default_task_backend

from trust import files, log, operations, registries
from trust.health.said import Broken
from trust.jobs import STALE_AFTER, lost_jobs
from trust.models import AuditEntry, Channel, Delivery, Job, JobState, StoredFile

#: Of the start-up checks: migrations wait.
UNMIGRATED = "config.E012"
#: Clocks that differ by more make times in the log and deadlines doubtful.
MOST_APART = timedelta(seconds=5)
#: Entries at the end of the log that are checked here; verify_log checks all.
ENTRIES = 100
#: A job that nobody has begun for so long: too few workers, or none.
WAITS_LONG = timedelta(minutes=10)
#: Silence of every worker: it leaves a sign each operations.BEAT, a running job its own.
SILENT = timedelta(minutes=2)
#: What is due every day may be so late, what is due every week so much.
BACKED_UP_WITHIN, READ_BACK_WITHIN = timedelta(hours=50), timedelta(days=8)
#: What runs at a write, by the database; of this program there are none.
TRIGGERS = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
}


def schema() -> Iterator[str]:
    """Whether the database is of this version of the program. A few queries."""
    yield from (Broken(told) for code, told in _of_start_up() if code == UNMIGRATED)


def promises() -> Iterator[str]:
    """Whether the database keeps what it says it has kept, and what it was given. A query."""
    yield from (Broken(told) for code, told in _of_start_up() if code != UNMIGRATED)
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        names = [name for (name,) in cursor.fetchall()]
    if names:
        yield Broken(
            f"数据库里有不是本程序建立的触发器 {'、'.join(names[:5])}（共 {len(names)} 个）："
            "它会在保存时改动数据，日志也看不出来；请查明由何人建立，并删去。"
        )


def background_jobs() -> Iterator[str]:
    """Two queries."""
    if lost := len(lost_jobs()):
        yield f"{lost} 个后台任务已没有进程在做；请检查后台进程，再运行 requeue_jobs。"
    waiting = Job.objects.filter(state=JobState.QUEUED).order_by("created_at")
    since = waiting.values_list("created_at", flat=True).first()
    if since and timezone.now() - since > WAITS_LONG:
        yield f"后台任务从 {_told(since)} 起一直在排队；请检查后台进程是否够用。"


def worker() -> Iterator[str]:
    """Two queries at the most. Where tasks go by Redis, Redis is asked."""
    if has_workers := getattr(default_task_backend, "has_workers", None):
        if not has_workers():
            yield Broken("后台进程都不在，PDF 和打包都在等；请检查服务 kaohe-worker（rqworker）。")
        return
    if not settings.TASKS["default"]["BACKEND"].endswith("DatabaseBackend"):
        return
    now = timezone.now()
    sign = operations.last(operations.WORKER)
    if sign and now - sign.at <= SILENT:
        return
    working = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__gte=now - STALE_AFTER)
    if not working.exists():
        since = f"自 {_told(sign.at)} 起没有动静" if sign else "还没有运行过"
        yield Broken(f"后台进程{since}，PDF 和打包都在等；请检查服务 kaohe-worker（db_worker）。")


def timers() -> Iterator[str]:
    """One query. Says of all that are late, or never ran, at once, and of each that did not end
    well. On a new site a timer of the night never ran until then, which is no fault."""
    signs = operations.signs()
    now, late, never = timezone.now(), [], []
    for name, most in registries.timers.items():
        sign = signs.get(name)
        if sign is None:
            never.append(name)
        elif now - sign.at > most:
            late.append(f"{name}（{_told(sign.at)}）")
        elif not sign.ok:
            yield f"定时任务 {name} 于 {_told(sign.at)} 没有办完，原因见它的日志。"
    if late:
        yield f"定时任务没有按时运行（括号内为上次）：{'、'.join(late)}；请检查定时器。"
    if never:
        yield (
            f"定时任务还没有运行过：{'、'.join(never)}；请启用它们的定时器。"
            "每天一次的，启用以后到点才第一次运行。"
        )


def backups() -> Iterator[str]:
    """Two queries."""
    yield from _due("备份", operations.last("backup"), BACKED_UP_WITHIN)
    yield from _due("备份的读回核验", operations.last("backup_read_back"), READ_BACK_WITHIN)


def clock() -> Iterator[str]:
    """Two queries on PostgreSQL, one on SQLite, which has this machine's clock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - timezone.now())
        if apart > MOST_APART:
            seconds = apart.total_seconds()
            yield f"数据库的时钟与本机相差 {seconds:.0f} 秒；请让两台机器都与时间服务器同步。"
    newest = AuditEntry.objects.order_by("-sequence").values_list("at", flat=True).first()
    if newest and newest - timezone.now() > MOST_APART:
        yield Broken(f"日志最后一条的时间 {_told(newest)} 在将来，本机时钟被调慢过；请校准。")


def log_end() -> Iterator[str]:
    """One query."""
    if broken := log.verify_end(ENTRIES):
        yield Broken(
            f"审计日志第 {broken.sequence} 条{broken.why}；请保留现场，运行 verify_log 核对全部。"
        )


def summaries() -> Iterator[str]:
    """A few queries a kind. Whether what is kept is right, is verify_log's to say."""
    for name, kept in registries.summaries.items():
        if count := kept.lacking():
            yield (
                f"{name}有 {count} 份摘要没有生成，或由另一版程序、另一种口径生成，有关页面较慢；"
                "请运行 rebuild_summaries。"
            )


#: Of the oldest files and of the newest that are looked for; verify_log reads all.
LOOKED_FOR = 10


def old_files() -> Iterator[str]:
    """Two queries. Whether the oldest and the newest files are there that the database names: a
    disk that was not mounted lacks what was laid there before, whatever was laid over it since."""
    rows = StoredFile.objects.order_by("pk")
    some = {*rows[:LOOKED_FOR], *rows.reverse()[:LOOKED_FOR]}
    if lost := sum(not files.is_there(row) for row in some):
        yield Broken(
            f"文件库缺文件：查看最早和最近保存的 {len(some)} 个，其中 {lost} 个不在；"
            "请检查 MEDIA_ROOT，它所在的磁盘有没有挂上，再运行 verify_log 核对全部。"
        )


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


def _of_start_up() -> Iterator[tuple[str, str]]:
    """Yield number and sentence of what the start-up checks find that ask the database."""
    for message in run_checks(
        tags=["database"], include_deployment_checks=True, databases=list(settings.DATABASES)
    ):
        yield message.id or "", f"{message.msg}{message.hint or ''}"


def _due(what: str, sign, most: timedelta) -> Iterator[str]:
    if sign is None:
        yield f"还没有做过{what}；请启用它的定时器，已启用而到点没有做的，请查看它的日志。"
    elif not sign.ok:
        well = _told(sign.ok_at) if sign.ok_at else "从未"
        yield Broken(f"{_told(sign.at)} 的{what}没有成功（上次成功：{well}）；请查看它的日志。")
    elif timezone.now() - sign.at > most:
        yield f"上次{what}在 {_told(sign.at)}，已经过期；请检查它的定时器。"


def _told(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
