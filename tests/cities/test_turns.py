"""Signing in while many do: those who are in are answered, nobody's password is given back."""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client

from cities import turns
from cities.turns import LATER, MANY, MOST_AT_ONCE, SOON
from tests.factories import PASSWORD, make_account
from trust.models import AuditEntry

THREADS = 4  # of a worker process, as docs/examples


@pytest.fixture
def slow_hash(monkeypatch):
    """Passwords are hashed once the event is set."""
    go_on = Event()
    plain = MD5PasswordHasher.encode

    def encode(self, password, salt):
        assert go_on.wait(30)
        return plain(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    yield go_on
    go_on.set()


def sign_in(number):
    try:
        told = {"username": f"person{number}", "password": PASSWORD, "next": "/notices/"}
        return Client().post("/sign-in/", told)
    finally:
        connection.close()


def open_page(client):
    try:
        return client.get("/notices/")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_is_in_is_answered_while_all_places_to_sign_in_are_taken(slow_hash):
    slow_hash.set()
    people = range(6)
    for number in people:
        make_account(f"person{number}")
    inside = Client()
    inside.force_login(make_account("inside"))
    slow_hash.clear()
    with ThreadPoolExecutor(THREADS) as server:
        waiting = [server.submit(sign_in, number) for number in people]
        try:
            page = server.submit(open_page, inside).result(20)
            assert page.status_code == 200
            turned_away = [one.result(20) for one in waiting if one.done()]
        finally:
            slow_hash.set()
        let_in = [one.result(20) for one in waiting if one.result(20).status_code == 302]
    assert (len(let_in), len(turned_away)) == (MOST_AT_ONCE, len(people) - MOST_AT_ONCE)
    assert {answer.url for answer in let_in} == {"/notices/"}
    for answer in turned_away:
        words = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"], answer["X-Come-Again"]) == (
            503,
            "1",
            "0.25",
        )
        assert "请过几秒重新输入密码再登录" in words
        assert 'value="person' in words
        assert 'value="/notices/"' in words
        assert PASSWORD not in words
    assert AuditEntry.objects.filter(action="登录").count() == MOST_AT_ONCE
    assert sign_in(people[-1]).status_code == 302  # the places are free again


def test_where_many_are_turned_away_they_come_again_later(monkeypatch):
    now = 100.0
    monkeypatch.setattr(turns, "_turned_away", deque(maxlen=MANY))
    monkeypatch.setattr(turns.time, "monotonic", lambda: now)
    assert [turns._come_again_after() for _ in range(MANY + 2)] == [SOON] * MANY + [LATER] * 2
    now += 1
    assert turns._come_again_after() == SOON
