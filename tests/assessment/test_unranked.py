"""While less than half is recorded nobody is told ranks; two cities beside each other add up."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.exports.scores import scores_json
from assessment.models import Result, Section
from assessment.paper.ranking import ranking_html
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.beside import PartBeside, compare
from assessment.scores.standing import standings_of
from cities.models import Office, Role
from tests import factories
from tests.assessment.test_grades import record_all

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TOLD = "录入不足一半，暂不排名"


@pytest.fixture
def year():
    """Two cities that lost 3 points and none, everything recorded."""
    year = factories.make_year()
    for number, lost in (("430100", "3"), ("430200", "0")):
        factories.make_table(year, factories.make_city(f"第{number}市", key=number))
        record_all(lost)
    return year


@pytest.fixture
def office(client):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE))
    return client


def forget(share: str) -> None:
    """Leave of the records as many as half, or one less."""
    kept = Result.objects.count() // 2 - (share == "less")
    Result.objects.exclude(pk__in=list(Result.objects.values_list("pk", flat=True)[:kept])).delete()


def pages(client) -> dict[str, str]:
    addresses = {
        "overview": reverse("overview", args=[2017]),
        "scorecards": reverse("scorecards", args=[2017]),
        "card": reverse("scorecard", args=[2017, "430100"]),
    }
    return {name: client.get(url).content.decode() for name, url in addresses.items()}


def test_ranks_are_told_once_half_is_recorded(office, year):
    forget("half")
    standings = standings_of(year)
    assert standings.is_ranked
    assert [c.rank_shown for c in standings.cities] == [str(c.rank) for c in standings.cities]
    assert not [name for name, page in pages(office).items() if TOLD in page]


def test_no_page_and_no_paper_tells_ranks_before(office, year):
    forget("less")
    standings = standings_of(year)
    for name, page in pages(office).items():
        assert TOLD in page, name
        assert "第 1 名" not in page, name
    assert [c.table.city_key for c in standings.by_rank] == ["430100", "430200"]
    papers = [ranking_html(standings), *scorecard_htmls(standings)]
    for paper in papers:
        assert TOLD in paper
        assert "第 1 名" not in paper
    assert [city["rank"] for city in scores_json(standings)["cities"]] == [
        c.rank for c in standings.cities
    ]


def test_two_cities_beside_each_other_add_up(office, year):
    standings = standings_of(year)
    own, other = standings.cities
    beside = compare(own, other)
    *parts, total = beside.parts
    assert sum(part.difference for part in parts) == total.difference == own.total - other.total
    assert total.difference < 0
    assert [part.name for part in parts] == [s.section.name for s in own.score.sections]
    page = office.get(reverse("scorecard", args=[2017, "430100"]), {"with": "430200"})
    words = " ".join(page.content.decode().split())
    assert "与第430200市比较" in words
    assert f"−{-total.difference:.2f}" in words


def test_what_one_of_two_lacks_is_named(year):
    section = Section.objects.filter(table__city__key="430100").first()
    lacking = factories.make_item(section, "移民产业", "8", Office.objects.get()).name
    own, other = standings_of(year).cities
    assert (compare(own, other).only_own, compare(own, other).only_other) == ((lacking,), ())
    assert (compare(other, own).only_own, compare(other, own).only_other) == ((), (lacking,))
    assert PartBeside("部分", Decimal(3), None).difference == Decimal(3)
