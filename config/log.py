"""The lines of the log: the request at hand on each, one clock, for people or for machines."""

import json
import logging
import os
from contextvars import ContextVar
from datetime import datetime
from typing import TextIO

from django.utils import timezone

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Puts the number of the request at hand on each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


class NoFaultFilter(logging.Filter):
    """Leaves one line a request of what is no fault of the program, without the way it was met:
    of what is away for a while (503) and of what was refused, of which anyone can send many."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 0)
        if 400 <= status < 500 or status == 503:
            record.exc_info = record.exc_text = None
        return True


#: How systemd's journal names levels, by the least of ours: sd-daemon(3).
_OF_THE_JOURNAL = (
    (logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6),
)  # fmt: skip


def as_read_by(stream: TextIO, text: str, level: int) -> str:
    """Return lines for a stream; where systemd's journal reads it, each begins with its level,
    without which the journal would take errors for mere information (journalctl -p warning)."""
    if not _is_read_by_the_journal(stream):
        return text
    told = next((number for least, number in _OF_THE_JOURNAL if level >= least), 7)
    return "\n".join(f"<{told}>{line}" for line in text.split("\n"))


def _is_read_by_the_journal(stream: TextIO) -> bool:
    """Return whether the stream is the one that systemd names, and not led elsewhere since."""
    told = os.environ.get("JOURNAL_STREAM")
    try:
        seen = os.fstat(stream.fileno()) if told else None
    except (OSError, ValueError):
        return False
    return seen is not None and told == f"{seen.st_dev}:{seen.st_ino}"


class StderrHandler(logging.StreamHandler):
    """Standard error, each line with its level where the journal reads it."""

    def format(self, record: logging.LogRecord) -> str:
        return as_read_by(self.stream, super().format(record), record.levelno)


class _Clocked(logging.Formatter):
    """Tells the site's time with its offset, whatever zone the machine is in."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        here = timezone.get_default_timezone()
        return datetime.fromtimestamp(record.created, here).isoformat(timespec="milliseconds")


class LineFormatter(_Clocked):
    """A line for people: time, level, logger, [request], message."""


class JsonFormatter(_Clocked):
    """One JSON object a line: time, level, logger, request, message; exception, if any."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
