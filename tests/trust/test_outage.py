"""A database or a disk that is away for a while: a sentence and 503, nothing half done."""

import errno
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.test import Client

from trust import files, jobs, outage
from trust.models import Job, JobState

pytestmark = pytest.mark.django_db
FIRST = "系统暂时连接不上数据库，此页暂时无法显示。"


def refused(*args, **kwargs):
    """What psycopg and sqlite3 say: a sentence, and no code where nobody answered."""
    raise OperationalError("connection refused") from Exception("connection refused")


@pytest.fixture
def unreachable(monkeypatch):
    monkeypatch.setattr(outage, "reach_database", refused)


@pytest.fixture
def gone_meanwhile():
    """The database goes away after the request began."""
    with connection.execute_wrapper(refused):
        yield


@pytest.fixture
def person(cast, signed_in):
    client = signed_in(cast["office"])
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("url", ["/", "/sign-in/", "/jobs/", "/nothing/here/", "/fail/"])
def test_every_page_says_that_the_database_is_away(person, unreachable, url):
    for client in (person, Client()):
        page = client.get(url)
        assert (page.status_code, page["Retry-After"]) == (503, "10")
        assert FIRST in page.content.decode()
        assert page["Cache-Control"] == "no-store, private"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("url", ["/jobs/", "/nothing/here/"])
def test_a_database_that_goes_away_in_the_midst_of_it_is_told_likewise(person, gone_meanwhile, url):
    page = person.get(url)
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "<h1>暂时停用</h1>" in page.content.decode()


def test_a_page_asks_again_by_itself_and_a_form_does_not(person, unreachable):
    assert '<meta http-equiv="refresh" content="10">' in person.get("/jobs/").content.decode()
    form = person.post("/sign-in/", {"username": "a"}).content.decode()
    assert "刚才的操作没有得到确认" in form
    assert "http-equiv" not in form


def test_a_script_gets_the_sentence_alone(person, unreachable):
    part = person.get("/jobs/", headers={"HX-Request": "true"})
    assert part["Content-Type"] == "text/plain; charset=utf-8"
    told = person.post("/jobs/", headers={"Accept": "application/json"})
    assert (told.status_code, set(told.json())) == (503, {"error"})


def test_the_site_is_back_with_the_database(person):
    with connection.execute_wrapper(refused):
        assert person.get("/jobs/").status_code == 503
    assert person.get("/jobs/").status_code == 200


def test_what_waiting_does_not_mend_stays_a_failure(person):
    def no_table(*args):
        raise OperationalError("no such table") from sqlite3.OperationalError("no such table")

    with connection.execute_wrapper(no_table):
        assert person.get("/jobs/").status_code == 500


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (sqlite3.SQLITE_FULL, outage.FULL),
        (sqlite3.SQLITE_READONLY | 1 << 8, outage.READ_ONLY),
        (sqlite3.SQLITE_CANTOPEN, outage.UNREACHABLE),
        (sqlite3.SQLITE_BUSY, outage.BUSY),
        (sqlite3.SQLITE_ERROR, ""),
    ],
)
def test_sqlite_says_what_is_away(code, why):
    cause = sqlite3.OperationalError()
    cause.sqlite_errorcode = code
    error = OperationalError()
    error.__cause__ = cause
    assert outage.why_away(error) == why


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("57P01", outage.UNREACHABLE),
        ("53100", outage.FULL),
        ("25006", outage.READ_ONLY),
        ("40P01", outage.BUSY),
        ("42P01", ""),
        (None, outage.UNREACHABLE),
    ],
)
def test_postgresql_says_what_is_away(code, why):
    cause = Exception()
    cause.pgcode = code
    error = OperationalError()
    error.__cause__ = cause
    assert outage.why_away(error) == why


@pytest.mark.parametrize(
    ("number", "why"),
    [(errno.ENOSPC, "服务器的磁盘已满"), (errno.EROFS, "服务器的磁盘或数据库暂时只能读、不能写")],
)
def test_a_disk_that_takes_nothing_is_told_and_nothing_is_kept(person, monkeypatch, number, why):
    def no_room(*args):
        raise OSError(number, "no room")

    monkeypatch.setattr("trust.disk.os.fsync", no_room)
    monkeypatch.setattr("tests.trust.urls.store_something", lambda: files.store(b"new"))
    page = person.get("/store/")
    assert page.status_code == 503
    assert why in page.content.decode()
    assert not files.StoredFile.objects.exists()
    assert not [path for path in files.path_of("0" * 64).parents[2].rglob("*") if path.is_file()]


def test_a_file_that_is_merely_missing_is_no_outage():
    assert outage.why_away(FileNotFoundError(errno.ENOENT, "gone")) == ""


def test_a_job_is_begun_anew_when_the_database_went_away(cast, monkeypatch):
    monkeypatch.setitem(jobs._kinds, "breaks", jobs._Kind(refused, None))
    job = Job.objects.create(kind="breaks", title="x", owner=cast["office"])
    with pytest.raises(OperationalError):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING  # requeue_stale finds it


def test_a_job_says_that_the_disk_was_full(cast, monkeypatch):
    def no_room(job):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setitem(jobs._kinds, "breaks", jobs._Kind(no_room, None))
    job = Job.objects.create(kind="breaks", title="x", owner=cast["office"])
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (
        JobState.FAILED,
        "服务器的磁盘已满，没有完成。恢复后请重试。",
    )
