"""Asking as a persona: the answer, every word in it, what it changed; and then it is undone."""

import html
import io
import re
import zipfile
from dataclasses import dataclass
from itertools import chain

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from tests.access.bodies import BODIES
from tests.access.checks import CHECK_READERS
from tests.access.claims import CLAIM_READERS
from tests.access.reports import READERS as OF_REPORTS
from tests.access.rounds import ROUND_READERS
from tests.access.self_checks import SELF_CHECK_READERS
from tests.access.table import COLUMNS, INSTEAD, THING
from tests.access.world import (
    LOG_TOKEN,
    NOTICE_TOKEN,
    OBJECTION_READERS,
    OBJECTION_TOKEN,
    OTHER_CITY_TOKEN,
    OWN_CITY_TOKEN,
    World,
)

READERS = OF_REPORTS | SELF_CHECK_READERS | ROUND_READERS | CHECK_READERS | CLAIM_READERS
LETTERS = {200: ".", 302: ">", 303: ">", 403: "3", 404: "4", 405: "5", 410: "-"}
SIGNED_OUT = ("anonymous", "disabled")
#: Answers to a POST that passed the door, whatever the form then said.
PASSED = (200, 302, 409, 422)
#: Whose rows a request that was refused must leave as they are.
APPS = ("assessment", "cities", "selfeval")
WRITING = re.compile(rf'\s*(INSERT INTO|UPDATE|DELETE FROM) "({"|".join(APPS)})_')

Rows = dict[tuple[str, object], dict]


def patterns():
    """Every address of the site but the admin's, which has its own tests."""
    own = (r for r in get_resolver().url_patterns if not str(r.pattern).startswith("admin"))
    return list(chain.from_iterable(getattr(r, "url_patterns", [r]) for r in own))


ROUTES = {p.name: p for p in patterns() if isinstance(p, URLPattern)}


@dataclass(frozen=True)
class Answer:
    """changed: rows as they were and as they became (None: not there), by model and key."""

    response: HttpResponse
    words: str
    changed: dict[tuple[str, object], tuple[dict | None, dict | None]]

    @property
    def letter(self) -> str:
        return LETTERS.get(self.response.status_code, str(self.response.status_code))


def url_of(world: World, name: str) -> str:
    wanted = ROUTES[name].pattern.converters
    given = {a: world.arguments[named(name, a, kind)] for a, kind in wanted.items()}
    return reverse(name, kwargs=given)


def askers(row: str) -> dict[str, str]:
    """Return who is asked, with the letter that a row of the table has for each.

    Who gets in is decided by the program and asked of everybody on SQLite. PostgreSQL is asked
    for one of each answer: whatever the program does there, it does once.
    """
    everybody = dict(zip(COLUMNS, row, strict=True))
    if connection.vendor == "sqlite":
        return everybody
    first = {letter: persona for persona, letter in reversed(everybody.items())}
    return {persona: letter for persona, letter in everybody.items() if first[letter] == persona}


def takes(name: str, *arguments: str) -> bool:
    """Whether an address has one of these in it."""
    return not set(arguments).isdisjoint(ROUTES[name].pattern.converters)


def named(name: str, argument: str, kind) -> str:
    """Return which of the world's things an argument of an address stands for."""
    if argument == "pk":
        return THING[name]
    if argument == "form" and isinstance(kind, IntConverter):
        return "form_pk"
    return INSTEAD.get((name, argument), argument)


def body_of(world: World, name: str) -> dict:
    """Return what a page of ours would send: the door is reached with a sound request."""
    cell = {"text": "7", "version": 1, "id": world.arguments["result"]}
    match name:
        case "result-record":
            return {"data": cell, "content_type": "application/json"}
        case "collection-block":
            return {"data": {"cells": [cell]}, "content_type": "application/json"}
        case "collection-paste":
            data = {"rows": [["7"]], "at": cell["id"], "seen": {str(cell["id"]): 1}}
            return {"data": data, "content_type": "application/json"}
        case "result-remark":
            return {"data": {"remark": "改过的备注", "version": 1}}
        case "result-restore":
            return {"data": {"kept": world.arguments["kept"], "version": 1}}
        case "evidence-add":
            return {"data": {"file": SimpleUploadedFile("a.txt", "佐证".encode())}}
        case "concern-settle":
            return {"data": {"settlement": "按原文。"}}
    return BODIES[name](world) if name in BODIES else {}


def ask(world: World, persona: str, method: str, url: str, **body) -> Answer:
    """Return the answer; whatever it changed is undone. Changes are told of a POST alone."""
    client = world.client(persona)
    written = Written()
    point = transaction.savepoint()
    with connection.execute_wrapper(written):
        response = getattr(client, method)(url, **body)
        words = words_of(response)
        for close in response._resource_closers:
            close()
    compared = method == "post" and written.anything
    after = rows() if compared else {}
    transaction.savepoint_rollback(point)
    return Answer(response, words, _changed(rows(), after) if compared else {})


class Written:
    """Whether rows that people work on may have been written: reading all of them takes a while."""

    anything = False

    def __call__(self, execute, sql, params, many, context):
        self.anything |= bool(WRITING.match(sql))
        return execute(sql, params, many, context)


def rows() -> Rows:
    """Return everything that people work on, row by row."""
    return {
        (model._meta.label_lower, row[model._meta.pk.attname]): row
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for row in model._base_manager.order_by().values()
    }


def _changed(before: Rows, after: Rows) -> dict:
    keys = before.keys() | after.keys()
    pairs = {key: (before.get(key), after.get(key)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def words_of(response) -> str:
    """Return all that can be read in an answer: HTML, JSON, workbook, document or paper."""
    body = b"".join(response) if response.streaming else response.content
    if body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(archive.read(name) for name in archive.namelist())
    text = html.unescape(body.decode("utf-8", "replace"))  # XML may spell 望 as &#26395;
    if "application/json" in response["Content-Type"]:
        text = text.encode().decode("unicode_escape", "replace") + text
    return text


def may_read(persona: str, token: str, released: bool) -> bool:
    """Whether this persona may ever be shown the token."""
    if token == LOG_TOKEN:
        return persona == "auditor"
    if token == NOTICE_TOKEN:
        return persona == "assessment_office"
    if token == OBJECTION_TOKEN:
        return persona in OBJECTION_READERS
    if token in READERS:
        return persona in READERS[token]
    if persona in ("assessment_office", "office", "other_office", "auditor"):
        return True
    own = {"city": OWN_CITY_TOKEN, "other_city": OTHER_CITY_TOKEN}.get(persona)
    return released and token == own


def check_no_leak(persona: str, words: str, *, released=False, public=()) -> None:
    """Fail if there are somebody else's words. public: tokens that anybody may read here."""
    ours = (OWN_CITY_TOKEN, OTHER_CITY_TOKEN, OBJECTION_TOKEN, LOG_TOKEN, NOTICE_TOKEN)
    leaked = [
        token
        for token in (*ours, *READERS)
        if token in words and token not in public and not may_read(persona, token, released)
    ]
    assert not leaked, f"{persona} was shown {leaked}"


def check_post(persona: str, expected: str, answer: Answer) -> None:
    """Fail unless a POST was answered by the letter, and changed nothing where it says so."""
    if expected in "pn":
        assert answer.response.status_code in PASSED, (persona, answer.letter)
    else:
        assert answer.letter == expected, (persona, answer.letter)
    assert expected == "p" or not answer.changed, (persona, list(answer.changed))
