"""Jobs: started once, done once, told truly, started anew when their worker died."""

from datetime import timedelta

import pytest
from django.utils import timezone

from trust import files, jobs, log
from trust.guard import UploadRefused
from trust.models import AuditEntry, Job, JobState
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

SEEN = []


@jobs.job("count")
def count(job, *, upto):
    for number in range(1, upto + 1):
        jobs.report(job, number, upto, message=f"第 {number} 份")
    SEEN.append(job.pk)
    return jobs.Produced(files.store(b"result"), "结果.txt", "已生成")


@jobs.job("refuse")
def refuse(job):
    raise Refused("本年度尚未下达，没有可生成的评分卡。")


@jobs.job("bad_file")
def bad_file(job):
    raise UploadRefused("文件没有保存。")


@jobs.job("fail")
def fail(job):
    raise KeyError("internals")


@jobs.job("for_auditors", allowed=lambda user: user.memberships.filter(role="auditor").exists())
def for_auditors(job):
    return jobs.Produced(files.store(b"secret"), "密.txt")


@pytest.fixture(autouse=True)
def _forget():
    SEEN.clear()


@pytest.fixture
def start(cast, actor, django_capture_on_commit_callbacks):
    def start(kind="count", owner="office", execute=True, **parameters):
        with django_capture_on_commit_callbacks(execute=execute):
            return jobs.start(
                kind=kind, title="甲乙丙三市打包", parameters=parameters, owner=cast[owner],
                request_actor=actor,
            )  # fmt: skip

    return start


def test_job_runs_after_the_commit_and_ends_with_its_file(start):
    job = start(upto=3)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempts) == (JobState.DONE, 3, 3, 1)
    assert (job.file_name, job.message) == ("结果.txt", "已生成")
    assert files.path_of(job.file.sha256).read_bytes() == b"result"
    assert job.finished_at is not None
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", "actor_name")) == [
        ("发起任务", log.command_actor("tests").name),
        ("任务结束", "后台任务"),
    ]


def test_job_that_waits_runs_later(start):
    job = start(execute=False, upto=1)
    assert job.state == JobState.QUEUED
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_job_is_run_once_however_often_it_is_handed_out(start):
    job = start(upto=1)
    jobs.run(job.pk)
    jobs.run(job.pk)
    assert [job.pk] == SEEN


def test_the_same_request_twice_is_one_job(start):
    assert start(execute=False, upto=2) == start(execute=False, upto=2)
    assert start(execute=False, upto=3) != start(execute=False, upto=2)
    assert start(execute=False, upto=2, owner="city") != start(execute=False, upto=2)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("refuse", "本年度尚未下达，没有可生成的评分卡。"),
        ("bad_file", "文件没有保存。"),
        ("fail", "程序出错，没有完成。请重试；仍不成功请联系系统管理员。"),
    ],
)
def test_failures_are_told_in_words(start, kind, message, caplog):
    job = start(kind)
    job.refresh_from_db()
    assert (job.state, job.message, job.file) == (JobState.FAILED, message, None)


def test_unknown_kind_creates_nothing(start):
    with pytest.raises(KeyError):
        start("no_such")
    assert Job.objects.count() == 0


def test_kind_that_is_not_allowed_is_refused_at_the_start(start):
    with pytest.raises(Refused):
        start("for_auditors", owner="office")
    assert Job.objects.count() == 0


def test_role_taken_away_before_the_work_ends_it(start, cast):
    job = start("for_auditors", owner="auditor", execute=False)
    cast["auditor"].memberships.all().delete()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.file is None


def left_behind(job, minutes, state=JobState.RUNNING, attempts=1):
    then = timezone.now() - timedelta(minutes=minutes)
    Job.objects.filter(pk=job.pk).update(state=state, heartbeat_at=then, attempts=attempts)


def test_job_of_a_dead_worker_is_started_anew(start, django_capture_on_commit_callbacks):
    job = start(execute=False, upto=1)
    left_behind(job, minutes=4)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.requeue_stale() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_job_that_still_beats_is_left_alone(start):
    job = start(execute=False, upto=1)
    left_behind(job, minutes=2)
    assert jobs.requeue_stale() == 0
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_waiting_job_whose_task_was_lost_is_enqueued_again(
    start, django_capture_on_commit_callbacks
):
    job = start(execute=False, upto=1)
    left_behind(job, minutes=16, state=JobState.QUEUED, attempts=0)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.requeue_stale() == 1
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_job_that_dies_three_times_is_given_up(start):
    job = start(execute=False, upto=1)
    left_behind(job, minutes=4, attempts=3)
    assert jobs.requeue_stale() == 0
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "中断了 3 次" in job.message


def test_worker_that_was_only_slow_changes_nothing_any_more(start):
    job = start(execute=False, upto=1)
    slow = jobs._claim(job.pk)
    left_behind(job, minutes=4)
    jobs.requeue_stale()
    quick = jobs._claim(job.pk)
    with pytest.raises(jobs.Superseded):
        jobs.report(slow, 1, 1)
    jobs._finish(slow, JobState.FAILED, "过时")
    jobs.report(quick, 1, 2)
    job.refresh_from_db()
    assert (job.state, job.done, job.message) == (JobState.RUNNING, 1, "")


def test_progress_is_written_at_most_twice_a_second(start, django_assert_num_queries):
    job = jobs._claim(start(execute=False, upto=1).pk)
    with django_assert_num_queries(2):  # the first and the last
        for number in range(1, 101):
            jobs.report(job, number, 100)


# --- pages ------------------------------------------------------------------------------------


def test_only_its_owner_sees_a_job(start, cast, signed_in):
    job = start(upto=1)
    for role, account in cast.items():
        client = signed_in(account)
        is_owner = role == "office"
        assert client.get(f"/jobs/{job.pk}/").status_code == (200 if is_owner else 404)
        assert ("甲乙丙三市打包" in client.get("/jobs/").content.decode()) is is_owner


def fetched(client, job):
    """Return the status and the bytes, empty for a page."""
    response = client.get(f"/jobs/{job.pk}/file/")
    content = response.getvalue() if response.streaming else b""  # reading to the end closes it
    return response.status_code, content


def test_result_is_for_the_owner_and_the_assessment_office(start, cast, signed_in):
    job = start(upto=1)
    allowed = {"office", "assessment_office"}
    for role, account in cast.items():
        expected = (200, b"result") if role in allowed else (404, b"")
        assert fetched(signed_in(account), job) == expected, role
    assert AuditEntry.objects.filter(action="下载").count() == 2


def test_result_is_an_attachment(start, cast, signed_in):
    response = signed_in(cast["office"]).get(f"/jobs/{start(upto=1).pk}/file/")
    assert response.getvalue() == b"result"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_result_ends_with_the_role(start, cast, signed_in):
    job = start("for_auditors", owner="auditor")
    client = signed_in(cast["auditor"])
    assert fetched(client, job) == (200, b"secret")
    cast["auditor"].memberships.all().delete()
    assert fetched(client, job) == (403, b"")


def test_no_result_and_no_job_answer_alike(start, cast, signed_in):
    job = start("refuse")
    client = signed_in(cast["office"])
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404
    assert client.get("/jobs/999999/file/").status_code == 404


@pytest.mark.parametrize("way", ["pruned", "restored without it"])
def test_result_that_is_gone_says_how_to_get_it_again(start, cast, signed_in, way):
    job = start(upto=1)
    job.refresh_from_db()
    if way == "pruned":
        jobs.Job.objects.update(file=None)
    else:
        files.path_of(job.file.sha256).unlink()
    client = signed_in(cast["office"])
    answer = client.get(f"/jobs/{job.pk}/file/")
    assert answer.status_code != 404
    assert "结果已清理，可重新生成" in answer.content.decode()
    if way == "pruned":
        assert "结果已清理，可重新生成" in client.get("/jobs/").content.decode()
        assert "结果已清理" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_page_asks_on_until_the_job_has_ended(start, cast, signed_in):
    client = signed_in(cast["office"])
    waiting, done = start(execute=False, upto=1), start(upto=2)
    header = {"HX-Request": "true"}
    first = client.get(f"/jobs/{waiting.pk}/", headers=header).content.decode()
    assert 'hx-trigger="every 2s"' in first
    assert "X-Background" in first
    assert "<html" not in first
    second = client.get(f"/jobs/{done.pk}/", headers=header).content.decode()
    assert "hx-trigger" not in second
    assert "下载 结果.txt" in second


def test_polling_renews_no_session(start, cast, signed_in):
    job = start(execute=False, upto=1)
    client = signed_in(cast["office"])
    client.get("/jobs/")
    session = client.session
    session["seen_at"] -= 600
    session.save()
    before = session["seen_at"]
    client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true", "X-Background": "1"})
    assert client.session["seen_at"] == before


def test_page_of_a_stale_job_starts_it_anew(
    start, cast, signed_in, django_capture_on_commit_callbacks
):
    job = start(execute=False, upto=1)
    left_behind(job, minutes=4)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(cast["office"]).get(f"/jobs/{job.pk}/")
    job.refresh_from_db()
    assert job.state == JobState.DONE


@pytest.mark.parametrize("rows", [1, 30])
def test_list_costs_the_same_queries(start, cast, signed_in, rows, django_assert_num_queries):
    for number in range(rows):
        start(execute=False, upto=number)
    client = signed_in(cast["office"])
    client.get("/jobs/")
    with django_assert_num_queries(FRAME + 1):
        client.get("/jobs/")


#: session, account, and what the frame asks: roles, years
FRAME = 4


def test_requeue_command_says_how_many(start, capsys):
    from django.core.management import call_command

    left_behind(start(execute=False, upto=1), minutes=4)
    call_command("requeue_jobs")
    assert capsys.readouterr().out == "重新排队 1 个任务。\n"
