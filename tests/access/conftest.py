"""One world for a module; whatever a test does to it is undone."""

import pytest
from django.db import transaction

from tests.access.world import make_world


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker):
    """The test database in one transaction that never ends well.

    By this name pytest-django knows that a test needs one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made(db):
    return make_world()


@pytest.fixture
def world(made):
    held = dict(made.arguments)
    with transaction.atomic():
        yield made
        transaction.set_rollback(True)
    made.arguments.clear()
    made.arguments.update(held)
