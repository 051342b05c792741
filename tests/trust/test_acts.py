"""What a button asks, carried out."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from tests.factories import make_account, make_year
from trust.acts import carry_out
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_a_button(rf):
    request = rf.post("/")
    request.user = make_account("kaohe")
    request._messages = CookieStorage(request)
    return request


def late(*, user, actor):
    raise Outdated(make_year())


def test_who_is_late_reads_it(request_of_a_button):
    assert carry_out(request_of_a_button, late, outdated="已被他人改动。") is None
    assert [str(told) for told in get_messages(request_of_a_button)] == ["已被他人改动。"]


def test_who_is_late_is_not_told_nothing(request_of_a_button):
    with pytest.raises(Outdated):
        carry_out(request_of_a_button, late)
