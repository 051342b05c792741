"""Three cities in 复核, everything recorded: 长沙 says 1000 of 1103 trained."""

import pytest

from assessment.models import Year, YearState
from cities.models import Role
from tests import factories
from tests.assessment.objections.steps import record
from tests.assessment.sample_checks.desk import Desk


@pytest.fixture
def desk(db) -> Desk:
    table = factories.make_table(city=factories.make_city("长沙市", "430100"))
    others = [
        factories.make_table(table.year, factories.make_city(name, key))
        for name, key in (("株洲市", "430200"), ("湘潭市", "430300"))
    ]
    cast = factories.make_cast(table)
    second = factories.make_account("kaohe2", role=Role.ASSESSMENT_OFFICE, full_name="考核乙")
    people = cast | {"second": second}
    record(table, people["office"], training="1000")
    for other in others:
        record(other, people["office"], training="1103")
    Year.objects.update(state=YearState.REVIEW)
    return Desk(table.year.number, people)


@pytest.fixture
def drawn(desk) -> Desk:
    desk.draw()
    return desk


@pytest.fixture
def differing(drawn) -> Desk:
    """Every cell was looked at; of 长沙's training 900 were found."""
    drawn.find()
    drawn.find_all_right()
    return drawn
