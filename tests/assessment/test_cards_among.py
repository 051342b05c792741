"""A unit's card is scored alone and placed among all by what is summed up of the others."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.engine.types import StepReading
from assessment.models import Policy, UnitSummary
from assessment.paper.printing import scorecards_of
from assessment.scores.standing import CityStanding, Standings, standings_of
from assessment.summaries import standings
from assessment.summaries.among import standing_of, standings_with
from cities.models import Place
from tests.assessment.test_grades import record_all
from tests.assessment.test_summaries import _compared_measure, record
from tests.factories import make_city, make_rule, make_table

NAMES = ("株洲市", "湘潭市", "衡阳市")
GRADES = [
    {
        "name": "优秀", "least": "90", "quota": None, "first": "50",
        "is_share": True, "is_best": True,
    },
    {"name": "合格", "least": "0", "quota": None, "is_best": False},
]  # fmt: skip


@pytest.fixture
def recorded(table, cast):
    """Four units, of which two are even."""
    cities = [make_city(name) for name in NAMES]
    for city in cities:
        make_table(city=city)
    record(cast["office"], "农业实用技术培训", 500)
    for name in ("长沙市", "株洲市"):
        record(cast["office"], "发生违纪违规行为被通报每起", 1, city=name)
    record(cast["office"], "获证率", 90, city="湘潭市")
    record(cast["office"], "获证率", 91, city="衡阳市")
    return table


@pytest.fixture(params=["plain", "grades by place", "groups"])
def chosen(request, recorded):
    """The same under several choices of the year, each told by summaries of its own."""
    policy = recorded.year.policy
    if request.param != "plain":
        policy.grades = GRADES
        record_all()
    if request.param == "groups":
        first, *rest = Place.objects.order_by("key").values_list("pk", flat=True)
        policy.groups = [{"name": "甲组", "units": [first, rest[0]]}]
    policy.save()
    call_command("rebuild_summaries")
    return recorded


def keys(table) -> list[str]:
    return [city.table.city_key for city in standings_of(table.year).cities]


def card(client, table, key: str, **asked) -> str:
    page = client.get(reverse("scorecard", args=[table.year.number, key]), asked)
    return re.sub(r'csrfmiddlewaretoken" value="\w+', "", page.content.decode().split("<main")[1])


@pytest.mark.django_db
def test_each_stands_as_where_all_are_scored(chosen):
    whole = standings_of(chosen.year)
    for key in keys(chosen):
        among = standings_with(chosen.year, [key])
        assert among.of(key) == whole.of(key)
        assert [type(c) for c in among.cities].count(CityStanding) == 1
        assert [(c.city, c.total, c.rank_shown, c.grade, c.group_rank) for c in among.listed] == [
            (c.city, c.total, c.rank_shown, c.grade, c.group_rank) for c in whole.listed
        ]
        others = [(r, s.of(key).total, s.of(key).rank) for r, s in among.under_others()]
        assert others == [(r, s.of(key).total, s.of(key).rank) for r, s in whole.under_others()]
        assert len(others) == len(StepReading) - 1
    grades = {city.grade for city in whole.cities}
    assert grades == ({"优秀", "合格"} if chosen.year.policy.grades else {"—"})


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [1, 3, 50])
def test_paper_is_of_the_records_alone_however_few_are_held_at_once(chosen, monkeypatch, at_once):
    monkeypatch.setattr(standings, "AT_ONCE", at_once)
    UnitSummary.objects.update(figures={})
    every = scorecards_of(chosen.year)
    for city, whole in zip(standings_of(chosen.year).cities, every, strict=True):
        assert scorecards_of(chosen.year, [city.table.city_id]) == [whole]


@pytest.mark.django_db
def test_a_card_says_the_same_without_summaries(chosen, client, cast):
    client.force_login(cast["assessment_office"])
    own, other = keys(chosen)[:2]
    quick = card(client, chosen, own), card(client, chosen, own, **{"with": other})
    UnitSummary.objects.all().delete()
    assert (card(client, chosen, own), card(client, chosen, own, **{"with": other})) == quick


@pytest.mark.django_db
def test_a_card_of_two_units_scores_both(recorded):
    own, other = keys(recorded)[:2]
    among = standings_with(recorded.year, [own, other, "nobody", ""])
    assert isinstance(among.of(own), CityStanding)
    assert among.of(other) == standings_of(recorded.year).of(other)
    assert among.of("nobody") is None


@pytest.mark.django_db
def test_a_unit_is_not_placed_by_a_summary_that_its_records_contradict(recorded):
    summary = UnitSummary.objects.get(table=recorded)
    summary.figures = summary.figures | {"total": "100"}
    summary.save()
    found = standings_with(recorded.year, [recorded.city.key])
    assert isinstance(found, Standings)
    assert found.of(recorded.city.key) == standings_of(recorded.year).of(recorded.city.key)


@pytest.mark.django_db
def test_another_choice_of_the_year_is_not_told_by_old_summaries(recorded):
    Policy.objects.update(step_reading="proportion")
    key = recorded.city.key
    assert standing_of(recorded.year, key) == standings_of(recorded.year).of(key)


@pytest.mark.django_db
def test_a_unit_that_is_compared_with_all_is_scored_with_all(recorded, cast):
    for table in recorded.year.tables.all():
        measure = _compared_measure(table)
        rule = make_rule(measure.component, "rank_deduct", "1", [measure], None, "计10分")
        rule.target = 1
        rule.save()
    for points, name in enumerate(("长沙市", *NAMES)):
        record(cast["office"], "工作得分", points, city=name)
    found = standings_with(recorded.year, [recorded.city.key])
    assert isinstance(found, Standings)
    assert found == standings_of(recorded.year)
