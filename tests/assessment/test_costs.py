"""Which rule cost most: by the points that were really lost, in bands by the band."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.engine.bands import as_json
from assessment.models import Component, Result, Rule
from assessment.paper.ranking import ranking_html
from assessment.scores.losses import by_indicator
from assessment.scores.standing import standings_of
from assessment.tables.band_words import bands_typed
from cities.models import Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CITIES = ("长沙市", "株洲市", "湘潭市")
DIVERTED, FINED = "截留、挪用资金", "发生违纪违规行为被通报每起"


@pytest.fixture
def year():
    year = factories.make_year()
    for name in CITIES:
        factories.make_table(year, factories.make_city(name))
    Rule.objects.filter(component__item__name="移民培训").delete()
    return year


def ruled(kind, points, name, measured="是否", *, bands="") -> None:
    for component in Component.objects.filter(item__name="廉政建设"):
        measure = factories.make_measure(component, name, measured, "%" if bands else "")
        rule = factories.make_rule(component, kind, points, [measure], None, "计10分")
        Rule.objects.filter(pk=rule.pk).update(bands=as_json(bands_typed(bands)))


def recorded(name, *values) -> None:
    for city, value in zip(CITIES, values, strict=True):
        rows = Result.objects.filter(
            measure__name=name, measure__component__item__section__table__city__name=city
        )
        assert rows.update(value=Decimal(value)) == 1


def conduct(year):
    return next(line for line in by_indicator(standings_of(year)) if line.name == "廉政建设")


def told(year) -> tuple[str, str, int]:
    rule = conduct(year).costliest
    return rule.words, f"{rule.lost:.2f}", rule.cities


@pytest.mark.parametrize("kind", ["set_component", "set_item"])
def test_rule_that_made_one_score_outweighs_a_deduction_of_two(year, kind):
    ruled(kind, "0", DIVERTED)
    recorded(DIVERTED, 1, 0, 0)
    recorded(FINED, 0, 1, 1)
    words, lost, cities = told(year)
    assert words.startswith(f"{DIVERTED}：")
    assert (lost, cities) == ("10.00", 1)
    assert f"{conduct(year).lost:.2f}" == "14.00"


def test_what_else_was_found_is_free_where_a_rule_made_the_score(year):
    ruled("set_component", "7", DIVERTED)
    recorded(DIVERTED, 1, 0, 0)
    recorded(FINED, 4, 0, 0)
    assert told(year)[1:] == ("3.00", 1)
    assert len(conduct(year).rules) == 1


def test_band_is_the_one_that_the_units_stand_in(year):
    bands = "90以上：10\n80以上、不足90：6\n不足80：0"
    Rule.objects.all().delete()
    ruled("tier_award", "0", "到位率", "比率", bands=bands)
    recorded("到位率", 95, 85, 84)
    assert told(year) == ("到位率：80% 以上、不足 90% 得 6 分", "8.00", 2)
    recorded("到位率", 95, 85, 10)
    assert told(year) == ("到位率：不足 80% 不得分", "10.00", 1)


def test_figure_in_no_band_is_said_to_be_in_none(year):
    Rule.objects.all().delete()
    ruled("tier_award", "0", "到位率", "比率", bands="90以上：10")
    recorded("到位率", 95, 95, 85)
    assert told(year) == ("到位率：不在各档之内，不得分", "10.00", 1)


def test_points_not_earned_count_beside_deductions(year):
    """6 of 10 were not given, 2 were taken from the other 4."""
    Rule.objects.exclude(kind="per_occurrence").delete()
    ruled("award_once", "4", "建立制度")
    ruled("award_once", "6", "建立台账")
    recorded("建立制度", 1, 1, 1)
    recorded("建立台账", 0, 1, 1)
    recorded(FINED, 1, 0, 0)
    costs = {rule.words[:4]: f"{rule.lost:.2f}" for rule in conduct(year).rules.values()}
    assert costs == {"建立台账": "6.00", "发生违纪": "2.00"}


def test_cap_is_shared_by_the_rules_that_reached_it(year):
    ruled("not_done", "10", DIVERTED)
    recorded(DIVERTED, 1, 0, 0)
    recorded(FINED, 5, 0, 0)
    assert [f"{rule.lost:.2f}" for rule in conduct(year).rules.values()] == ["5.00", "5.00"]


def test_equal_costs_name_the_rule_of_more_units(year):
    ruled("not_done", "4", "无台账")
    recorded("无台账", 1, 0, 0)
    recorded(FINED, 0, 1, 1)
    words, lost, cities = told(year)
    assert (words[:4], lost, cities) == ("发生违纪", "4.00", 2)


def test_pages_and_paper_name_the_rule_that_cost_most(client, year):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲"))
    ruled("set_item", "0", DIVERTED)
    recorded(DIVERTED, 1, 0, 0)
    recorded(FINED, 0, 1, 1)
    overview = client.get(reverse("overview", args=[2017])).content.decode()
    assert f"最多：{DIVERTED}：" in overview
    assert f"最多：{DIVERTED}：" in ranking_html(standings_of(year))
    indicators = client.get(reverse("indicators", args=[2017])).content.decode()
    assert "失分最多的规则" in indicators
    assert "1 个市州失 10.00 分" in indicators


def test_nothing_lost_names_no_rule(year):
    recorded(FINED, 0, 0, 0)
    assert conduct(year).costliest is None
    assert conduct(year).costliest_words == ""
