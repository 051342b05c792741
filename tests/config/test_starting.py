"""Starting to serve: what is wrong refuses with 3, a database that is away is waited for."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.core.checks import Error, Warning, run_checks

from config import starting
from config.readiness import READINESS
from tests import prepared

KEY = "k" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
#: Serve nothing; end as soon as the database is there, and say after how long a thread that
#: computes lets one go on that was told something by the database.
SERVE = """
import sys
import time
import config.wsgi
from trust import outage
print("away" if outage.held() else "there", flush=True)
while outage.held():
    time.sleep(0.05)
print("back", sys.getswitchinterval(), flush=True)
"""


@pytest.fixture
def serving(tmp_path):
    """serving(**environment) → the process of a site whose database lies in tmp_path/data."""
    static = tmp_path / "static"
    static.mkdir()
    (static / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    started = []

    def start(**environment):
        own = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": "kaohe.example",
            "MEDIA_ROOT": str(tmp_path / "media"),
            "STATIC_ROOT": str(static),
            "DATABASE_URL": f"sqlite:///{tmp_path}/data/site.sqlite3",
        }
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", SERVE],
            env=own | environment,
            cwd=site.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def bring_database(tmp_path):
    coming = tmp_path / "coming"
    coming.mkdir()
    prepared.put(coming / "site.sqlite3")
    coming.rename(tmp_path / "data")


def test_a_site_waits_for_its_database_and_then_serves(serving, tmp_path):
    process = serving()
    assert process.stdout.readline() == "away\n"
    bring_database(tmp_path)
    told, said = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, "back 0.001\n")
    lines = [line for line in said.splitlines() if not line.startswith("提醒")]
    assert len(lines) == 2
    assert lines[0].startswith("系统暂时连接不上数据库：unable to open database file。网站已启动")
    assert lines[1] == "已连接上数据库，网站恢复。"


def test_what_is_wrong_with_a_database_that_came_ends_the_process(serving, tmp_path):
    process = serving()
    assert process.stdout.readline() == "away\n"
    (tmp_path / "data").mkdir()  # an empty database will be made there
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3
    assert (
        "运行 kaohe migrate（试用的：python manage.py migrate）后重新启动。 (config.E012)" in said
    )


def test_the_journal_hears_of_a_refusal_as_an_error(tmp_path, monkeypatch):
    found = [Error("甲", hint="改正。", id="x.E1"), Warning("乙", hint="看。", id="x.W1")]
    monkeypatch.setattr(starting, "run_checks", lambda **_: found)
    with (tmp_path / "stderr").open("w+") as stream, monkeypatch.context() as patch:
        seen = os.fstat(stream.fileno())
        patch.setenv("JOURNAL_STREAM", f"{seen.st_dev}:{seen.st_ino}")
        patch.setattr(sys, "stderr", stream)
        with pytest.raises(SystemExit):
            starting.refuse_to_start_badly()
    lines = (tmp_path / "stderr").read_text().splitlines()
    assert lines == ["<3>拒绝启动：甲 改正。 (x.E1)", "<4>提醒：乙 看。 (x.W1)"]


def missing():
    found = run_checks(tags=[READINESS], include_deployment_checks=True)
    return [message.id for message in found]


def test_static_files_that_were_not_collected_are_missed(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"}
    }
    assert missing() == ["config.E013"]
    (tmp_path / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    assert missing() == []


def test_a_store_that_is_no_folder_is_refused(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "new" / "media")
    assert missing() == []
    (tmp_path / "new").write_text("")
    assert missing() == ["config.E014"]
