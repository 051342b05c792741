"""长沙's table in 处室采集, with a second item of two components beside 移民培训."""

import pytest

from cities.models import Role
from tests import factories
from tests.assessment.exemptions.steps import ExemptionDesk


@pytest.fixture
def desk(db) -> ExemptionDesk:
    table = factories.make_table(city=factories.make_city("长沙市", "430100"))
    office = factories.make_office("培训中心")
    item = factories.make_item(table.sections.get(order=1), "产业扶持", "67", office)
    for points, name in (("7", "项目未验收"), ("60", "资金被挪用")):
        component = factories.make_component(item, points)
        measure = factories.make_measure(component, name, "次数", "起")
        factories.make_rule(component, "per_occurrence", "1", [measure], "1", f"{name}每起扣1分")
    people = factories.make_cast(table)
    people["second"] = factories.make_account(
        "kaohe2", role=Role.ASSESSMENT_OFFICE, full_name="考核乙"
    )
    return ExemptionDesk(people)
