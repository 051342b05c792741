"""The lines of the log: the request at hand on each, one clock, for people or for machines."""

import json
import logging
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

from lib.journal import as_read_by

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
