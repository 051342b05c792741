"""In and out: what is shown, what is logged, the lock and its end."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from cities import passwords
from cities.models import Role
from tests.factories import PASSWORD, make_account
from trust import log
from trust.models import AuditEntry, PasswordRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account("zhang", role=Role.AUDITOR, full_name="张三")


def sign_in(client, username="zhang", password=PASSWORD, **fields):
    return client.post("/sign-in/", {"username": username, "password": password, **fields})


def logged():
    entries = AuditEntry.objects.order_by("sequence")
    return [
        (entry.action, entry.actor_name, entry.object_label, entry.outcome) for entry in entries
    ]


def test_page_is_open_to_everyone(client):
    page = client.get("/sign-in/")
    assert page.status_code == 200
    assert "<h1>登录</h1>" in page.content.decode()
    assert 'autocomplete="current-password"' in page.content.decode()


def test_sign_in_opens_a_session_and_is_logged(client, account):
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/")
    assert get_user(client) == account
    assert logged() == [("登录", "张三", "张三", "done")]
    assert AuditEntry.objects.get().role == "审计员"
    assert AuditEntry.objects.get().address == "127.0.0.1"


def test_sign_in_changes_the_session_key(client, account):
    client.get("/sign-in/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_no_session_without_its_log_entry(client, account, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no log")

    monkeypatch.setattr("cities.views.sign_in.log.write", broken)
    client.raise_request_exception = False
    assert sign_in(client).status_code == 500
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    ("goal", "url"),
    [
        ("/jobs/?a=1", "/jobs/?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
        ("/sign-out/", "/"),
        ("/sign-out/?a=1", "/"),
        ("²", "/"),
        ("jobs", "/"),
        ("http://[", "/"),
        ("//[", "/"),
        ("", "/"),
    ],
)
def test_next_leads_to_our_own_pages_only(client, account, goal, url):
    assert sign_in(client, next=goal).url == url
    again = client.get("/sign-in/", {"next": goal})
    assert (again.status_code, again.url) == (302, url)


def test_wrong_password_unknown_name_and_shut_account_look_the_same(client, account):
    make_account("closed", is_active=False)
    pages = [
        sign_in(client, "zhang", "wrong"),
        sign_in(client, "nobody", "wrong"),
        sign_in(client, "closed", PASSWORD),
    ]
    texts = [page.context["form"].non_field_errors() for page in pages]
    assert texts[0] == texts[1] == texts[2]
    assert all(page.status_code == 200 for page in pages)
    assert not get_user(client).is_authenticated


def test_failures_are_logged_without_what_was_typed(client, account):
    sign_in(client, "zhang", "wrong")
    sign_in(client, "hunter2-typed-in-the-wrong-field", "x")
    assert logged() == [
        ("登录失败", "未登录", "zhang", "refused"),
        ("登录失败", "未登录", "（没有这个账号）", "refused"),
    ]
    assert "hunter2" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("username", ["", "x" * 5000, "' OR 1=1 --", "张三"])
def test_odd_names_get_the_form_again(client, username):
    assert sign_in(client, username).status_code == 200


def lock(client, times=5, username="zhang"):
    return [sign_in(client, username, "wrong") for _ in range(times)]


def test_fifth_failure_locks_and_says_for_how_long(client, account):
    answers = lock(client)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "再错 1 次将锁定 15 分钟" in answers[3].content.decode()
    text = answers[4].content.decode()
    assert "连续 5 次登录失败" in text
    assert "15 分钟" in text
    assert AuditEntry.objects.first().reason == "连续失败，已锁定"


def test_locked_account_is_not_let_in_with_the_right_password(client, account):
    lock(client)
    assert sign_in(client).status_code == 429
    assert not get_user(client).is_authenticated


def test_lock_ends_after_fifteen_minutes(client, account, monkeypatch):
    from axes.models import AccessAttempt

    lock(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=10))
    assert "约 <strong>5 分钟</strong>" in sign_in(client).content.decode()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_lock_is_of_one_account_from_one_address(client, account):
    make_account("li")
    lock(client)
    assert sign_in(client, "li").status_code == 302
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert sign_in(elsewhere).status_code == 302


def test_lock_leaves_open_sessions_alone(client, account, signed_in):
    open_before = signed_in(account)
    lock(client)
    assert open_before.get("/audit-log/").status_code == 200


def test_right_password_resets_the_count(client, account):
    lock(client, 4)
    sign_in(client)
    client.post("/sign-out/")
    assert [answer.status_code for answer in lock(client, 4)] == [200] * 4


def test_sign_out_is_a_post_and_logged(client, account):
    sign_in(client)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"
    assert not get_user(client).is_authenticated
    assert logged()[-1] == ("退出登录", "张三", "张三", "done")
    assert client.post("/sign-out/").url == "/sign-in/"
    assert len(logged()) == 2


def test_shut_account_is_out_at_its_next_request(client, account):
    sign_in(client)
    account.is_active = False
    account.save()
    assert client.get("/audit-log/").url == "/sign-in/?next=/audit-log/"


# --- passwords --------------------------------------------------------------------------------

NEW = "another-horse-battery-8"


def change(client, old=PASSWORD, new=NEW, again=None):
    return client.post(
        "/change-password/",
        {"old_password": old, "new_password1": new, "new_password2": again or new},
    )


def test_change_keeps_this_session_and_ends_the_others(client, account, signed_in):
    elsewhere = signed_in(account)
    sign_in(client)
    assert change(client).status_code == 302
    assert get_user(client) == account
    assert not get_user(elsewhere).is_authenticated
    assert logged()[-1] == ("修改密码", "张三", "zhang", "done")
    account.refresh_from_db()
    assert account.check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, NEW, "different-horse-9"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "1234567890123", "1234567890123"),
        (PASSWORD, "password123", "password123"),
        ("", "", ""),
    ],
)
def test_bad_changes_change_nothing(client, account, old, new, again):
    sign_in(client)
    assert change(client, old, new, again).status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_guessing_the_old_password_locks(client, account):
    sign_in(client)
    answers = [change(client, old="wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert [action for action, *_ in logged()].count("修改密码时密码不正确") == 5


@pytest.fixture
def history(settings):
    settings.PASSWORD_HISTORY = 2
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": "cities.passwords.HistoryValidator"}]


def test_old_passwords_may_not_come_back(client, account, history):
    sign_in(client)
    assert change(client, PASSWORD, PASSWORD).status_code == 200
    assert change(client, PASSWORD, "second-one-2").status_code == 302
    assert change(client, "second-one-2", PASSWORD).status_code == 200
    assert change(client, "second-one-2", "third-one-3").status_code == 302
    assert change(client, "third-one-3", PASSWORD).status_code == 200
    assert change(client, "third-one-3", "fourth-one-4").status_code == 302
    assert change(client, "fourth-one-4", PASSWORD).status_code == 302
    assert PasswordRecord.objects.count() == 2


def test_no_history_is_kept_unless_asked_for(client, account):
    sign_in(client)
    change(client)
    assert PasswordRecord.objects.count() == 0


@pytest.fixture
def due_is_enforced(settings):
    name = "cities.passwords.PasswordDueMiddleware"
    if name not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, name]


@pytest.mark.usefixtures("due_is_enforced")
def test_password_of_another_must_be_changed_first(client, account):
    account.password_changed_at = passwords.NEVER
    account.save()
    assert sign_in(client).url == "/change-password/"
    assert client.get("/audit-log/").url == "/change-password/"
    assert client.get("/change-password/").status_code == 200
    assert (
        client.get("/audit-log/", headers={"HX-Request": "true"})["HX-Redirect"]
        == "/change-password/"
    )
    change(client)
    assert client.get("/audit-log/").status_code == 200


@pytest.mark.usefixtures("due_is_enforced")
@pytest.mark.parametrize(("days", "status"), [(0, 200), (90, 302), (100, 200)])
def test_old_password_expires_where_the_setting_says(signed_in, account, settings, days, status):
    settings.PASSWORD_MAX_AGE_DAYS = days
    account.password_changed_at = timezone.now() - timedelta(days=95)
    account.save()
    assert signed_in(account).get("/audit-log/").status_code == status


# --- asking again -----------------------------------------------------------------------------


def test_grave_acts_ask_for_the_password_again(signed_in, account):
    client = signed_in(account)
    asked = client.post("/grave/", headers={"Referer": "http://testserver/jobs/?a=1"})
    assert asked.url == "/sign-in/confirm/?next=%2Fjobs%2F%3Fa%3D1"
    assert client.get("/grave/").url == "/sign-in/confirm/?next=%2Fgrave%2F"
    assert (
        client.post("/sign-in/confirm/", {"password": "wrong", "next": "/grave/"}).status_code
        == 200
    )
    assert (
        client.post("/sign-in/confirm/", {"password": PASSWORD, "next": "/grave/"}).url == "/grave/"
    )
    assert client.post("/grave/").content == b"done"
    assert [action for action, *_ in logged()] == ["重新验证身份失败", "重新验证身份"]


def test_grave_acts_do_not_ask_right_after_signing_in(client, account):
    sign_in(client)
    assert client.get("/grave/").content == b"done"


def test_proof_grows_old(client, account):
    sign_in(client)
    session = client.session
    session["proved_at"] -= 601
    session.save()
    asked = client.post(
        "/grave/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/"}
    )
    assert asked["HX-Redirect"] == "/sign-in/confirm/?next=%2Fjobs%2F"


def test_log_is_whole_after_all_this(client, account):
    sign_in(client)
    lock(client, 2)
    client.post("/sign-out/")
    assert log.verify()[2] is None


def test_a_name_longer_than_any_account_is_turned_down(client):
    page = client.post("/sign-in/", {"username": "x" * 300, "password": "y"})

    assert page.status_code == 200
    assert "150" in page.content.decode()
