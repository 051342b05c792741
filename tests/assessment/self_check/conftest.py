"""Two cities in 市州自查."""

import pytest

from assessment.models import Year, YearState
from cities.models import Role
from tests import factories
from tests.assessment.self_check.steps import HERE, THERE, CityDesk


@pytest.fixture
def desk(db) -> CityDesk:
    table = factories.make_table(city=factories.make_city("长沙市", HERE))
    factories.make_table(table.year, factories.make_city("株洲市", THERE))
    people = factories.make_cast(table)
    people["colleague"] = factories.make_account(
        "city3", role=Role.CITY, place=table.city, full_name="市州庚"
    )
    Year.objects.update(state=YearState.SELF_CHECK)
    return CityDesk(people)


@pytest.fixture
def city(client, desk):
    """The browser of 长沙's account."""
    client.force_login(desk.people["city"])
    return client
