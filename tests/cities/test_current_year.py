"""Whoever is on a year stays on it: the address decides, then the session, then the usual one."""

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import YearState
from portal.current_year import KEPT
from tests.factories import make_cast, make_city, make_table, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def cast():
    city = make_city("长沙市", "430100")
    old = make_table(make_year(2017), city)
    make_table(make_year(2018), city)
    return make_cast(old)


@pytest.fixture
def sign_in(cast):
    def signed_in(persona) -> Client:
        client = Client()
        client.force_login(cast[persona])
        return client

    return signed_in


def home_year(client, query="") -> int:
    return client.get(reverse("home") + query).context["year"].number


def test_home_begins_with_the_newest_year(sign_in):
    client = sign_in("assessment_office")
    assert home_year(client) == 2018
    assert KEPT not in client.session  # nothing is kept of what is so anyhow


def test_whoever_opened_a_year_stays_on_it_in_home_search_and_links(sign_in):
    client = sign_in("office")
    client.get(reverse("overview", args=[2017]))
    assert home_year(client) == 2017
    found = client.get(reverse("search"), {"q": "培训"})
    assert found.context["year"].number == 2017
    html = client.get(reverse("jobs")).content.decode()
    assert f'href="{reverse("collection", args=[2017])}"' in html
    assert reverse("collection", args=[2018]) not in html


def test_the_year_switch_changes_it(sign_in):
    client = sign_in("office")
    client.get(reverse("overview", args=[2017]))
    client.get(reverse("overview", args=[2018]))
    assert home_year(client) == 2018
    assert home_year(client, "?year=2017") == 2017
    assert home_year(client) == 2017


def test_the_address_decides_where_two_windows_are_on_two_years(sign_in):
    client = sign_in("assessment_office")
    first = client.get(reverse("overview", args=[2017])).content.decode()
    client.get(reverse("overview", args=[2018]))  # the other window
    assert 'href="/?year=2017"' in first
    assert '<input type="hidden" name="year" value="2017">' in first
    assert home_year(client, "?year=2017") == 2017
    assert client.get(reverse("city-tables", args=[2017])).context["year"].number == 2017


@pytest.mark.parametrize("asked", ["?year=1999", "?year=abc", "?year=", "?year=２０１７"])
def test_a_year_that_is_not_there_is_neither_shown_nor_kept(sign_in, asked):
    client = sign_in("office")
    assert home_year(client, asked) == 2018
    assert KEPT not in client.session


def test_a_kept_year_that_is_gone_is_passed_over(sign_in):
    client = sign_in("office")
    session = client.session
    session[KEPT] = 1999
    session.save()
    assert home_year(client) == 2018


def test_one_persons_year_is_not_anothers(sign_in):
    first, second = sign_in("office"), sign_in("assessment_office")
    first.get(reverse("overview", args=[2017]))
    assert (home_year(first), home_year(second)) == (2017, 2018)


@pytest.mark.parametrize(
    ("persona", "number"), [("assessment_office", 2019), ("office", 2018), ("city", 2018)]
)
def test_a_year_that_is_still_prepared_is_where_only_who_prepares_it_begins(
    sign_in, persona, number
):
    make_year(2019, state=YearState.PREPARING)
    assert home_year(sign_in(persona)) == number


def test_a_page_that_a_year_has_not_yet_tells_its_stage_and_the_way_back(client):
    make_year(2017, state=YearState.PREPARING)
    client.force_login(make_cast()["city"])
    page = client.get("/2017/self-checks/430100/")
    assert page.status_code == 404
    told = page.content.decode()
    assert "2017 年度，现处于“准备”阶段" in told
    assert '<a href="/">2017 年度工作台</a>' in told or "/?year=2017" in told
    assert "现处于" not in client.get("/2031/self-checks/430100/").content.decode()
