"""What is looked at, in whose words, and with which exit status."""

import os
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import Error
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from tests.factories import make_account
from trust import files, health, log, operations, outage, registries
from trust.health import Level, machine
from trust.models import AuditEntry, Job, JobState, OperationRecord

pytestmark = pytest.mark.django_db
NOBODY = 65534


@pytest.fixture
def kept_up(settings, tmp_path, monkeypatch):
    """A site on which everything was done in time."""
    settings.MEDIA_ROOT = tmp_path
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    room = SimpleNamespace(free=50 * machine.GB, total=100 * machine.GB)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda place: room)
    for kind in [name for name, _ in registries.timers.items()]:
        operations.note(kind)
    for kind in ("backup", "backup_read_back", operations.WORKER):
        operations.note(kind)
    log.write_alone(log.command_actor("tests"), "备份")
    return room


def told() -> dict[str, str]:
    """Return what is not well; a PostgreSQL of tests forgets on purpose."""
    return {
        found.name: f"{found.level.word} {found.sentence}"
        for found in health.examine()
        if found.level and found.name != "数据库设置"
    }


def earlier(kind, **ago):
    OperationRecord.objects.filter(kind=kind).update(at=timezone.now() - timedelta(**ago))


def test_a_sound_site_has_nothing_to_be_looked_at(kept_up):
    assert told() == {}


def test_a_new_site_is_told_what_was_never_done(kept_up):
    OperationRecord.objects.all().delete()
    found = told()
    assert found["备份"] == (
        "注意 还没有做过备份的读回核验；请启用它的定时器，已启用而到点没有做的，请查看它的日志。"
    )
    assert found["后台进程"].startswith("故障 后台进程还没有运行过")
    assert found["定时任务"].startswith("注意 定时任务还没有运行过：")
    assert "prune、" in found["定时任务"]


def test_a_worker_that_is_silent_is_missed_unless_a_job_runs(kept_up):
    earlier(operations.WORKER, minutes=3)
    assert told()["后台进程"].startswith("故障 后台进程自 ")
    owner = make_account(is_active=False)
    Job.objects.create(
        kind="x", title="x", owner=owner, state=JobState.RUNNING, heartbeat_at=timezone.now()
    )
    assert told() == {}


def test_a_job_that_nobody_begins_is_told(kept_up):
    owner = make_account(is_active=False)
    job = Job.objects.create(kind="x", title="x", owner=owner, heartbeat_at=timezone.now())
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    assert "一直在排队" in told()["后台任务"]


def test_timers_are_told_that_are_late_or_ended_badly(kept_up):
    earlier("requeue_jobs", hours=2)
    assert "requeue_jobs（" in told()["定时任务"]
    operations.note("requeue_jobs")
    operations.note("send_notices", ok=False, why="x")
    assert told()["定时任务"].startswith("注意 定时任务 send_notices 于 ")


def test_a_backup_that_failed_is_broken_and_an_old_one_is_told(kept_up):
    operations.note("backup", ok=False)
    assert told()["备份"].startswith("故障 ")
    operations.note("backup")
    earlier("backup_read_back", days=9)
    assert "已经过期" in told()["备份"]


def test_a_disk_that_was_not_mounted_is_told_whatever_was_laid_over_it(kept_up, settings, tmp_path):
    for number in range(25):
        files.store(f"报告 {number}".encode())
    assert "已存文件" not in told()
    settings.MEDIA_ROOT = tmp_path / "not-mounted"
    for number in range(12):
        files.store(f"附件 {number}".encode())
    assert told()["已存文件"].startswith(
        "故障 文件库缺文件：查看最早和最近保存的 20 个，其中 10 个不在"
    )


def test_a_log_that_was_altered_or_is_ahead_of_the_clock_is_broken(kept_up):
    actor = log.command_actor("tests")
    log.write_alone(actor, "备份")
    last = AuditEntry.objects.order_by("-sequence")[:1]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE trust_auditentry SET reason = 'x', at = %s WHERE sequence = %s",
            [timezone.now() + timedelta(hours=1), last[0].sequence],
        )
    found = told()
    assert found["审计日志"].startswith(f"故障 审计日志第 {last[0].sequence} 条内容与摘要不符")
    assert "在将来" in found["时钟"]


def test_the_end_of_the_log_holds_by_itself():
    for number in range(5):
        log.write_alone(log.command_actor("tests"), "备份", label=str(number))
    assert log.verify_end(3) is None


@pytest.mark.parametrize(("free", "word"), [(1.9, "注意"), (9.0, "注意"), (0.1, "故障")])
def test_a_disk_that_fills_is_told_before_it_is_full(kept_up, free, word):
    kept_up.free = int(free * machine.GB)
    assert told()["磁盘"].startswith(f"{word} ")


def test_a_store_that_takes_nothing_is_broken_and_a_new_one_is_well(kept_up, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "new"
    assert told() == {}
    assert health.can_serve() is True
    settings.MEDIA_ROOT.write_text("a file, no folder")
    assert told()["文件库"].startswith("故障 文件库 ")
    assert health.can_serve() is False


@pytest.mark.parametrize("is_there", [False, True], ids=["gone", "empty-as-a-disk-not-mounted"])
def test_a_store_without_the_files_that_are_named_is_broken(kept_up, settings, tmp_path, is_there):
    files.store(b"x")
    settings.MEDIA_ROOT = tmp_path / "other"
    if is_there:
        settings.MEDIA_ROOT.mkdir()
    assert told()["文件库"].startswith(f"故障 文件库 {settings.MEDIA_ROOT} 里什么也没有")
    assert health.can_serve() is False


def test_a_store_that_is_another_accounts_is_told_and_no_error(settings):
    """In a child, for the tests may run as root, to whom nothing is forbidden."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "var").mkdir(mode=0o700)
        settings.MEDIA_ROOT = folder / "var" / "media"
        assert files.complaint() == ""
        if os.getuid():
            (folder / "var").chmod(0)
        if not (child := os.fork()):
            is_told = False
            try:
                with suppress(PermissionError):
                    os.setuid(NOBODY)
                is_told = "不能写入" in files.complaint()
            finally:
                os._exit(not is_told)
        assert os.waitpid(child, 0)[1] == 0
        (folder / "var").chmod(0o700)


def test_static_files_of_another_version_are_told(kept_up, settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.STATICFILES_DIRS = [tmp_path / "ours"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "a.txt").write_text("one")
    assert "没有静态文件" in told()["静态文件"]
    call_command("collectstatic", interactive=False, verbosity=0)
    assert told() == {}
    (tmp_path / "ours" / "a.txt").write_text("other")
    assert told()["静态文件"].startswith("注意 1 个静态文件（如 a.txt）不是这一版")
    (tmp_path / "ours" / "b.txt").write_text("new")
    assert told()["静态文件"].startswith("故障 缺 1 个静态文件（如 b.txt）")


def test_a_check_that_fails_is_broken_and_the_others_go_on(kept_up, monkeypatch):
    monkeypatch.setitem(registries.checks._held, "时钟", lambda: 1 / 0)
    assert told() == {"时钟": "故障 检查没有完成：ZeroDivisionError。详情见日志。"}


def test_without_the_database_the_machine_alone_is_looked_at(kept_up, monkeypatch):
    def refused():
        raise OperationalError("connection refused\nmore") from Exception()

    monkeypatch.setattr(outage, "reach_database", refused)
    said = "故障 系统暂时连接不上数据库：connection refused；其余各项未查。请检查数据库服务。"
    assert told() == {"数据库": said}
    assert [found.name for found in health.examine()][-1] == "数据库"
    assert health.can_serve() is False


def test_a_database_that_is_not_named_is_not_looked_into(
    kept_up, settings, monkeypatch, django_assert_num_queries
):
    """SQLite would make an empty file where nobody wants one."""
    settings.DATABASE_IS_NAMED = settings.INSECURE_LOCAL_HTTP = False
    settings.ALLOWED_HOSTS = ["kaohe.gov.cn"]
    settings.MEDIA_ROOT /= "new"  # of an empty store the database would be asked
    with django_assert_num_queries(0):
        found = told()
    assert "没有写明数据库" in found["设置"]
    assert found["数据库"] == "注意 没有看：先写明数据库（见“设置”）。"
    assert [finding.name for finding in health.examine()][-1] == "数据库"


def test_what_is_wrong_with_the_settings_is_told_in_one_order_each_time(kept_up, monkeypatch):
    messages = [Error(f"{number}。", id=f"config.E{number:03}") for number in (9, 2, 5)]
    monkeypatch.setattr(machine, "run_checks", lambda **kwargs: list(messages))
    sentences = [found.sentence for found in health.examine() if found.name == "设置"]
    assert sentences == ["2。", "5。", "9。"]


def test_a_site_can_serve_without_worker_or_timers(kept_up):
    OperationRecord.objects.all().delete()
    assert health.can_serve() is True


@pytest.mark.parametrize(
    ("levels", "status"),
    [([Level.WELL], 0), ([Level.LOOK, Level.WELL], 2), ([Level.LOOK, Level.BROKEN], 1)],
)
def test_doctor_ends_with_how_it_is(levels, status, monkeypatch, capsys):
    found = [health.Finding("备份", level, "一句。" if level else "") for level in levels]
    doctor = "trust.management.commands.doctor.examine"
    monkeypatch.setattr(doctor, lambda: found)
    if status:
        with pytest.raises(SystemExit) as end:
            call_command("doctor")
        assert end.value.code == status
    else:
        call_command("doctor")
    assert len(capsys.readouterr().out.splitlines()) == len(levels)


def test_a_command_of_a_timer_leaves_its_sign():
    call_command("requeue_jobs")
    assert operations.last("requeue_jobs").ok is True


def test_every_timer_that_is_waited_for_leaves_a_sign():
    from django.core.management import get_commands, load_command_class

    apps = get_commands()
    for name, _ in registries.timers.items():
        assert load_command_class(apps[name], name).is_timed


TRIGGER = {
    "sqlite": ["CREATE TRIGGER less AFTER UPDATE ON assessment_result BEGIN"
               " UPDATE assessment_result SET value = value - 1 WHERE id = new.id; END"],
    "postgresql": ["CREATE FUNCTION less() RETURNS trigger LANGUAGE plpgsql AS"
                   " 'BEGIN new.value := new.value - 1; RETURN new; END'",
                   "CREATE TRIGGER less BEFORE UPDATE ON assessment_result"
                   " FOR EACH ROW EXECUTE FUNCTION less()"],
}  # fmt: skip


def test_what_alters_figures_as_they_are_saved_is_named(kept_up):
    """The log cannot see it: it tells of rows as the database holds them after the save."""
    with connection.cursor() as cursor:
        for statement in TRIGGER[connection.vendor]:
            cursor.execute(statement)
    found = [one.sentence for one in health.examine() if one.name == "数据库设置"]
    assert any("不是本程序建立的触发器 less（共 1 个）" in sentence for sentence in found)
