"""长沙's table with rules that give a bonus for what documents prove."""

import pytest

from assessment.models import Rule
from cities.models import Role
from tests import factories
from tests.assessment.claims.steps import BRIGHT, NATIONAL, PROVINCIAL, ClaimDesk


@pytest.fixture
def desk(db) -> ClaimDesk:
    table = factories.make_table(city=factories.make_city("长沙市", "430100"))
    component = table.sections.get(order=1).items.get(name="移民培训").components.get()
    for name, points in ((NATIONAL, "3"), (PROVINCIAL, "1")):
        measure = factories.make_measure(component, name, "次数", "次")
        clause = f"{name}的每次加{points}分"
        factories.make_rule(component, "bonus_each", points, [measure], "1", clause)
    bright = factories.make_measure(component, BRIGHT, "数量", "分")
    rule = factories.make_rule(component, "judged_bonus", "12", [bright], None, "做法有亮点的")
    Rule.objects.filter(pk=rule.pk).update(least=4)
    people = factories.make_cast(table)
    office = table.sections.get(order=1).items.get(name="移民培训").offices.get()
    people["second"] = factories.make_account(
        "peixun2", role=Role.OFFICE, office=office, full_name="培训己"
    )
    return ClaimDesk(people)
