"""Refusals and failures: the right status, a sentence, a line in the log, never a bare error."""

import pytest
from django.test import Client

from trust.models import AuditEntry, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast, signed_in):
    client = signed_in(cast["office"])
    client.raise_request_exception = False
    return client


def test_refusal_shows_its_reason_and_is_logged(office, cast):
    page = office.get("/refuse/")
    assert page.status_code == 403
    assert "本年度已审定，不能再改。" in page.content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.outcome) == ("拒绝访问", Outcome.REFUSED)
    assert (entry.actor, entry.object_label) == (cast["office"], "GET /refuse/")
    assert entry.reason == "本年度已审定，不能再改。"


def test_refusal_stays_a_refusal_when_the_log_fails(office, monkeypatch):
    from django.db import DatabaseError

    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("trust.errors.log.write_alone", broken)
    assert office.get("/refuse/").status_code == 403


@pytest.mark.parametrize(
    ("url", "status", "title"),
    [
        ("/nothing/here/", 404, "没有这一页"),
        ("/bad/", 400, "请求无法识别"),
        ("/fail/", 500, "系统出错"),
    ],
)
def test_errors_have_a_page_in_words(office, url, status, title):
    page = office.get(url)
    assert page.status_code == status
    assert f"<h1>{title}</h1>" in page.content.decode()
    assert "boom" not in page.content.decode()


@pytest.mark.parametrize("url", ["/refuse/", "/nothing/here/", "/bad/", "/fail/"])
def test_scripts_get_a_sentence_instead_of_a_page(office, url):
    part = office.get(url, headers={"HX-Request": "true"})
    assert part["Content-Type"] == "text/plain; charset=utf-8"
    assert part.content.decode().endswith("。")
    assert set(office.get(url, headers={"Accept": "application/json"}).json()) == {"error"}


@pytest.mark.parametrize("url", ["/refuse/", "/nothing/here/", "/bad/"])
def test_page_without_the_frame_if_the_frame_fails(office, url, monkeypatch):
    from trust import errors

    real = errors.render_to_string

    def broken(template, *args):
        if template != "500.html":
            raise RuntimeError
        return real(template, *args)

    monkeypatch.setattr(errors, "render_to_string", broken)
    page = office.get(url)
    assert page.status_code in (400, 403, 404)
    assert "<h1>无法显示此页</h1>" in page.content.decode()


def test_form_without_its_token_is_refused_in_words(cast):
    client = Client(enforce_csrf_checks=True)
    page = client.post("/sign-in/", {"username": "a", "password": "b"})
    assert page.status_code == 403
    assert "没有提交" in page.content.decode()
    assert AuditEntry.objects.get().reason.startswith("表单校验未通过")


def test_strangers_get_the_error_page_without_the_frame(client):
    page = client.get("/nothing/here/")
    assert page.status_code == 404
    assert "side-column" not in page.content.decode()
