"""Three cities with scores in 反馈, a window that is open, and an objection of 长沙."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assessment.models import ObjectionWindow, Result, Year, YearState
from cities.models import Role
from tests import factories
from tests.assessment.objections.steps import Desk, record


@pytest.fixture
def desk(db) -> Desk:
    """长沙 has done 900 of 1103; 株洲 and 湘潭 stand before it by a hair."""
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
    now = timezone.now()
    ObjectionWindow.objects.create(
        year=table.year, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
    )
    return Desk(table.year.number, people)


@pytest.fixture
def filed(desk):
    return desk.file(claimed=Decimal(1103))


@pytest.fixture
def answered(desk, filed):
    return desk.answer(filed)


@pytest.fixture
def cells(desk) -> dict[str, Result]:
    """The figures of 长沙 by name."""
    return desk.cells()
