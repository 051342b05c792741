"""Whatever is sent to an address: an answer in words, never a failure of the server."""

import pytest
from django.db import connection

from assessment.models import Evidence
from tests.access.asking import ROUTES, ask, url_of
from tests.access.odd import (
    JSON_BODIES,
    JSON_ROUTES,
    ROUNDS,
    odd_forms,
    odd_query,
    odd_urls,
    url_with,
)
from tests.access.table import COLUMNS, GET, POST, PUBLIC, whole

NUL = "不可见的控制字符"


def who_passes(name: str) -> str:
    """Return somebody whom the address lets in: to do something, else to look."""
    for letters, passing in ((POST.get(name, ""), "pn"), (GET[name], ".>")):
        for persona, letter in zip(COLUMNS, whole(letters) if letters else "", strict=False):
            if letter in passing:
                return persona
    return "assessment_office"


@pytest.fixture
def asked(world):
    """Ask, and fail where the server does."""

    def ask_one(name: str, method: str, url: str, **body):
        client = world.client(who_passes(name))
        client.raise_request_exception = False
        response = getattr(client, method)(url, **body)
        for close in response._resource_closers:
            close()
        failure = getattr(response, "exc_info", None)
        assert response.status_code < 500, (method, url[:200], str(body)[:200], failure)
        return response

    return ask_one


@pytest.mark.every_row
@pytest.mark.parametrize("name", ROUTES)
def test_odd_words_are_answered(world, asked, name):
    turns = ROUNDS if connection.vendor == "sqlite" else ROUNDS[:1]
    sound = url_of(world, name)
    for turn in turns:
        asked(name, "get", f"{sound}?{odd_query(turn)}")
        for url in odd_urls(world, name, turn):
            asked(name, "get", url)
    for turn in turns:
        for body in odd_forms(turn):
            asked(name, "post", sound, **body)
    for url in odd_urls(world, name, 0):
        asked(name, "post", url)


@pytest.mark.every_row
@pytest.mark.parametrize("kind", JSON_BODIES)
@pytest.mark.parametrize("name", JSON_ROUTES)
def test_odd_json_is_answered_and_saved_or_not_as_said(world, name, kind):
    """What is answered with a refusal has changed nothing: «没有保存» is true."""
    persona = "office" if name in ("result-record", "collection-block") else "county"
    if persona == "county":
        world.arguments["report"] = world.arguments["draft"]
    headers = {"accept": "application/json"}

    answer = ask(
        world, persona, "post", url_of(world, name), data=JSON_BODIES[kind],
        content_type="application/json", headers=headers,
    )  # fmt: skip

    status = answer.response.status_code
    assert status in (200, 400, 403, 404, 409, 422), (status, answer.words[:300])
    if status != 200:
        assert not answer.changed
        assert answer.response.json()["error"]


@pytest.mark.parametrize("name", ["search", "public-reports", "audit-log", "collection-changes"])
def test_nul_in_a_query_is_refused_in_words(world, asked, name):
    response = asked(name, "get", f"{url_of(world, name)}?q=%00&since=%00&page=1%00")

    assert response.status_code == 400
    assert NUL in response.content.decode()


@pytest.mark.parametrize("name", ["city-table", "scorecard", "tables-export", "report-section"])
def test_nul_in_an_address_is_refused_in_words(world, asked, name):
    for argument in ROUTES[name].pattern.converters:
        if argument in ("city", "form", "section"):
            response = asked(name, "get", url_with(world, name, argument, "a%00"))
            assert response.status_code == 400
            assert NUL in response.content.decode()


@pytest.mark.parametrize("name", POST)
def test_nul_in_a_form_is_refused_in_words(world, asked, name):
    response = asked(name, "post", url_of(world, name), data={"reason": "a\x00b", "version": "1"})

    assert response.status_code == 400
    assert NUL in response.content.decode()


def test_nul_in_a_file_name_is_left_out(world):
    client = world.client("office")
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00.txt"\r\n\r\nA\r\n'
    body = {"data": head + b"--x--\r\n", "content_type": "multipart/form-data; boundary=x"}

    response = client.post(url_of(world, "evidence-add"), **body)

    assert response.status_code == 200
    assert Evidence.objects.order_by("pk").last().name == "a.txt"


def test_nul_in_a_cookie_is_refused_in_words(world):
    client = world.client("office")
    client.cookies["sessionid"] = "aaaaaaaaaaaaaaaa\x00"

    response = client.get(url_of(world, "home"))

    assert response.status_code == 400
    assert NUL in response.content.decode()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_refusal_of_odd_words_comes_as_the_page_or_script_reads_it(world, accept):
    client = world.client("assessment_office")
    response = client.get(f"{url_of(world, 'search')}?q=%00", headers={"accept": accept})

    if accept == "text/html":
        assert "<h1" in response.content.decode()
    else:
        assert NUL in response.json()["error"]


@pytest.mark.parametrize(
    ("since", "until"),
    [("0001-01-01", "9999-12-31"), ("0001-01-01", ""), ("", "9999-12-31"), ("1989-12-31", "")],
)
def test_days_that_nobody_means_are_said_in_the_log_s_filter(world, asked, since, until):
    response = asked("audit-log", "get", f"/audit-log/?since={since}&until={until}")

    assert "年份应在 1990 至 2199 之间" in response.content.decode()


def test_public_pages_answer_anybody(world):
    client = world.client("anonymous")
    client.raise_request_exception = False
    for name in PUBLIC:
        for turn in ROUNDS:
            answer = client.get(f"{url_of(world, name)}?{odd_query(turn)}")
            assert answer.status_code < 500, answer.exc_info
