"""Guessing at what needs no account: counted by address, in the database, for a while."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.factories import PASSWORD, make_account
from trust import misses
from trust.misses import MOST, WITHIN, minutes_to_wait, note_miss

pytestmark = pytest.mark.django_db
WHAT = "试猜"


def asked(address="203.0.113.7"):
    return RequestFactory().get("/", REMOTE_ADDR=address)


def miss(times=MOST, address="203.0.113.7"):
    for _ in range(times):
        note_miss(asked(address), WHAT)


def test_address_waits_after_so_many_misses_and_no_other_does():
    miss(MOST - 1)
    assert minutes_to_wait(asked(), WHAT) == 0
    miss(1)
    assert minutes_to_wait(asked(), WHAT) == WITHIN.seconds // 60
    assert minutes_to_wait(asked("203.0.113.8"), WHAT) == 0
    assert minutes_to_wait(asked(), "别的") == 0
    assert AccessAttempt.objects.get().failures_since_start == MOST


def test_waiting_ends_and_counting_begins_anew(monkeypatch):
    miss()
    later = timezone.now() + WITHIN - timedelta(minutes=2)
    monkeypatch.setattr(misses.timezone, "now", lambda: later)
    assert minutes_to_wait(asked(), WHAT) == 2
    monkeypatch.setattr(misses.timezone, "now", lambda: later + timedelta(minutes=2, seconds=1))
    assert minutes_to_wait(asked(), WHAT) == 0
    miss(1)
    assert minutes_to_wait(asked(), WHAT) == 0
    assert AccessAttempt.objects.get().failures_since_start == 1


def test_network_of_ipv6_counts_as_one():
    for number in range(MOST):
        note_miss(asked(f"2001:db8:1:2::{number:x}"), WHAT)
    assert minutes_to_wait(asked("2001:db8:1:2:ffff::9"), WHAT)
    assert not minutes_to_wait(asked("2001:db8:1:3::1"), WHAT)


def test_where_no_address_is_known_nobody_waits():
    miss(address="")
    assert minutes_to_wait(asked(""), WHAT) == 0
    assert not AccessAttempt.objects.exists()


def test_misses_lock_no_account(client):
    make_account("zhang")
    miss(address="127.0.0.1")
    answer = Client().post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    assert answer.status_code == 302
    assert minutes_to_wait(asked("127.0.0.1"), WHAT)
