"""The lines of the log: the request at hand on each, one clock, for people or for machines."""

import json
import logging
import os
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Puts the number of the request at hand on each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


class AwayFilter(logging.Filter):
    """Leaves one line a request of what is away for a while (503), without the way it was met."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 0) == 503:
            record.exc_info = record.exc_text = None
        return True


#: How systemd's journal names levels, by the least of ours: sd-daemon(3).
_OF_THE_JOURNAL = (
    (logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6),
)  # fmt: skip


class StderrHandler(logging.StreamHandler):
    """Standard error; where systemd's journal reads it, each line begins with its level, without
    which the journal would take errors for mere information (journalctl -p warning)."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        if not self._is_read_by_the_journal():
            return text
        told = next((level for least, level in _OF_THE_JOURNAL if record.levelno >= least), 7)
        return "\n".join(f"<{told}>{line}" for line in text.split("\n"))

    def _is_read_by_the_journal(self) -> bool:
        """Return whether the stream is the one that systemd names, and not led elsewhere since."""
        told = os.environ.get("JOURNAL_STREAM")
        try:
            seen = os.fstat(self.stream.fileno()) if told else None
        except (OSError, ValueError):
            return False
        return seen is not None and told == f"{seen.st_dev}:{seen.st_ino}"


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
