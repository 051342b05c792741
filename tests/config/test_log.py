"""A line of the log: one clock, the request's number, JSON where it is asked for."""

import json
import logging
import os
import sys

import pytest
from django.conf import settings as site

from config.log import JsonFormatter, LineFormatter, NoFaultFilter, StderrHandler


@pytest.fixture
def record():
    try:
        raise RuntimeError("boom")
    except RuntimeError:
        record = logging.LogRecord(
            "django.request", logging.ERROR, "x.py", 1, "第%d行\n换行", (7,), sys.exc_info()
        )
    record.created, record.request_id = 1_700_000_000.25, "abc"
    return record


def test_a_line_of_json_is_one_object_on_one_line(record):
    line = JsonFormatter().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("exception").endswith("RuntimeError: boom")
    assert told == {
        "time": "2023-11-15T06:13:20.250+08:00",
        "level": "ERROR",
        "logger": "django.request",
        "request": "abc",
        "message": "第7行\n换行",
    }


def test_a_readable_line_tells_the_same_time_with_its_offset(record):
    line = LineFormatter(**_options()).format(record)
    assert line.startswith("2023-11-15T06:13:20.250+08:00 ERROR django.request [abc] 第7行")
    assert "RuntimeError: boom" in line


@pytest.mark.parametrize("status", [400, 403, 499, 503])
def test_what_is_refused_or_away_for_a_while_is_told_in_one_line(record, status):
    record.status_code = status
    assert NoFaultFilter().filter(record) is True
    assert "RuntimeError" not in LineFormatter(**_options()).format(record)


def test_a_failure_keeps_the_way_it_was_met(record):
    record.status_code = 500
    NoFaultFilter().filter(record)
    assert "exception" in json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    ("level", "told"), [("CRITICAL", 2), ("ERROR", 3), ("WARNING", 4), ("INFO", 6), ("DEBUG", 7)]
)
def test_the_journal_is_told_the_level_of_each_line(record, tmp_path, monkeypatch, level, told):
    record.levelno = logging.getLevelNamesMapping()[level]
    lines = _written(record, tmp_path, monkeypatch, is_journal=True)
    assert len(lines) > 2
    assert all(line.startswith(f"<{told}>") for line in lines)


def test_what_is_led_elsewhere_than_to_the_journal_is_as_ever(record, tmp_path, monkeypatch):
    lines = _written(record, tmp_path, monkeypatch, is_journal=False)
    assert lines[0].startswith("2023-11-15T06:13:20.250+08:00 ERROR")


def _written(record, folder, monkeypatch, *, is_journal) -> list[str]:
    with (folder / "stderr").open("w+") as stream:
        seen = os.fstat(stream.fileno())
        named = seen.st_ino if is_journal else seen.st_ino + 1
        monkeypatch.setenv("JOURNAL_STREAM", f"{seen.st_dev}:{named}")
        handler = StderrHandler(stream)
        handler.setFormatter(LineFormatter(**_options()))
        handler.emit(record)
        return (folder / "stderr").read_text().splitlines()


def _options():
    options = site.LOGGING["formatters"]["line"]
    return {"fmt": options["format"], "style": options["style"]}
