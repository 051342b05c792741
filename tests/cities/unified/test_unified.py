"""In by the province's unified account, tried against a certified OpenID Connect server."""

import socket
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cities import actions, passwords
from cities.unified import provider as unified
from config.checks import check_unified_sign_on
from tests.cities.unified.person import Person
from tests.factories import PASSWORD, make_account
from trust import log
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


def last() -> tuple:
    entry = AuditEntry.objects.order_by("sequence").last()
    return entry.action, entry.object_label, entry.outcome, entry.reason


def is_in(client) -> bool:
    return get_user(client).is_authenticated


def asked_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_person_known_by_number_is_let_in(person, account):
    person.client.get("/sign-in/unified/")
    before = person.client.session.session_key

    answer = person.sign_in(goal="/audit-log/?page=1")

    assert answer.url == "/audit-log/?page=1"
    assert get_user(person.client) == account
    assert person.client.session.session_key != before
    assert last() == ("登录", "张三", "done", "统一身份登录")
    assert person.client.get("/audit-log/").status_code == 200
    asked = asked_of(person.asked[0])
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert {"state", "nonce", "code_challenge"} <= set(asked)


def test_goal_elsewhere_is_left_out(person):
    assert person.sign_in(goal="https://evil.example/").url == "/"


def test_password_that_is_due_does_not_hold_up(person, account):
    account.password_changed_at = passwords.NEVER
    account.save()

    person.sign_in()

    assert person.client.get("/audit-log/").status_code == 200
    person.client.post("/sign-out/")
    person.client.post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    assert person.client.get("/audit-log/").url == "/change-password/"


def test_unknown_number_is_told_what_to_do(person):
    person.number = "430000-99"

    answer = person.sign_in()

    assert answer.status_code == 403
    assert "统一身份编号 430000-99 还没有对应的账号" in answer.content.decode()
    assert last()[:3] == ("统一身份登录失败", "（没有对应的账号）", "refused")
    assert "430000-99" in last()[3]
    assert not is_in(person.client)


def test_name_and_mail_of_another_open_nothing(person, account):
    account.unified_number, account.email = "", "430000-17"
    account.username = account.full_name = "430000-17"
    account.save()

    assert person.sign_in().status_code == 403


def test_disabled_account_stays_out(person, account):
    account.is_active = False
    account.save()

    answer = person.sign_in()

    assert answer.status_code == 403
    assert "已停用" in answer.content.decode()
    assert last()[:3] == ("统一身份登录失败", "zhang", "refused")
    assert not is_in(person.client)


def test_lock_for_wrong_passwords_holds_here_too(person):
    for _ in range(5):
        person.client.post("/sign-in/", {"username": "zhang", "password": "wrong"})

    assert person.sign_in().status_code == 429
    assert last() == ("统一身份登录失败", "zhang", "refused", "连续失败，已锁定")
    assert not is_in(person.client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert person.sign_in().status_code == 302


def test_answer_works_once_and_for_the_browser_that_asked(person, account):
    way_back = person.way_back()

    assert Client().get(way_back).status_code == 403
    assert person.client.get(way_back).status_code == 302
    person.client.post("/sign-out/")
    assert person.client.get(way_back).status_code == 403
    assert not is_in(person.client)


def test_code_cannot_be_spent_in_a_second_round(person):
    """A code caught on its way is worth nothing beside another round's state."""
    spent = asked_of(person.way_back())["code"]
    fresh = asked_of(person.way_back())["state"]

    answer = person.client.get("/sign-in/unified/back/", {"code": spent, "state": fresh})

    assert answer.status_code == 403
    assert not is_in(person.client)


def test_wrong_state(person):
    way_back = person.way_back()
    answer = person.client.get(way_back.replace("state=", "state=x"))

    assert answer.status_code == 403
    assert "不是从本系统的登录页开始的" in answer.content.decode()
    assert person.client.get("/sign-in/unified/back/").status_code == 403


def test_round_that_took_too_long(person, monkeypatch):
    way_back = person.way_back()
    monkeypatch.setattr(unified, "LONGEST_WAY", -1)

    assert person.client.get(way_back).status_code == 403


ODD = {
    "nonce": {"claims": {"nonce": "another"}},
    "audience": {"claims": {"aud": "another-site"}},
    "issuer": {"claims": {"iss": "http://127.0.0.1:1"}},
    "expired": {"claims": {"exp": 1_600_000_000, "iat": 1_599_999_000}},
    "no number": {"claims": {"sub": ""}},
    "key of another": {"alg": "other"},
    "secret as key": {"alg": "HS256"},
}


@pytest.mark.parametrize("what", ODD)
def test_token_that_is_not_for_us(person, odd, what):
    way_back = person.way_back()
    odd(**{"alg": "RS256"} | ODD[what])

    assert person.client.get(way_back).status_code == 403
    assert last()[:3] == ("统一身份登录失败", "（没有对应的账号）", "refused")
    assert not is_in(person.client)


def test_clocks_may_differ_by_half_a_minute(person, odd):
    way_back = person.way_back()
    odd(alg="RS256", claims={"exp": int(time.time()) - 30})

    assert person.client.get(way_back).status_code == 302


def test_saying_no_there(person):
    state = asked_of(person.client.get("/sign-in/unified/").url)["state"]
    told = {"error": "access_denied", "error_description": "<b>x</b>", "state": state}
    answer = person.client.get("/sign-in/unified/back/", told)

    assert answer.status_code == 403
    assert "<b>x</b>" not in answer.content.decode()


def test_grave_acts_ask_the_provider_again(person, odd):
    person.sign_in()
    make_old(person.client)

    page = person.client.get("/sign-in/confirm/", {"next": "/notices/"})
    assert "/sign-in/unified/again/?next=/notices/" in page.content.decode()
    assert 'name="password"' not in page.content.decode()
    person.asked.clear()
    answer = person.client.get(person.way_back("/sign-in/unified/again/", "/notices/"))

    assert answer.url == "/notices/"
    assert asked_of(person.asked[0])["prompt"] == "login"
    assert asked_of(person.asked[0])["max_age"] == "0"
    assert last() == ("重新验证身份", "张三", "done", "统一身份登录")
    assert time.time() - person.client.session["proved_at"] < 60


def make_old(client) -> None:
    session = client.session
    session["proved_at"] -= 3600
    session.save()


@pytest.mark.parametrize("auth_time", ["an hour ago", None, "now"])
def test_old_sign_in_there_is_no_proof(person, odd, auth_time):
    person.sign_in()
    make_old(person.client)
    way_back = person.way_back("/sign-in/unified/again/")
    told = int(time.time()) - 3600 if auth_time == "an hour ago" else auth_time
    odd(alg="RS256", claims={"auth_time": told})

    assert person.client.get(way_back).status_code == 403
    assert time.time() - person.client.session["proved_at"] > 3000


def test_another_person_there_is_no_proof(person):
    make_account("li", unified_number="430000-18")
    person.sign_in()
    make_old(person.client)
    person.number = "430000-18"

    answer = person.client.get(person.way_back("/sign-in/unified/again/"))

    assert answer.status_code == 403
    assert get_user(person.client).username == "zhang"
    assert time.time() - person.client.session["proved_at"] > 3000


def test_who_came_by_password_proves_by_password(person):
    person.client.post("/sign-in/", {"username": "zhang", "password": PASSWORD})

    assert person.client.get("/sign-in/unified/again/").url == "/sign-in/confirm/"
    assert 'name="password"' in person.client.get("/sign-in/confirm/").content.decode()


def test_sign_out_there_too(person):
    person.sign_in()
    out = person.client.post("/sign-out/")

    assert not is_in(person.client)
    assert urlsplit(person.follow(out.url)).path == "/sign-in/"
    person.asked.clear()
    person.way_back()
    assert len(person.asked) > 1, "asked for the name again"


def test_provider_stopped(person, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings.OIDC = settings.OIDC | {"ISSUER": f"http://127.0.0.1:{port}"}

    answer = person.client.get("/sign-in/unified/")
    assert answer.status_code == 502
    assert "统一身份平台暂时不能用" in answer.content.decode()
    person.client.post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    assert is_in(person.client)


def test_provider_stopped_when_signing_out(person, settings, provider):
    person.sign_in()
    settings.OIDC = settings.OIDC | {"ISSUER": f"{provider}/gone"}

    out = person.client.post("/sign-out/", follow=True)

    assert "统一身份平台没有答复" in out.content.decode()
    assert not is_in(person.client)


def test_only_hosts_of_the_settings_are_asked(sign_on, provider):
    said = dict.fromkeys(unified.NEEDED, f"{provider}/x") | {"issuer": provider}
    assert unified._believed(said, provider)["token_endpoint"] == f"{provider}/x"
    for odd_url in ("http://127.0.0.1:1/x", "https://10.0.0.1/x", "file:///etc/passwd"):
        with pytest.raises(unified.ProviderFailed, match="不在"):
            unified._believed(said | {"token_endpoint": odd_url}, provider)
    with pytest.raises(unified.ProviderFailed, match="issuer"):
        unified._believed(said | {"issuer": "http://127.0.0.1:1"}, provider)


def test_off_there_is_no_sign_of_it(client, settings):
    assert settings.OIDC["ISSUER"] == ""
    assert "统一身份" not in client.get("/sign-in/").content.decode()
    assert client.get("/sign-in/unified/").status_code == 404
    assert client.get("/sign-in/unified/back/").status_code == 404


def test_on_the_page_offers_it_and_asks_nobody(person):
    page = person.client.get("/sign-in/", {"next": "/jobs/"}).content.decode()
    assert "/sign-in/unified/?next=/jobs/" in page


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"ISSUER": "http://login.example.gov.cn"}, "https"),
        ({"ISSUER": "login.example.gov.cn"}, "https"),
        ({"CLIENT_ID": ""}, "OIDC_CLIENT_ID"),
        ({"CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET"),
        ({"CLIENT_AUTH": "none"}, "OIDC_CLIENT_AUTH"),
        ({"SCOPE": "profile"}, "openid"),
        ({"NUMBER_CLAIM": ""}, "OIDC_NUMBER_CLAIM"),
        ({"HOSTS": ("https://login.example.gov.cn",)}, "OIDC_HOSTS"),
    ],
)
def test_wrong_settings_are_refused_at_start(sign_on, told, why):
    assert check_unified_sign_on(None) == []
    sign_on.OIDC = sign_on.OIDC | told
    assert why in check_unified_sign_on(None)[0].msg


def test_number_is_one_account_s(account):
    actor = log.command_actor("test")
    other = make_account("li")
    told = {"full_name": "", "email": "", "actor": actor}
    actions.describe_account(account=other, unified_number=" 430000-18 ", **told)
    other.refresh_from_db()
    assert other.unified_number == "430000-18"
    assert AuditEntry.objects.last().after["统一身份编号"] == "430000-18"
    with pytest.raises(ValidationError, match="另一个账号"):
        actions.describe_account(account=other, unified_number="430000-17", **told)
    make_account("wang")
    make_account("zhao")  # any number of accounts without one


def test_second_person_at_a_machine_does_not_become_the_first(client, account, sign_on):
    make_account("li", unified_number="430000-18")
    Person(client).sign_in()
    second = Person(client, "430000-18")
    way_back = second.way_back("/sign-in/unified/again/")
    assert client.get(way_back).status_code == 403
    assert get_user(client) == account
