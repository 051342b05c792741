"""The process of which workers are forks: there at once, started anew, gone with its caller."""

import os
import runpy
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.core.management import get_commands, load_command_class

from press.paper import standby
from press.paper.fonts import PaperError
from press.paper.rendering import Press
from press.paper.standby import PROJECT

CALLER = """
import os, sys
from press.paper import standby
worker = standby.start_worker()
print(standby._standby._process.pid, worker.pid, flush=True)
sys.stdin.read()
"""


def is_there(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def are_gone(*pids: int) -> bool:
    """Wait for it a while."""
    for _ in range(100):
        if not any(map(is_there, pids)):
            return True
        time.sleep(0.1)
    return False


def paper(press: Press) -> bytes:
    [pdf] = press.each([("评分卡", "<p>中")])
    return pdf


def test_presses_share_what_is_loaded_and_no_worker():
    with Press() as press:
        first = paper(press)
        [worker] = press._workers
    assert are_gone(worker.pid)
    stands_by = standby._standby._process.pid
    with Press() as press:
        assert paper(press) == first
        assert press._workers[0].pid != worker.pid
    assert standby._standby._process.pid == stands_by


def test_one_that_was_prepared_is_the_one_that_serves(monkeypatch):
    monkeypatch.setattr(standby, "_standby", None)
    standby.prepare()
    prepared = standby._standby
    with Press() as press:
        assert paper(press).startswith(b"%PDF")
    assert standby._standby is prepared
    standby._leave()


def test_commands_that_lay_out_have_it_prepared_while_django_loads():
    prepared = runpy.run_path(str(PROJECT / "manage.py"))["LAYING_OUT"]
    modules = {
        name: sys.modules[type(load_command_class(app, name)).__module__]
        for name, app in get_commands().items()
        if not app.startswith("django")
    }
    assert {name for name, module in modules.items() if hasattr(module, "Press")} == prepared


def test_one_that_was_ended_is_started_anew():
    with Press() as press:
        paper(press)
    ended = standby._standby._process
    ended.kill()
    ended.wait()
    with Press() as press:
        assert paper(press).startswith(b"%PDF")
    assert standby._standby._process.pid != ended.pid


def test_one_that_does_not_answer_is_started_anew():
    with Press() as press:
        paper(press)
    silent = standby._standby
    silent._process.send_signal(signal.SIGSTOP)
    silent._control.settimeout(0.2)
    with Press() as press:
        assert paper(press).startswith(b"%PDF")
    assert are_gone(silent._process.pid)


def test_it_and_its_workers_end_with_a_caller_that_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", CALLER], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as caller:
        pids = tuple(map(int, caller.stdout.readline().split()))
        assert all(map(is_there, pids))
        caller.send_signal(signal.SIGKILL)
    assert are_gone(*pids)


def test_a_fork_of_the_caller_has_its_own():
    with Press() as press:
        paper(press)
    own, read_end = standby._standby._process.pid, os.pipe()
    if not os.fork():
        with suppress(BaseException):
            worker = standby.start_worker()
            worker.close()
            os.write(read_end[1], str(standby._standby._process.pid).encode())
        os._exit(0)
    os.close(read_end[1])
    with os.fdopen(read_end[0], "rb") as told:
        other = int(told.read())
    assert other != own
    assert are_gone(other)
    assert is_there(own)


def test_where_none_starts_the_caller_is_told(monkeypatch):
    def fail(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(standby, "_standby", None)
    monkeypatch.setattr(subprocess, "Popen", fail)
    with Press() as press, pytest.raises(PaperError, match="排版程序没有启动"):
        paper(press)
