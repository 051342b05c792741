"""Every address × every persona: the right answer, and nobody else's words in it."""

import io
import zipfile
from itertools import chain

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from pypdf import PdfReader

from assessment.models import Result, YearState
from tests.access.table import COLUMNS, GET, GET_RELEASED, POST, THING
from tests.access.world import LOG_TOKEN, OTHER_CITY_TOKEN, OWN_CITY_TOKEN, World, make_world
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

LETTERS = {200: ".", 302: ">", 303: ">", 403: "3", 404: "4", 405: "5"}
SIGNED_OUT = ("anonymous", "disabled")


def patterns():
    """Every address of the site but the admin's, which has its own tests."""
    own = (r for r in get_resolver().url_patterns if not str(r.pattern).startswith("admin"))
    return list(chain.from_iterable(getattr(r, "url_patterns", [r]) for r in own))


ROUTES = {p.name: p for p in patterns() if isinstance(p, URLPattern)}


def url_of(world: World, name: str) -> str:
    wanted = ROUTES[name].pattern.converters
    given = {a: world.arguments[THING[name] if a == "pk" else a] for a in wanted}
    return reverse(name, kwargs=given)


def body_of(world: World, name: str) -> dict:
    """Return what a page of ours would send: the door is reached with a sound request."""
    cell = {"text": "7", "version": 1, "id": world.arguments["result"]}
    match name:
        case "result-record":
            return {"data": cell, "content_type": "application/json"}
        case "collection-block":
            return {"data": {"cells": [cell]}, "content_type": "application/json"}
        case "result-remark":
            return {"data": {"remark": "改过的备注", "version": 1}}
        case "evidence-add":
            return {"data": {"file": SimpleUploadedFile("a.txt", "佐证".encode())}}
        case "concern-settle":
            return {"data": {"settlement": "按原文。"}}
    return {}


def ask(world: World, persona: str, method: str, url: str, **body):
    """Return the answer and its words; whatever it changed is undone."""
    client = world.client(persona)
    point = transaction.savepoint()
    response = getattr(client, method)(url, **body)
    words = words_of(response)
    for close in response._resource_closers:
        close()
    transaction.savepoint_rollback(point)
    return response, words


def words_of(response) -> str:
    """Return all that can be read in an answer: HTML, JSON, workbook, document or PDF text."""
    body = b"".join(response) if response.streaming else response.content
    if body.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(archive.read(name) for name in archive.namelist())
    text = body.decode("utf-8", "replace")
    if "application/json" in response["Content-Type"]:
        text = text.encode().decode("unicode_escape", "replace") + text
    return text


def may_read(persona: str, token: str, released: bool) -> bool:
    """Whether this persona may ever be shown the token."""
    if token == LOG_TOKEN:
        return persona == "auditor"
    if persona in ("assessment_office", "office", "other_office", "auditor"):
        return True
    own = {"city": OWN_CITY_TOKEN, "other_city": OTHER_CITY_TOKEN}.get(persona)
    return released and token == own


def check_no_leak(persona: str, words: str, released: bool) -> None:
    leaked = [
        token
        for token in (OWN_CITY_TOKEN, OTHER_CITY_TOKEN, LOG_TOKEN)
        if token in words and not may_read(persona, token, released)
    ]
    assert not leaked, f"{persona} was shown {leaked}"


def test_every_address_has_a_row():
    assert set(ROUTES) == set(GET)


@pytest.mark.parametrize("name", GET)
def test_get_answers_each_persona_as_the_table_says(name):
    world = make_world()
    url = url_of(world, name)

    answers = ""
    for persona in COLUMNS:
        response, words = ask(world, persona, "get", url)
        answers += LETTERS.get(response.status_code, str(response.status_code))
        check_no_leak(persona, words, released=False)
    assert dict(zip(COLUMNS, answers, strict=True)) == dict(zip(COLUMNS, GET[name], strict=True))

    if name in ("sign-in", "sign-out"):
        return
    for persona in SIGNED_OUT:
        response, words = ask(world, persona, "get", url)
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")
        check_no_leak(persona, words, released=False)


@pytest.mark.parametrize("name", GET_RELEASED)
def test_a_city_sees_its_own_once_scores_are_released(name):
    world = make_world(state=YearState.FEEDBACK)
    url = url_of(world, name)

    answers = ""
    for persona in COLUMNS:
        response, words = ask(world, persona, "get", url)
        answers += LETTERS.get(response.status_code, str(response.status_code))
        check_no_leak(persona, words, released=True)

    assert answers == GET_RELEASED[name]


@pytest.mark.parametrize("name", POST)
def test_post_lets_in_only_whom_the_table_names(name):
    world = make_world()
    url = url_of(world, name)

    for persona, expected in zip(COLUMNS, POST[name], strict=True):
        before = list(Result.objects.order_by("pk").values()), AuditEntry.objects.count()
        response, words = ask(world, persona, "post", url, **body_of(world, name))
        check_no_leak(persona, words, released=False)
        if expected == "p":
            assert response.status_code in (200, 302, 422), (persona, response.status_code)
        else:
            assert LETTERS.get(response.status_code) == expected, (persona, response.status_code)
        assert (list(Result.objects.order_by("pk").values()), AuditEntry.objects.count()) == before


@pytest.mark.parametrize("name", [n for n in GET if n not in POST])
def test_post_to_a_page_that_takes_none_is_a_wrong_method(name):
    if name in ("sign-in", "sign-out", "change-password", "confirm-password"):
        return  # forms of their own, tested with the sign-in
    world = make_world()

    response, _ = ask(world, "assessment_office", "post", url_of(world, name))

    assert response.status_code == 405
