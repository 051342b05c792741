"""A year with a cast whose every person may be told, a stranger among them."""

import pytest
from django.utils import timezone

from assessment.models import CityTable
from cities.models import Account, Membership, Role
from tests import factories
from trust.models import Notice


@pytest.fixture
def table(db):
    return factories.make_table(city=factories.make_city("长沙市", "430100"))


@pytest.fixture
def cast(table) -> dict[str, Account]:
    """The cast; 株洲, whose table is not issued; who was of 长沙; who is shut; another 考核办."""
    people = factories.make_cast(table)
    factories.make_table(table.year, factories.make_city("株洲市"), issued=False)
    gone = factories.make_account("gone", role=Role.CITY, place=table.city)
    day = timezone.localdate() - timezone.timedelta(days=1)
    Membership.objects.filter(account=gone).update(valid_from=day, valid_to=day)
    factories.make_account("shut", role=Role.CITY, place=table.city, is_active=False)
    second = factories.make_account("kaohe9", role=Role.ASSESSMENT_OFFICE, full_name="考核丑")
    return people | {"second": second}


@pytest.fixture
def told(cast):
    """told() → who was told what since last asked, by user name; with the address it leads to."""
    names = {account.pk: name for name, account in cast.items()}

    def told() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for notice in Notice.objects.order_by("pk"):
            who = names.get(notice.recipient_id, notice.recipient.username)
            found.setdefault(who, []).append(f"{notice.title} {notice.link}")
        Notice.objects.all().delete()
        return found

    return told


@pytest.fixture
def issued(cast) -> None:
    """Let 株洲 have its table too."""
    CityTable.objects.update(issued_at=timezone.now())
