"""One server and one load of the data for a whole module, where tests do not disturb each other.

A module whose tests write (test_grid and others) starts each from an empty database instead.
"""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from assessment.flow import moving
from portal.demo.assessment import load_demo
from selfeval.review.actions import flow
from trust import log

expect.set_options(timeout=15_000)  # a busy machine is no failure


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker):
    """The test database, really written to; empty again after the module.

    By this name pytest-django knows that a test needs one.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module", autouse=True)
def nothing_laid_out_ahead():
    """What is committed here would be laid out at once, without a worker: seconds for each step."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "_lay_out_ahead", lambda report_id: None)
        patch.setattr(moving, "PRINTED_STATES", ())
        yield


@pytest.fixture(scope="module")
def site(db):
    """The address of a server for the module."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def demo(db):
    """The tables of 2017 with invented results, an account a role."""
    load_demo(actor=log.Actor("测试", role=log.COMMAND_ROLE))


@pytest.fixture
def new_context(new_context):
    """Contexts whose pages may not fail in a script, either."""
    failures = []

    def make(**options):
        context = new_context(**options)
        context.on("weberror", lambda failure: failures.append(str(failure.error)))
        return context

    yield make
    assert failures == []
