"""A year of two cities that was finalised, and who may publish it."""

import pytest

from assessment.models import Year
from cities.models import Role
from tests import factories
from tests.assessment.frozen.freezing import finalise, make_recorded_year


@pytest.fixture
def kaohe():
    return factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲")


@pytest.fixture
def year(kaohe) -> Year:
    found = make_recorded_year()
    finalise(found, kaohe, body="厅长办公会", decided_on="2018-02-27", document="〔2018〕3 号")
    return Year.objects.get()
