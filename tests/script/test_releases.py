"""script/upgrade and script/install, on a site whose program is a few lines of SQLite."""

import fcntl
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import BaseServer, UnixStreamServer

import psycopg2
import pytest
from django.db import connection  # noqa: F401  named by skipif

from script.releases import building, bundle, bundling, installation, installing, records, upgrading
from script.releases.bundle import Version
from script.releases.database import SQLite, database_of
from script.releases.installation import Failed, Installation
from tests import postgresql

#: Does what manage.py does of the site's commands, to a table of notes and a log; how it migrates
#: stands in the file "migration" beside it.
PROGRAM = r"""
import os, pathlib, sqlite3, sys, time, zlib
word, here = sys.argv[1], pathlib.Path(__file__).parent
path = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
database = sqlite3.connect(path, isolation_level=None)
migration = (here / "migration").read_text()
if word == "migrate":
    wanted = zlib.crc32(migration.encode()) >> 1
    done = database.execute("PRAGMA user_version").fetchone()[0] == wanted
    if "--check" in sys.argv:
        sys.exit("系统暂时连接不上数据库" if (here / "no-server").exists() else not done)
    for line in [] if done else migration.split("\n"):
        if line == "FAIL":
            sys.exit("迁移失败")
        database.execute(line)
    database.execute(f"PRAGMA user_version = {wanted}")
elif word == "backup":
    print("whole site")
elif word == "collectstatic":
    (pathlib.Path(os.environ["STATIC_ROOT"]) / "site.css").touch()
elif word == "doctor":
    print("正常  数据库\n故障  备份：没有成功")
    sys.exit(1)
elif word == "verify_log" and (here / "var" / "no-database").exists():
    sys.exit("系统暂时连接不上数据库")
elif word == "verify_log":
    sys.exit("第 7 条" if (here / "var" / "bad-log").exists() else 0)
elif word == "check" and "--database=default" in sys.argv:
    sys.exit("不合格" if (here / "unfit").exists() else 0)
elif word == "check":
    sys.exit("没有写明数据库" if (here / "wants-more-settings").exists() else 0)
elif word == "wait":
    print("begun", flush=True)
    while not (here / "var" / "go-on").exists():
        time.sleep(0.02)
"""
CONTROL = """#!/bin/sh
away=no; [ ! -e "$KAOHE_FOLDER/away" ] || away=yes
echo "$1 $away $(readlink "$KAOHE_FOLDER/current")" >>"$KAOHE_FOLDER.told"
"""
FIRST = (
    "CREATE TABLE note (text)\nCREATE TABLE trust_auditentry (sequence)\n"
    "INSERT INTO trust_auditentry VALUES (3)"
)
SECOND = "ALTER TABLE note ADD COLUMN mark\nUPDATE note SET mark = 'new'"


class Site:
    """An installed site of version «one», with one note, and a web server that always answers
    unless the release says no."""

    def __init__(self, folder: Path, web: str):
        self.folder, self.settings = folder / "site", folder / "site.env"
        control = folder / "control"
        control.write_text(CONTROL)
        control.chmod(0o755)
        self.installation = Installation(self.folder, self.settings, "", control, web)
        self.folder.mkdir()
        self.settings.write_text(f"DATABASE_URL='sqlite:///{self.folder}/var/site.sqlite3'\n")

    def version(self, name, migration=FIRST, **files) -> Version:
        source = self.folder.parent / name
        source.mkdir()
        for file, text in ({"manage.py": PROGRAM, "migration": migration} | files).items():
            (source / file).parent.mkdir(parents=True, exist_ok=True)
            (source / file).write_text(text)
        with tarfile.open(source / bundle.SOURCE, "w:gz") as tar:
            for path in [path for path in source.iterdir() if path.name != bundle.SOURCE]:
                tar.add(path, path.name)
        return Version(name, source / bundle.SOURCE, None)

    def upgrade(self, version, *, although=False):
        upgrading.upgrade(self.installation, version, although=although)

    def back(self, *, discard=False):
        upgrading.go_back(self.installation, discard=discard)

    def run(self, *statements) -> list:
        with closing(sqlite3.connect(self.folder / "var/site.sqlite3")) as database:
            rows = [database.execute(statement).fetchall() for statement in statements]
            database.commit()
        return rows[-1]

    @property
    def notes(self) -> list:
        return self.run("SELECT * FROM note")

    @property
    def current(self) -> str:
        return os.readlink(self.folder / "current")

    @property
    def told(self) -> list[str]:
        file = Path(f"{self.folder}.told")
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return lines


def _listening(how: str, handler) -> tuple[BaseServer, str]:
    """Return a web server as gunicorn listens, and where."""
    if how == "tcp":
        server = HTTPServer(("127.0.0.1", 0), handler)
        return server, f"127.0.0.1:{server.server_address[1]}"
    path = f"{tempfile.mkdtemp()}/web.sock"  # of few signs, as a socket's has to be
    return UnixStreamServer(path, handler), f"unix:{path}"


@pytest.fixture(params=["unix"])
def site(request, tmp_path, monkeypatch):
    def answer(self):
        release = site.folder / "current"
        self.send_response(500 if (release / "broken").exists() else 200)
        self.end_headers()

    handler = type(
        "Handler", (BaseHTTPRequestHandler,), {"do_GET": answer, "log_message": lambda *_: None}
    )
    server, web = _listening(request.param, handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(building, "_make_venv", _this_python)
    monkeypatch.setattr(building, "_compile", lambda release: None)
    monkeypatch.setattr(installation, "ANSWERS_WITHIN", 0.3)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    site = Site(tmp_path, web)
    yield site
    server.shutdown()
    server.server_close()
    if web.startswith("unix:"):
        shutil.rmtree(Path(web.removeprefix("unix:")).parent)


@pytest.fixture
def installed(site):
    installing.install(site.installation, site.version("one"), packages=[])
    site.run("INSERT INTO note VALUES ('before')")
    assert site.told
    return site


def _this_python(release: Path, wheels, locks) -> None:
    (release / ".venv/bin").mkdir(parents=True)
    (release / ".venv/installed").write_text(" ".join(locks))
    (release / ".venv/bin/python").symlink_to(sys.executable)


def test_an_upgrade_leads_to_the_new_release_and_is_away_only_between(installed, capsys):
    installed.upgrade(installed.version("two", SECOND))
    assert installed.current == "releases/two"
    assert (
        f"要退回，运行 {installed.folder}/current/script/upgrade --back" in capsys.readouterr().err
    )
    assert installed.notes == [("before", "new")]
    assert installed.told == [
        "stop-work no releases/one",
        "stop-web yes releases/one",
        "start-web yes releases/two",
        "start-work no releases/two",
    ]
    assert (installed.folder / "current/collected/site.css").exists()
    [backup] = installed.folder.glob("backups/*/site.backup")
    assert backup.read_text() == "whole site\n"
    assert backup.parent.parent.stat().st_mode & 0o77 == 0


@pytest.mark.parametrize("site", ["tcp", "unix"], indirect=True)
def test_the_web_server_is_asked_wherever_it_listens(installed):
    installed.upgrade(installed.version("two", SECOND))
    assert installed.current == "releases/two"
    installed.back(discard=True)
    assert installed.current == "releases/one"


def test_what_the_settings_ask_for_is_installed_with_each_release(installed):
    """Redis and buckets have packages of their own, which no release had after an upgrade."""
    told = installed.settings.read_text()
    installed.settings.write_text(f"{told}TASKS_BACKEND=rq\nSTORE_URL='s3://a:b@c/d'\n")
    locks = ["requirements.lock", "requirements-rq.lock", "requirements-s3.lock"]
    installed.upgrade(installed.version("two", SECOND, **dict.fromkeys(locks, "")))
    release = installed.folder / "releases/two/.venv/installed"
    assert release.read_text().split() == locks
    installed.settings.write_text(told)
    installed.upgrade(installed.version("three", SECOND, **dict.fromkeys(locks, "")))
    release = installed.folder / "releases/three/.venv/installed"
    assert release.read_text().split() == locks[:1]


def test_whatever_goes_wrong_is_undone(installed, monkeypatch):
    """Also what nobody thought of: the site stands still meanwhile."""
    asked = []

    def fail_once(self):
        asked.append(self)
        if len(asked) == 1:
            raise ValueError("nonnumeric port")

    monkeypatch.setattr(Installation, "wait_until_it_answers", fail_once)
    with pytest.raises(Failed, match="已恢复到运行本脚本以前的样子"):
        installed.upgrade(installed.version("two", SECOND))
    assert (installed.current, installed.notes) == ("releases/one", [("before",)])
    assert not installed.installation.away.exists()


def test_a_database_that_is_away_is_no_fault_of_the_log(installed):
    (installed.folder / "current/var").mkdir(exist_ok=True)
    (installed.folder / "current/var/no-database").touch()
    with pytest.raises(Failed) as told:
        installed.upgrade(installed.version("two", SECOND))
    assert "连接不上数据库" in str(told.value)
    assert "审计" not in str(told.value)


def test_installing_for_a_backup_leaves_the_database_to_it(site, capsys):
    installing.install(site.installation, site.version("one"), packages=[], is_empty=True)
    assert site.current == "releases/one"
    assert [line.split()[0] for line in site.told] == ["set-up"]
    assert site.run("SELECT name FROM sqlite_master") == []
    told = capsys.readouterr().err
    assert "整台机器没有了" in told
    assert "从试用到正式" in told


def test_there_is_a_folder_for_the_backups_of_every_day(installed):
    folder = installed.folder.with_name("site-backup")
    assert folder.stat().st_mode & 0o777 == 0o700


def test_an_upgrade_leaves_that_folder_to_whom_the_operator_opened_it(installed):
    folder = installed.folder.with_name("site-backup")
    folder.chmod(0o750)  # another machine fetches from it
    installed.upgrade(installed.version("two", SECOND))
    assert folder.stat().st_mode & 0o777 == 0o750


def test_a_site_in_one_folder_is_upgraded_from_where_it_lies_and_taken_back(installed):
    one = installed.folder / "releases/one"
    for path in [path for path in one.iterdir() if path.name != "var"]:
        path.rename(installed.folder / path.name)
    shutil.rmtree(installed.folder / "releases")
    (installed.folder / "current").unlink()
    (installed.folder / "current").symlink_to(".")
    backups = installed.folder.with_name("site-backup")
    backups.rmdir()
    installed.upgrade(installed.version("two", SECOND))
    assert installed.current == "releases/two"
    assert backups.stat().st_mode & 0o777 == 0o700  # the unit that backs up asks for it
    installed.back(discard=True)
    assert installed.current == "."
    assert installed.notes == [("before",)]


def test_what_the_doctor_finds_is_told_once_the_site_is_back(installed, capsys):
    doctor = {"trust/management/commands/doctor.py": ""}
    installed.upgrade(installed.version("two", SECOND, **doctor))
    told = capsys.readouterr().err
    assert told.index("网站已恢复") < told.index("自检发现：\n故障  备份：没有成功")
    assert installed.current == "releases/two"


def test_a_log_that_does_not_verify_stops_the_upgrade_before_anything(installed):
    (installed.folder / "var/bad-log").touch()
    with pytest.raises(Failed, match="第 7 条"):
        installed.upgrade(installed.version("two", SECOND))
    assert (installed.current, installed.told) == ("releases/one", [])
    installed.upgrade(installed.version("three", SECOND), although=True)
    assert installed.current == "releases/three"


def test_a_program_that_broke_off_is_told_by_its_last_word_and_kept_whole(installed, capsys):
    with pytest.raises(Failed):
        installed.upgrade(installed.version("two", "DELETE FROM letters"))
    kept = installed.folder / "failure.log"
    told = capsys.readouterr().err
    assert "OperationalError: no such table: letters\n（全部输出在 " in told
    assert "Traceback" not in told
    assert "Traceback" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    installed.upgrade(installed.version("three", SECOND))
    assert not kept.exists()


@pytest.mark.parametrize(
    ("migration", "files"),
    [
        pytest.param("DELETE FROM note\nFAIL", {}, id="migration-fails-half-way"),
        pytest.param(SECOND, {"unfit": ""}, id="check-refuses"),
        pytest.param(SECOND, {"broken": ""}, id="does-not-answer"),
        pytest.param(FIRST, {"broken": ""}, id="does-not-answer-without-a-migration"),
    ],
)
def test_a_failed_upgrade_leaves_the_site_as_it_was(installed, migration, files):
    with pytest.raises(Failed, match="已恢复到运行本脚本以前的样子"):
        installed.upgrade(installed.version("two", migration, **files))
    assert installed.notes == [("before",)]
    assert installed.told[-2:] == ["start-web yes releases/one", "start-work no releases/one"]
    with pytest.raises(Failed, match="没有可以退回的"):
        installed.back()


def test_settings_that_a_new_version_refuses_are_told_before_the_site_stops(installed):
    with pytest.raises(Failed, match="没有写明数据库"):
        installed.upgrade(installed.version("two", SECOND, **{"wants-more-settings": ""}))
    assert (installed.told, installed.current) == ([], "releases/one")
    assert installed.notes == [("before",)]


def test_settings_that_are_refused_are_told_before_there_is_a_database(site):
    version = site.version("one", **{"wants-more-settings": ""})
    with pytest.raises(Failed, match="没有写明数据库"):
        installing.install(site.installation, version, packages=[])
    assert site.run("SELECT name FROM sqlite_master") == []
    assert not site.told


#: What a run of script/upgrade is while it waits for a command of the site's.
WAITING = """
import fcntl, sys
from dataclasses import replace
from pathlib import Path
from script.releases.installation import Installation
folder, settings, file = map(Path, sys.argv[1:])
with file.open("w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    site = Installation(folder, settings, "", folder, "", lock=lock.fileno())
    site.manage(folder / "current", "wait", out=sys.stdout)
"""


def test_what_a_killed_run_has_begun_keeps_others_out_until_it_ends(installed, tmp_path):
    """Else it would migrate what the next run has put back."""
    file = tmp_path / "lock"
    told = [sys.executable, "-c", WAITING, installed.folder, installed.settings, file]
    with subprocess.Popen(told, stdout=subprocess.PIPE) as run, file.open("w") as lock:
        assert run.stdout.readline() == b"begun\n"
        run.kill()
        run.wait()
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (installed.folder / "var/go-on").touch()
        assert run.stdout.read() == b""  # until what it began has ended
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_bundle_is_for_every_patch_of_a_python_not_for_the_one_that_made_it(tmp_path):
    of_windows = "tz==1 ; sys_platform == 'win32' \\\n    --hash=sha256:2\n"
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "async==5 ; python_full_version < '3.11.3' \\\n    --hash=sha256:1\n" + of_windows
    )
    (tmp_path / "copies").mkdir()
    copy = bundling._of_any_patch(lock, tmp_path / "copies")
    assert copy.read_text() == "async==5 \\\n    --hash=sha256:1\n" + of_windows


def test_who_needs_what_a_bundle_lacks_is_told(tmp_path, monkeypatch):
    """Of a package for Redis alone most sites need not care."""
    lock = tmp_path / "requirements-rq.lock"
    lock.write_text("crontab==1 \\\n    --hash=sha256:1\n")
    monkeypatch.setattr(bundling, "_download", lambda *_: False)
    [line] = bundling._one_by_one(lock, tmp_path, "3.11", machine="x86_64")
    assert line == "crontab==1  Python 3.11  x86_64  只有用 Redis 的站点（TASKS_BACKEND=rq）才要"


def test_what_a_killed_run_has_unpacked_goes_with_the_next(installed):
    left = installed.folder / ".unpacked-0123"
    (left / "wheels").mkdir(parents=True)
    words = ["upgrade", "--back", "--folder", installed.folder, "--settings", installed.settings]
    run = subprocess.run(
        [sys.executable, "-m", "script.releases", *words, "--user", ""], capture_output=True
    )
    assert "没有可以退回的" in run.stderr.decode()
    assert not left.exists()


class PowerCut(BaseException):
    """Nothing runs after it."""


@pytest.mark.parametrize(
    ("word", "what_next"), [("stop-web", "back"), ("start-web", "back"), ("start-web", "upgrade")]
)
def test_what_a_power_cut_left_is_put_right_by_the_next_run(
    installed, monkeypatch, word, what_next
):
    def cut(self, told):
        if told == word:
            raise PowerCut

    with monkeypatch.context() as power:
        power.setattr(Installation, "tell", cut)
        with pytest.raises(PowerCut):
            installed.upgrade(installed.version("two", "DELETE FROM note"))
    if what_next == "back":
        installed.back()
        assert installed.current == "releases/one"
        assert installed.notes == [("before",)]
    else:
        installed.upgrade(installed.version("three", SECOND))
        assert installed.notes == [("before", "new")]
    assert not (installed.folder / "away").exists()


def test_going_back_asks_before_what_was_written_since_goes_and_keeps_a_copy(installed, capsys):
    installed.upgrade(installed.version("two", SECOND))
    installed.run(
        "INSERT INTO note VALUES ('since', 'x')", "INSERT INTO trust_auditentry VALUES (5)"
    )
    with pytest.raises(Failed, match="没有退回"):
        installed.back()
    assert "到现在 2 条操作记录" in capsys.readouterr().err
    assert installed.current == "releases/two"
    installed.back(discard=True)
    assert installed.current == "releases/one"
    assert installed.notes == [("before",)]
    [after] = installed.folder.glob("backups/*/database-after")
    with closing(sqlite3.connect(after)) as kept:
        assert kept.execute("SELECT text FROM note").fetchall() == [("before",), ("since",)]
    with pytest.raises(Failed, match="没有可以退回的"):
        installed.back(discard=True)


def test_an_upgrade_is_named_by_the_time_of_the_site(installed):
    made = records.begun(installed.installation, old="releases/one", new="releases/two")
    there = datetime.strptime(made.folder.name, "%Y%m%dT%H%M%S.%f%z")
    assert there.utcoffset() == timedelta(hours=8)
    assert abs(datetime.now(UTC) - there) < timedelta(minutes=1)


def test_upgrades_are_told_apart_whose_names_are_of_two_zones(installed):
    """Versions before told UTC: 10:30 of it is after 18:00 in Asia/Shanghai."""
    for name in ("20261201T180000.000001+0800", "20261201T103000.000001"):
        folder = installed.folder / "backups" / name
        folder.mkdir(parents=True)
        records.Upgrade(folder, "releases/one", name).come_to(records.Stage.DONE)
    assert records.last(installed.installation).new == "20261201T103000.000001"


def test_going_back_without_a_migration_keeps_what_was_written_since(installed):
    installed.upgrade(installed.version("two"))
    installed.run("INSERT INTO note VALUES ('since')")
    installed.back()
    assert installed.current == "releases/one"
    assert installed.notes == [("before",), ("since",)]


def test_static_files_named_in_the_settings_are_refused(installed):
    installed.settings.write_text(installed.settings.read_text() + "STATIC_ROOT=/static\n")
    with pytest.raises(Failed, match="请去掉这一行"):
        installed.upgrade(installed.version("two"))


# --- installing -----------------------------------------------------------------------------------


def test_installing_again_changes_nothing(installed):
    one = Version("one", installed.folder.parent / "one" / bundle.SOURCE, None)
    installing.install(installed.installation, one, packages=[])
    assert installed.notes == [("before",)]
    with pytest.raises(Failed, match="换版本请用 script/upgrade"):
        installing.install(installed.installation, installed.version("two"), packages=[])


@pytest.mark.parametrize("psql", [None, "/usr/bin/psql"])
def test_a_machine_without_postgresql_is_told_how_to_have_it(site, monkeypatch, psql):
    monkeypatch.setattr(installing.shutil, "which", lambda name: psql)
    with pytest.raises(Failed, match="连接不上数据库") as told:
        installing.install(site.installation, site.version("one", **{"no-server": ""}), packages=[])
    assert ("--also 'postgresql nginx-light'" in str(told.value)) == (psql is None)


def test_installing_begins_the_settings_and_waits_for_them(site):
    site.settings.unlink()
    with pytest.raises(Failed, match="请填写域名、数据库、邮件"):
        installing.install(site.installation, site.version("one"), packages=[])
    text = site.settings.read_text()
    assert len(site.installation.environment()["SECRET_KEY"]) > 50
    assert site.settings.stat().st_mode & 0o77 == 0
    assert str(site.folder) in text
    assert "/srv/" not in text.partition("\n\n")[0].replace("/srv/kaohe.env", "")


def test_installing_goes_on_after_a_run_that_failed_with_a_trace(site):
    one = site.version("one", "DELETE FROM letters")
    with pytest.raises(Failed, match="全部输出在"):
        installing.install(site.installation, one, packages=[])
    (site.folder / "releases/one/migration").write_text(FIRST)
    installing.install(site.installation, one, packages=[])
    assert site.current == "releases/one"
    assert not (site.folder / "failure.log").exists()


def test_a_folder_with_something_else_in_it_is_refused(site):
    (site.folder / "letters").touch()
    with pytest.raises(Failed, match="有别的内容（letters）"):
        installing.install(site.installation, site.version("one"), packages=[])


def test_half_a_release_is_built_anew(installed):
    half = installed.folder / "releases/two"
    half.mkdir()
    (half / "rest").touch()
    installed.upgrade(installed.version("two", SECOND))
    assert not (half / "rest").exists()


# --- systemd --------------------------------------------------------------------------------------

#: Says what it was asked, and of units what a site has with a second worker.
SYSTEMCTL = """#!/bin/sh
echo "$*" >>"$TOLD"
case "$*" in
list-unit-files*.service) printf 'kaohe-web.service enabled enabled\nkaohe-worker.service enabled enabled\nkaohe-worker2.service enabled enabled\n' ;;
list-unit-files*.timer) printf 'kaohe-backup.timer enabled enabled\nkaohe-prune.timer enabled enabled\n' ;;
esac
"""  # noqa: E501


def test_every_worker_that_is_stopped_is_started_again(tmp_path):
    """Of a second one nothing was heard any more after an upgrade."""
    (tmp_path / "systemctl").write_text(SYSTEMCTL)
    (tmp_path / "systemctl").chmod(0o755)
    told = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TOLD": str(tmp_path / "told")}
    script = bundle.HERE / "script/releases/systemd"
    subprocess.run([script, "start-work"], env=told, check=True)
    [started] = [
        line.split()[1:]
        for line in (tmp_path / "told").read_text().splitlines()
        if line.startswith("start ")
    ]
    services = ["kaohe-worker.service", "kaohe-worker2.service"]
    assert started == [*services, "kaohe-backup.timer", "kaohe-prune.timer"]


# --- bundles --------------------------------------------------------------------------------------


@pytest.fixture
def tiny(tmp_path):
    """A bundle of few files, unpacked."""
    folder = tmp_path / "kaohe-tiny"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels/a.whl").write_bytes(b"wheel")
    (folder / bundle.SOURCE).write_bytes(b"source")
    (folder / "NAME").write_text("tiny\n")
    bundle.write_sums(folder)
    return folder


def damage(folder):
    (folder / "wheels/a.whl").write_bytes(b"wheeL")


def lose(folder):
    (folder / "wheels/a.whl").unlink()


def lose_sums(folder):
    (folder / bundle.SUMS).unlink()


def add(folder):
    (folder / "wheels/b.whl").write_bytes(b"foreign")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (damage, "wheels/a.whl 与校验和不符"),
        (lose, "缺少 wheels/a.whl"),
        (lose_sums, "不是完整的安装包"),
        (add, "清单以外的文件 wheels/b.whl"),
    ],
)
def test_a_bundle_that_is_not_as_it_was_made_is_refused(tiny, tmp_path, change, why):
    change(tiny)
    with pytest.raises(Failed, match=why):
        bundle.opened(tiny, tmp_path)


def test_a_bundle_is_taken_as_one_file_and_unpacked(tiny, tmp_path):
    archive = tmp_path / "kaohe-tiny.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(tiny, tiny.name)
    for given in (archive, tiny):
        version = bundle.opened(given, tmp_path / "scratch")
        assert version.name == "tiny"
        assert version.source.read_bytes() == b"source"
        assert version.wheels == version.source.parent / "wheels"
    with tarfile.open(tmp_path / "cut.tar", "w") as tar:
        tar.add(tiny / "NAME", "kaohe-tiny/NAME")
    with pytest.raises(Failed, match=f"^{tmp_path}/cut.tar 不能用：不是完整的安装包"):
        bundle.opened(tmp_path / "cut.tar", tmp_path / "scratch")
    archive.write_bytes(archive.read_bytes()[:600])
    with pytest.raises(Failed, match="没有拷贝完整"):
        bundle.opened(archive, tmp_path / "other")


def test_sums_are_those_that_sha256sum_checks(tiny):
    subprocess.run(["sha256sum", "--check", "--quiet", bundle.SUMS], cwd=tiny, check=True)


def test_a_copy_of_sqlite_takes_what_stands_in_the_file_beside_it(tmp_path):
    database = sqlite3.connect(tmp_path / "site", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE note (text)")
    SQLite(tmp_path / "site").copy(tmp_path / "copy")
    database.execute("INSERT INTO note VALUES ('since')")
    database.close()
    SQLite(tmp_path / "site").put_back(tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "site")) as now:
        assert now.execute("SELECT * FROM note").fetchall() == []


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_copy_of_postgresql_is_put_back_over_half_a_migration(db, tmp_path):
    address = postgresql.new_database(postgresql.start_once(), "releases")
    (tmp_path / "env").write_text(f"DATABASE_URL={address}?CONN_MAX_AGE=5")
    database = database_of(Installation(tmp_path, tmp_path / "env", "", tmp_path, ""))
    with psycopg2.connect(database.target) as made, made.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id int GENERATED BY DEFAULT AS IDENTITY, text text)")
        cursor.execute("INSERT INTO note (text) VALUES ('升级''前')")
        cursor.execute("CREATE TABLE trust_auditentry (sequence int)")
    made.close()
    database.copy(tmp_path / "copy")
    with psycopg2.connect(database.target) as half, half.cursor() as cursor:
        cursor.execute("ALTER TABLE note RENAME TO half; CREATE TABLE more (id serial)")
        cursor.execute("INSERT INTO trust_auditentry VALUES (9)")
    half.close()
    assert database.written() == 9
    database.put_back(tmp_path / "copy")
    assert database.written() == 0
    with psycopg2.connect(database.target) as now, now.cursor() as cursor:
        cursor.execute("INSERT INTO note (text) VALUES ('x') RETURNING id")
        assert cursor.fetchall() == [(2,)]
        cursor.execute("SELECT text FROM note ORDER BY id")
        assert cursor.fetchall() == [("升级'前",), ("x",)]
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        assert cursor.fetchall() == [("note",), ("trust_auditentry",)]
    now.close()
