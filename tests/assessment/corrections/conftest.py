"""Three cities whose year was finalised: 长沙 stands last, for a figure that was copied wrong."""

import pytest

from assessment.models import Year, YearState
from cities.models import Role
from tests import factories
from tests.assessment.corrections.desk import Desk
from tests.assessment.frozen.freezing import finalise
from tests.assessment.objections.steps import record


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
    record(table, people["office"], training="800")
    record(others[0], people["office"], training="900")
    record(others[1], people["office"], training="1103")
    Year.objects.update(state=YearState.FEEDBACK)
    finalise(table.year, people["assessment_office"], document="会议纪要〔2018〕3号")
    return Desk(table.year.number, people)
