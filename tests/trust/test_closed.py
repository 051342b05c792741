"""Commands that write around the log, as a person calls them at the machine."""

import pytest
from django.core.management import execute_from_command_line, get_commands

from cities.models import Account
from tests.factories import PASSWORD, make_account
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

CLOSED = {
    "changepassword": ["zhang"],
    "createsuperuser": ["--noinput", "--username", "boss"],
    "flush": ["--noinput"],
    "loaddata": ["x.json"],
    "import": ["cities.Place", "x.csv"],
    "clean_old_history": ["--auto"],
    "clean_duplicate_history": ["--auto"],
    "populate_history": ["--auto"],
}


@pytest.mark.parametrize("name", CLOSED)
def test_closed_command_says_what_to_use_and_changes_nothing(name, capsys):
    make_account("zhang")

    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", name, *CLOSED[name]])

    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert told.startswith(f"没有运行 {name}：它绕过审计日志改动数据。")
    assert told.count("。") >= 2
    assert [account.username for account in Account.objects.all()] == ["zhang"]
    assert Account.objects.get().check_password(PASSWORD)


def test_shell_and_all_data_leave_an_entry(capsys, monkeypatch):
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)
    execute_from_command_line(["manage.py", "shell", "-c", "print(6 * 7)"])
    execute_from_command_line(["manage.py", "dumpdata", "cities.office"])
    execute_from_command_line(["manage.py", "axes_reset_username", "zhang"])

    assert "42" in capsys.readouterr().out
    entries = AuditEntry.objects.order_by("sequence")
    assert [(entry.action, entry.object_label) for entry in entries] == [
        ("运行系统命令", "shell"),
        ("运行系统命令", "dumpdata"),
        ("运行系统命令", "axes_reset_username"),
    ]
    assert entries[0].actor_name.startswith("命令 shell（")


@pytest.mark.parametrize("words", [["--fake"], ["assessment", "--fake"], ["--fake-initial"]])
def test_migrations_are_not_taken_for_done(words, capsys):
    """A baseline would follow: what was altered behind the log would pass from then on."""
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "migrate", *words])
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("没有运行 migrate --fake：")
    assert not AuditEntry.objects.exists()


def test_no_command_of_a_package_is_left_out():
    """Whoever brings another app looks at what its commands write."""
    harmless = {
        "axes_list_attempts", "check", "clearsessions", "collectstatic", "compilemessages",
        "createcachetable", "diffsettings", "findstatic", "inspectdb", "makemessages",
        "makemigrations", "optimizemigration", "prune_db_task_results",
        "remove_stale_contenttypes", "runserver", "sendtestemail", "showmigrations", "sqlflush",
        "sqlmigrate", "sqlsequencereset", "squashmigrations", "startapp", "startproject", "test",
        "testserver",
    }  # fmt: skip
    ours = {"trust", "cities", "assessment", "selfeval", "portal", "setup", "trust.closed"}
    others = {name for name, app in get_commands().items() if app not in ours}
    assert others == harmless
