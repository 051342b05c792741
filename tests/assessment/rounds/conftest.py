"""Two cities while offices collect."""

import pytest

from tests import factories
from tests.assessment.rounds.steps import HERE, THERE, RoundDesk


@pytest.fixture
def desk(db) -> RoundDesk:
    table = factories.make_table(city=factories.make_city("长沙市", HERE))
    factories.make_table(table.year, factories.make_city("株洲市", THERE))
    people = factories.make_cast(table)
    people["second"] = factories.make_account("kaohe2", role="assessment_office")
    return RoundDesk(people)


@pytest.fixture
def house(client, desk):
    """The browser of the 考核办."""
    client.force_login(desk.people["assessment_office"])
    return client


@pytest.fixture
def office(client, desk):
    """The browser of the office that collects everything."""
    client.force_login(desk.people["office"])
    return client
