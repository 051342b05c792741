import pytest
from django.test import Client

from cities.models import Role
from tests.factories import make_account, make_city, make_county, make_office
from trust import log


@pytest.fixture(autouse=True)
def _own_urls(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.trust.urls"
    settings.CSRF_FAILURE_VIEW = "trust.errors.csrf_failed"
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def actor():
    return log.command_actor("tests")


@pytest.fixture
def signed_in():
    """signed_in(account) → a client of that account."""

    def sign_in(account) -> Client:
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def cast(db):
    """One account a role, and one without any."""
    return {
        "assessment_office": make_account(role=Role.ASSESSMENT_OFFICE),
        "office": make_account(role=Role.OFFICE, office=make_office()),
        "city": make_account(role=Role.CITY, place=make_city()),
        "county": make_account(role=Role.COUNTY, place=make_county()),
        "auditor": make_account(role=Role.AUDITOR),
        "administrator": make_account(role=Role.ADMINISTRATOR),
        "nobody": make_account(),
    }
