"""长沙's table with two vetoes, in 处室采集; the year gives grades and vetoes lower them."""

import pytest

from assessment.models import Policy
from cities.models import Role
from tests import factories
from tests.assessment.vetoes.steps import ACCIDENT, FALSEHOOD, VetoDesk

GRADES = [
    {"name": "优秀", "least": "90", "quota": None, "is_best": True},
    {"name": "合格", "least": "60", "quota": None, "is_best": False},
    {"name": "不合格", "least": "0", "quota": None, "is_best": False},
]


@pytest.fixture
def desk(db) -> VetoDesk:
    table = factories.make_table(city=factories.make_city("长沙市", "430100"))
    component = table.sections.get(order=1).items.get(name="移民培训").components.get()
    accident = factories.make_measure(component, ACCIDENT, "是否")
    factories.make_rule(component, "veto", "0", [accident], None, "发生重大事故的一票否决")
    falsehood = factories.make_measure(component, FALSEHOOD, "次数", "起")
    factories.make_rule(component, "veto_honours", "0", [falsehood], None, "弄虚作假的取消评优")
    Policy.objects.update(grades=GRADES, applies_vetoes=True)
    people = factories.make_cast(table)
    people["second"] = factories.make_account(
        "kaohe2", role=Role.ASSESSMENT_OFFICE, full_name="考核乙"
    )
    return VetoDesk(people)
