"""The demo of another house: a city that assesses its departments."""

from dataclasses import replace
from decimal import Decimal
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from assessment.models import ClaimState, Concern, Disclosure, ObjectionState, Year, YearState
from assessment.paper.scorecard import title_of
from assessment.publishing.public import public_year
from assessment.scores.standing import standings_of
from cities.models import Account, Office, Place
from lib.site_words import call_site, site_words
from portal.demo.sites import BUREAUS, PROVINCE, own_demo
from script.drills.filling import fill
from script.drills.tampering import Report, tamper_with_rows
from trust import baseline, registries

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def bureaus():
    usual = site_words()
    call_site(BUREAUS.words)
    yield
    call_site(usual)


def test_a_city_assesses_its_departments(bureaus):
    said = StringIO()
    call_command("load_demo", "--site", "bureaus", stdout=said)

    assert {place.name for place in Place.objects.cities()} == {
        *("市水利局", "市生态环境局", "市农业农村局", "市住房城乡建设局"),
    }
    assert [office.name for office in Office.objects.all()] == ["综合科", "督查科"]
    standings = standings_of(Year.objects.get(number=2019))
    assert len(standings.cities) == 4
    assert title_of(standings.cities[0]).endswith("河长制工作考核评分卡")
    assert all(0 < city.total <= 100 for city in standings.cities)
    assert not Concern.objects.filter(severity__in=["error", "unsettled"]).exists()
    assert "shuili" in said.getvalue()
    assert Account.objects.get(username="shuili").memberships.get().place.key == "SLJ"


def test_a_year_stands_at_every_stage(bureaus):
    call_command("load_demo", "--site", "bureaus", "--every-stage", stdout=StringIO())

    years = Year.objects.order_by("number")
    assert [year.state for year in years] == [stage.value for stage in reversed(YearState)]
    published, finalised, released = years[:3]
    assert [made.number for made in published.snapshots.order_by("number")] == [1, 2]
    assert published.corrections.get().snapshot.number == 2
    assert finalised.snapshots.count() == 1
    assert public_year(published.number).disclosure.parts == Disclosure.Part.values
    assert [found.state for found in released.objections.order_by("number")] == [
        ObjectionState.DECIDED,
        ObjectionState.FILED,
    ]
    assert all(0 < city.total <= 100 for year in years for city in standings_of(year).cities)
    collecting = years.get(state=YearState.COLLECTING)
    assert {claim.state for claim in collecting.claims.all()} == set(ClaimState)
    assert all(claim.files.current().exists() for claim in collecting.claims.all())
    assert [v.state for v in collecting.vetoes.order_by("number")] == ["proposed", "in_force"]
    assert {e.state for e in collecting.exemptions.all()} == {"proposed", "in_force"}
    own, barred = (standings_of(collecting).of(key) for key in ("SLJ", "HBJ"))
    assert (own.bonus, barred.grade) == (Decimal(1), "合格")
    call_command("verify_log", stdout=StringIO())
    fill((model for _, model in registries.answered_rows.items()), Random(7))
    baseline.lay(None)
    tampered = Report()
    tamper_with_rows(tampered, Random(7), a_table=1)
    assert tampered.missed == tampered.empty == []
    assert tampered.done > 100


def test_the_demo_is_that_of_the_site_unless_another_is_named(bureaus):
    assert own_demo() is BUREAUS
    call_site(PROVINCE.words)
    assert own_demo() is PROVINCE


def test_an_office_with_words_of_its_own_has_no_demo(bureaus):
    call_site(replace(PROVINCE.words, province="贵州省"))
    assert own_demo() is None
    with pytest.raises(CommandError, match="请先去掉环境变量 SITE_FILE"):
        call_command("load_demo")


def test_a_site_is_not_loaded_under_the_words_of_another(bureaus):
    with pytest.raises(CommandError, match="请先去掉环境变量 SITE_FILE"):
        call_command("load_demo", "--site", "province")
    call_site(PROVINCE.words)
    with pytest.raises(CommandError, match=r"请先设置环境变量 SITE_FILE=.*bureaus/site\.ini"):
        call_command("load_demo", "--site", "bureaus")
    assert not Place.objects.exists()


def test_places_of_the_province_are_not_loaded_into_another_house(bureaus):
    with pytest.raises(CommandError, match="本站考核的是湖南省的市直单位"):
        call_command("load_places")
    assert not Place.objects.exists()
