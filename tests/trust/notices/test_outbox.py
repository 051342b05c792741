"""The outbox: what waits goes out once; what cannot go waits longer each time, and is told of."""

import smtplib
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from cities.models import Role
from tests.factories import make_account
from tests.together import at_once
from tests.trust.notices.conftest import DUTY
from trust import jobs
from trust.health import own
from trust.models import Delivery, Notice
from trust.notices import outbox
from trust.notices.actions import KEPT_FOR

pytestmark = pytest.mark.django_db
HERE = "tests.trust.notices.test_outbox"
S = Delivery.State


class Down(EmailBackend):
    """A server that cannot be reached."""

    def open(self):
        raise ConnectionRefusedError(111, "Connection refused")


class Locked(EmailBackend):
    """A server that does not know the site's own account."""

    def open(self):
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials")


class Picky(EmailBackend):
    """A server that refuses whom it does not know."""

    refused = {"gan@example.cn"}
    error = smtplib.SMTPRecipientsRefused({"gan@example.cn": (550, b"No such\r\nuser")})

    def send_messages(self, messages):
        if self.refused & set(messages[0].to):
            raise self.error
        return super().send_messages(messages)


class Closing(Picky):
    """A server that says good-bye to the first."""

    error = smtplib.SMTPDataError(421, b"Too busy")


class Lost(Picky):
    """A server that hangs up on the first."""

    error = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


def through(settings, backend) -> None:
    settings.EMAIL_BACKEND = f"{HERE}.{backend}"


def send() -> str:
    said = StringIO()
    call_command("send_notices", stdout=said)
    return said.getvalue()


def not_sent() -> str:
    with pytest.raises(CommandError) as told:
        send()
    return str(told.value)


def later(**since) -> None:
    """Let the time of the next attempt come."""
    for row in Delivery.objects.filter(state=S.WAITING):
        row.next_at -= timedelta(**since)
        row.save()


def test_what_waits_goes_out_once(person, tell):
    tell(person)
    assert send() == "发出 1 封（1 条通知）。\n"
    assert send() == "发出 0 封（0 条通知）。\n"
    (letter,) = mail.outbox
    assert letter.to == ["gan@example.cn"]
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.why) == (S.SENT, 1, "")
    assert row.sent_at is not None


def test_a_worker_sends_as_soon_as_the_change_holds(
    person, tell, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        tell(person)
        assert mail.outbox == []
    assert len(mail.outbox) == 1


def test_a_worker_that_meets_a_server_that_is_down_leaves_it_for_later(
    settings, person, tell, django_capture_on_commit_callbacks
):
    through(settings, "Down")
    with django_capture_on_commit_callbacks(execute=True):
        tell(person)
    assert Delivery.objects.get().state == S.WAITING


def test_what_has_gathered_for_one_person_goes_as_one_letter(person, tell):
    other = make_account(email="b@example.cn", role=Role.ASSESSMENT_OFFICE)
    tell(person, other, title="第一件")
    tell(person, title="第二件", kind=DUTY)
    assert send() == "发出 2 封（3 条通知）。\n"
    assert sorted((letter.to[0], letter.subject) for letter in mail.outbox) == [
        ("b@example.cn", "第一件"),
        ("gan@example.cn", "【水库移民工作考核】您有 2 条通知"),
    ]


def test_more_than_one_letter_holds_comes_with_the_next(person, tell, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_TOGETHER", 2)
    for _ in range(3):
        tell(person)
    assert send() == "发出 1 封（2 条通知）。\n"
    assert send() == "发出 1 封（1 条通知）。\n"


def test_a_server_that_is_down_leaves_all_as_it_is_and_says_so(settings, person, tell):
    through(settings, "Down")
    tell(person)
    assert not_sent() == (
        "邮件服务器连接不上：[Errno 111] Connection refused；没有发出的留在发件箱，以后再试。"
    )
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == (S.WAITING, 0)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send() == "发出 1 封（1 条通知）。\n"


def test_a_server_that_refuses_the_account_of_the_site_is_told_of(settings, person, tell):
    through(settings, "Locked")
    tell(person)
    assert not_sent().startswith("邮件服务器没有接收：535 5.7.8 Bad credentials；没有发出的留在")
    assert Delivery.objects.get().state == S.WAITING


def test_peoples_jobs_go_before_letters():
    assert outbox.send_soon.priority < jobs.run_job.priority


def test_nobody_connects_where_nothing_waits(settings, db):
    through(settings, "Down")
    assert send() == "发出 0 封（0 条通知）。\n"


def test_one_that_is_refused_does_not_keep_others_and_is_tried_later(settings, person, tell):
    through(settings, "Picky")
    tell(person, make_account(email="b@example.cn"))
    before = timezone.now()
    told = not_sent()
    assert told.startswith("gan 的“请填报”没有发出：邮件服务器没有接收：550 No such user；")
    assert told.endswith(" 以后再试。")
    assert [letter.to for letter in mail.outbox] == [["b@example.cn"]]
    row = Delivery.objects.get(notice__recipient=person)
    assert (row.state, row.attempts) == (S.WAITING, 1)
    assert row.why == "邮件服务器没有接收：550 No such user"
    assert timedelta(minutes=5) <= row.next_at - before < timedelta(minutes=6)
    assert send() == "发出 0 封（0 条通知）。\n"  # its time has not come
    later(minutes=6)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send() == "发出 1 封（1 条通知）。\n"


@pytest.mark.parametrize(
    ("attempts", "distance"),
    [
        (1, timedelta(minutes=5)),
        (2, timedelta(minutes=30)),
        (3, timedelta(hours=2)),
        (4, timedelta(hours=12)),
        (5, timedelta(days=1)),
        (9, timedelta(days=1)),
    ],
)
def test_attempts_come_at_growing_distances(attempts, distance):
    assert outbox.distance(attempts) == distance


def test_after_ten_attempts_it_is_given_up_with_the_reason(settings, person, tell):
    through(settings, "Picky")
    tell(person)
    for _ in range(9):
        assert "以后再试" in not_sent()
        later(days=2)
    assert "不再重试" in not_sent()
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == (S.FAILED, 10)
    assert row.why == "邮件服务器没有接收：550 No such user"
    assert send() == "发出 0 封（0 条通知）。\n"
    assert Notice.objects.get().in_site


@pytest.mark.parametrize(
    ("backend", "why"),
    [
        ("Closing", "邮件服务器没有接收：421 Too busy"),
        ("Lost", "邮件服务器连接不上：Connection unexpectedly closed"),
    ],
)
def test_a_server_that_goes_away_ends_the_run(settings, person, tell, backend, why):
    through(settings, backend)
    tell(person, make_account(email="b@example.cn"))
    assert why in not_sent()
    assert mail.outbox == []
    assert list(Delivery.objects.order_by("pk").values_list("state", "attempts")) == [
        (S.WAITING, 1),
        (S.WAITING, 0),
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"is_active": False}, "账号已停用，不再发送"),
        ({"email": ""}, "账号没有填写电子邮箱，不再发送"),
    ],
)
def test_who_is_not_there_any_more_gets_no_mail(person, tell, change, why):
    tell(person)
    type(person).objects.update(**change)
    assert f"{why}；不再重试" in not_sent()
    assert (mail.outbox, Delivery.objects.get().state) == ([], S.FAILED)


def test_an_address_that_no_letter_may_bear_does_not_keep_others(person, tell):
    type(person).objects.update(email="a@b.cn\nBcc: all@example.cn")
    person.refresh_from_db()
    tell(person, make_account(email="b@example.cn"))
    assert "邮件地址有误" in not_sent()
    assert [letter.to for letter in mail.outbox] == [["b@example.cn"]]


def test_what_a_process_left_behind_goes_again_under_the_same_key(person, tell, monkeypatch):
    class Killed(BaseException):
        pass

    def die(rows, **told):
        raise Killed

    tell(person)
    monkeypatch.setattr(outbox, "_close", die)
    with pytest.raises(Killed):
        outbox.deliver()
    monkeypatch.undo()
    assert send() == "发出 0 封（0 条通知）。\n"  # in the hands of somebody, for all one knows
    Delivery.objects.update(claimed_at=timezone.now() - outbox.STUCK_AFTER)
    assert send() == "发出 1 封（1 条通知）。\n"
    first, again = (letter.message()["Message-ID"] for letter in mail.outbox)
    assert first == again


@pytest.mark.django_db(transaction=True)
def test_of_two_senders_at_once_one_sends(person, tell):
    for _ in range(5):
        tell(person, *[make_account(email=f"p{n}@example.cn") for n in range(3)])
    mail.outbox.clear()
    Delivery.objects.update(state=S.WAITING, attempts=0, batch=None)
    runs = at_once(*[outbox.deliver] * 2)
    assert sum(run.notices for run in runs) == 20
    assert set(Delivery.objects.values_list("state", "attempts")) == {(S.SENT, 1)}
    told = [letter.body.count("请填报（") for letter in mail.outbox]
    assert sum(told) == 20


def test_what_was_read_long_ago_is_removed(person, tell):
    old = timezone.now() - KEPT_FOR
    read, unread, lately = (tell(person)[0] for _ in range(3))
    Notice.objects.filter(pk=read.pk).update(read_at=old - timedelta(minutes=1), created_at=old)
    Notice.objects.filter(pk=unread.pk).update(created_at=old - timedelta(days=99))
    Notice.objects.filter(pk=lately.pk).update(
        read_at=old + timedelta(hours=1), created_at=old - timedelta(days=99)
    )
    assert "清理 1 条" in send()
    assert set(Notice.objects.values_list("pk", flat=True)) == {unread.pk, lately.pk}


def test_an_outbox_that_does_not_move_is_told_of(person, tell):
    tell(person)
    assert list(own.outbox()) == []
    Delivery.objects.update(next_at=timezone.now() - timedelta(hours=2))
    assert list(own.outbox()) == [
        "发件箱里有 1 条通知等了 1 小时以上还没有发；"
        "请检查定时任务和 EMAIL_URL，再运行 send_notices。"
    ]
    Delivery.objects.update(state=S.FAILED, claimed_at=timezone.now() - timedelta(days=6))
    assert list(own.outbox()) == [
        "近 7 天有 1 条通知没有发出，原因见命令 send_notices 的输出；站内仍可查看。"
    ]
    Delivery.objects.update(claimed_at=timezone.now() - timedelta(days=8))
    assert list(own.outbox()) == []
