"""A year at 反馈与申诉 with its cast, and pages as they are asked for."""

import pytest
from django.urls import reverse

from assessment.models import CityTable, Year, YearState
from tests import factories


@pytest.fixture
def table() -> CityTable:
    factories.make_city("株洲市", "430200")
    return factories.make_table(city=factories.make_city("长沙市", "430100"))


@pytest.fixture
def year(table) -> Year:
    factories.make_table(table.year, factories.make_city("株洲市", "430200"))
    Year.objects.update(state=YearState.FEEDBACK)
    return Year.objects.get()


@pytest.fixture
def go(client, cast):
    """Ask for a page as a persona; with data it is posted."""

    def ask(persona, name, *args, data=None):
        client.force_login(cast[persona])
        url = reverse(name, args=[2017, *args])
        return client.get(url) if data is None else client.post(url, data)

    return ask
