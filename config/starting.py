"""Starting to serve: wrong settings refuse, a database that is away is waited for.

With 3 a process says to gunicorn that trying again is of no use, and gunicorn ends with it.
"""

import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator
from threading import Thread

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connections

from config.checks import STARTUP
from config.log import as_read_by
from config.readiness import READINESS
from trust import outage

REFUSED = 3
#: Seconds between two tries to reach the database: soon at first, then at most so many.
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
#: Seconds after which the journal is told again that the database is still away.
SAY_AGAIN = 300


def refuse_to_start_badly(*tags: str) -> None:
    """Print what is wrong to standard error and exit with 3 if any of it is an error.

    tags: of the checks; none: those of settings (config.checks) alone. Raises DatabaseError
    while the database is away.
    """
    try:
        messages = run_checks(
            tags=tags or [STARTUP],
            include_deployment_checks=True,
            databases=list(settings.DATABASES),
        )
    finally:
        connections.close_all()
    _say_and_stop(messages)


def start() -> None:
    """Refuse wrong settings; then all else, as soon as the database can be asked.

    While it is away this returns, every page answers 503, and a thread tries again.
    """
    settings_alone = run_checks(tags=[STARTUP], include_deployment_checks=True)
    _say_and_stop([message for message in settings_alone if message.is_serious()])
    try:
        refuse_to_start_badly(STARTUP, READINESS)
    except DatabaseError as error:
        if not (why := outage.why_away(error)):
            raise
        outage.hold(why)
        _say(f"{why}：{_first_line(error)}。网站已启动，每页答复 503；正在重试。")
        _wait_beside()


def _wait_beside() -> None:
    if outage.held():
        Thread(target=_wait, daemon=True, name="waiting for the database").start()


os.register_at_fork(after_in_child=_wait_beside)  # gunicorn --preload leaves the thread behind


def _wait() -> None:
    """Try until the database is there; what is wrong then ends this process and gunicorn."""
    told_at = time.monotonic()
    for pause in _pauses():
        time.sleep(pause)
        try:
            refuse_to_start_badly(STARTUP, READINESS)
        except SystemExit:
            os._exit(REFUSED)  # of a thread, sys.exit would end the thread alone
        except DatabaseError as error:
            if time.monotonic() - told_at > SAY_AGAIN:
                told_at = time.monotonic()
                _say(f"{outage.why_away(error) or '数据库出错'}：{_first_line(error)}。仍在重试。")
        except Exception:
            traceback.print_exc()
            os._exit(1)  # gunicorn starts another in its place
        else:
            outage.hold("")
            _say("已连接上数据库，网站恢复。", logging.INFO)
            return


def _pauses() -> Iterator[float]:
    pause = FIRST_WAIT
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_WAIT)


def _say_and_stop(messages) -> None:
    for message in messages:
        word, level = (
            ("拒绝启动", logging.ERROR) if message.is_serious() else ("提醒", logging.WARNING)
        )
        _say(f"{word}：{message.msg} {message.hint} ({message.id})", level)
    if any(message.is_serious() for message in messages):
        raise SystemExit(REFUSED)


def _say(line: str, level: int = logging.WARNING) -> None:
    sys.stderr.write(f"{as_read_by(sys.stderr, line, level)}\n")
    sys.stderr.flush()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
