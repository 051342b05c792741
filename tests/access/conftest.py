"""One world for a module; whatever a test does to it is undone."""

import pytest

from tests.access.world import make_world
from tests.quick_press import print_in_words
from tests.undone import undone


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker):
    """The test database in one transaction that never ends well.

    By this name pytest-django knows that a test needs one.
    """
    with django_db_blocker.unblock(), undone():
        yield


@pytest.fixture(scope="module")
def made(db):
    return make_world()


@pytest.fixture
def world(made):
    held = dict(made.arguments)
    with undone():
        yield made
    made.arguments.clear()
    made.arguments.update(held)


@pytest.fixture(autouse=True)
def paper_in_words(monkeypatch):
    """Answer with the HTML that would be printed: whose words stand in it is decided there.

    A page of paper takes a second for each of twelve people; how it is printed has its own tests.
    """

    print_in_words(monkeypatch)
    monkeypatch.setattr("trust.papers.find", lambda keys: {})
    monkeypatch.setattr("trust.papers.keep", lambda key, pdf: None)
