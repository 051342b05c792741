"""The table, cast and signed-in office that the tests of recording start from."""

import pytest

from tests.factories import make_cast, make_table
from tests.readings import remember_readings


@pytest.fixture(autouse=True)
def _readings_remembered(monkeypatch):
    remember_readings(monkeypatch)


@pytest.fixture
def table():
    return make_table()


@pytest.fixture
def cast(table):
    return make_cast(table)


@pytest.fixture
def office(client, cast):
    client.force_login(cast["office"])
    return client
