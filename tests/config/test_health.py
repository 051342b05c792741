"""/healthz: who may ask, and what it says."""

import pytest
from django.db import OperationalError
from django.test import Client

from trust import outage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def asked(**said):
    answer = Client(headers={"Host": "10.0.0.9"}).get("/healthz", **said)
    return answer.status_code, answer.content.decode()


def test_it_needs_no_name_of_the_site_and_no_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert asked() == (200, "ok\n")


def test_it_is_unwell_while_the_database_is_away_or_nothing_can_be_kept(settings, monkeypatch):
    def refused():
        raise OperationalError from Exception()

    with monkeypatch.context() as away:
        away.setattr(outage, "reach_database", refused)
        assert asked() == (503, "unwell\n")
    assert asked() == (200, "ok\n")
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / "file"
    settings.MEDIA_ROOT.write_text("")
    assert asked() == (503, "unwell\n")


def test_it_leaves_no_line_in_the_log(monkeypatch, caplog):
    monkeypatch.setattr(outage, "_held", ["系统暂时连接不上数据库"])
    asked()
    assert caplog.records == []


def test_it_is_unwell_until_the_start_is_over(monkeypatch):
    monkeypatch.setattr(outage, "_held", ["系统暂时连接不上数据库"])
    assert asked() == (503, "unwell\n")
    page = Client().get("/sign-in/")
    assert page.status_code == 503
    assert "系统暂时连接不上数据库" in page.content.decode()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"REMOTE_ADDR": "10.0.0.5"}, 404),
        ({"REMOTE_ADDR": "10.1.0.7"}, 200),  # a balancer that is named
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": ""}, 200),  # on the socket itself
        ({"REMOTE_ADDR": "", "HTTP_X_REAL_IP": "10.0.0.5"}, 404),  # through the proxy
        ({"REMOTE_ADDR": "", "HTTP_X_REAL_IP": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "", "HTTP_X_REAL_IP": "nobody"}, 404),
        # A proxy on this machine that is not trusted speaks for anybody.
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.5"}, 404),
    ],
)
def test_only_this_machine_and_named_balancers_are_answered(settings, said, status):
    settings.TRUSTED_PROXIES = ["unix"]
    settings.HEALTH_ADDRESSES = ["10.1.0.0/24"]
    settings.ALLOWED_HOSTS = ["10.0.0.9"]
    answer = asked(**said)
    assert answer[0] == status
    if status == 404:
        other = Client(headers={"Host": "10.0.0.9"}).get("/nothing", **said)
        assert (other.status_code, "没有这一页" in answer[1]) == (404, True)


def test_a_form_is_not_answered(settings):
    settings.ALLOWED_HOSTS = ["10.0.0.9"]
    assert Client(headers={"Host": "10.0.0.9"}).post("/healthz").status_code == 404
