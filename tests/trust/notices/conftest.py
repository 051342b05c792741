"""A county's person with an address, and what tells such people of something."""

import pytest

from cities.models import Role
from tests.factories import make_account, make_county
from trust import log
from trust.models import Notice
from trust.notices.actions import notify

KIND, DUTY = "selfeval.reminder", "cities.account"


@pytest.fixture
def person(db):
    return make_account(
        "gan", role=Role.COUNTY, place=make_county(), email="gan@example.cn", full_name="甘某"
    )


@pytest.fixture
def tell(actor):
    """tell(people) → the notices, told in an action of its own."""

    def tell(*people, **told) -> list[Notice]:
        told = {"kind": KIND, "title": "请填报", "link": "/selfeval/", "actor": actor} | told
        with log.acting():
            return notify(people, **told)

    return tell
