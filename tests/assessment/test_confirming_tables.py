"""Tables are confirmed one after the other: confirm, and look at the next city's."""

import pytest
from django.urls import reverse

from assessment.models import CityTable, YearState
from tests.factories import make_account, make_city, make_table, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
THEN = "确认并看下一市州"


@pytest.fixture
def tables():
    year = make_year(2017, state=YearState.PREPARING)
    named = (("长沙市", "430100"), ("株洲市", "430200"), ("湘潭市", "430300"))
    return {key: make_table(year, make_city(name, key), issued=False) for name, key in named}


@pytest.fixture
def desk(client, tables):
    client.force_login(make_account("kaohe", role="assessment_office", full_name="考核办（演示）"))
    return client


def page(desk, key) -> str:
    return desk.get(reverse("city-table", args=[2017, key])).content.decode()


def confirm(desk, key, **sent):
    version = CityTable.objects.get(city__key=key).version
    address = reverse("table-confirm", args=[2017, key])
    return desk.post(address, {"version": version} | sent)


def test_confirming_leads_to_the_next_city_and_from_the_last_to_what_was_left_out(desk):
    assert THEN in page(desk, "430100")
    here = {key: reverse("city-table", args=[2017, key]) for key in ("430100", "430200", "430300")}
    assert confirm(desk, "430200", then="next").url == here["430300"]
    assert confirm(desk, "430300", then="next").url == here["430100"]
    assert THEN not in page(desk, "430100")  # no other waits
    assert confirm(desk, "430100", then="next").url == here["430100"]
    assert not CityTable.objects.filter(confirmed_at=None).exists()


def test_confirming_alone_stays_here(desk):
    assert confirm(desk, "430100").url == reverse("city-table", args=[2017, "430100"])


def test_what_is_refused_stays_here(desk):
    CityTable.objects.filter(city__key="430100").update(version=5)
    answer = desk.post(
        reverse("table-confirm", args=[2017, "430100"]), {"version": 1, "then": "next"}
    )
    assert answer.url == reverse("city-table", args=[2017, "430100"])
    assert CityTable.objects.get(city__key="430100").confirmed_at is None


def test_who_issued_a_table_stands_without_brackets_in_brackets(desk):
    confirm(desk, "430100")
    table = CityTable.objects.get(city__key="430100")
    desk.post(reverse("table-issue", args=[2017, "430100"]), {"version": table.version})
    html = page(desk, "430100")
    assert "由 考核办（演示） 下达" in html
    assert "））" not in html
