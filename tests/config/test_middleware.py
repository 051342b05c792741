"""What every request passes, tried on a few addresses of its own (tests/config/urls.py)."""

import pytest
from django.test import Client

from cities.models import Account
from config import middleware

pytestmark = [pytest.mark.urls("tests.config.urls"), pytest.mark.django_db]

MINUTE, HOUR = 60, 3600


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a test moves it: clock.now += seconds."""

    class Clock:
        now = 1_700_000_000

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(middleware, "time", clock)
    return clock


@pytest.fixture
def person(db):
    client = Client()
    client.force_login(Account.objects.create(username="somebody"))
    return client


def address(client, **headers):
    return client.get("/show/", **headers).content.decode().split()[0]


# --- The address behind a proxy ----------------------------------------------------------------


def test_forwarded_address_of_a_stranger_is_not_believed(client, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    assert address(client, REMOTE_ADDR="10.0.0.2", HTTP_X_REAL_IP="1.2.3.4") == "10.0.0.2"


def test_forwarded_address_without_any_proxy_is_not_believed(client):
    assert address(client, HTTP_X_REAL_IP="1.2.3.4") == "127.0.0.1"


@pytest.mark.parametrize(
    ("trusted", "peer"),
    [("10.0.0.1", "10.0.0.1"), ("10.0.0.0/24", "10.0.0.77"), ("unix", ""), ("::1", "::1")],
)
def test_forwarded_address_of_a_trusted_proxy_is_taken(settings, trusted, peer):
    settings.TRUSTED_PROXIES = [trusted]
    assert address(Client(), REMOTE_ADDR=peer, HTTP_X_REAL_IP="1.2.3.4") == "1.2.3.4"


def test_forwarded_address_that_is_none_is_dropped(settings):
    settings.TRUSTED_PROXIES = ["unix"]
    answer = Client().get("/show/", REMOTE_ADDR="", HTTP_X_REAL_IP="<script>")
    assert answer.content.decode().startswith(" ")


def test_forwarded_https_of_a_stranger_is_not_believed(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = client.get("/show/", HTTP_X_FORWARDED_PROTO="https")
    assert answer.content.decode().endswith("False")


# --- The number --------------------------------------------------------------------------------


def test_request_id_is_new_each_time_and_told_in_the_answer(client):
    first, second = (client.get("/show/") for _ in range(2))
    assert first["X-Request-ID"] in first.content.decode()
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_request_id_of_the_client_is_not_taken(client):
    assert client.get("/show/", HTTP_X_REQUEST_ID="forged")["X-Request-ID"] != "forged"


# --- Sizes and copies --------------------------------------------------------------------------


def test_request_over_the_limit_is_refused_with_a_sentence(client, settings):
    settings.REQUEST_MAX_BYTES = 1024 * 1024
    answer = Client().post("/show/", {"text": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "1.05 MB，超过一次 1 MB 的上限" in answer.content.decode()


@pytest.mark.parametrize(("path", "status"), [("/show/", 200), ("/none/", 404), ("/fail/", 500)])
def test_answer_of_a_view_is_never_cached(path, status):
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store, private"


# --- The session's age -------------------------------------------------------------------------


def test_session_ends_after_half_an_hour_of_nothing(person, clock):
    assert person.get("/private/").status_code == 200
    clock.now += 30 * MINUTE
    assert person.get("/private/").status_code == 302


def test_session_goes_on_while_its_person_acts(person, clock):
    for _ in range(5):
        assert person.get("/private/").status_code == 200
        clock.now += 29 * MINUTE
    assert person.get("/private/").status_code == 200


def test_session_ends_twelve_hours_after_signing_in(person, clock):
    for _ in range(12 * 3):
        assert person.get("/private/").status_code == 200
        clock.now += 20 * MINUTE
    assert person.get("/private/").status_code == 302


def test_session_is_not_renewed_by_a_page_that_asks_by_itself(person, clock):
    person.get("/private/")
    for _ in range(3):
        clock.now += 10 * MINUTE
        answer = person.get("/private/", headers={"X-Background": "1"})
    assert answer.status_code == 302


def test_session_is_written_once_a_minute_at_most(person, clock, django_assert_num_queries):
    person.get("/private/")
    clock.now += 59
    with django_assert_num_queries(2):  # the session, the account
        person.get("/private/")


def test_disabled_account_is_out_with_the_next_request(person):
    assert person.get("/private/").status_code == 200
    Account.objects.update(is_active=False)
    assert person.get("/private/").status_code == 302


# --- Closed by default -------------------------------------------------------------------------


def test_page_without_signing_in_leads_to_the_sign_in_page(client):
    answer = client.get("/private/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/private/%3Fa%3D1")


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://testserver/list/?year=2017", "/list/%3Fyear%3D2017"),
        ("http://testserver/list/", "/list/"),
        ("http://elsewhere.example/list/", "/"),
        ("", "/"),
    ],
)
def test_form_sent_without_signing_in_leads_back_to_the_page_it_stood_on(
    client, came_from, leads_to
):
    answer = client.post("/private/", {"a": 1}, headers={"Referer": came_from})
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={leads_to}")


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Accept": "application/json"}], ids=["htmx", "json"]
)
def test_script_without_signing_in_gets_a_401_to_show(client, headers):
    answer = client.post("/private/", headers=headers)
    assert answer.status_code == 401
    assert "已填写的内容仍在" in (
        answer.json()["error"] if "Accept" in headers else answer.content.decode()
    )
