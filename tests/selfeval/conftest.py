"""A county with an empty report, and its browser."""

import pytest

from tests.factories import make_city, make_county
from tests.readings import remember_readings
from tests.selfeval.factories import make_filer, make_form, make_report, make_task


@pytest.fixture(autouse=True)
def _readings_remembered(monkeypatch):
    remember_readings(monkeypatch)


@pytest.fixture
def task():
    return make_task(make_form())


@pytest.fixture
def report(task):
    return make_report(task, make_county("试验县", make_city("长沙市")))


@pytest.fixture
def filer(report):
    return make_filer(report, "county")


@pytest.fixture
def county(client, filer):
    client.force_login(filer)
    return client


@pytest.fixture
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
