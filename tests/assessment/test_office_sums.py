"""What is told of each office adds up to what is told of all, or it is said why not."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.letters.meeting import meeting_of
from assessment.letters.scored import scored
from assessment.models import Item, Year
from cities.models import Role
from tests import factories
from tests.assessment.frozen.freezing import make_recorded_year

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TOLD = "几个处室共同采集的，各处室名下都列出，比总数多计"


@pytest.fixture
def year() -> Year:
    return make_recorded_year()


def share(year: Year, name: str) -> None:
    """Have another office collect an item too."""
    other = factories.make_office("后期扶持处")
    for item in Item.objects.filter(section__table__year=year, name=name):
        item.offices.add(other)


@pytest.mark.parametrize("page", ["overview", "home"])
def test_what_offices_collect_together_is_told_where_it_is_counted_again(client, year, page):
    client.force_login(factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE))
    url = reverse(page, args=[2017] if page == "overview" else [])
    assert TOLD not in client.get(url).content.decode()
    share(year, "移民培训")
    shown = client.get(url).content.decode()
    again = Item.objects.filter(name="移民培训").count() * 4  # of its measures
    assert f"{TOLD} {again} 项。" in shown


def test_the_offices_of_a_unit_add_up_on_the_paper_on_which_a_year_is_decided(year):
    share(year, "廉政建设")
    found = scored(year)
    tables = [t for t in meeting_of(found).tables if "责任处室" in t.caption]
    for city in found.standings.cities:
        told = {}
        for table in tables:
            row = next(row for row in table.rows if row[0] == city.city)
            told |= dict(zip(table.heads[1:], row[1:], strict=True))
        got = {name: Decimal(words.split(" / ")[0]) for name, words in told.items()}
        together = got.pop("合计")
        assert together == sum(got.values())
        assert together == sum(s.earned for s in city.score.sections)
        worth = sum(i.item.points for s in city.score.sections for i in s.items)
        assert Decimal(re.sub(".* / ", "", told["合计"])) == worth


def test_a_chart_is_drawn_for_a_screen_and_for_a_telephone(client, year):
    client.force_login(factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE))
    shown = client.get(reverse("overview", args=[2017])).content.decode()
    for name, width in (("wide", 520), ("narrow", 358)):
        drawn = re.findall(rf'<div class="chart-{name}"><svg[^>]* width="(\d+)"', shown)
        assert len(drawn) >= 2
        assert set(drawn) == {str(width)}
