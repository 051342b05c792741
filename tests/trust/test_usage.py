"""Commands that were called wrongly: one sentence in Chinese, the status of bad input."""

import os
import sys

import pytest
from django.core.management import get_commands, load_command_class

from trust.usage import ChineseUsage, in_chinese

OURS = ("assessment", "cities", "portal", "selfeval", "trust")


def run(command: str, *words: str):
    app = get_commands()[command]
    load_command_class(app, command).run_from_argv(["manage.py", command, *words])


@pytest.mark.parametrize(
    ("command", "words", "told"),
    [
        ("restore", [], "restore：缺少 文件"),
        ("restore", ["a", "--foo"], "restore：没有 --foo 这样的参数"),
        ("backup", [], "backup：文件 --into 之中要写一个"),
        ("backup", ["--into"], "backup：--into 后面没有写内容"),
        ("backup", ["a", "--into", "b"], "backup：--into 不能与 文件 同用"),
        ("backup", ["a", "--keep", "三"], "backup：--keep 应为整数，写的是 '三'"),
        ("rebuild_summaries", ["--check=1"], "rebuild_summaries：--check 后面不能写 '1'"),
        ("doctor", ["-v", "9"], "doctor：-v/--verbosity 不能是 9，可选 0, 1, 2, 3"),
        ("verify_snapshot", [], "verify_snapshot：缺少 file"),
        ("send_log_head", ["--t", "x"], "send_log_head：--t 可以指 --traceback, --to，请写全"),
    ],
)
def test_a_command_called_wrongly_says_what_and_is_not_taken_for_done(command, words, told, capsys):
    """2 is what a backup ends with that is there but for a file: a timer may take it for that."""
    with pytest.raises(SystemExit) as end:
        run(command, *words)
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith(told), said
    assert said.endswith(f"；什么也没有做。怎样写见 python manage.py {command} --help。\n")
    assert said.count("\n") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "words", "told"),
    [
        ("restore", ["/nowhere/x.backup"], "没有文件 /nowhere/x.backup"),
        ("verify_backup", ["/nowhere/x.backup"], "没有文件 /nowhere/x.backup"),
        ("settle_log", ["9", "--reason", "x"], "没有第 9 条"),
    ],
)
def test_what_failed_is_told_without_the_name_of_an_english_class(command, words, told, capsys):
    with pytest.raises(SystemExit) as end:
        run(command, *words)
    assert end.value.code == 1
    *_, line = capsys.readouterr().err.splitlines()
    assert told in line
    assert "Error" not in line


@pytest.mark.django_db
def test_the_journal_is_told_that_what_failed_is_an_error(tmp_path, monkeypatch):
    with (tmp_path / "stderr").open("w+") as stream:
        told = os.fstat(stream.fileno())
        monkeypatch.setenv("JOURNAL_STREAM", f"{told.st_dev}:{told.st_ino}")
        monkeypatch.setattr(sys, "stderr", stream)
        with pytest.raises(SystemExit):
            run("verify_backup", "/nowhere/x.backup")
        stream.seek(0)
        assert stream.read().startswith("<3>没有核对：没有文件 /nowhere/x.backup")


def test_every_command_of_ours_tells_it_so():
    ours = [name for name, app in get_commands().items() if app in OURS]
    assert len(ours) > 30
    others = [
        n for n in ours if not isinstance(load_command_class(get_commands()[n], n), ChineseUsage)
    ]
    assert others == ["db_worker"]  # the package's


def test_what_argparse_says_otherwise_is_told_as_it_is():
    assert in_chinese("something new") == "something new"
    assert in_chinese("argument --day: 日期写错了") == "--day：日期写错了"
