"""Going back: what cities had seen says that it was taken back, and nothing is frozen anew."""

import pytest
from django.urls import reverse

from assessment.models import Snapshot, Year, YearState
from tests.assessment.frozen.freezing import finalise, make_recorded_year
from tests.assessment.moves import move_on
from tests.factories import make_account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def year():
    return make_recorded_year()


@pytest.fixture
def office():
    return make_account("kaohe", role="assessment_office")


@pytest.fixture
def at_city(client, year):
    city = year.tables.get(city_name="长沙市").city
    client.force_login(make_account("shizhou", role="city", place=city))
    return client


def pages(city="430100"):
    return [
        reverse("scorecard", args=[2017, city]),
        reverse("scorecard-pdf", args=[2017, city]),
        reverse("home"),
    ]


def test_card_that_was_taken_back_says_so_and_why(at_city, year, office):
    move_on(year, YearState.REVIEW, office, reason="稽察数据有误")
    for page in pages():
        answer = at_city.get(page)
        assert answer.status_code == 200
        assert "收回，现不作数。原因：稽察数据有误。" in answer.content.decode()


def test_card_that_nobody_saw_yet_is_no_page(at_city, year):
    Year.objects.update(state=YearState.REVIEW)
    card, pdf, home = pages()
    assert [at_city.get(page).status_code for page in (card, pdf)] == [404, 404]
    assert "现不作数" not in at_city.get(home).content.decode()


def test_card_of_another_city_is_no_page_even_when_taken_back(at_city, year, office):
    move_on(year, YearState.REVIEW, office, reason="稽察数据有误")
    assert at_city.get(pages("430101")[0]).status_code == 404


def test_taking_the_publication_back_freezes_nothing(year, office):
    first = finalise(year, office)
    move_on(year, YearState.PUBLISHED, office)
    move_on(year, YearState.FINALISED, office, reason="通报有误")
    assert list(Snapshot.objects.all()) == [first]
